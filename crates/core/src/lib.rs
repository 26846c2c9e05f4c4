//! The judgement of ceph-multus-policy.

#![forbid(unsafe_code)]

pub mod address;
pub mod cni;
pub mod go_json;
pub mod json;
pub mod quote;
pub mod selection;
pub mod whereabouts;
