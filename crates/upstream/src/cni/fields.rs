//! The keys of CNI configurations and their types, in the order of the Go structs.

use crate::go_json::{Fields, Type};

/// What Multus reads of a chain in addition.
pub(super) static NET_CONF_LIST: Fields = &[
    ("cniVersion", Type::Text),
    ("name", Type::Text),
    ("disableCheck", Type::Bool),
    ("disableGC", Type::Bool),
    ("plugins", Type::List(&Type::Struct(PLUGIN_CONF))),
];

/// What every program reads of a plugin's configuration (`containernetworking/cni: pkg/types/types.go`).
pub(super) const PLUGIN_CONF: Fields = &[
    ("cniVersion", Type::Text),
    ("name", Type::Text),
    ("type", Type::Text),
    ("capabilities", Type::Map(&Type::Bool)),
    ("ipam", Type::Struct(IPAM)),
    ("dns", Type::Struct(DNS)),
    ("prevResult", Type::Map(&Type::Any)),
    ("cni.dev/valid-attachments", Type::List(&Type::Struct(ATTACHMENT))),
];

/// The section `ipam` as everything but the IPAM plugin reads it.
pub(super) const IPAM: Fields = &[("type", Type::Text)];

/// The section `dns`, of a plugin and of an IPAM plugin alike.
pub(crate) const DNS: Fields = &[
    ("nameservers", Type::List(&Type::Text)),
    ("domain", Type::Text),
    ("search", Type::List(&Type::Text)),
    ("options", Type::List(&Type::Text)),
];

const ATTACHMENT: Fields = &[("containerID", Type::Text), ("ifname", Type::Text)];

const RUNTIME_MAC: Type = Type::Struct(&[("mac", Type::Text)]);

const CNI_MAC: Type = Type::Struct(&[("cni", RUNTIME_MAC)]);

/// A VLAN of a trunk, or a range of them.
pub(super) const TRUNK_ENTRY: Fields = &[("minID", Type::Int), ("maxID", Type::Int), ("id", Type::Int)];

const TRUNK: Type = Type::List(&Type::Struct(TRUNK_ENTRY));

const UNSIGNED_TRUNK: Type = Type::List(&Type::Struct(&[
    ("minID", Type::Unsigned(64)),
    ("maxID", Type::Unsigned(64)),
    ("id", Type::Unsigned(64)),
]));

/// The keys of the plugin `kind` beyond [`PLUGIN_CONF`]. Of a plugin that is not known nothing is checked, but the keys
/// that plugins share are still found.
pub(super) fn of_plugin(kind: &str) -> Fields {
    match kind {
        "macvlan" => MACVLAN,
        "ipvlan" => IPVLAN,
        "vlan" => VLAN,
        // The same program under another name (kubevirt/cluster-network-addons-operator: data/linux-bridge/002-linux-bridge.yaml).
        "bridge" | "cnv-bridge" => BRIDGE,
        "ptp" => PTP,
        "host-device" => HOST_DEVICE,
        "tap" => TAP,
        "sriov" => SRIOV,
        "ib-sriov" => IB_SRIOV,
        "ovs" => OVS,
        "bond" => BOND,
        "ovn-k8s-cni-overlay" => OVN,
        _ => OTHER,
    }
}

/// Whether `kind` is a plugin that makes an interface and whose demands are known.
pub(super) fn is_known(kind: &str) -> bool {
    !std::ptr::eq(of_plugin(kind), OTHER) || matches!(kind, "dummy" | "loopback")
}

/// `containernetworking/plugins: plugins/main/macvlan/macvlan.go`
static MACVLAN: Fields = &[
    ("master", Type::Text),
    ("mode", Type::Text),
    ("mtu", Type::Int),
    ("mac", Type::Text),
    ("linkInContainer", Type::Bool),
    ("bcqueuelen", Type::Unsigned(32)),
    ("runtimeConfig", RUNTIME_MAC),
];

/// `containernetworking/plugins: plugins/main/ipvlan/ipvlan.go`
static IPVLAN: Fields =
    &[("master", Type::Text), ("mode", Type::Text), ("mtu", Type::Int), ("linkInContainer", Type::Bool)];

/// `containernetworking/plugins: plugins/main/vlan/vlan.go`
static VLAN: Fields =
    &[("master", Type::Text), ("vlanId", Type::Int), ("mtu", Type::Int), ("linkInContainer", Type::Bool)];

/// `containernetworking/plugins: plugins/main/bridge/bridge.go`
static BRIDGE: Fields = &[
    ("bridge", Type::Text),
    ("isGateway", Type::Bool),
    ("isDefaultGateway", Type::Bool),
    ("forceAddress", Type::Bool),
    ("ipMasq", Type::Bool),
    ("ipMasqBackend", Type::Text),
    ("mtu", Type::Int),
    ("hairpinMode", Type::Bool),
    ("promiscMode", Type::Bool),
    ("vlan", Type::Int),
    ("vlanTrunk", TRUNK),
    ("preserveDefaultVlan", Type::Bool),
    ("macspoofchk", Type::Bool),
    ("enabledad", Type::Bool),
    ("disableContainerInterface", Type::Bool),
    ("portIsolation", Type::Bool),
    ("args", CNI_MAC),
    ("runtimeConfig", RUNTIME_MAC),
];

/// `containernetworking/plugins: plugins/main/ptp/ptp.go`
static PTP: Fields = &[("ipMasq", Type::Bool), ("ipMasqBackend", Type::Text), ("mtu", Type::Int)];

/// `containernetworking/plugins: plugins/main/host-device/host-device.go`
static HOST_DEVICE: Fields = &[
    ("device", Type::Text),
    ("hwaddr", Type::Text),
    ("DPDKMode", Type::Bool),
    ("kernelpath", Type::Text),
    ("pciBusID", Type::Text),
    ("runtimeConfig", Type::Struct(&[("deviceID", Type::Text)])),
];

/// `containernetworking/plugins: plugins/main/tap/tap.go`
static TAP: Fields = &[
    ("multiQueue", Type::Bool),
    ("mtu", Type::Int),
    ("mac", Type::Text),
    ("owner", Type::Unsigned(32)),
    ("group", Type::Unsigned(32)),
    ("selinuxContext", Type::Text),
    ("bridge", Type::Text),
    ("args", Type::Struct(&[])),
    ("runtimeConfig", RUNTIME_MAC),
];

/// `k8snetworkplumbingwg/sriov-cni: pkg/types/types.go`
static SRIOV: Fields = &[
    ("master", Type::Text),
    ("mac", Type::Text),
    ("mtu", Type::Int),
    ("vlan", Type::Int),
    ("vlanQoS", Type::Int),
    ("vlanProto", Type::Text),
    ("deviceID", Type::Text),
    ("VFID", Type::Int),
    ("min_tx_rate", Type::Int),
    ("max_tx_rate", Type::Int),
    ("spoofchk", Type::Text),
    ("trust", Type::Text),
    ("link_state", Type::Text),
    ("runtimeConfig", RUNTIME_MAC),
    ("logLevel", Type::Text),
    ("logFile", Type::Text),
];

/// `k8snetworkplumbingwg/ib-sriov-cni: pkg/types/types.go`
static IB_SRIOV: Fields = &[
    ("master", Type::Text),
    ("deviceID", Type::Text),
    ("VFID", Type::Int),
    ("pkey", Type::Text),
    ("link_state", Type::Text),
    ("rdmaIsolation", Type::Bool),
    ("ibKubernetesEnabled", Type::Bool),
    ("vfioPciMode", Type::Bool),
    ("args", Type::Struct(&[("cni", Type::Map(&Type::Text))])),
];

/// `k8snetworkplumbingwg/ovs-cni: pkg/types/types.go`
static OVS: Fields = &[
    ("bridge", Type::Text),
    ("vlan", Type::Unsigned(64)),
    ("mtu", Type::Int),
    ("trunk", UNSIGNED_TRUNK),
    ("deviceID", Type::Text),
    ("ofport_request", Type::Unsigned(64)),
    ("interface_type", Type::Text),
    ("configuration_path", Type::Text),
    ("socket_file", Type::Text),
    ("link_state_check_retries", Type::Int),
    ("link_state_check_interval", Type::Int),
    ("args", Type::Struct(&[("cni", Type::Map(&Type::Any))])),
];

/// `k8snetworkplumbingwg/bond-cni: bond/bond.go`
static BOND: Fields = &[
    ("mode", Type::Text),
    ("linksInContainer", Type::Bool),
    ("failOverMac", Type::Int),
    ("miimon", Type::Text),
    ("links", Type::List(&Type::Map(&Type::Any))),
    ("mtu", Type::Int),
    ("allSlavesActive", Type::Int),
    ("tlbDynamicLb", Type::Int),
    ("xmitHashPolicy", Type::Text),
];

/// `ovn-kubernetes/ovn-kubernetes: go-controller/pkg/cni/types/types.go`
static OVN: Fields = &[
    ("topology", Type::Text),
    ("netAttachDefName", Type::Text),
    ("mtu", Type::Int),
    ("subnets", Type::Text),
    ("excludeSubnets", Type::Text),
    ("vlanID", Type::Int),
    ("physicalNetworkName", Type::Text),
    ("deviceID", Type::Text),
];

static OTHER: Fields = &[
    ("master", Type::Any),
    ("mode", Type::Any),
    ("mtu", Type::Any),
    ("vlan", Type::Any),
    ("vlanTrunk", Type::Any),
    ("trunk", Type::Any),
    ("bridge", Type::Any),
    ("device", Type::Any),
    ("deviceID", Type::Any),
    ("provider", Type::Any),
];
