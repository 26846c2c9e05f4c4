//! YAML as kubectl prints it, and as most people write it, line by line: keys and elements of lists on lines of their own,
//! scalars and flow collections that end on their line, and literal blocks. The library reads everything, and takes ten times as long:
//! that counts in a dump of 100 MB. What is not certain here is left to it.

use std::borrow::Cow;

use granit_parser::ScalarStyle;

mod block;
mod texts;

use block::{Lines, block};
use texts::{is_comment, key_of, plain, quoted};

/// A part of a document, in the order of the text.
#[derive(Debug)]
pub(super) enum Piece<'t> {
    /// A key or a value.
    Scalar(Cow<'t, str>, ScalarStyle),
    /// A mapping begins.
    Map,
    /// A list begins.
    List,
    /// The innermost of them ends.
    End,
}

/// Gives the pieces of `part`, which is one document, to `take`, each with its bytes in `part`, of a collection where it
/// begins and where it ends. `None` where `take` says so, and where a line is anything but simple.
pub(super) fn pieces<'t>(part: &'t str, take: &mut dyn FnMut(Piece<'t>, (usize, usize)) -> Option<()>) -> Option<()> {
    let part_end = part.len();
    // What lies behind the last line break might be the end of a block that has none.
    if !part.ends_with('\n') {
        return None;
    }
    let mut lines = Lines::of(part);
    if let Some(line) = lines.peek().filter(|line| *line == "---") {
        lines.pass(line);
    }
    let mut reader = LineReader { levels: Vec::new(), open_key: None, take };
    while let Some(line) = lines.peek() {
        let start = lines.at;
        lines.pass(line);
        let content = line.trim_start_matches(' ');
        if content.is_empty() || content.starts_with('#') && is_simple(content) {
            continue;
        }
        let indent = line.len() - content.len();
        if !is_simple(content) || is_end_of_document(line) {
            return None;
        }
        reader.line(content, indent, start, &mut lines)?;
    }
    reader.close_key()?;
    if reader.levels.is_empty() {
        return None;
    }
    while reader.levels.pop().is_some() {
        (reader.take)(Piece::End, (part_end, part_end))?;
    }
    Some(())
}

/// Whether a text has nothing but ASCII that can be seen, and spaces.
fn is_simple(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn is_end_of_document(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...")
}

struct Level {
    indent: usize,
    is_map: bool,
}

struct LineReader<'r, 't> {
    /// The collections that are open, from the outside.
    levels: Vec<Level>,
    /// Where the last piece ends, if it was a key.
    open_key: Option<usize>,
    take: &'r mut dyn FnMut(Piece<'t>, (usize, usize)) -> Option<()>,
}

impl<'t> LineReader<'_, 't> {
    /// Takes a line with something in it.
    fn line(&mut self, content: &'t str, indent: usize, start: usize, lines: &mut Lines<'t>) -> Option<()> {
        let at = start + indent;
        let element = content.strip_prefix("- ");
        if self.open_key.is_some() {
            let parent = self.levels.last()?.indent;
            let is_below = indent > parent || (indent == parent && element.is_some());
            if is_below {
                self.open_key = None;
                // The library says that a list begins with its first element where the dash stands below the key.
                let first = element.filter(|_| indent == parent).map_or(content, |rest| rest.trim_start_matches(' '));
                self.begin(indent, element.is_none(), at + content.len() - first.len())?;
            } else {
                self.close_key()?;
            }
        } else if self.levels.is_empty() {
            if element.is_some() {
                return None;
            }
            self.begin(indent, true, at)?;
        }
        loop {
            let level = self.levels.last()?;
            match (level.indent.cmp(&indent), level.is_map == element.is_none()) {
                (std::cmp::Ordering::Equal, true) => break,
                (std::cmp::Ordering::Greater, _) => {}
                // A list may stand as far to the left as the key that it belongs to.
                (std::cmp::Ordering::Equal, false) if !level.is_map => {}
                _ => return None,
            }
            self.levels.pop();
            (self.take)(Piece::End, (at, at))?;
        }
        let Some(element) = element else { return self.member(content, indent, at, lines) };
        let inner = element.trim_start_matches(' ');
        let column = indent + content.len() - inner.len();
        if key_of(inner).is_some() {
            self.begin(column, true, start + column)?;
            return self.member(inner, column, start + column, lines);
        }
        self.value(inner, indent, start + column, lines)
    }

    fn begin(&mut self, indent: usize, is_map: bool, at: usize) -> Option<()> {
        self.levels.push(Level { indent, is_map });
        (self.take)(if is_map { Piece::Map } else { Piece::List }, (at, at))
    }

    /// A key without a value has none at all.
    fn close_key(&mut self) -> Option<()> {
        match self.open_key.take() {
            Some(end) => (self.take)(Piece::Scalar(Cow::Borrowed("~"), ScalarStyle::Plain), (end, end)),
            None => Some(()),
        }
    }

    /// A key, and what stands on its line.
    fn member(&mut self, content: &'t str, indent: usize, at: usize, lines: &mut Lines<'t>) -> Option<()> {
        let (key, rest) = key_of(content)?;
        (self.take)(Piece::Scalar(Cow::Borrowed(key), ScalarStyle::Plain), (at, at + key.len()))?;
        let value = rest.trim_start_matches(' ');
        if value.is_empty() || value.starts_with('#') {
            self.open_key = Some(at + key.len());
            return Some(());
        }
        self.value(value, indent, at + content.len() - value.len(), lines)
    }

    /// A value that begins on a line of a collection at `indent`.
    fn value(&mut self, value: &'t str, indent: usize, at: usize, lines: &mut Lines<'t>) -> Option<()> {
        let (text, style) = match value.as_bytes().first()? {
            b'"' => (quoted(value, '"')?, ScalarStyle::DoubleQuoted),
            b'\'' => (quoted(value, '\'')?, ScalarStyle::SingleQuoted),
            b'|' => {
                let text = block(value, indent, lines)?;
                let span = lines.of_block(at)?;
                return (self.take)(Piece::Scalar(Cow::Owned(text), ScalarStyle::Literal), span);
            }
            b'{' | b'[' => return is_comment(self.flow(value, at + value.len())?).then_some(()),
            _ => (plain(value)?, ScalarStyle::Plain),
        };
        let quotes = if style == ScalarStyle::Plain { 0 } else { 2 };
        (self.take)(Piece::Scalar(Cow::Borrowed(text), style), (at, at + text.len() + quotes))
    }

    /// A flow collection that ends on its line, of which `text` is the rest, up to the byte `end`; what stands behind it.
    fn flow(&mut self, text: &'t str, end: usize) -> Option<&'t str> {
        let is_map = text.starts_with('{');
        let bracket = |text: &str| (end - text.len(), end - text.len() + 1);
        (self.take)(if is_map { Piece::Map } else { Piece::List }, bracket(text))?;
        let mut rest = text.get(1..)?.trim_start_matches(' ');
        loop {
            if let Some(behind) = rest.strip_prefix(if is_map { '}' } else { ']' }) {
                (self.take)(Piece::End, bracket(rest))?;
                return Some(behind);
            }
            if is_map {
                rest = self.flow_scalar(rest, end)?.strip_prefix(": ")?.trim_start_matches(' ');
            }
            rest = if rest.starts_with(['{', '[']) { self.flow(rest, end)? } else { self.flow_scalar(rest, end)? };
            rest = rest.trim_start_matches(' ');
            match rest.strip_prefix(',') {
                Some(next) => rest = next.trim_start_matches(' '),
                None if rest.starts_with(['}', ']']) => {}
                None => return None,
            }
        }
    }

    /// A scalar in a flow collection.
    fn flow_scalar(&mut self, text: &'t str, end: usize) -> Option<&'t str> {
        let quotes = [('"', ScalarStyle::DoubleQuoted), ('\'', ScalarStyle::SingleQuoted)];
        if let Some((quote, style)) = quotes.into_iter().find(|(quote, _)| text.starts_with(*quote)) {
            let (inner, rest) = text.get(1..)?.split_once(quote)?;
            let is_plain = !inner.contains('\\') && rest.starts_with([',', '}', ']', ' ', ':']);
            let span = (end - text.len(), end - rest.len());
            is_plain.then(|| (self.take)(Piece::Scalar(Cow::Borrowed(inner), style), span))??;
            return Some(rest);
        }
        let is_end =
            |place: usize| text.get(place + 1..).is_none_or(|rest| rest.starts_with([' ', ',', '[', ']', '{', '}']));
        let stop = text.char_indices().find(|(place, letter)| match letter {
            ',' | '[' | ']' | '{' | '}' => true,
            ':' => is_end(*place),
            _ => false,
        });
        let (inner, rest) = text.split_at_checked(stop?.0)?;
        let value = plain(inner).filter(|plain| inner.starts_with(plain))?;
        let at = end - text.len();
        (self.take)(Piece::Scalar(Cow::Borrowed(value), ScalarStyle::Plain), (at, at + value.len()))?;
        (!inner.contains(" #")).then_some(rest)
    }
}
