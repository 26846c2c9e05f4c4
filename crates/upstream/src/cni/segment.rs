//! The layer-2 segment that a plugin puts its interface on, as far as its configuration names it.
//!
//! | plugin | what carries the segment | VLAN |
//! |---|---|---|
//! | macvlan, ipvlan | `master`; without it the interface of the default route | that of `master` |
//! | ipvlan behind other plugins | `master`; without it only the plugin before it knows | that of `master` |
//! | vlan | `master` | `vlanId`, on top of that of `master` |
//! | bridge, cnv-bridge, tap, ovs | `bridge`; of the bridge plugin `cni0` without it | `vlan`; those of `vlanTrunk`, `trunk` too |
//! | accelerated-bridge | each `bridge` of a list with commas; `cni0` without it | `vlan`; those of `trunk` too |
//! | sriov, ib-sriov | the resource that the NAD names | `vlan`, `pkey` |
//! | the same, ovs, ovn-k8s-cni-overlay, kube-ovn, any other | `deviceID`, whatever the VLAN: there is one link of it | |
//! | macvtap, afxdp, any other that is not known | `deviceID`, if it may be the name of a link | that of `deviceID` |
//! | host-device | `device`, or what else names it, and the resource that the NAD names | that of `device` |
//! | bond | each of `links` | that of the link |
//! | any of these with `linkInContainer`, `linksInContainer` | a link that another network has brought into the pod | |
//! | ovn-k8s-cni-overlay | the name of the configuration: its networks know no namespaces | |
//! | the same with `localnet` | `physicalNetworkName`, or that name, too | `vlanID` |
//! | kube-ovn | `provider` | |
//! | any other | `master`, `bridge` or `device`, or the resource; without them only the plugin knows | `vlan`, `vlanTrunk`, `trunk` |
//!
//! A link whose name ends in a dot and a number is that VLAN on the link before the dot, as `ip link` and its users name
//! them. A bridge is a link: macvlan on it reaches the same hosts, and so does a port in VLAN 1, which is that of all ports
//! for which nobody says another (torvalds/linux: net/bridge/br_vlan.c; containernetworking/plugins:
//! plugins/main/bridge/bridge.go, `preserveDefaultVlan`). A port that carries VLANs besides its own is on the segment of
//! each of them, whichever of two NADs names it.

mod accelerated;
mod device;
mod hold;
mod segments;
mod trunk;
mod vlans;

use std::rc::Rc;

use super::{Plugin, normalize};
use crate::limits::LINK_NAME_BYTES;
use crate::text::quoted;
use ceph_multus_json::{Node, Number, Path};

use hold::Hold;
pub use hold::Rivalry;
pub use segments::Segments;
use trunk::Trunk;

/// What carries a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Carrier {
    /// A link of the host, a bridge included.
    Link,
    /// A pool of devices.
    Resource,
    /// A device that is named by its place on a bus, or by what nobody here knows.
    Device,
    /// The link with an address of its hardware.
    Mac,
    /// A network that OVN-Kubernetes makes, named by the configuration (ovn-kubernetes/ovn-kubernetes:
    /// docs/features/multiple-networks/multi-homing.md).
    Ovn,
    /// A network outside the cluster that OVN-Kubernetes finds by the bridge mappings of a node.
    Physical,
    /// A network of kube-ovn.
    Provider,
    /// A link that another network has brought into the pod.
    Pod,
    /// What a plugin takes without its configuration saying so; the name is that of the plugin.
    Plugin,
}

/// A layer-2 segment. Ordered by what carries it and its VLAN, wherever it is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    carrier: Carrier,
    /// The name of what carries it; empty for the link of the default route.
    name: String,
    /// The VLAN, outer before inner: `100`, `100.5`; empty for untagged frames.
    vlan: String,
    /// What the plugin does with the link.
    hold: Hold,
    /// How much of `vlan` belongs to the name of the link.
    link_vlan: usize,
    /// The VLANs that the port carries besides: one list for all ports of a plugin.
    trunk: Rc<Trunk>,
    /// The way to the key that names it in the configuration.
    path: Path,
}

/// The VLAN of a bridge in which frames of ports without another one are.
const DEFAULT_VLAN: i64 = 1;

/// The VLAN of a port that has those of its trunk and no other.
const TRUNK: &str = "trunk";

/// What a plugin may take its interface from that is no link on the host's network.
/// Flannel makes none itself.
const WITHOUT_SEGMENT: [&str; 11] = [
    "ptp",
    "dummy",
    "loopback",
    "tuning",
    "sbr",
    "portmap",
    "bandwidth",
    "firewall",
    "flannel",
    "vrf",
    "route-override",
];

impl Segment {
    /// The segments that `plugin` of a configuration which OVN-Kubernetes calls `name` joins; `resource` is what the NAD names for its devices.
    /// None for a plugin that makes no interface on the host's network.
    pub fn of(plugin: &Plugin<'_>, name: &str, resource: Option<&str>) -> Vec<Segment> {
        if WITHOUT_SEGMENT.contains(&plugin.kind()) {
            return Vec::new();
        }
        if plugin.flag("linkInContainer") {
            return vec![Segment::new(
                Carrier::Pod,
                plugin.text("master").unwrap_or_default(),
                plugin.path_of("master"),
            )];
        }
        let at = |carrier, key: &'static str, name: &str| Segment::new(carrier, name, plugin.path_of(key));
        let key = |key: &'static str, carrier| plugin.text(key).map(|name| at(carrier, key, name));
        let id = |key: &str| plugin.value(key).and_then(whole);
        let resource = || resource.map(|name| at(Carrier::Resource, "type", name));
        let found = match plugin.kind() {
            "macvlan" => {
                let master = key("master", Carrier::Link).unwrap_or_else(|| at(Carrier::Link, "type", ""));
                let is_alone = plugin.text("mode") == Some("passthru");
                Some(master.held(if is_alone { Hold::Alone } else { Hold::Macvlan }))
            }
            // Chained, it takes what the plugin before it returns.
            "ipvlan" => {
                let before = || at(Carrier::Plugin, "type", plugin.kind());
                let link = || if plugin.place() == 0 { at(Carrier::Link, "type", "") } else { before() };
                // (containernetworking/plugins: plugins/main/ipvlan/ipvlan.go, `modeFromString`)
                let hold = match plugin.text("mode") {
                    Some("l3") => Hold::IpvlanL3,
                    Some("l3s") => Hold::IpvlanL3s,
                    _ => Hold::Ipvlan,
                };
                Some(key("master", Carrier::Link).unwrap_or_else(link).held(hold))
            }
            "vlan" => {
                let vlan = id("vlanId").filter(|id| *id > 0);
                let hold = if vlan.is_some() { Hold::Vlan } else { Hold::Shared };
                key("master", Carrier::Link).map(|master| master.tagged(vlan).held(hold))
            }
            "bridge" | "cnv-bridge" => {
                let bridge = key("bridge", Carrier::Link).unwrap_or_else(|| at(Carrier::Link, "type", "cni0"));
                let own = id("vlan").filter(|id| *id > 0 && *id != DEFAULT_VLAN);
                let keeps = own.is_some() && plugin.flag("preserveDefaultVlan");
                let default = keeps.then_some((DEFAULT_VLAN, DEFAULT_VLAN));
                let trunk = Trunk::of(plugin.list("vlanTrunk")).and(default).with_untagged(DEFAULT_VLAN);
                let bridge = bridge.tagged(own).with_trunk(trunk);
                let has_gateway = plugin.has_gateway() && !plugin.ipam_type().is_empty();
                let is_readdressed = has_gateway && plugin.flag("forceAddress");
                Some(if is_readdressed { bridge.held(Hold::Readdressed) } else { bridge })
            }
            "ovs" => {
                let bridge = key("bridge", Carrier::Link).or_else(resource);
                bridge.map(|bridge| bridge.with_ovs_port(plugin, id("vlan")))
            }
            "sriov" | "ib-sriov" => resource().map(|port| port.tagged(id("vlan")).partitioned(plugin.text("pkey"))),
            "accelerated-bridge" => return accelerated::ports(plugin, id("vlan")),
            // A device plugin gives every pod another one of a resource.
            "host-device" => return device::moved(plugin, resource()),
            "bond" => return bonded(plugin),
            "ovn-k8s-cni-overlay" => return overlaid(plugin, name),
            "kube-ovn" if plugin.text("provider").is_some() => key("provider", Carrier::Provider),
            _ => {
                let link =
                    ["master", "bridge", "device"].into_iter().filter_map(|name| key(name, Carrier::Link)).next();
                let own = || (!plugin.ipam_type().is_empty()).then(|| at(Carrier::Plugin, "type", plugin.kind()));
                let link = link.or_else(resource).map(|link| link.tagged(id("vlan")));
                let trunks = ["vlanTrunk", "trunk"].into_iter().filter_map(|name| plugin.list(name));
                link.map(|link| link.with_trunk(Trunk::of(trunks))).or_else(own)
            }
        };
        [found, device::named(plugin)].into_iter().flatten().collect()
    }

    fn new(carrier: Carrier, name: &str, path: Path) -> Segment {
        // To the kernel a name ends at a NUL (containernetworking/plugins: vendor/github.com/vishvananda/netlink/nl/nl_linux.go,
        // `ZeroTerminated`).
        let name = name.split('\0').next().filter(|_| carrier == Carrier::Link).unwrap_or(name);
        let (mut base, mut vlan) = (name, String::new());
        let is_link = carrier == Carrier::Link && name.len() <= LINK_NAME_BYTES;
        while let Some((front, id)) = base.rsplit_once('.').filter(|_| is_link) {
            let digits = !front.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            let Some(id) = id.parse().ok().filter(|id: &u16| digits && (1..=4094).contains(id)) else { break };
            vlan = if vlan.is_empty() { format!("{id}") } else { format!("{id}.{vlan}") };
            base = front;
        }
        let link_vlan = vlan.len();
        Segment { carrier, name: base.to_owned(), vlan, hold: Hold::Shared, link_vlan, trunk: Rc::default(), path }
    }

    fn held(self, hold: Hold) -> Segment {
        Segment { hold, ..self }
    }

    /// The same within VLAN `id`; 0 is the tag of frames that belong to none.
    fn tagged(mut self, id: Option<i64>) -> Segment {
        if let Some(id) = id.filter(|id| *id > 0) {
            self.vlan = if self.vlan.is_empty() { format!("{id}") } else { format!("{}.{id}", self.vlan) };
        }
        self
    }

    /// The same within a partition of an InfiniBand network.
    fn partitioned(mut self, key: Option<&str>) -> Segment {
        if let Some(key) = key {
            self.vlan = key.to_ascii_lowercase();
        }
        self
    }

    fn with_trunk(self, trunk: Trunk) -> Segment {
        Segment { trunk: Rc::new(trunk), ..self }
    }

    /// The same as a port of Open vSwitch, which carries all VLANs where nothing says which
    /// (k8snetworkplumbingwg/ovs-cni: docs/cni-plugin.md).
    fn with_ovs_port(self, plugin: &Plugin<'_>, vlan: Option<i64>) -> Segment {
        let port = self.tagged(vlan).with_trunk(Trunk::of(plugin.list("trunk")));
        let is_open = plugin.value("vlan").is_none_or(Node::is_null) && port.trunk.ids.is_empty();
        if is_open { port.held(Hold::Open) } else { port }
    }

    /// Whether the configuration does not say what carries it: each node has a default route of its own, each pod its own
    /// other networks, and a plugin may know what nobody here does.
    pub fn is_unclear(&self) -> bool {
        self.name.is_empty() || self.is_alone()
    }

    /// Whether nobody can tell another segment that is the same.
    fn is_alone(&self) -> bool {
        matches!(self.carrier, Carrier::Pod | Carrier::Plugin) || self.is_unnamed()
    }

    /// Its VLAN, where it is one on the carrier itself; 0 for untagged frames.
    fn id(&self) -> Option<u16> {
        if self.vlan.is_empty() { Some(0) } else { self.vlan.parse().ok() }
    }

    fn key(&self) -> (Carrier, &str, &str) {
        (self.carrier, &self.name, &self.vlan)
    }

    /// The VLAN that the name of the link itself says.
    fn link_vlan(&self) -> &str {
        self.vlan.get(..self.link_vlan).unwrap_or_default()
    }

    /// Whether the same carries both.
    fn is_beside(&self, other: &Segment) -> bool {
        (self.carrier, &self.name) == (other.carrier, &other.name)
    }

    /// The way to the key that names it in the configuration.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A number that a plugin takes for a whole one: the CNI library writes what it has read as floats, and `5.0` as `5`
/// (containernetworking/cni: libcni/conf.go, `InjectConf`).
pub(crate) fn whole(node: &Node<'_>) -> Option<i64> {
    match node {
        Node::Number(Number::Float(value)) => Node::Number(normalize::whole(*value)?).as_i64(),
        node => node.as_i64(),
    }
}

/// The links that a bond is made of: it moves those of the host into the pod (k8snetworkplumbingwg/bond-cni:
/// bond/bond.go, `setLinksInNetNs`).
fn bonded(plugin: &Plugin<'_>) -> Vec<Segment> {
    let is_moved = !plugin.flag("linksInContainer");
    let (carrier, hold) = if is_moved { (Carrier::Link, Hold::Moved) } else { (Carrier::Pod, Hold::Shared) };
    let names = plugin.list("links").unwrap_or_default().iter().filter_map(|link| link.get("name")?.as_text());
    names.map(|name| Segment::new(carrier, name, plugin.path_of("links")).held(hold)).collect()
}

/// The logical switch of OVN-Kubernetes, in whose name `-` and `/` are dots (ovn-kubernetes/ovn-kubernetes:
/// go-controller/pkg/util/multi_network.go, `GetUserDefinedNetworkPrefix`), and what `localnet` connects it to
/// (go-controller/pkg/ovn/localnet_user_defined_network_controller.go).
fn overlaid(plugin: &Plugin<'_>, name: &str) -> Vec<Segment> {
    let switch = Segment::new(Carrier::Ovn, &name.replace(['-', '/'], "."), plugin.path_of("name"));
    let key = if plugin.text("physicalNetworkName").is_some() { "physicalNetworkName" } else { "name" };
    let physical = plugin.text("physicalNetworkName").unwrap_or(name);
    let physical = Segment::new(Carrier::Physical, physical, plugin.path_of(key));
    let vlan = plugin.value("vlanID").and_then(whole);
    let is_localnet = plugin.text("topology") == Some("localnet");
    let physical = is_localnet.then(|| physical.tagged(vlan));
    [Some(switch), physical, device::named(plugin)].into_iter().flatten().collect()
}

/// `` `eth0` ``, ``VLAN `100` of `eth0` ``, ``resource `openshift.io/storage` ``
impl std::fmt::Display for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.vlan.as_str() {
            "" => {}
            TRUNK => f.write_str("a trunk of ")?,
            vlan => write!(f, "VLAN {} of ", quoted(vlan))?,
        }
        match self.carrier {
            Carrier::Link if self.name.is_empty() => f.write_str("the interface of the default route"),
            Carrier::Link => f.write_str(&quoted(&self.name)),
            Carrier::Resource => write!(f, "resource {}", quoted(&self.name)),
            Carrier::Device if self.name.is_empty() => f.write_str("the device that a pod asks for"),
            Carrier::Device => write!(f, "device {}", quoted(&self.name)),
            Carrier::Mac => write!(f, "the link with the MAC address {}", quoted(&self.name)),
            Carrier::Ovn => write!(f, "OVN network {}", quoted(&self.name)),
            Carrier::Physical => write!(f, "physical network {}", quoted(&self.name)),
            Carrier::Provider => write!(f, "provider {}", quoted(&self.name)),
            Carrier::Pod => write!(f, "link {} of the pod", quoted(&self.name)),
            Carrier::Plugin => write!(f, "the link of plugin {}", quoted(&self.name)),
        }
    }
}

#[cfg(test)]
mod tests;
