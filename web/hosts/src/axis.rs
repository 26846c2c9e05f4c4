//! An axis of the picture and what is on it.

use serde::Serialize;
use tsify_macros::Tsify;

use crate::tsify;

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
