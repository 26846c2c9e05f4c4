//! The judgement of ceph-multus-policy, apart from everything that carries it: no I/O, no clock, no randomness.
//!
//! [`validate`] and [`validate_settings`] are the two functions of Kubewarden's protocol, bytes in and bytes out.
//! [`evaluate`] is what they stand on: a request and settings in, a [`Verdict`] out.

#![forbid(unsafe_code)]

mod attachment;
mod ceph_cluster;
mod daemon;
mod edit;
mod evaluate;
mod finding;
pub mod json;
mod kind;
mod limits;
mod nad;
mod object;
mod pod;
mod protocol;
mod request;
mod review;
mod rule;
pub mod rules;
pub mod selection;
pub mod settings;
mod suggest;
mod text;
mod verdict;
mod world;

pub use edit::Edit;
pub use evaluate::evaluate;
pub use finding::{Finding, Level};
pub use kind::{KINDS, Kind};
pub use protocol::{validate, validate_settings};
pub use request::{Operation, Payload, Request};
pub use rule::Rule;
pub use verdict::Verdict;
