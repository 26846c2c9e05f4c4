//! Values that no release among the sources names: whether they are all values of their release is for nobody to see.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::within::{Made, Network};

use super::Elsewhere;

/// What was made of such values.
#[derive(Default)]
pub(super) struct Loose {
    /// The objects, by the place of the document with the values.
    made: BTreeMap<usize, Vec<Document>>,
    /// The networks of values that are a part of others.
    pub(super) open: Vec<Elsewhere>,
    /// The places of the documents with these.
    parts: BTreeSet<usize>,
}

impl Loose {
    /// Of what charts make of the documents at places; `is_released` says whether a release makes an object, too.
    ///
    /// Values with a provider of the network are taken for all there are. Those with other fields of the network are a part,
    /// and so are those of a cluster that others give its network; where there are such, none are all there are.
    pub(super) fn of(found: Vec<(usize, Made)>, is_released: impl Fn((&str, &str, &str)) -> bool) -> Loose {
        let mut groups: BTreeMap<Vec<String>, Vec<(usize, Made)>> = BTreeMap::new();
        for (place, made) in found {
            let (kind, namespace, name) = made.name();
            groups.entry([kind, namespace, name].map(str::to_owned).to_vec()).or_default().push((place, made));
        }
        let mut loose = Loose::default();
        for group in groups.into_values() {
            let has = |network: Network| group.iter().any(|(_, made)| made.network == network);
            let is_released = group.first().is_some_and(|(_, made)| is_released(made.name()));
            let has_provider = has(Network::Known) || is_released;
            let is_one = group.len() == 1 && !is_released;
            let is_split = !is_one && (has(Network::Open) || has(Network::Unset));
            for (place, made) in group {
                if made.network == Network::Open || (made.network == Network::Unset && has_provider) {
                    loose.open.extend(Elsewhere::network(&made));
                    loose.parts.insert(place);
                    continue;
                }
                let objects = if is_split { made.partial() } else { made.whole() };
                loose.made.entry(place).or_default().extend(objects);
            }
        }
        loose.open.sort_by(|one, next| (&one.source, one.position).cmp(&(&next.source, next.position)));
        loose
    }

    /// Whether the document at `place` has values that are a part of others.
    pub(super) fn has_part(&self, place: usize) -> bool {
        self.parts.contains(&place)
    }

    /// The objects of the values in the document at `place`.
    pub(super) fn take(&mut self, place: usize) -> Vec<Document> {
        self.made.remove(&place).unwrap_or_default()
    }
}
