//! A text with manifests.

use std::fmt::Display;
use std::sync::{Arc, OnceLock};

use ceph_multus_core::report::text::visible;

use crate::limits::SOURCE_BYTES;
use crate::position::{Lines, Position};

/// A text with manifests, and what it is called: a file name, `<stdin>`.
#[derive(Debug)]
pub struct Source {
    /// The name itself.
    pub name: String,
    /// The name for people: a file may have any name, and one with control characters would change the terminal.
    pub shown: String,
    /// The text.
    pub text: String,
    /// Where its lines are, once something is looked for in it.
    lines: OnceLock<Lines>,
    /// Whether it is for other programs, once something in it cannot be read.
    pub(crate) is_of_others: OnceLock<bool>,
    /// Whether variables may be in it, once somebody has looked.
    has_variables: OnceLock<bool>,
    /// The sources that it is made of, each with the byte at which it starts; none where it is one itself.
    parts: Vec<(usize, Arc<Source>)>,
}

impl Source {
    pub(crate) fn new(name: &str, mut text: String) -> Source {
        if let Some(rest) = text.strip_prefix('\u{feff}') {
            text = rest.to_owned();
        }
        let text = with_line_feeds(text);
        Source {
            name: name.to_owned(),
            shown: visible(name),
            lines: OnceLock::new(),
            is_of_others: OnceLock::new(),
            has_variables: OnceLock::new(),
            parts: Vec::new(),
            text,
        }
    }

    /// Several sources one after the other, under the name of the first: places in it are places in these.
    pub(crate) fn joined(sources: &[Arc<Source>]) -> Source {
        let mut joined = Source::new(sources.first().map_or("", |first| &first.name), String::new());
        for (number, source) in sources.iter().enumerate() {
            joined.parts.push((Source::start_of(number, sources), Arc::clone(source)));
            joined.text.push_str(&source.text);
            joined.text.push('\n');
        }
        joined
    }

    /// The byte at which the one of this number starts in several that are joined. There is one more after each: the end
    /// of one is not the beginning of the next.
    pub(crate) fn start_of(number: usize, sources: &[Arc<Source>]) -> usize {
        sources.iter().take(number).map(|source| source.text.len() + 1).sum()
    }

    /// Whether it is these, joined.
    pub(crate) fn is_joined_of(&self, sources: &[Arc<Source>]) -> bool {
        let own = self.parts.iter().map(|(_, source)| source);
        self.parts.len() == sources.len() && own.zip(sources).all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// Whether it has variables of Flux, or their beginning.
    pub(crate) fn has_variables(&self) -> bool {
        *self.has_variables.get_or_init(|| self.text.contains("${"))
    }

    /// The source itself, or those that it is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Source> {
        let own = if self.parts.is_empty() { Some(self) } else { None };
        own.into_iter().chain(self.parts.iter().map(|(_, source)| &**source))
    }

    /// The number of the part that has the byte `place`, with the byte at which it starts.
    pub(crate) fn part_at(&self, place: usize) -> (usize, usize) {
        let number = self.parts.partition_point(|(start, _)| *start <= place).saturating_sub(1);
        (number, self.parts.get(number).map_or(0, |(start, _)| *start))
    }

    /// The line `number`, counted from 1, without its end; empty beyond the last.
    pub fn line(&self, number: usize) -> &str {
        self.lines().line(&self.text, number)
    }

    /// A place for people: `file.yaml:3:7`.
    pub fn at(&self, place: impl Display) -> String {
        format!("{}:{place}", self.shown)
    }

    /// The place of bytes of the text.
    pub(crate) fn position(&self, (start, end): (usize, usize)) -> Position {
        let (number, before) = self.part_at(start);
        match self.parts.get(number) {
            Some((_, source)) => {
                Position { part: number, ..source.position((start - before, end.max(start) - before)) }
            }
            None => Position::among(self.lines(), &self.text, start, end),
        }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }
}

/// The text with a line feed in place of each carriage return that ends a line alone (YAML 1.2.2, section 5.4). Every byte
/// stays where it is.
fn with_line_feeds(text: String) -> String {
    if text.split('\r').skip(1).all(|rest| rest.starts_with('\n')) {
        return text;
    }
    let mut lines = text.split('\r');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for rest in lines {
        out.push(if rest.starts_with('\n') { '\r' } else { '\n' });
        out.push_str(rest);
    }
    out
}

/// The text of a file: UTF-8, or UTF-16 with a byte order mark, as YAML readers take it (YAML 1.2.2, section 5.2).
///
/// # Errors
/// One line where it is neither, or too large.
pub fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > SOURCE_BYTES {
        return Err(format!("more than {} MiB; give the manifests in several files", SOURCE_BYTES >> 20));
    }
    let wide: Option<fn([u8; 2]) -> u16> = match bytes.get(..2) {
        Some([0xff, 0xfe]) => Some(u16::from_le_bytes),
        Some([0xfe, 0xff]) => Some(u16::from_be_bytes),
        _ => None,
    };
    if let Some(wide) = wide {
        let units = bytes.chunks(2).map(|unit| unit.try_into().map_or(0xd800, wide));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        return text.map_err(|_| String::from("not UTF-16, although it begins with its byte order mark"));
    }
    if bytes.contains(&0) {
        return Err(String::from("a binary file; manifests are YAML or JSON"));
    }
    String::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 at byte {}; save it as UTF-8", error.utf8_error().valid_up_to() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carriage_return_alone_ends_a_line() {
        assert_eq!(Source::new("a", String::from("# c\ra: 1\r\nb: 2\r\r\nc\r")).text, "# c\na: 1\r\nb: 2\n\r\nc\n");
        assert_eq!(Source::new("a", String::from("a: 1\r\n")).text, "a: 1\r\n");
    }

    #[test]
    fn utf_8_and_utf_16_are_read() {
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| {
            decode(format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect())
        };
        assert_eq!(wide("a: \u{1f600}", u16::to_le_bytes).as_deref(), Ok("\u{feff}a: \u{1f600}"));
        assert_eq!(wide("a: 1", u16::to_be_bytes).as_deref(), Ok("\u{feff}a: 1"));
        assert_eq!(Source::new("a", String::from("\u{feff}a: 1")).text, "a: 1");
        let broken = "not UTF-16, although it begins with its byte order mark";
        assert_eq!(decode(vec![0xff, 0xfe, 0x61]), Err(broken.to_owned()));
        assert_eq!(decode(b"caf\xe9".to_vec()), Err("not UTF-8 at byte 4; save it as UTF-8".to_owned()));
        assert_eq!(decode(b"\x7fELF\0".to_vec()), Err("a binary file; manifests are YAML or JSON".to_owned()));
    }
}
