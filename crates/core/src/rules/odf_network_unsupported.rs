//! A network that Rook takes and OpenShift Data Foundation does not.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, SELECTORS_PATH};
use crate::facts::kind::Kind;
use crate::facts::nad::{Nad, config_path, nad_path};
use crate::facts::object::{NETWORKS_ANNOTATION, Object};
use crate::json::{Arena, Node, Path};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::rule::{Check, Rule};
use crate::review::{ClusterReview, ResourceReview};
use crate::upstream::go_json::{Fields, Type, get};
use crate::upstream::whereabouts::WHEREABOUTS;
use crate::world::csi::{CsiPlugin, networks_path};

pub(super) const SUMMARY: &str = "a network that OpenShift Data Foundation does not support";

pub(super) static RULE: Rule = Rule {
    id: "odf-network-unsupported",
    level: Level::Warn,
    checks: &[Check::Cluster(check), Check::Resource(check_client)],
};

/// What of Whereabouts' configuration is supported
/// (k8snetworkplumbingwg/whereabouts: pkg/types/types.go, `IPAMConfig`).
static FIELDS: Fields = &[("range", Type::Text), ("ipRanges", Type::List(&Type::Any))];

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    if cluster.object.kind != Kind::StorageCluster {
        return;
    }
    check_form(cluster, findings);
    let mut families = (false, false);
    for (network, selection) in cluster.networks() {
        let Some(object) = review.world.nad(selection) else { continue };
        let arena = Arena::new();
        let nad = Nad::new(*object, &arena);
        let name = object.namespaced_name().quoted();
        for (path, problem, help) in problems(&nad) {
            findings.report(network.selector_path(), format!("{name}: `{path}`: {problem}"), help);
        }
        if let Some(range) = range(&nad) {
            families = (families.0 || !range.contains(':'), families.1 || range.contains(':'));
        }
    }
    if cluster.uses_multus() && cluster.is_dual_stack() {
        findings.report(["spec", "network", "dualStack"], "a mix of IPv4 and IPv6 is not supported", "remove it");
    }
    if cluster.uses_multus() && cluster.ip_family().is_some() {
        let problem = "ODF replaces it with the family of OpenShift's first cluster network";
        findings.report(["spec", "network", "ipFamily"], problem, "remove it");
    }
    if families == (true, true) {
        let help = "use ranges of one family for both networks";
        findings.report(SELECTORS_PATH, "a mix of IPv4 and IPv6 is not supported", help);
    }
}

/// The client operator gives the networks of one StorageClient to the CSI pods, and gives up where there are two
/// (red-hat-storage/ocs-client-operator: internal/controller/operatorconfigmap_controller.go).
fn check_client(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    let networks = |client: &Object<'_>| client.annotation(NETWORKS_ANNOTATION).is_some_and(|text| !text.is_empty());
    if object.kind != Kind::StorageClient || !networks(object) {
        return;
    }
    let mut others = review.world.resources(Kind::StorageClient).filter(|other| !other.is_same_as(object));
    if let Some(other) = others.find(|other| networks(other)) {
        let problem =
            format!("the StorageClient {} also selects networks, and ODF uses only one of them", quoted(other.name));
        findings.report(networks_path(object.kind, CsiPlugin::Controller), problem, "remove one of the annotations");
    }
}

/// ODF's toolbox and metrics exporter take the selector of the public network apart at the slash, and look for a NAD of
/// what is left (red-hat-storage/ocs-operator: internal/controller/storagecluster/cephtoolbox.go).
fn check_form(cluster: &CephCluster<'_>, findings: &mut Findings<'_>) {
    let network = CephNetwork::Public;
    let (Some(text), Some(selection)) = (cluster.selector_text(network), cluster.network(network)) else { return };
    let full = selection.nad.to_string();
    if text != full && text != selection.nad.name && !selection.nad.name.is_empty() {
        let problem = "the toolbox and the metrics exporter of ODF cannot read this form";
        findings.report(network.selector_path(), problem, format!("use {}", quoted(&full)));
    }
}

/// What the profile has against a NAD: where, what, and the way out.
fn problems(nad: &Nad<'_>) -> Vec<(Path, String, &'static str)> {
    let mut problems = Vec::new();
    let plugins = nad.plugins();
    let Some(plugin) = plugins.first() else { return problems };
    if plugins.len() > 1 {
        let problem = String::from("a chain of plugins is not supported");
        problems.push((config_path("plugins"), problem, "keep the first plugin"));
    }
    if plugin.kind() != "macvlan" {
        let problem = format!("{} is not supported", quoted(plugin.kind()));
        problems.push((nad_path(plugin, "type"), problem, "use `macvlan`"));
    }
    if plugin.ipam_type() != WHEREABOUTS {
        let problem = format!("{} is not supported", quoted(plugin.ipam_type()));
        problems.push((nad_path(plugin, ["ipam", "type"]), problem, "use `whereabouts`"));
        return problems;
    }
    if whereabouts(nad, "ipRanges").is_some() {
        let problem = String::from("not supported");
        problems.push((nad_path(plugin, ["ipam", "ipRanges"]), problem, "use one `range`"));
    } else if range(nad).is_none() {
        let problem = String::from("`range` is not set, but required");
        problems.push((nad_path(plugin, ["ipam", "range"]), problem, "set `range`"));
    }
    problems
}

fn range(nad: &Nad<'_>) -> Option<String> {
    whereabouts(nad, "range")?.as_text().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn whereabouts<'n>(nad: &'n Nad<'_>, key: &str) -> Option<&'n Node<'n>> {
    get(nad.plugins().into_iter().next()?.ipam()?.as_map()?, FIELDS, key)
}
