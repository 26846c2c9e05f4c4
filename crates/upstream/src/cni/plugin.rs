//! One plugin of a configuration.

use std::rc::Rc;

use super::fields::{self, IPAM, PLUGIN_CONF, of_plugin};
use crate::go_json::{Fields, get, same_but_for_case};
use crate::limits::LINK_NAME_BYTES;
use ceph_multus_json::{Map, Node, Path};

/// The configuration of one plugin: typed access to the keys that its kind knows. A key that is missing, `null` or of
/// the wrong type reads as if it were not there.
#[derive(Debug, Clone)]
pub struct Plugin<'c> {
    way: Way,
    kind: &'c str,
    ipam: Option<&'c Node<'c>>,
    ipam_type: &'c str,
    map: Map<'c>,
    fields: Fields,
}

/// The way to a plugin, made into a text only where it is needed: a chain may have half a million.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// It is the configuration itself.
    Top,
    /// It is one of a chain, at this place.
    Chain(usize),
    /// Another one calls it; its place where that calls several.
    Called(Rc<(Rc<Caller>, Option<usize>)>),
}

/// A plugin that calls others, and where it has their configurations.
#[derive(Debug)]
pub(super) struct Caller {
    way: Way,
    key: String,
    is_chain: bool,
    is_flannel: bool,
}

impl Way {
    fn path(&self) -> Path {
        match self {
            Way::Top => Path::default(),
            Way::Chain(place) => Path::from("plugins").index(*place),
            Way::Called(called) => {
                let (caller, place) = called.as_ref();
                let path = caller.way.path().key(caller.key.clone());
                match place {
                    Some(place) => path.index(*place),
                    None => path,
                }
            }
        }
    }
}

/// Configurations of whole plugins in that of another: Multus and others take them under `delegates` and `delegate`, and
/// Multus in place of one a chain, with `plugins` (`k8snetworkplumbingwg/multus-cni: pkg/types/types.go,
/// pkg/types/conf.go`).
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'c> {
    key: &'c str,
    is_chain: bool,
    called: Called<'c>,
}

#[derive(Debug, Clone, Copy)]
enum Called<'c> {
    One(Map<'c>),
    Several(&'c [Node<'c>]),
}

impl<'c> Call<'c> {
    /// All calls of the plugin whose configuration is `map`.
    pub(super) fn all(map: &Map<'c>) -> impl Iterator<Item = Call<'c>> + use<'c> {
        map.iter().filter_map(|(key, value)| {
            let is_chain = same_but_for_case("plugins", key);
            let called = if is_chain || same_but_for_case("delegates", key) {
                Called::Several(value.as_list()?)
            } else if same_but_for_case("delegate", key) {
                Called::One(*value.as_map()?)
            } else {
                return None;
            };
            Some(Call { key, is_chain, called })
        })
    }

    /// The configurations, each with its place where there are several. What is no object is left out, and so is an empty
    /// one of several, of which there may be half a million: neither makes an interface.
    pub(super) fn configs(&self) -> impl Iterator<Item = (Option<usize>, Map<'c>)> + use<'c> {
        let (one, several) = match self.called {
            Called::One(map) => (Some((None, map)), [].as_slice()),
            Called::Several(items) => (None, items),
        };
        let several = several.iter().enumerate().filter_map(|(place, item)| Some((Some(place), *item.as_map()?)));
        one.into_iter().chain(several.filter(|(_, map)| !map.is_empty()))
    }
}

impl<'c> Plugin<'c> {
    pub(super) fn new(way: Way, map: Map<'c>) -> Plugin<'c> {
        let kind = get(&map, PLUGIN_CONF, "type").and_then(Node::as_text).unwrap_or_default();
        // Nearly every rule asks for it.
        let ipam = get(&map, PLUGIN_CONF, "ipam");
        let ipam_type = ipam.and_then(Node::as_map).and_then(|ipam| get(ipam, IPAM, "type"));
        let ipam_type = ipam_type.and_then(Node::as_text).unwrap_or_default();
        Plugin { way, kind, ipam, ipam_type, map, fields: of_plugin(kind) }
    }

    /// The way to it in the configuration: `plugins[0]`, or empty for a single plugin.
    pub fn path(&self) -> Path {
        self.way.path()
    }

    /// Its place in the chain, counted from 0.
    pub fn place(&self) -> usize {
        match &self.way {
            Way::Top => 0,
            Way::Chain(place) => *place,
            Way::Called(called) => called.1.filter(|_| called.0.is_chain).unwrap_or_default(),
        }
    }

    /// The name of its executable, `macvlan`; empty if there is none.
    pub fn kind(&self) -> &'c str {
        self.kind
    }

    /// The section `ipam`.
    pub fn ipam(&self) -> Option<&'c Node<'c>> {
        self.ipam
    }

    /// The name of the IPAM plugin; empty if there is none.
    pub fn ipam_type(&self) -> &'c str {
        self.ipam_type
    }

    /// Where a plugin without an IPAM plugin takes addresses from, if it assigns them itself: kube-ovn from a Subnet
    /// (kubeovn/kube-ovn: cmd/cni/cni.go), OVN-Kubernetes from `subnets`, without which a network of it has none
    /// (ovn-kubernetes/ovn-kubernetes: docs/features/multiple-networks/multi-homing.md).
    pub fn own_addresses(&self) -> Option<&'static str> {
        match self.kind() {
            "kube-ovn" => Some("from its Subnet"),
            // One of another type is a fault of its own.
            "ovn-k8s-cni-overlay" if self.value("subnets").is_some_and(|value| value.as_text() != Some("")) => {
                Some("from `subnets`")
            }
            _ => None,
        }
    }

    /// Whether it is a plugin whose behaviour this policy knows.
    pub fn is_known(&self) -> bool {
        fields::is_known(self.kind())
    }

    /// Whether its IPAM plugin is one that makes interfaces. It runs with all keys of this one (containernetworking/plugins:
    /// pkg/ipam/ipam.go), and so do flannel and Multus, which do not look at `type` (flannel-io/cni-plugin: flannel.go,
    /// `cmdAdd`; k8snetworkplumbingwg/multus-cni: pkg/types/conf.go, `LoadNetConf`).
    pub fn has_interface_as_ipam(&self) -> bool {
        let kind = self.ipam_type();
        kind == "flannel" || kind.starts_with("multus") || fields::is_known(kind)
    }

    /// The text of the key `name`, `None` if it is empty.
    pub fn text(&self, name: &str) -> Option<&'c str> {
        self.value(name).and_then(Node::as_text).filter(|text| !text.is_empty())
    }

    /// The whole number of the key `name`.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(Node::as_i64)
    }

    /// The truth of the key `name`, false if it is not there.
    pub fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Node::as_bool).unwrap_or(false)
    }

    /// Whether it is a bridge that nodes have the gateway of its addresses on. Flannel sets that where its configuration does
    /// not have exactly this key (flannel-io/cni-plugin: flannel_linux.go, `doCmdAdd`).
    pub fn has_gateway(&self) -> bool {
        let is_default = || self.is_of_flannel() && self.map.get("isGateway").is_none();
        matches!(self.kind(), "bridge" | "cnv-bridge")
            && (self.flag("isGateway") || self.flag("isDefaultGateway") || is_default())
    }

    /// The list of the key `name`.
    pub fn list(&self, name: &str) -> Option<&'c [Node<'c>]> {
        self.value(name).and_then(Node::as_list)
    }

    /// The value of the key `name`, of whatever type.
    pub fn value(&self, name: &str) -> Option<&'c Node<'c>> {
        get(&self.map, self.fields, name)
    }

    /// The plugins that this one calls. Flannel calls one also if none is set.
    pub fn delegates(&self) -> impl Iterator<Item = Plugin<'c>> {
        let is_flannel = self.kind == "flannel";
        let is_set = || Call::all(&self.map).any(|call| matches!(call.called, Called::One(_)));
        let unset = || Call { key: "delegate", is_chain: false, called: Called::One(Map::default()) };
        let unset = (is_flannel && !is_set()).then(unset);
        Call::all(&self.map).chain(unset).flat_map(move |call| {
            let caller =
                Caller { way: self.way.clone(), key: call.key.to_owned(), is_chain: call.is_chain, is_flannel };
            let caller = Rc::new(caller);
            let way = move |place| Way::Called(Rc::new((Rc::clone(&caller), place)));
            call.configs().map(move |(place, map)| {
                let plugin = Plugin::new(way(place), map);
                if is_flannel { self.completed(plugin) } else { plugin }
            })
        })
    }

    /// What flannel makes of the plugin that it calls: one whose configuration does not have exactly the key `type` is a
    /// `bridge`, and the section `ipam` is that of flannel (flannel-io/cni-plugin: flannel_linux.go, `doCmdAdd`). What it
    /// adds comes last of keys that differ in case, because Go writes them in their order.
    fn completed(&self, plugin: Plugin<'c>) -> Plugin<'c> {
        let kind = exact(&plugin.map, "type").unwrap_or("bridge");
        Plugin { kind, fields: of_plugin(kind), ipam: self.ipam, ipam_type: self.ipam_type_of_flannel(), ..plugin }
    }

    /// The name of the IPAM plugin that flannel names to the one that it calls (flannel-io/cni-plugin: flannel_linux.go,
    /// `getDelegateIPAM`).
    pub fn ipam_type_of_flannel(&self) -> &'c str {
        self.ipam.and_then(Node::as_map).and_then(|ipam| exact(ipam, "type")).unwrap_or("host-local")
    }

    /// Whether it is an empty object, which makes no interface unless flannel calls it. A chain may have half a million of
    /// them.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty() && self.kind.is_empty()
    }

    /// Whether flannel calls it.
    pub fn is_of_flannel(&self) -> bool {
        matches!(&self.way, Way::Called(called) if called.0.is_flannel)
    }

    /// The way to the key `name` in the whole configuration.
    pub fn path_of(&self, name: impl Into<Path>) -> Path {
        self.path().join(name)
    }

    /// The way to its section `ipam`, which is that of flannel if flannel calls it.
    pub fn path_of_ipam(&self) -> Path {
        let path = match &self.way {
            Way::Called(called) if called.0.is_flannel => called.0.way.path(),
            way => way.path(),
        };
        path.key("ipam")
    }

    /// All members of the configuration, in the order of the text.
    pub fn members(&self) -> Map<'c> {
        self.map
    }

    pub(super) fn fields(&self) -> Fields {
        self.fields
    }
}

/// The text of the key `name`, which another case does not stand for, if it is there.
fn exact<'c>(map: &Map<'c>, name: &str) -> Option<&'c str> {
    map.get(name).map(|node| node.as_text().unwrap_or_default())
}

/// Whether Linux may have a link of this name.
pub fn is_link_name(name: &str) -> bool {
    (1..=15).contains(&name.len()) && name != "." && name != ".." && !has_foreign_characters(name)
}

/// Whether a link may have this as an alternative name only, which is longer than its own: the plugins find it since their
/// release 1.6.0 (containernetworking/plugins: vendor/github.com/vishvananda/netlink/link_linux.go, `LinkByName`).
pub fn is_alternative_name_alone(name: &str) -> bool {
    (16..=LINK_NAME_BYTES).contains(&name.len()) && !has_foreign_characters(name)
}

fn has_foreign_characters(name: &str) -> bool {
    name.contains(|character: char| matches!(character, '/' | ':' | '\0') || character.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cni::CniConfig;
    use ceph_multus_json::Arena;

    #[test]
    fn a_link_has_a_name_of_its_own_and_longer_alternative_ones() {
        let names = |length: usize| "e".repeat(length);
        for (name, is_own, is_alternative) in [
            ("eth0", true, false),
            (&names(15), true, false),
            (&names(16), false, true),
            (&names(127), false, true),
            (&names(128), false, false),
            ("", false, false),
            ("..", false, false),
            ("ens33:1", false, false),
            ("eth0\0", false, false),
            ("enx001122334455ab/0", false, false),
        ] {
            assert_eq!((is_link_name(name), is_alternative_name_alone(name)), (is_own, is_alternative), "{name:?}");
        }
    }

    #[test]
    fn reads_keys_whatever_their_case_and_hides_wrong_types() {
        let text =
            r#"{"Type":"bridge","BRIDGE":"br0","mtu":"9000","isgateway":true,"vlan":5,"IPAM":{"TYPE":"static"}}"#;
        let arena = Arena::new();
        let config = CniConfig::read(text, "n", &arena);
        let plugin = config.plugins().remove(0);
        assert_eq!((plugin.kind(), plugin.ipam_type(), plugin.text("bridge")), ("bridge", "static", Some("br0")));
        assert_eq!((plugin.int("mtu"), plugin.flag("isGateway"), plugin.int("vlan")), (None, true, Some(5)));
    }

    #[test]
    fn an_unknown_plugin_still_has_the_common_keys() {
        let arena = Arena::new();
        let config = CniConfig::read(r#"{"type":"my-vlan","Master":"eth1"}"#, "n", &arena);
        let plugin = config.plugins().remove(0);
        assert_eq!(plugin.text("master"), Some("eth1"));
    }

    fn called(config: &str) -> Vec<String> {
        let arena = Arena::new();
        let plugins = CniConfig::read(config, "n", &arena).plugins();
        let called = plugins.iter().flat_map(Plugin::delegates);
        called.map(|plugin| format!("{} {} {}", plugin.kind(), plugin.place(), plugin.path())).collect()
    }

    #[test]
    fn a_plugin_calls_those_under_keys_that_go_takes_for_the_same() {
        for (config, expected) in [
            (r#"{"type":"multus","delegates":[{},{"type":"a"},null]}"#, "a 0 delegates[1]"),
            (r#"{"type":"multus","Delegates":[{"type":"a"}]}"#, "a 0 Delegates[0]"),
            ("{\"type\":\"multus\",\"delegate\u{17f}\":[{\"type\":\"a\"}]}", "a 0 delegate\u{17f}[0]"),
            ("{\"type\":\"multus\",\"plugin\u{17f}\":[{},{\"type\":\"a\"}]}", "a 1 plugin\u{17f}[1]"),
            (r#"{"type":"flannel","delegate":{"type":"a"}}"#, "a 0 delegate"),
        ] {
            assert_eq!(called(config), [expected], "{config}");
        }
        for config in
            [r#"{"type":"multus","delegate":[{"type":"a"}]}"#, r#"{"type":"multus","delegates":{"type":"a"}}"#]
        {
            assert_eq!(called(config), [""; 0], "{config}");
        }
    }

    #[test]
    fn flannel_completes_the_plugin_that_it_calls_where_it_finds_no_key_of_exactly_that_name() {
        for (config, expected) in [
            (r#"{"type":"flannel"}"#, "bridge host-local true"),
            (r#"{"type":"flannel","delegate":{}}"#, "bridge host-local true"),
            (r#"{"type":"flannel","delegate":{"Type":"dummy"}}"#, "bridge host-local true"),
            (r#"{"type":"flannel","delegate":{"type":"dummy"}}"#, "dummy host-local false"),
            (r#"{"type":"flannel","delegate":{"type":5}}"#, " host-local false"),
            (r#"{"type":"flannel","delegate":{"isGateway":false}}"#, "bridge host-local false"),
            (r#"{"type":"flannel","delegate":{"isGateway":false,"isDefaultGateway":true}}"#, "bridge host-local true"),
            (r#"{"type":"flannel","delegate":{"IsGateway":false}}"#, "bridge host-local true"),
            (r#"{"type":"flannel","ipam":{"Type":"dhcp"},"delegate":{"a":1}}"#, "bridge host-local true"),
            (r#"{"type":"flannel","ipam":{"type":"dhcp"},"delegate":{"ipam":{"type":"a"}}}"#, "bridge dhcp true"),
            (r#"{"type":"multus","ipam":{"type":"dhcp"},"delegate":{"Type":"bridge"}}"#, "bridge  false"),
        ] {
            let arena = Arena::new();
            let plugin = CniConfig::read(config, "n", &arena).plugins().remove(0);
            let called: Vec<String> = plugin
                .delegates()
                .map(|called| format!("{} {} {}", called.kind(), called.ipam_type(), called.has_gateway()))
                .collect();
            assert_eq!(called, [expected], "{config}");
        }
    }

    #[test]
    fn the_ipam_section_of_what_flannel_calls_is_that_of_flannel() {
        let arena = Arena::new();
        let text = r#"{"plugins":[{"type":"flannel","delegate":{"type":"a"}},{"type":"b","delegate":{"type":"a"}}]}"#;
        let paths = |plugin: &Plugin<'_>| plugin.delegates().map(|one| one.path_of_ipam().to_string()).next();
        let paths: Vec<_> = CniConfig::read(text, "n", &arena).plugins().iter().filter_map(paths).collect();
        assert_eq!(paths, ["plugins[0].ipam", "plugins[1].delegate.ipam"]);
    }

    #[test]
    fn link_names_are_those_of_the_kernel() {
        for (name, is) in [
            ("eth0", true),
            ("eth0.100", true),
            ("eth0:1", false),
            ("a b", false),
            ("", false),
            ("0123456789abcdef", false),
        ] {
            assert_eq!(is_link_name(name), is, "{name}");
        }
    }
}
