//! The types of nodes: the worst case on one node of each, and which nodes those are.

use ceph_multus_core::world::plan::Sort;
use ceph_multus_manifests::ClusterPlan;
use serde_json::Value;

use crate::site::{Node, Site};
use crate::value::yaml;
use crate::value::{at, is_true, list, text};

/// A type of nodes.
#[derive(Debug)]
pub(super) struct NodeType {
    /// Its name.
    pub(super) name: &'static str,
    /// The OSDs of the node that has most.
    pub(super) osds: u64,
    /// The other daemons that may come together on one node.
    pub(super) others: u64,
    /// Its nodes have these labels.
    selector: Vec<(String, String)>,
    /// What its pods tolerate.
    tolerations: Vec<Value>,
    /// How many nodes it has, where that is known.
    pub(super) nodes: Option<u64>,
}

/// What the numbers come from.
pub(super) struct Facts<'f> {
    /// The CephCluster with every field.
    pub(super) cluster: &'f Value,
    /// Its plan.
    pub(super) plan: &'f ClusterPlan,
    /// The nodes.
    pub(super) site: &'f Site,
    /// `nodes` of the settings.
    pub(super) nodes: Option<u64>,
    /// `osds` of the settings.
    pub(super) osds: Option<u64>,
    /// The wish of the user.
    pub(super) osds_per_node: Option<u64>,
}

const STORAGE: &str = "storage-nodes";
const ALL: &str = "storage-and-worker-nodes";
const WORKER: &str = "worker-nodes";
const ARBITER: &str = "arbiter-node";

impl Facts<'_> {
    pub(super) fn node_types(&self) -> Result<Vec<NodeType>, Vec<String>> {
        let (selector, tolerations) = (self.selector(), self.tolerations("osd"));
        let others = self.others();
        let zones = list(self.cluster, &["spec", "mon", "stretchCluster", "zones"]);
        let arbiter = zones.iter().find(|zone| is_true(zone, &["arbiter"]));
        let mut types = Vec::new();
        if let Some(arbiter) = arbiter {
            let domain = text(self.cluster, &["spec", "mon", "stretchCluster", "failureDomainLabel"]);
            let domain = if domain.is_empty() { "topology.kubernetes.io/zone" } else { domain };
            let names = ["storage-zone-1", "storage-zone-2", "storage-zone-3"];
            let data = zones.iter().filter(|zone| !is_true(zone, &["arbiter"]));
            for (name, zone) in names.into_iter().zip(data) {
                let mut own = selector.clone();
                own.push((domain.to_owned(), text(zone, &["name"]).to_owned()));
                types.push(self.node_type(name, others, own, tolerations.clone()));
            }
            let own = vec![(domain.to_owned(), text(arbiter, &["name"]).to_owned())];
            types.push(self.node_type(ARBITER, 1, own, self.tolerations("arbiter")));
        } else if selector.is_empty() {
            types.push(self.node_type(ALL, others, Vec::new(), tolerations));
        } else {
            let is_tainted = !tolerations.is_empty();
            types.push(self.node_type(STORAGE, others, selector, tolerations));
            // Types must not share a node: only the taint keeps others apart.
            if is_tainted {
                types.push(self.node_type(WORKER, self.part(Sort::CsiController), Vec::new(), Vec::new()));
            }
        }
        let osds = self.osds_of_a_node(&types)?;
        for one in types.iter_mut().filter(|one| !matches!(one.name, WORKER | ARBITER)) {
            one.osds = osds;
        }
        if types.iter().all(|one| one.osds == 0) {
            return Err(vec![String::from("no OSDs, and the tool rejects a file without them; set `--osds-per-node`")]);
        }
        Ok(types)
    }

    fn node_type(
        &self,
        name: &'static str,
        others: u64,
        selector: Vec<(String, String)>,
        tolerations: Vec<Value>,
    ) -> NodeType {
        let fits = |node: &&Node| node.has(&selector) && node.lets_in(&tolerations);
        let known = u64::try_from(self.site.nodes.iter().filter(fits).count()).unwrap_or_default();
        let listed = u64::try_from(list(self.cluster, &["spec", "storage", "nodes"]).len()).unwrap_or_default();
        let nodes = match (self.site.nodes.is_empty(), name) {
            (false, _) => Some(known),
            (true, ARBITER) => Some(1),
            (true, ALL | STORAGE) => self.nodes.or(Some(listed).filter(|listed| *listed > 0)),
            _ => None,
        };
        NodeType { name, osds: 0, others, selector, tolerations, nodes }
    }

    /// All daemons but OSDs that may come together on one node: one mon and one mgr, unless several may share a node, and
    /// all others of the cluster.
    fn others(&self) -> u64 {
        let shares = |daemon: Sort| is_true(self.cluster, &["spec", daemon.name(), "allowMultiplePerNode"]);
        let one_each = |daemon| if shares(daemon) { self.part(daemon) } else { self.part(daemon).min(1) };
        let rest = [
            Sort::Mds,
            Sort::Rgw,
            Sort::RbdMirror,
            Sort::CephfsMirror,
            Sort::Nfs,
            Sort::NvmeOf,
            Sort::CsiController,
            Sort::Odf,
        ];
        let rest = rest.into_iter().fold(0_u64, |sum, daemon| sum.saturating_add(self.part(daemon)));
        let addons = self.part(Sort::CsiAddons).min(1);
        one_each(Sort::Mon).saturating_add(one_each(Sort::Mgr)).saturating_add(rest).saturating_add(addons)
    }

    /// The daemons of a sort on the public network, at most.
    fn part(&self, sort: Sort) -> u64 {
        self.plan.networks.first().map_or(0, |public| public.demand.steady.of(sort))
    }

    /// The OSDs of the node that has most.
    fn osds_of_a_node(&self, types: &[NodeType]) -> Result<u64, Vec<String>> {
        if let Some(osds) = self.osds_per_node {
            return Ok(osds);
        }
        let unknown = |what: &str| vec![format!("{what}; set `--osds-per-node` to the most OSDs on a node")];
        let on_devices = self.plan.most_on_devices;
        let mut by_device = on_devices.listed;
        if on_devices.is_open {
            let nodes = sum(types.iter().filter(|one| one.name != ARBITER).map(|one| one.nodes));
            let (Some(osds), Some(nodes)) = (self.osds, nodes.filter(|nodes| *nodes > 0)) else {
                let problem = "the CephCluster uses all devices, so the number of OSDs on a node is not known";
                return Err(unknown(problem));
            };
            by_device = by_device.max(osds.div_ceil(nodes));
        }
        let sets = list(self.cluster, &["spec", "storage", "storageClassDeviceSets"]);
        let mut by_set = 0_u64;
        for set in sets {
            let count = at(set, &["count"]).and_then(Value::as_u64).unwrap_or_default();
            let nodes = types.iter().filter(|one| !matches!(one.name, ARBITER | WORKER)).map(|one| one.nodes);
            let Some(nodes) = sum(nodes).filter(|nodes| *nodes > 0).or(self.nodes) else {
                return Err(unknown(
                    "the number of nodes is not known, so the number of OSDs of device sets on a node is not",
                ));
            };
            // A node may be down, and its portable OSDs on the others.
            let is_portable = at(set, &["portable"]).and_then(Value::as_bool).unwrap_or(false);
            let up = if is_portable { nodes.saturating_sub(1).max(1) } else { nodes };
            by_set = by_set.saturating_add(count.div_ceil(up));
        }
        Ok(by_device.saturating_add(by_set))
    }

    /// The labels of the nodes that OSDs are placed on, where they can be written as labels with one value.
    fn selector(&self) -> Vec<(String, String)> {
        let terms = |key: &str| {
            let affinity = ["spec", "placement", key, "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
            at(self.cluster, &affinity).map(|required| list(required, &["nodeSelectorTerms"]))
        };
        let Some([term]) = terms("osd").or_else(|| terms("all")) else { return Vec::new() };
        let mut selector = Vec::new();
        for expression in list(term, &["matchExpressions"]) {
            let key = text(expression, &["key"]);
            let value = match (text(expression, &["operator"]), list(expression, &["values"])) {
                ("In", [Value::String(value)]) => value.clone(),
                ("Exists", _) => match self.only_value(key) {
                    Some(value) => value,
                    None => return Vec::new(),
                },
                _ => return Vec::new(),
            };
            selector.push((key.to_owned(), value));
        }
        selector
    }

    /// The one value that the label has on all nodes that have it.
    fn only_value(&self, key: &str) -> Option<String> {
        let labels = self.site.nodes.iter().flat_map(|node| &node.labels).filter(|(known, _)| known == key);
        let mut values: Vec<&String> = labels.map(|(_, value)| value).collect();
        values.sort();
        values.dedup();
        if let [value] = values.as_slice() { Some((*value).clone()) } else { None }
    }

    fn tolerations(&self, key: &str) -> Vec<Value> {
        let of = |key: &str| list(self.cluster, &["spec", "placement", key, "tolerations"]).to_vec();
        let own = of(key);
        if own.is_empty() { of("all") } else { own }
    }
}

/// The sum of numbers that are all known.
fn sum(mut numbers: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    numbers.try_fold(0_u64, |sum, number| Some(sum.saturating_add(number?)))
}

impl NodeType {
    /// Its entry in the file.
    pub(super) fn yaml(&self) -> String {
        let mut out = format!(
            "  {}:\n    osdsPerNode: {}\n    otherDaemonsPerNode: {}\n    placement:\n",
            self.name, self.osds, self.others
        );
        if self.selector.is_empty() {
            out.push_str("      nodeSelector: {}\n");
        } else {
            out.push_str("      nodeSelector:\n");
            for (key, value) in &self.selector {
                out.push_str(&format!("        {}: {}\n", yaml(key), yaml(value)));
            }
        }
        if self.tolerations.is_empty() {
            out.push_str("      tolerations: []\n");
            return out;
        }
        out.push_str("      tolerations:\n");
        for toleration in &self.tolerations {
            let mut lead = "      - ";
            for key in ["key", "operator", "value", "effect"] {
                let value = text(toleration, &[key]);
                if !value.is_empty() {
                    out.push_str(&format!("{lead}{key}: {}\n", yaml(value)));
                    lead = "        ";
                }
            }
            // The tool reads this key in small letters alone.
            if let Some(seconds) = at(toleration, &["tolerationSeconds"]).and_then(Value::as_i64) {
                out.push_str(&format!("{lead}tolerationseconds: {seconds}\n"));
                lead = "        ";
            }
            if lead == "      - " {
                out.push_str("      - operator: \"Exists\"\n");
            }
        }
        out
    }
}
