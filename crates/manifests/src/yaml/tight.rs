//! Aliases as keys that their colon follows at once: `*app:`. YAML 1.2 takes the colon for a part of the name; the libraries
//! of kubectl and PyYAML, which know names of letters, digits, `-` and `_` alone, do not.

use granit_parser::{ScalarStyle, Scanner, StrInput, TokenType};

use super::options::options;

/// Where such aliases stand in a text in which a `+` is in place of their `*`.
#[derive(Debug, Default)]
pub(super) struct Tight(Vec<usize>);

impl Tight {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one starts at the byte `place`.
    pub(super) fn has(&self, place: usize) -> bool {
        self.0.binary_search(&place).is_ok()
    }
}

/// `text` with its tight aliases as plain scalars, in which no byte has moved; `None` where there are none.
pub(super) fn tight_aliases(text: &str) -> Option<(String, Tight)> {
    let candidates = candidates(text);
    if candidates.is_empty() {
        return None;
    }
    // The scanner stops at such an alias, but not at a scalar in its place; one in quotes, in a block or behind other
    // words of a scalar begins none.
    let all = patched(text, &candidates);
    let mut places = Vec::new();
    for token in Scanner::with_options(StrInput::new(&all), options(false)).map_while(Result::ok) {
        let (span, TokenType::Scalar(ScalarStyle::Plain, _)) = token.into_parts() else { continue };
        places.extend(span.start.byte_offset().filter(|place| candidates.binary_search(place).is_ok()));
    }
    (!places.is_empty()).then(|| (patched(text, &places), Tight(places)))
}

/// Where a `*` begins a name that a colon ends, and white space follows.
fn candidates(text: &str) -> Vec<usize> {
    let is_tight = |place: &usize| {
        let name = text.get(place + 1..).unwrap_or_default();
        let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-' && letter != '_');
        let rest = end.filter(|end| *end > 0).and_then(|end| name.get(end..)).and_then(|rest| rest.strip_prefix(':'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
    };
    text.match_indices('*').map(|(place, _)| place).filter(is_tight).collect()
}

/// `text` with a `+` at each of `places`.
fn patched(text: &str, places: &[usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = 0;
    for place in places {
        out.push_str(text.get(start..*place).unwrap_or_default());
        out.push('+');
        start = place + 1;
    }
    out.push_str(text.get(start..).unwrap_or_default());
    out
}
