//! Pods that join a network by a device, and do not request it.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::daemon_spec::{DaemonSpec, has_external_gateways};
use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::json::{Node, Path};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::{counted, quoted};
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};
use crate::world::World;
use crate::world::devices::{requested, resource_of};

pub(super) const SUMMARY: &str = "pods that do not request the device of their network";

pub(super) static RULE: Rule =
    Rule { id: "device-not-requested", level: Level::Warn, checks: &[Check::Resource(check)] };

/// Keys of a CephCluster's `resources` whose pods join no network.
const WITHOUT_NETWORKS: [&str; 6] =
    ["prepareosd", "mgr-sidecar", "logcollector", "crashcollector", "exporter", "cleanup"];

/// A resource of device plugins, and the networks that are joined by it.
struct Device<'a> {
    name: &'a str,
    networks: Vec<(CephNetwork, String)>,
}

impl Device<'_> {
    /// The number of them that a pod takes which joins `networks`.
    fn units(&self, networks: &[CephNetwork]) -> usize {
        self.networks.iter().filter(|(network, _)| networks.contains(network)).count()
    }

    fn nads(&self) -> String {
        let mut names: Vec<&str> = self.networks.iter().map(|(_, nad)| nad.as_str()).collect();
        names.dedup();
        names.join(" and ")
    }
}

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let Some(cluster) = review.cluster.filter(|cluster| !cluster.external) else { return };
    for device in devices(cluster, review.world) {
        if review.object.kind == Kind::CephCluster {
            check_cluster(cluster, &device, findings);
        } else {
            check_resource(review.object, &device, findings);
        }
    }
}

/// The devices by which the networks of `cluster` are joined.
fn devices<'a>(cluster: &CephCluster<'_>, world: &World<'a>) -> Vec<Device<'a>> {
    let mut devices: Vec<Device<'a>> = Vec::new();
    for (network, selection) in cluster.networks() {
        let Some(nad) = world.nad(selection) else { continue };
        let Some(name) = resource_of(nad) else { continue };
        let joined = (network, selection.nad.quoted());
        match devices.iter_mut().find(|device| device.name == name) {
            Some(device) => device.networks.push(joined),
            None => devices.push(Device { name, networks: vec![joined] }),
        }
    }
    devices
}

fn check_cluster(cluster: &CephCluster<'_>, device: &Device<'_>, findings: &mut Findings<'_>) {
    let mut missing: Vec<String> = Vec::new();
    for Need { section, key, resources, units } in needs(cluster, device) {
        let has = requested(resources, device.name);
        if has == 0 && units > 0 {
            missing.push(quoted(&key.to_string()));
        } else if has < units {
            let problem = format!("requests {has} `{}` for {}", device.name, counted(units, "network"));
            findings.report(Path::from(["spec", section]).join(key), problem, format!("set it to {units}"));
        }
    }
    if !missing.is_empty() {
        let keys = missing.join(", ");
        let problem = format!("no `{}` for {keys}, whose pods need it for {}", device.name, device.nads());
        findings.report(["spec", "resources"], problem, HELP);
    }
    let resources = |key: &str| cluster.object.at(&["spec", "resources", key]);
    for key in WITHOUT_NETWORKS.into_iter().filter(|key| requested(resources(key), device.name) > 0) {
        let problem = format!("requests `{}`, but these pods have no Multus network", device.name);
        findings.report(["spec", "resources", key], problem, "remove it");
    }
}

/// Resources in a CephCluster, and how many units of a device their pods take.
struct Need<'c> {
    /// The section of `spec` that they are in.
    section: &'static str,
    /// The path from there.
    key: Path,
    resources: Option<&'c Node<'c>>,
    units: usize,
}

/// Where `cluster` has to request `device`.
fn needs<'c>(cluster: &'c CephCluster<'_>, device: &Device<'_>) -> Vec<Need<'c>> {
    let object = &cluster.object;
    let need = |key: &str, resources, units| Need {
        section: "resources",
        key: Path::default().key(key.to_owned()),
        resources,
        units,
    };
    let of_key = |key: &str, units| need(key, object.at(&["spec", "resources", key]), units);
    let is_on_host = |key: &str| object.is_true_at(&["spec", key, "hostNetwork"]);
    let public = device.units(&[CephNetwork::Public]);
    let both = device.units(&CephNetwork::ALL);
    let mut needs = vec![of_key("mon", public)];
    if !is_on_host("mgr") {
        needs.push(of_key("mgr", public));
    }
    if needs_osd_key(object) {
        needs.push(of_key("osd", both));
    }
    let keys = object.at(&["spec", "resources"]).and_then(Node::as_map);
    let classes = keys.into_iter().flat_map(|map| map.iter()).filter(|(key, _)| key.starts_with("osd-"));
    let before = needs.len();
    needs.extend(classes.map(|(key, resources)| need(key, Some(resources), both)));
    if needs.len() == before {
        let sets = object.at(&["spec", "storage", "storageClassDeviceSets"]).and_then(Node::as_list);
        for (place, set) in sets.unwrap_or_default().iter().enumerate() {
            let own = set.get("resources").filter(|resources| !is_empty(resources));
            let key = Path::from("storageClassDeviceSets").index(place);
            needs.extend(own.map(|own| Need { section: "storage", key, resources: Some(own), units: both }));
        }
    }
    // Each canary is on one network.
    let canaries: Vec<CephNetwork> = CephNetwork::ALL.into_iter().filter(|one| cluster.is_probed(*one)).collect();
    needs.push(of_key("cmd-reporter", device.units(&canaries).min(1)));
    needs
}

const HELP: &str = "add it there, unless network-resources-injector does";

/// Whether there are OSDs without resources of their own.
fn needs_osd_key(object: &Object<'_>) -> bool {
    let storage = |key: &str| object.at(&["spec", "storage", key]);
    let list = |key: &str| storage(key).and_then(Node::as_list).unwrap_or_default();
    let sets = list("storageClassDeviceSets");
    let all_own = sets.iter().all(|set| set.get("resources").is_some_and(|resources| !is_empty(resources)));
    let by_nodes = !list("nodes").is_empty() || storage("useAllNodes").and_then(Node::as_bool) == Some(true);
    sets.is_empty() || by_nodes || !all_own
}

/// The resources of the pods of a custom resource, which join the public network once.
fn check_resource(object: &Object<'_>, device: &Device<'_>, findings: &mut Findings<'_>) {
    let path: &[&str] = match object.kind {
        Kind::CephFilesystem => &["spec", "metadataServer", "resources"],
        Kind::CephObjectStore => &["spec", "gateway", "resources"],
        Kind::CephNFS => &["spec", "server", "resources"],
        Kind::CephRBDMirror | Kind::CephFilesystemMirror | Kind::CephNVMeOFGateway => &["spec", "resources"],
        _ => return,
    };
    if DaemonSpec::any_on_host(object)
        || has_external_gateways(object)
        || device.units(&[CephNetwork::Public]) == 0
        || requested(object.at(path), device.name) > 0
    {
        return;
    }
    let nad = device.networks.first().map_or("", |(_, nad)| nad.as_str());
    let problem = format!("no `{}`, which the pods need for {nad}", device.name);
    findings.report(Path::from(path), problem, HELP);
}

fn is_empty(resources: &Node<'_>) -> bool {
    let filled = |list: &str| resources.get(list).and_then(Node::as_map).is_some_and(|map| !map.is_empty());
    !filled("limits") && !filled("requests")
}
