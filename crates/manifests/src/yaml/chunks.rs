//! The documents of a YAML stream, cut apart before they are read: one that cannot be read takes no other with it.

/// The bytes of each document of `text`. A line that begins with `---` or `...` is a marker wherever it stands, in block
/// scalars and quotes, too (YAML 1.2.2, section 9.1.2).
pub(crate) fn chunks(text: &str) -> Vec<(usize, usize)> {
    let (mut chunks, mut start, mut offset, mut has_content) = (Vec::new(), 0, 0, false);
    for line in text.split_inclusive('\n') {
        let end = offset + line.len();
        if is_marker(line, "---") {
            if has_content {
                chunks.push((start, offset));
                start = offset;
            }
            has_content = true;
        } else if is_marker(line, "...") {
            if has_content {
                chunks.push((start, end));
            }
            (start, has_content) = (end, false);
        } else if !has_content {
            // Comments and directives belong to the document that follows.
            let content = line.trim_start_matches('\u{feff}').trim_start();
            has_content = !content.is_empty() && !content.starts_with('#') && !line.starts_with('%');
        }
        offset = end;
    }
    if has_content {
        chunks.push((start, offset));
    }
    chunks
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_falls_into_its_documents() {
        let parts = |text: &'static str| -> Vec<&str> {
            chunks(text).into_iter().map(|(start, end)| text.get(start..end).unwrap()).collect()
        };
        assert_eq!(parts(""), [""; 0]);
        assert_eq!(parts("# nothing\n"), [""; 0]);
        assert_eq!(parts("a: 1"), ["a: 1"]);
        assert_eq!(parts("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
        assert_eq!(
            parts("%YAML 1.2\n# x\n---\na: 1\n...\n%TAG ! x\n--- b\n"),
            ["%YAML 1.2\n# x\n---\na: 1\n...\n", "%TAG ! x\n--- b\n"]
        );
        assert_eq!(parts("a: |\n  x\n--- # y\n---x\n"), ["a: |\n  x\n", "--- # y\n---x\n"]);
        assert_eq!(parts("---\r\n---\r\n"), ["---\r\n", "---\r\n"]);
    }
}
