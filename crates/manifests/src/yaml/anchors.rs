//! Text that counts in several places: nodes with anchors, where aliases and merge keys name them.

use std::collections::BTreeSet;

use granit_parser::{Event, Parser};

use super::build::bytes;
use super::options::options;
use super::tight::tight_aliases;

/// The bytes of each node of the part of `text` at `chunk`, which is one document, that an alias in it repeats. All of the
/// document where it cannot be read as one: what would name the nodes is not known.
pub(crate) fn repeated(text: &str, chunk: (usize, usize)) -> Vec<(usize, usize)> {
    let part = text.get(chunk.0..chunk.1).unwrap_or_default();
    if !part.contains('&') {
        return Vec::new();
    }
    let anchored = of_events(part, chunk.0, false).or_else(|| of_events(&tight_aliases(part)?.0, chunk.0, true));
    anchored.unwrap_or_else(|| vec![chunk])
}

/// The same of a `part` that stands in its source at `start`; with `all` of each node with an anchor.
fn of_events(part: &str, start: usize, all: bool) -> Option<Vec<(usize, usize)>> {
    let (mut open, mut anchored, mut named) = (Vec::new(), Vec::new(), BTreeSet::new());
    for event in Parser::new_from_str_with_options(part, options(false)) {
        let (event, span) = event.ok()?;
        let span = bytes(&span, start);
        match event {
            Event::Scalar(_, _, anchor, _) if anchor > 0 => anchored.push((anchor, span)),
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => open.push((anchor, span.0)),
            Event::SequenceEnd | Event::MappingEnd => {
                let (anchor, start) = open.pop()?;
                if anchor > 0 {
                    anchored.push((anchor, (start, span.1)));
                }
            }
            Event::Alias(anchor) => _ = named.insert(anchor),
            _ => {}
        }
    }
    let is_repeated = |anchor: &usize| all || named.contains(anchor);
    Some(anchored.into_iter().filter(|(anchor, _)| is_repeated(anchor)).map(|(_, span)| span).collect())
}
