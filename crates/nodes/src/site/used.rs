//! What of the networks and hosts is in use: the families of Ceph, and the routing tables of nodes.

use std::collections::BTreeSet;
use std::rc::Rc;

use ceph_multus_upstream::address::Family;

use super::{Network, Site};
use crate::nad::NadFacts;

impl Site {
    /// The families of the public network `nad` that Ceph uses.
    pub(crate) fn families(&self, nad: &Rc<NadFacts>) -> Vec<Family> {
        let mut families: Vec<Family> = self.public_networks(nad).flat_map(Network::families).collect();
        families.sort_unstable();
        families.dedup();
        families
    }

    /// Drops routes of tables that nothing leads to. The rules may be in another policy than the routes.
    pub(super) fn keep_used_tables(&mut self) {
        let policies = self.policies.iter_mut().map(|policy| &mut policy.config);
        let mut configs: Vec<_> = policies.chain(self.states.iter_mut().map(|state| &mut state.config)).collect();
        let used: BTreeSet<i64> = configs.iter().flat_map(|config| config.tables.iter().copied()).collect();
        for config in &mut configs {
            config.routes.retain(|route| route.table.is_none_or(|table| used.contains(&table)));
        }
    }
}
