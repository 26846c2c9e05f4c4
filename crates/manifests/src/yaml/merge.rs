//! Merge keys: `<<: *other` takes over the members of another mapping that are not there.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::build::problem;
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
        merged: &[Rc<Node>],
        span: (usize, usize),
    ) -> Result<Vec<Entry>, Problem> {
        if merged.is_empty() {
            return Ok(entries);
        }
        let mut known: BTreeSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
        for node in merged {
            let sources = match &node.value {
                Value::List(items) => items.iter().collect(),
                _ => vec![node],
            };
            for source in sources {
                let Value::Map(others) = &source.value else {
                    return Err(problem(span, "a merge key `<<` whose value is no object"));
                };
                self.added = self.added.saturating_add(others.len());
                if self.added > VALUES {
                    return Err(problem(span, &format!("merge keys that add more than {VALUES} members")));
                }
                entries.extend(others.iter().filter(|other| known.insert(other.key.clone())).cloned());
            }
        }
        Ok(entries)
    }
}
