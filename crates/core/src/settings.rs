//! The policy's settings: strict, all optional, every problem reported at once.

mod inventory;
mod problem;
mod reader;

use crate::facts::object::{OBJECT, Object};
use crate::json::{Node, Path, Shape};
use crate::report::level::{ChosenLevels, Level};
use crate::upstream::NamespacedName;
use crate::upstream::address::{AddressSet, Cidr};
use crate::upstream::selection::{NetworkSelection, is_isolated};
use crate::upstream::whereabouts::WHEREABOUTS;

pub use problem::SettingsProblem;
use reader::Reader;

/// What is kept of the settings: everything but the parts of objects that no rule reads.
pub static SETTINGS: Shape = Shape::Open(&[("inventory", Shape::Each(&OBJECT)), ("previous", Shape::Each(&OBJECT))]);

/// Every key, as the book documents them (docs/src/settings.md).
pub const KEYS: &[&str] = &[
    "inventory",
    "previous",
    "allowedIpamTypes",
    "allowedInterfaceTypes",
    "allowedMasters",
    "nodeRanges",
    "nodes",
    "osds",
    "headroomPercent",
    "namespaceIsolation",
    "clusterSelector",
    "mutate",
    "monitorNetwork",
    "validationNamespaces",
    "rules",
    "exemptNamespaces",
];

/// What happens to a CephCluster that selects only `public`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClusterSelector {
    /// `selectors.cluster` takes the value of `public`, as the design document has it.
    Materialize,
    /// Nothing: Ceph itself replicates over the public network then.
    Implicit,
}

/// Where the objects are from that the one under review is compared with, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The settings.
    Inventory,
    /// The files that are checked, or the text in the playground.
    Input,
}

impl Source {
    /// What people call it: ``the inventory``.
    pub fn title(self) -> &'static str {
        match self {
            Source::Inventory => "the inventory",
            Source::Input => "the input",
        }
    }

    /// Where a missing object is to be added.
    pub fn place(self) -> &'static str {
        match self {
            Source::Inventory => "`inventory`",
            Source::Input => "the input",
        }
    }
}

/// Valid settings; [`Settings::read`] is the only way to make them, and the engine calls it with the rules' ids.
#[derive(Debug, Clone)]
pub struct Settings<'a> {
    /// The objects that the cluster holds, of the kinds that matter.
    pub inventory: Vec<Object<'a>>,
    /// Where they are from.
    pub source: Source,
    /// Objects as they were before the last change, which Rook may still be carrying out.
    pub previous: Vec<Object<'a>>,
    /// IPAM types that a Ceph network may use.
    pub allowed_ipam_types: Vec<&'a str>,
    /// CNI plugin types that a Ceph network may use; empty for any.
    pub allowed_interface_types: Vec<&'a str>,
    /// Host interfaces that a Ceph network may use; empty for any.
    pub allowed_masters: Vec<&'a str>,
    /// The addresses of the hosts on the public network.
    pub node_ranges: Vec<Cidr>,
    /// The number of nodes, where a spec says "all nodes".
    pub nodes: Option<u64>,
    /// The number of OSDs, where a spec says "all devices".
    pub osds: Option<u64>,
    /// The free share of a pool that is wanted beyond the steady state, in percent.
    pub headroom_percent: u64,
    /// The namespaces whose NADs every pod may use, in ascending order, where Multus isolates namespaces; `None` where it
    /// does not.
    pub namespace_isolation: Option<Vec<&'a str>>,
    /// What happens to a CephCluster that selects only `public`.
    pub cluster_selector: ClusterSelector,
    /// Whether objects are mutated; otherwise what would be mutated is reported.
    pub mutate: bool,
    /// The NAD that monitors get in place of the public one.
    pub monitor_network: Option<NetworkSelection>,
    /// Where the pods of `rook multus validation` run, which join whatever they are to test.
    pub validation_namespaces: Vec<&'a str>,
    /// The levels that rules have here.
    pub levels: ChosenLevels,
    /// Namespaces whose objects are accepted unseen.
    pub exempt_namespaces: Vec<&'a str>,
    /// `apiVersion/kind` of inventory objects that no rule reads, sorted.
    pub ignored_kinds: Vec<String>,
    /// The same of `previous`.
    pub ignored_previous_kinds: Vec<String>,
}

impl<'a> Settings<'a> {
    /// Reads settings that were read through [`SETTINGS`]. `rules` are the ids that may be given a level. `null` and an absent value stand for `{}`.
    ///
    /// # Errors
    /// All problems, those of unknown keys first.
    pub fn read(node: &'a Node<'a>, rules: &[&'static str]) -> Result<Settings<'a>, Vec<SettingsProblem>> {
        let mut reader = Reader::new(node);
        reader.reject_unknown_keys(KEYS);
        let (mut ignored_kinds, mut ignored_previous_kinds) = (Vec::new(), Vec::new());
        let settings = Settings {
            inventory: inventory::read(&mut reader, "inventory", &mut ignored_kinds),
            source: Source::Inventory,
            previous: inventory::read(&mut reader, "previous", &mut ignored_previous_kinds),
            allowed_ipam_types: reader.names("allowedIpamTypes").unwrap_or_else(|| vec![WHEREABOUTS]),
            allowed_interface_types: reader.names("allowedInterfaceTypes").unwrap_or_default(),
            allowed_masters: reader.names("allowedMasters").unwrap_or_default(),
            node_ranges: reader.cidrs("nodeRanges"),
            nodes: reader.integer("nodes", 1, 100_000),
            osds: reader.integer("osds", 0, 1_000_000),
            headroom_percent: reader.integer("headroomPercent", 0, 1000).unwrap_or(25),
            namespace_isolation: reader.isolation("namespaceIsolation"),
            cluster_selector: match reader.choice("clusterSelector", &["materialize", "implicit"]) {
                Some("implicit") => ClusterSelector::Implicit,
                _ => ClusterSelector::Materialize,
            },
            mutate: reader.boolean("mutate").unwrap_or(true),
            monitor_network: reader.nad_name("monitorNetwork"),
            validation_namespaces: reader.namespaces("validationNamespaces").unwrap_or_default(),
            levels: levels(&mut reader, rules),
            exempt_namespaces: reader.namespaces("exemptNamespaces").unwrap_or_default(),
            ignored_kinds,
            ignored_previous_kinds,
        };
        if settings.allowed_ipam_types.is_empty() && reader.has("allowedIpamTypes") {
            reader.reject("allowedIpamTypes", "an empty list allows no network", "add at least one IPAM type");
        }
        reader.finish(settings)
    }
}

impl Settings<'_> {
    /// The addresses of `nodeRanges`.
    pub fn node_addresses(&self) -> AddressSet {
        AddressSet::of(self.node_ranges.iter().map(Cidr::range))
    }

    /// Whether `nad` is that of `monitorNetwork`.
    pub fn is_window(&self, nad: NamespacedName<&str>) -> bool {
        self.monitor_network.as_ref().is_some_and(|window| window.nad == nad)
    }

    /// Whether Multus keeps the NADs of `namespace` from pods of `pod_namespace`.
    pub fn isolates(&self, namespace: &str, pod_namespace: &str) -> bool {
        self.namespace_isolation.as_ref().is_some_and(|open| is_isolated(namespace, pod_namespace, open))
    }

    /// The objects that `inventory` or `previous` holds twice. Reported when settings are validated; not looked for again with every
    /// request, where the first of two counts.
    pub fn copies(&self) -> Vec<SettingsProblem> {
        let mut copies = inventory::copies("inventory", &self.inventory);
        copies.extend(inventory::copies("previous", &self.previous));
        copies
    }
}

/// `rules`: rule ids to levels.
fn levels<'a>(reader: &mut Reader<'a>, rules: &[&'static str]) -> ChosenLevels {
    let mut levels = Vec::new();
    for (id, value) in reader.members("rules") {
        let path = Path::from("rules").key(id.to_owned());
        let Some(rule) = rules.iter().find(|rule| **rule == id) else {
            let help = reader.meant(id, rules.iter().copied());
            reader.reject(path, "unknown rule", &help);
            continue;
        };
        match value.as_text().and_then(Level::from_name) {
            Some(level) => levels.push((*rule, level)),
            None => reader.reject_value(path, value, "use `deny`, `warn` or `allow`"),
        }
    }
    levels.into_iter().collect()
}

#[cfg(test)]
mod tests;
