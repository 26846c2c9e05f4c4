//! The lines that follow, and the literal blocks that they are the text of.

/// The lines that are not read yet.
pub(super) struct Lines<'t> {
    part: &'t str,
    /// The byte at which the next one begins.
    pub(super) at: usize,
}

impl<'t> Lines<'t> {
    /// Those of `part`.
    pub(super) fn of(part: &'t str) -> Lines<'t> {
        Lines { part, at: 0 }
    }

    /// The next line without its end.
    pub(super) fn peek(&self) -> Option<&'t str> {
        let rest = self.part.get(self.at..).filter(|rest| !rest.is_empty())?;
        let line = rest.split('\n').next()?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// The bytes of the text of the block whose header is at `header`, up to what follows.
    pub(super) fn of_block(&self, header: usize) -> Option<(usize, usize)> {
        let begin = |rest: &str| rest.len() - rest.trim_start_matches([' ', '\r', '\n']).len();
        let first = header + self.part.get(header..)?.find('\n')? + 1;
        Some((first + begin(self.part.get(first..)?), self.at + begin(self.part.get(self.at..)?)))
    }

    /// Goes on behind `line`, which is the next.
    pub(super) fn pass(&mut self, line: &str) {
        let behind = self.at + line.len();
        self.at = behind + if self.part.get(behind..).is_some_and(|rest| rest.starts_with('\r')) { 2 } else { 1 };
    }
}

/// The text of a literal block whose `header` stands in a collection at `indent`.
pub(super) fn block(header: &str, indent: usize, lines: &mut Lines<'_>) -> Option<String> {
    let chomping = header.trim_end_matches(' ');
    if !["|", "|-", "|+"].contains(&chomping) {
        return None;
    }
    let (mut text, mut inner) = (String::new(), None);
    while let Some(line) = lines.peek() {
        let own = line.len() - line.trim_start_matches(' ').len();
        let is_blank = own == line.len();
        if !is_blank && own <= indent {
            break;
        }
        if !line.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == b'\t') {
            return None;
        }
        let column = match inner {
            Some(column) => column,
            // Lines in front of the text do not say how far it is indented.
            None if is_blank => {
                if own > 0 {
                    return None;
                }
                text.push('\n');
                lines.pass(line);
                continue;
            }
            None => *inner.insert(own),
        };
        if !is_blank && own < column {
            return None;
        }
        text.push_str(line.get(column..).unwrap_or_default());
        text.push('\n');
        lines.pass(line);
    }
    inner?;
    let end = text.trim_end_matches('\n').len();
    match chomping {
        "|" => text.truncate(end + 1),
        "|-" => text.truncate(end),
        _ => {}
    }
    Some(text)
}
