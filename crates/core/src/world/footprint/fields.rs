//! The keys of the IPAM plugins that hand out addresses without Whereabouts.

use crate::upstream::go_json::{Fields, Type};

/// `containernetworking/plugins: plugins/ipam/static/main.go`
pub(super) static STATIC: Fields = &[("addresses", Type::List(&Type::Struct(ADDRESS_FIELDS)))];

/// One of `addresses`.
pub(super) static ADDRESS: Fields = ADDRESS_FIELDS;

const ADDRESS_FIELDS: Fields = &[("address", Type::Text)];

/// `containernetworking/plugins: plugins/ipam/host-local/backend/allocator/config.go`
pub(super) static HOST_LOCAL: Fields = &[("ranges", Type::List(&Type::List(&Type::Struct(RANGE_FIELDS))))];

/// A range, which may also stand in the section itself.
pub(super) static RANGE: Fields = RANGE_FIELDS;

const RANGE_FIELDS: Fields = &[("rangeStart", Type::Text), ("rangeEnd", Type::Text), ("subnet", Type::Text)];

/// What an IPAM plugin reads beside its section. Multus and the CNI library write into both what a pod asks for, and leave
/// what a configuration has there itself.
pub(super) static INPUT: Fields = &[
    ("args", Type::Struct(&[("cni", Type::Struct(&[("ips", Type::List(&Type::Text))]))])),
    ("runtimeConfig", Type::Struct(RUNTIME_FIELDS)),
];

/// `cni` of `args`.
pub(super) static ARGS: Fields = &[("cni", Type::Struct(&[("ips", Type::List(&Type::Text))]))];

/// `args.cni` and `runtimeConfig`.
pub(super) static RUNTIME: Fields = RUNTIME_FIELDS;

const RUNTIME_FIELDS: Fields =
    &[("ips", Type::List(&Type::Text)), ("ipRanges", Type::List(&Type::List(&Type::Struct(RANGE_FIELDS))))];
