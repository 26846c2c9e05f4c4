//! The picture of a network in words.

use std::collections::BTreeMap;

use ceph_multus_nodes::Lead;
use ceph_multus_nodes::view::{Holding, NetworkView};
use ceph_multus_upstream::address::AddressRange;
use serde::Serialize;
use tsify_macros::Tsify;

use crate::tsify;
use crate::words::{listed, way, written};

/// A line of the table.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Row {
    /// An address, a run of addresses, or an address of a node with its prefix; `none` for a node without one.
    pub addresses: String,
    /// The pod or the node.
    pub whose: String,
    /// How it is held, or where it leads.
    pub state: String,
    /// What is wrong with it; empty where nothing is.
    pub fault: String,
}

/// Everything that the picture of a network shows, what is wrong first.
pub(crate) fn rows(network: &NetworkView) -> Vec<Row> {
    let mut rows = Vec::new();
    for held in network.ranges.iter().filter_map(|range| range.held.as_ref()).flatten() {
        rows.push(Row {
            addresses: held.address.to_string(),
            whose: held.podref.clone(),
            state: match held.holding {
                Holding::Assigned => String::from("assigned"),
                Holding::Orphan => String::from("orphan"),
                Holding::Unreserved => String::from("not reserved"),
                Holding::Twice => String::from("assigned twice"),
            },
            fault: held.fault.clone(),
        });
    }
    for node in &network.nodes {
        for interface in &node.interfaces {
            for cidr in &interface.addresses {
                rows.push(Row {
                    addresses: written(cidr),
                    whose: node.name.clone(),
                    state: format!("address of {}", interface.name),
                    fault: String::from(if interface.joins { "" } else { "not attached to this network" }),
                });
            }
        }
        if node.interfaces.is_empty() {
            rows.push(Row {
                addresses: String::from("none"),
                whose: node.name.clone(),
                state: String::new(),
                fault: String::from("no interface on this network"),
            });
        }
    }
    let mut ways: BTreeMap<(AddressRange, &Lead), Vec<&str>> = BTreeMap::new();
    for node in &network.nodes {
        for (run, lead) in &node.leads {
            ways.entry((*run, lead)).or_default().push(&node.name);
        }
    }
    for ((run, lead), nodes) in ways {
        let (state, fault) = match lead {
            Lead::Pods(..) => (way(lead), String::new()),
            Lead::Elsewhere(..) | Lead::Nowhere => (String::new(), way(lead)),
        };
        rows.push(Row { addresses: run.to_string(), whose: format!("from {}", listed(&nodes)), state, fault });
    }
    rows.sort_by_key(|row| row.fault.is_empty());
    rows
}
