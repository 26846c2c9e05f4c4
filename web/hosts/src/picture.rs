//! The picture of a network: its addresses on axes, with what is assigned, where nodes are, and the way from them to pods.

use std::collections::BTreeMap;

use ceph_multus_nodes::view::NetworkView;
use serde::Serialize;
use tsify_macros::Tsify;

use crate::axis::Axis;
use crate::lane::lanes;
use crate::row::{Row, rows};
use crate::stretch::{Stretch, stretches};
use crate::tsify;
use crate::words::listed;

/// A network.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Network {
    /// `rook-ceph/public-net`
    pub name: String,
    /// What it is.
    #[tsify(type = "\"public\" | \"cluster\" | \"public and cluster\"")]
    pub role: &'static str,
    /// One for each stretch of addresses, in ascending order.
    pub axes: Vec<Axis>,
    /// What no axis shows: nodes without an address on the network.
    pub notes: Vec<String>,
    /// The same in words, what is wrong first.
    pub rows: Vec<Row>,
}

/// Draws a network.
pub(crate) fn draw(network: &NetworkView) -> Network {
    Network {
        name: network.nad.to_string(),
        role: network.role,
        axes: stretches(network).iter().map(|stretch| axis(stretch, network)).collect(),
        notes: notes(network),
        rows: rows(network),
    }
}

fn axis(stretch: &Stretch, network: &NetworkView) -> Axis {
    let (first, last) = (stretch.span.first().to_string(), stretch.span.last().to_string());
    Axis { first, last, lanes: lanes(stretch, network) }
}

fn notes(network: &NetworkView) -> Vec<String> {
    let mut without: Vec<&str> = Vec::new();
    let mut interfaces: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for node in &network.nodes {
        if node.interfaces.is_empty() {
            without.push(&node.name);
        }
        for interface in node.interfaces.iter().filter(|interface| interface.addresses.is_empty()) {
            let how = match (interface.dynamic, interface.joins) {
                (true, _) => "gets its address from the network",
                (false, true) => "has no address",
                (false, false) => "is not attached to this network",
            };
            interfaces.entry(format!("{} {how}", interface.name)).or_default().push(&node.name);
        }
    }
    let mut notes = Vec::new();
    if !without.is_empty() {
        notes.push(format!("{}: no interface on this network", listed(&without)));
    }
    notes.extend(interfaces.into_iter().map(|(what, nodes)| format!("{}: {what}", listed(&nodes))));
    notes
}
