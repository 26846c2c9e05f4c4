//! The judgement of ceph-multus-policy.

#![forbid(unsafe_code)]

pub mod json;
