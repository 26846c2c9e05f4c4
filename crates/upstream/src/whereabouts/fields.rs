//! The keys of the IPAM section and their types, in the order of the Go structs (`k8snetworkplumbingwg/whereabouts:
//! pkg/types/types.go`, `containernetworking/cni: pkg/types/types.go`).

use crate::cni::DNS;
use crate::go_json::{Fields, Type};

/// The section `ipam`. The struct has fields without a name of their own in JSON too: `Gateway` is one beside `gateway`,
/// and is read only where it is written exactly so.
pub const IPAM: Fields = &[
    ("Name", Type::Text),
    ("type", Type::Text),
    ("routes", Type::List(&Type::Struct(ROUTE))),
    ("datastore", Type::Text),
    ("addresses", Type::List(&Type::Struct(ADDRESS))),
    ("ipRanges", Type::List(&Type::Struct(RANGE))),
    ("node_slice_size", Type::Text),
    ("exclude", Type::List(&Type::Text)),
    ("dns", Type::Struct(DNS)),
    ("range", Type::Text),
    ("range_start", Type::Text),
    ("range_end", Type::Text),
    ("gateway", Type::Text),
    ("etcd_host", Type::Text),
    ("etcd_username", Type::Text),
    ("etcd_password", Type::Text),
    ("etcd_key_file", Type::Text),
    ("etcd_cert_file", Type::Text),
    ("etcd_ca_cert_file", Type::Text),
    ("leader_lease_duration", Type::Int),
    ("leader_renew_deadline", Type::Int),
    ("leader_retry_period", Type::Int),
    ("log_file", Type::Text),
    ("log_level", Type::Text),
    ("reconciler_cron_expression", Type::Text),
    ("enable_overlapping_ranges", Type::Bool),
    ("sleep_for_race", Type::Int),
    ("Gateway", Type::Text),
    ("kubernetes", Type::Struct(KUBERNETES)),
    ("configuration_path", Type::Text),
    ("PodName", Type::Text),
    ("PodNamespace", Type::Text),
    ("network_name", Type::Text),
];

/// An entry of `ipRanges`.
pub const RANGE: Fields = &[
    ("exclude", Type::List(&Type::Text)),
    ("range", Type::Text),
    ("range_start", Type::Address),
    ("range_end", Type::Address),
];

/// An entry of `routes`.
pub const ROUTE: Fields = &[
    ("dst", Type::Cidr),
    ("gw", Type::Address),
    ("mtu", Type::Int),
    ("advmss", Type::Int),
    ("priority", Type::Int),
    ("table", Type::Int),
    ("scope", Type::Int),
];

/// An entry of `addresses`. The fields `Address` and `Version` are the program's own, yet JSON reaches them.
pub const ADDRESS: Fields = &[
    ("address", Type::Text),
    ("gateway", Type::Address),
    ("Address", Type::Struct(&[("IP", Type::Address), ("Mask", Type::Text)])),
    ("Version", Type::Text),
];

/// The section `kubernetes`.
pub const KUBERNETES: Fields = &[("kubeconfig", Type::Text), ("k8s_api_root", Type::Text)];
