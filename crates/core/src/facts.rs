//! What one object says, read from its JSON and from nothing else.

pub mod author;
pub mod ceph_cluster;
pub mod ceph_conf;
pub mod daemon;
pub mod daemon_spec;
pub mod kind;
pub mod nad;
pub mod object;
pub mod pod;
pub mod same_networks;
pub mod same_object;
pub mod workload;
