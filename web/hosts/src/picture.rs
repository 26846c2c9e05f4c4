//! The picture of a network: its addresses on axes, with what is assigned, where nodes are, and the way from them to pods.

use std::collections::BTreeMap;

use ceph_multus_nodes::view::NetworkView;
use serde::Serialize;
use tsify_macros::Tsify;

use crate::row::{Row, rows};
use crate::stretch::stretches;
use crate::tsify;

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

/// A stretch of addresses. Places on it are fractions of its length.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Axis {
    /// Its lowest address.
    pub first: String,
    /// Its highest address.
    pub last: String,
    /// What is on it, from top to bottom.
    pub lanes: Vec<Lane>,
}

/// A bar of an axis.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Lane {
    /// A range of pods, the slices of nodes, the nodes, or the way from nodes to the pods.
    #[tsify(type = "\"pods\" | \"slices\" | \"nodes\" | \"way\"")]
    pub kind: &'static str,
    /// `192.168.20.0/24`, `nodes`, `from worker-1`
    pub name: String,
    /// What it shows, in a few words.
    pub caption: String,
    /// Whether something of it is wrong.
    pub wrong: bool,
    /// Runs of addresses. A later one covers an earlier one.
    pub parts: Vec<Part>,
    /// Single addresses.
    pub marks: Vec<Mark>,
}

/// A run of addresses.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Part {
    /// Of pods: `free` or `outside` what can be assigned, `assigned`, `orphan`, `unreserved` or `twice`. Of slices: `slice` or
    /// `free`. Of a way: it has `reached` the pods, goes `elsewhere`, or `nowhere`.
    #[tsify(
        type = "\"free\" | \"outside\" | \"assigned\" | \"orphan\" | \"unreserved\" | \"twice\" | \"slice\" | \"reached\" | \"elsewhere\" | \"nowhere\""
    )]
    pub kind: &'static str,
    /// Where it starts on the axis.
    pub from: f64,
    /// Where it ends on the axis.
    pub to: f64,
    /// What it is, with its addresses.
    pub text: String,
}

/// One address.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Mark {
    /// An address of a node on an interface that joins the network, or on one that does not; or an address that two have.
    #[tsify(type = "\"shim\" | \"apart\" | \"twice\"")]
    pub kind: &'static str,
    /// Where it is on the axis.
    pub at: f64,
    /// What to write at it, where there is room.
    pub label: String,
    /// What it is.
    pub text: String,
}

/// Draws a network.
pub(crate) fn draw(network: &NetworkView) -> Network {
    Network {
        name: network.nad.clone(),
        role: network.role,
        axes: stretches(network).iter().map(|stretch| stretch.axis(network)).collect(),
        notes: notes(network),
        rows: rows(network),
    }
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

/// `a`, `a and b`, `a, b and 3 more`.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    }
}
