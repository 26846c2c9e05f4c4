//! Merge keys: `<<: *other` takes over the members of another mapping that are not there.

use std::sync::Arc;

use ceph_multus_core::json::order::{by_key, equal_neighbours};

use super::{Entry, Node, Value};
use crate::error::Problem;
use crate::limits::VALUES;

/// Resolves the merge keys of one document, and counts what they add.
#[derive(Default)]
pub(super) struct Merges {
    added: usize,
}

impl Merges {
    /// `entries` and what `merged` have beside; the own ones win, then the first (go-yaml: decode.go, `merge`).
    pub(super) fn resolve(
        &mut self,
        mut entries: Vec<Entry>,
        merged: &[Arc<Node>],
        span: (usize, usize),
    ) -> Result<Vec<Entry>, Problem> {
        if merged.is_empty() {
            return Ok(entries);
        }
        for node in merged {
            let sources = match &node.value {
                Value::List(items) => items.iter().collect(),
                _ => vec![node],
            };
            for source in sources {
                let Value::Map(others) = &source.value else {
                    return Err(Problem::at(span, "the value of a merge key `<<` must be an object"));
                };
                self.added = self.added.saturating_add(others.len());
                if self.added > VALUES {
                    return Err(Problem::at(span, &format!("merge keys that add more than {VALUES} members")));
                }
                entries.extend_from_slice(others);
            }
        }
        Ok(first_of_each_key(entries))
    }
}

fn first_of_each_key(mut entries: Vec<Entry>) -> Vec<Entry> {
    let places = by_key(entries.iter().map(|entry| entry.key.as_str()));
    let mut is_known = vec![false; entries.len()];
    for (_, (_, again)) in equal_neighbours(&places) {
        if let Some(is_known) = is_known.get_mut(again) {
            *is_known = true;
        }
    }
    let mut is_known = is_known.into_iter();
    entries.retain(|_| is_known.next() == Some(false));
    entries
}
