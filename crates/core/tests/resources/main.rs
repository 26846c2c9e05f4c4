//! Objects beside CephCluster, NAD and pod: what is said of them, and what they change for others.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod csi;
mod rook;
mod storage_cluster;
mod support;
mod workloads;
