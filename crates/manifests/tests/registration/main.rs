//! The three ClusterAdmissionPolicies: what they are, that Kubewarden takes them, and that they send the policy what it
//! has to see and nothing else.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod cluster;
mod conditions;
mod kubewarden;
mod policy;
mod table;
