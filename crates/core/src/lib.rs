//! The rules of ceph-multus-policy, apart from what runs them: no I/O, no clock, no randomness.
//!
//! [`validate`] and [`validate_settings`] are the two functions of Kubewarden's protocol, bytes in and bytes out.
//! [`evaluate`] is what they stand on: a request and settings in, a [`Verdict`] out.

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod engine;
pub mod facts;
pub mod report;
pub mod review;
pub mod rules;
pub mod settings;
pub mod world;

pub use ceph_multus_json as json;
pub use ceph_multus_upstream as upstream;
pub use engine::request::{Operation, Payload, Request};
pub use engine::{
    evaluate, evaluate_beside, problems_message, read_settings, valid_settings, validate, validate_settings,
};
pub use facts::kind::{KINDS, Kind};
pub use report::edit::Edit;
pub use report::finding::Finding;
pub use report::level::Level;
pub use report::verdict::Verdict;
pub use review::Beside;
pub use review::rule::Rule;
