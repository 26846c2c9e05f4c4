//! The VLANs that a port carries besides its own.

use super::super::fields::TRUNK_ENTRY;
use super::vlans::Vlans;
use super::whole;
use crate::go_json::get;
use ceph_multus_json::Node;

/// A list of VLANs, and what is in it. A plugin may have thousands of ports with one list.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trunk {
    /// From and to.
    pub(super) ids: Vec<(i64, i64)>,
    /// All of them.
    pub(super) vlans: Vlans,
}

impl Trunk {
    /// Reads `trunk` or `vlanTrunk`.
    pub(super) fn of<'n>(entries: impl IntoIterator<Item: IntoIterator<Item = &'n Node<'n>>>) -> Trunk {
        let mut trunk = Trunk::default();
        for entry in entries.into_iter().flatten().filter_map(Node::as_map) {
            let id = |key| get(entry, TRUNK_ENTRY, key).and_then(whole);
            trunk = trunk.and(id("id").map(|id| (id, id))).and(id("minID").zip(id("maxID")));
        }
        trunk
    }

    /// The same with these VLANs too.
    pub(super) fn and(mut self, ids: Option<(i64, i64)>) -> Trunk {
        if let Some(ids) = ids {
            self.ids.push(ids);
            self.vlans.add(ids);
        }
        self
    }

    /// The same, where a trunk with `default` carries the untagged frames of other ports.
    pub(super) fn with_untagged(self, default: i64) -> Trunk {
        let untagged = self.ids.iter().any(|(first, last)| (*first..=*last).contains(&default));
        self.and(untagged.then_some((0, 0)))
    }
}
