//! What no admission request shows of Ceph's Multus networks: the hosts' side of them, and the addresses that are really
//! handed out. It can be seen in objects that `kubectl get` prints; the command line reads them, the policy does not.
//!
//! No files, no clock, no threads.

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod attempt;
mod check;
pub mod diagnose;
mod dump;
mod found;
mod host;
pub mod host_network;
pub mod live;
mod nad;
mod nmstate;
mod node_ranges;
mod routing;
pub mod rule;
pub mod rules;
mod site;
pub mod validation;
mod value;
pub mod view;

pub use check::{Levels, check, reads};
pub use node_ranges::{NodeRanges, node_ranges, with_node_ranges};
pub use routing::Lead;
pub use rule::Rule;
