//! What `ceph-multus check` says of manifests that are right, or wrong in another way than it seems.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod addresses;
mod daemons;
mod files;
mod selectors;
mod support;
