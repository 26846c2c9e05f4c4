//! Objects beside CephCluster, NAD and pod: what is said of them, and what they change for others.

mod csi;
mod rook;
mod storage_cluster;
mod support;
mod workloads;
