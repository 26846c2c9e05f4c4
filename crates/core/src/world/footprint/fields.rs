//! The keys that footprints are read from, of Multus and of plugins: addresses without Whereabouts, arguments, files.

use crate::upstream::go_json::{Fields, Type};

/// What Multus reads of the NADs that it attaches every pod to, and of the directory of its plugins
/// (`k8snetworkplumbingwg/multus-cni: pkg/types/types.go`).
pub(super) const MULTUS: Fields = &[
    ("binDir", Type::Text),
    ("clusterNetwork", Type::Text),
    ("defaultNetworks", Type::List(&Type::Text)),
    ("logFile", Type::Text),
    ("multusNamespace", Type::Text),
];

/// Where these are, unless it says where (`k8snetworkplumbingwg/multus-cni: pkg/types/conf.go`).
pub(super) const MULTUS_NAMESPACE: &str = "kube-system";

/// Files and directories that plugins read: Multus, Open vSwitch, flannel
/// (`k8snetworkplumbingwg/multus-cni: pkg/types/types.go`, `k8snetworkplumbingwg/ovs-cni: pkg/types/types.go`,
/// `flannel-io/cni-plugin: flannel.go`).
pub(super) const FILES: Fields = &[
    ("cniDir", Type::Text),
    ("confDir", Type::Text),
    ("configuration_path", Type::Text),
    ("daemonSocketDir", Type::Text),
    ("dataDir", Type::Text),
    ("kubeconfig", Type::Text),
    ("subnetFile", Type::Text),
];

/// The sockets at which plugins ask: Open vSwitch, kube-ovn (`k8snetworkplumbingwg/ovs-cni: pkg/types/types.go`,
/// `kubeovn/kube-ovn: pkg/netconf/netconf.go`).
pub(super) const SOCKETS: Fields = &[("server_socket", Type::Text), ("socket_file", Type::Text)];

/// Files and directories that IPAM plugins read: Whereabouts, nv-ipam (`k8snetworkplumbingwg/whereabouts:
/// pkg/types/types.go`, `Mellanox/nvidia-k8s-ipam: pkg/cni/types/types.go`).
pub(super) const IPAM_FILES: Fields = &[("confDir", Type::Text), ("configuration_path", Type::Text)];

/// The sockets at which they ask: dhcp, nv-ipam, kube-ovn, Spiderpool (`containernetworking/plugins:
/// plugins/ipam/dhcp/main.go`, `Mellanox/nvidia-k8s-ipam: pkg/cni/types/types.go`, `kubeovn/kube-ovn:
/// pkg/netconf/ipam_conf.go`, `spidernet-io/spiderpool: cmd/spiderpool/cmd/cni_types.go`).
pub(super) const IPAM_SOCKETS: Fields = &[
    ("daemonSocket", Type::Text),
    ("daemonSocketPath", Type::Text),
    ("ipam_unix_socket_path", Type::Text),
    ("server_socket", Type::Text),
];

/// What IPAM plugins log to: nv-ipam, Whereabouts, Spiderpool (`Mellanox/nvidia-k8s-ipam: pkg/cni/types/types.go`,
/// `k8snetworkplumbingwg/whereabouts: pkg/types/types.go`, `spidernet-io/spiderpool: cmd/spiderpool/cmd/cni_types.go`).
pub(super) const IPAM_LOGS: Fields =
    &[("logFile", Type::Text), ("log_file", Type::Text), ("log_file_path", Type::Text)];

/// Where Whereabouts has its credentials (`k8snetworkplumbingwg/whereabouts: pkg/types/types.go`).
pub(super) const CREDENTIALS: Fields = &[("kubernetes", Type::Struct(KUBERNETES))];

/// `kubernetes` of this.
pub(super) const KUBERNETES: Fields = &[("kubeconfig", Type::Text)];

/// `containernetworking/plugins: plugins/ipam/static/main.go`
pub(super) const STATIC: Fields = &[("addresses", Type::List(&Type::Struct(ADDRESS)))];

/// One of `addresses`. Go also reads what it makes of `address`, if that is in the text.
pub(super) const ADDRESS: Fields = &[("address", Type::Text), ("gateway", Type::Text), ("Address", Type::Any)];

/// `containernetworking/plugins: plugins/ipam/host-local/backend/allocator/config.go`
pub(super) const HOST_LOCAL: Fields = &[("ranges", Type::List(&Type::List(&Type::Struct(RANGE))))];

/// A range, which may also stand in the section itself.
pub(super) const RANGE: Fields =
    &[("rangeStart", Type::Text), ("rangeEnd", Type::Text), ("subnet", Type::Text), ("gateway", Type::Text)];

/// What plugins read beside their own keys. Multus and the CNI library write into the first two what a pod asks for, into
/// the third what the plugin before has returned, and leave what a configuration has there itself
/// (`containernetworking/cni: libcni/api.go`, `buildOneConfig`, `injectRuntimeConfig`).
pub(super) const INPUT: Fields =
    &[("args", Type::Struct(ARGS)), ("runtimeConfig", Type::Struct(RUNTIME)), ("prevResult", Type::Map(&Type::Any))];

/// `cni` of `args`.
pub(super) const ARGS: Fields = &[("cni", Type::Struct(&[("ips", Type::List(&Type::Text))]))];

/// `args.cni` and `runtimeConfig`.
pub(super) const RUNTIME: Fields =
    &[("ips", Type::List(&Type::Text)), ("ipRanges", Type::List(&Type::List(&Type::Struct(RANGE))))];
