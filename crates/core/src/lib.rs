//! The judgement of ceph-multus-policy, apart from everything that carries it: no I/O, no clock, no randomness.
//!
//! [`validate`] and [`validate_settings`] are the two functions of Kubewarden's protocol, bytes in and bytes out.
//! [`evaluate`] is what they stand on: a request and settings in, a [`Verdict`] out.

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod attachment;
pub mod author;
pub mod ceph_cluster;
pub mod ceph_conf;
pub mod ceph_networks;
pub mod context;
pub mod csi;
pub mod daemon;
pub mod daemon_spec;
pub mod edit;
mod evaluate;
pub mod finding;
pub mod footprint;
pub mod kind;
pub mod limits;
pub mod nad;
pub mod networks;
pub mod object;
pub mod plan;
pub mod pod;
mod protocol;
pub mod request;
pub mod review;
pub mod rule;
pub mod rules;
pub mod settings;
pub mod standing;
pub mod suggest;
pub mod text;
pub mod verdict;
pub mod workload;
pub mod world;

pub use ceph_multus_json as json;
pub use ceph_multus_upstream as upstream;
pub use edit::Edit;
pub use evaluate::{Beside, evaluate, evaluate_beside};
pub use finding::{Finding, Level};
pub use kind::{KINDS, Kind};
pub use protocol::{validate, validate_settings};
pub use request::{Operation, Payload, Request};
pub use rule::Rule;
pub use verdict::Verdict;
