//! The layer-2 segment that a plugin puts its interface on, as far as its configuration names it.
//!
//! | plugin | what carries the segment | VLAN |
//! |---|---|---|
//! | macvlan, ipvlan | `master`; without it the interface of the default route | that of `master` |
//! | vlan | `master` | `vlanId`, on top of that of `master` |
//! | bridge, tap, ovs | `bridge`; of the bridge plugin `cni0` without it | `vlan`; those of `vlanTrunk`, `trunk` too |
//! | sriov, ib-sriov | the resource that the NAD names, or `deviceID` | `vlan`, `pkey` |
//! | host-device | `device`, or what else names it, or the resource that the NAD names | that of `device` |
//! | bond | each of `links` | that of the link |
//! | any of these with `linkInContainer`, `linksInContainer` | a link that another network has brought into the pod | |
//! | any other | `master`, `bridge` or `device`, or the resource; without them only the plugin knows | `vlan` |
//!
//! A link whose name ends in a dot and a number is that VLAN on the link before the dot, as `ip link` and its users name
//! them. A bridge is a link: macvlan on it reaches the same hosts. A port that carries VLANs besides its own is on the
//! segment of each of them, whichever of two NADs names it.

mod segments;
mod vlans;

use super::Plugin;
use crate::limits::LINK_NAME_BYTES;
use crate::text::quoted;
use ceph_multus_json::{Node, Number, Path};

pub use segments::Segments;

/// What carries a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Carrier {
    /// A link of the host, a bridge included.
    Link,
    /// A pool of devices.
    Resource,
    /// A device that is named by something else than its link.
    Device,
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
    /// The VLANs that the port carries besides, from and to.
    trunk: Vec<(i64, i64)>,
    /// The way to the key that names it in the configuration.
    path: Path,
}

/// What a plugin may take its interface from that is no link on the host's network.
const WITHOUT_SEGMENT: [&str; 11] = [
    "ptp",
    "dummy",
    "loopback",
    "tuning",
    "sbr",
    "portmap",
    "bandwidth",
    "firewall",
    "vrf",
    "route-override",
    "ovn-k8s-cni-overlay",
];

impl Segment {
    /// The segments that `plugin` joins; `resource` is what the NAD names for its devices. None for a plugin that makes
    /// no interface on the host's network.
    pub fn of(plugin: &Plugin<'_>, resource: Option<&str>) -> Vec<Segment> {
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
            "macvlan" => key("master", Carrier::Link).or_else(|| Some(at(Carrier::Link, "type", ""))),
            // Chained, it takes the interface of the plugin before it.
            "ipvlan" => {
                key("master", Carrier::Link).or_else(|| (plugin.place() == 0).then(|| at(Carrier::Link, "type", "")))
            }
            "vlan" => key("master", Carrier::Link).map(|master| master.tagged(id("vlanId"))),
            "bridge" => {
                let bridge = key("bridge", Carrier::Link).unwrap_or_else(|| at(Carrier::Link, "type", "cni0"));
                Some(bridge.tagged(id("vlan")).with_trunk(plugin.list("vlanTrunk")))
            }
            "ovs" => {
                let bridge = key("bridge", Carrier::Link).or_else(resource);
                bridge.map(|bridge| bridge.tagged(id("vlan")).with_trunk(plugin.list("trunk")))
            }
            "sriov" | "ib-sriov" => {
                let device = resource().or_else(|| key("deviceID", Carrier::Device));
                device.map(|device| device.tagged(id("vlan")).partitioned(plugin.text("pkey")))
            }
            "host-device" => {
                let others = ["hwaddr", "kernelpath", "pciBusID"].into_iter();
                let other = others.filter_map(|name| key(name, Carrier::Device)).next();
                key("device", Carrier::Link).or(other).or_else(resource)
            }
            "bond" => return bonded(plugin),
            _ => {
                let link =
                    ["master", "bridge", "device"].into_iter().filter_map(|name| key(name, Carrier::Link)).next();
                let own = || (!plugin.ipam_type().is_empty()).then(|| at(Carrier::Plugin, "type", plugin.kind()));
                link.or_else(resource).map(|link| link.tagged(id("vlan"))).or_else(own)
            }
        };
        found.into_iter().collect()
    }

    fn new(carrier: Carrier, name: &str, path: Path) -> Segment {
        let (mut base, mut vlan) = (name, String::new());
        let is_link = carrier == Carrier::Link && name.len() <= LINK_NAME_BYTES;
        while let Some((front, id)) = base.rsplit_once('.').filter(|_| is_link) {
            let digits = !front.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            let Some(id) = id.parse().ok().filter(|id: &u16| digits && (1..=4094).contains(id)) else { break };
            vlan = if vlan.is_empty() { format!("{id}") } else { format!("{id}.{vlan}") };
            base = front;
        }
        Segment { carrier, name: base.to_owned(), vlan, trunk: Vec::new(), path }
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

    fn with_trunk(mut self, entries: Option<&[Node<'_>]>) -> Segment {
        for entry in entries.unwrap_or_default() {
            let id = |key: &str| entry.get(key).and_then(whole);
            self.trunk.extend(id("id").map(|id| (id, id)));
            self.trunk.extend(id("minID").zip(id("maxID")));
        }
        self
    }

    /// Whether the configuration does not say what carries it: each node has a default route of its own, each pod its own
    /// other networks, and a plugin may know what nobody here does.
    pub fn is_unclear(&self) -> bool {
        self.name.is_empty() || self.is_alone()
    }

    /// Whether nobody can tell another segment that is the same.
    fn is_alone(&self) -> bool {
        matches!(self.carrier, Carrier::Pod | Carrier::Plugin)
    }

    /// Its VLAN, where it is one on the carrier itself.
    fn id(&self) -> Option<u16> {
        self.vlan.parse().ok()
    }

    fn key(&self) -> (Carrier, &str, &str) {
        (self.carrier, &self.name, &self.vlan)
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
fn whole(node: &Node<'_>) -> Option<i64> {
    match node {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no VLAN id is as large, and what is cut off is none either"
        )]
        Node::Number(Number::Float(value)) if value.fract() == 0.0 => Some(*value as i64),
        node => node.as_i64(),
    }
}

/// The links that a bond is made of.
fn bonded(plugin: &Plugin<'_>) -> Vec<Segment> {
    let carrier = if plugin.flag("linksInContainer") { Carrier::Pod } else { Carrier::Link };
    let names = plugin.list("links").unwrap_or_default().iter().filter_map(|link| link.get("name")?.as_text());
    names.map(|name| Segment::new(carrier, name, plugin.path_of("links"))).collect()
}

/// `` `eth0` ``, ``VLAN `100` of `eth0` ``, ``resource `openshift.io/storage` ``
impl std::fmt::Display for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.vlan.is_empty() {
            write!(f, "VLAN {} of ", quoted(&self.vlan))?;
        }
        match self.carrier {
            Carrier::Link if self.name.is_empty() => f.write_str("the interface of the default route"),
            Carrier::Link => f.write_str(&quoted(&self.name)),
            Carrier::Resource => write!(f, "resource {}", quoted(&self.name)),
            Carrier::Device => write!(f, "device {}", quoted(&self.name)),
            Carrier::Pod => write!(f, "link {} of the pod", quoted(&self.name)),
            Carrier::Plugin => write!(f, "the link of plugin {}", quoted(&self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cni::CniConfig;
    use ceph_multus_json::Arena;
    use ceph_multus_json::order::sorted;

    fn segments(config: &str, resource: Option<&str>) -> Vec<Segment> {
        let arena = Arena::new();
        let config = CniConfig::read(config, "net", &arena);
        sorted(config.plugins().iter().flat_map(|plugin| Segment::of(plugin, resource)))
    }

    fn titles(config: &str) -> Vec<String> {
        segments(config, Some("example.com/vf"))
            .iter()
            .map(|segment| format!("{segment} at {}", segment.path()))
            .collect()
    }

    #[test]
    fn each_plugin_names_its_segment_in_its_own_way() {
        for (config, expected) in [
            (r#"{"type":"macvlan","master":"eth0"}"#, "`eth0` at master"),
            (r#"{"type":"macvlan"}"#, "the interface of the default route at type"),
            (r#"{"type":"ipvlan","master":"eth0.0100","mode":"l3"}"#, "VLAN `100` of `eth0` at master"),
            (r#"{"type":"vlan","master":"eth0","vlanId":100}"#, "VLAN `100` of `eth0` at master"),
            (r#"{"type":"vlan","master":"eth0.7","vlanId":100}"#, "VLAN `7.100` of `eth0` at master"),
            (r#"{"type":"vlan","master":"eth0","vlanId":0}"#, "`eth0` at master"),
            (r#"{"type":"bridge"}"#, "`cni0` at type"),
            (r#"{"type":"bridge","bridge":"br0","vlan":5}"#, "VLAN `5` of `br0` at bridge"),
            (r#"{"type":"tap","bridge":"br0"}"#, "`br0` at bridge"),
            (r#"{"type":"ovs","bridge":"br-ex","vlan":5}"#, "VLAN `5` of `br-ex` at bridge"),
            (r#"{"type":"sriov","vlan":5}"#, "VLAN `5` of resource `example.com/vf` at type"),
            (r#"{"type":"ib-sriov","pkey":"0x8001"}"#, "VLAN `0x8001` of resource `example.com/vf` at type"),
            (r#"{"type":"host-device","device":"eth0.5"}"#, "VLAN `5` of `eth0` at device"),
            (r#"{"type":"host-device","pciBusID":"0000:00:1f.6"}"#, "device `0000:00:1f.6` at pciBusID"),
            (r#"{"type":"host-device"}"#, "resource `example.com/vf` at type"),
            (r#"{"type":"bond","links":[{"name":"eth0"}]}"#, "`eth0` at links"),
            (r#"{"type":"my-macvlan","Master":"eth0","vlan":5}"#, "VLAN `5` of `eth0` at master"),
            (r#"{"type":"my-cni","ipam":{"type":"static"}}"#, "resource `example.com/vf` at type"),
            (
                r#"{"type":"vlan","master":"net1","vlanId":5,"linkInContainer":true}"#,
                "link `net1` of the pod at master",
            ),
            (r#"{"type":"bond","linksInContainer":true,"links":[{"name":"net1"}]}"#, "link `net1` of the pod at links"),
            (r#"{"type":"vlan","master":"eth0","vlanId":1e2}"#, "VLAN `100` of `eth0` at master"),
            (r#"{"plugins":[{"type":"tuning"},{"type":"macvlan","master":"eth0"}]}"#, "`eth0` at plugins[1].master"),
        ] {
            assert_eq!(titles(config), [expected], "{config}");
        }
    }

    #[test]
    fn a_plugin_without_a_link_of_the_host_has_no_segment() {
        for config in [r#"{"type":"ptp"}"#, r#"{"plugins":[{"type":"tuning"},{"type":"ipvlan"}]}"#] {
            assert_eq!(titles(config), [""; 0], "{config}");
        }
    }

    #[test]
    fn a_dot_makes_a_vlan_only_before_the_number_of_one() {
        for (master, expected) in [
            ("eth0.4094", "VLAN `4094` of `eth0` at master"),
            ("eth0.4095", "`eth0.4095` at master"),
            ("eth0.0", "`eth0.0` at master"),
            ("eth0.+5", "`eth0.+5` at master"),
            ("eth0.", "`eth0.` at master"),
            (".5", "`.5` at master"),
            ("storage", "`storage` at master"),
        ] {
            assert_eq!(titles(&format!(r#"{{"type":"macvlan","master":"{master}"}}"#)), [expected], "{master}");
        }
    }

    #[test]
    fn what_is_too_long_for_a_link_is_no_vlan() {
        let carrier = |name: &str| segments(&format!(r#"{{"type":"macvlan","master":"{name}"}}"#), None).remove(0).name;
        let [link, too_long] = [63, 64].map(|vlans| format!("a{}", ".5".repeat(vlans)));
        assert_eq!([carrier(&link), carrier(&too_long)], [String::from("a"), too_long]);
    }

    #[test]
    fn a_trunk_carries_the_vlans_that_it_names() {
        let trunk = Segments::of(segments(
            r#"{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{"id":5},{"minID":100,"maxID":200}]}"#,
            None,
        ));
        let is_on = |master: &str| {
            let other = segments(&format!(r#"{{"type":"macvlan","master":"{master}"}}"#), None);
            other.first().and_then(|segment| trunk.find(segment)).is_some()
        };
        let on = ["br0.9", "br0.5", "br0.100", "br0.200"];
        assert!(on.into_iter().all(is_on));
        let off = ["br0", "br0.6", "br0.99", "br0.201", "br0.5.5", "br1.5", "br"];
        assert!(!off.into_iter().any(is_on));
    }

    #[test]
    fn of_two_ports_either_may_be_the_trunk() {
        let bridge = |ports: &str| segments(&format!(r#"{{"type":"bridge","bridge":"br0",{ports}}}"#), None);
        let trunk = bridge(r#""vlanTrunk":[{"id":5},{"minID":100,"maxID":200}]"#);
        let finds = |from: &[Segment], to: &[Segment]| {
            let to = Segments::of(to.to_vec());
            from.iter().any(|segment| to.find(segment).is_some())
        };
        let finds = |other: &[Segment]| [finds(&trunk, other), finds(other, &trunk)];
        for config in [
            r#"{"type":"macvlan","master":"br0.5"}"#,
            r#"{"type":"vlan","master":"br0","vlanId":200}"#,
            r#"{"type":"bridge","bridge":"br0","vlan":150}"#,
            r#"{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{"minID":1,"maxID":5}]}"#,
            r#"{"type":"macvlan","master":"br0"}"#,
        ] {
            assert_eq!(finds(&segments(config, None)), [true, true], "{config}");
        }
        for config in [
            r#"{"type":"macvlan","master":"br0.6"}"#,
            r#"{"type":"macvlan","master":"br1.5"}"#,
            r#"{"type":"vlan","master":"br0.5","vlanId":5}"#,
            r#"{"type":"bridge","bridge":"br0","vlan":9,"vlanTrunk":[{"minID":6,"maxID":99}]}"#,
        ] {
            assert_eq!(finds(&segments(config, None)), [false, false], "{config}");
        }
    }

    #[test]
    fn what_only_a_plugin_or_a_node_knows_is_unclear() {
        for (config, is_unclear) in [
            (r#"{"type":"macvlan"}"#, true),
            (r#"{"type":"ipvlan"}"#, true),
            (r#"{"type":"my-cni","ipam":{"type":"static"}}"#, true),
            (r#"{"type":"macvlan","master":"net1","linkInContainer":true}"#, true),
            (r#"{"type":"macvlan","master":"eth0"}"#, false),
            (r#"{"type":"bridge"}"#, false),
        ] {
            let found = segments(config, None);
            assert_eq!(found.iter().map(Segment::is_unclear).collect::<Vec<_>>(), [is_unclear], "{config}");
        }
        assert_eq!(segments(r#"{"type":"my-cni"}"#, None), []);
        let own = Segments::of(segments(r#"{"type":"my-cni","ipam":{"type":"static"}}"#, None));
        assert!(own.iter().all(|segment| segment.is_unclear() && own.find(segment).is_none()));
    }
}
