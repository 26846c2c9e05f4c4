//! What ships, evaluated through the built module in a waPC host, a fresh instance for every request as in policy-server.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod agreement;
mod annotated;
mod annotation;
mod attachments;
mod bypass;
mod ceph_cluster;
mod change;
mod contract;
mod extremes;
mod fixtures;
mod hostile;
mod moments;
mod nad;
mod operations;
mod registrations;
mod security;
mod support;
