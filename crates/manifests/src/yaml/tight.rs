//! Aliases as keys that their colon follows at once: `*app:`. YAML 1.2 takes the colon for a part of the name; the libraries
//! of kubectl and PyYAML, which know names of letters, digits, `-` and `_` alone, do not.

use granit_parser::{Scanner, StrInput, TokenType};

use super::build::options;

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
    let mut places = Vec::new();
    // What comes behind a token that the scanner refuses is no matter: the text is read once more.
    for token in Scanner::with_options(StrInput::new(text), options(false)).map_while(Result::ok) {
        let (span, TokenType::Alias(name)) = token.into_parts() else { continue };
        if name.ends_with(':')
            && let Some(place) = span.start.byte_offset()
        {
            places.push(place);
        }
    }
    if places.is_empty() {
        return None;
    }
    let mut patched = String::with_capacity(text.len());
    let mut start = 0;
    for place in &places {
        patched.push_str(text.get(start..*place)?);
        patched.push('+');
        start = place + 1;
    }
    patched.push_str(text.get(start..)?);
    Some((patched, Tight(places)))
}
