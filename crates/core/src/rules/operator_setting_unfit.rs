//! A setting of Rook's operator that does not go with Multus.

use crate::facts::ceph_cluster::PROVIDER_PATH;
use crate::facts::daemon::Daemon;
use crate::facts::kind::Kind;
use crate::facts::object::{OPERATOR_SETTINGS, Object};
use crate::json::Node;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{ResourceReview, WorkloadReview};
use crate::world::World;

pub(super) const SUMMARY: &str = "a setting of Rook's operator that conflicts with Multus";

pub(super) static RULE: Rule = Rule {
    id: "operator-setting-unfit",
    level: Level::Warn,
    checks: &[Check::Resource(check), Check::Workload(check_workload)],
};

/// A setting, the value that does not go with Multus, and why.
const UNFIT: [(&str, bool, &str, &str); 2] = [
    (
        "ROOK_ENFORCE_HOST_NETWORK",
        true,
        "moves daemons to the host network, so they have no Multus network",
        "set it to `false`",
    ),
    (
        "CSI_ENABLE_HOST_NETWORK",
        false,
        "moves the CSI node plugins off the host network, so mounts hang when such a pod is deleted",
        "set it to `true`",
    ),
];

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let (object, world) = (review.object, review.world);
    match object.kind {
        Kind::ConfigMap if object.name == OPERATOR_SETTINGS && serves_multus(world, object.namespace) => {
            for (name, unfit, problem, help) in UNFIT {
                if setting(object, name) == Some(unfit) {
                    findings.report(["data", name], problem, help);
                }
            }
        }
        Kind::CephCluster => {
            let Some(cluster) = review.cluster.filter(|cluster| cluster.runs_on_multus()) else {
                return;
            };
            let maps = world.resources(Kind::ConfigMap).filter(|map| map.name == OPERATOR_SETTINGS);
            for map in maps.filter(|map| !review.is_beside(map) && world.is_served(cluster, map.namespace)) {
                for (name, unfit, problem, help) in UNFIT {
                    if setting(map, name) == Some(unfit) {
                        let problem = format!("`{name}` of {map} {problem}");
                        findings.report(PROVIDER_PATH, problem, help);
                    }
                }
            }
        }
        _ => {}
    }
}

fn check_workload(review: &WorkloadReview<'_>, findings: &mut Findings<'_>) {
    let (object, world) = (&review.workload.object, review.world);
    if review.daemon != Daemon::Operator || !serves_multus(world, object.namespace) {
        return;
    }
    let map = world.resources_in(Kind::ConfigMap, object.namespace).find(|map| map.name == OPERATOR_SETTINGS);
    let containers = review.workload.pod.object.at(&["spec", "containers"]).and_then(Node::as_list).unwrap_or_default();
    for (place, container) in containers.iter().enumerate() {
        for (entry, variable) in container.get("env").and_then(Node::as_list).unwrap_or_default().iter().enumerate() {
            let text = |key| variable.get(key).and_then(Node::as_text);
            let Some((name, unfit, problem, help)) = UNFIT.into_iter().find(|(name, ..)| text("name") == Some(*name))
            else {
                continue;
            };
            let is_overridden = map.is_some_and(|map| map.at(&["data", name]).is_some());
            if !is_overridden && text("value").and_then(go_bool) == Some(unfit) {
                let path = review.workload.template().join(["spec", "containers"]).index(place);
                let path = path.key("env").index(entry).key("value");
                findings.report(path, format!("`{name}` {problem}"), help);
            }
        }
    }
}

/// Whether the operator of `namespace` has a CephCluster on Multus.
fn serves_multus(world: &World<'_>, namespace: &str) -> bool {
    world.clusters_served(namespace).any(|cluster| cluster.runs_on_multus())
}

fn setting(map: &Object<'_>, name: &str) -> Option<bool> {
    let node = map.at(&["data", name])?;
    node.as_bool().or_else(|| go_bool(node.as_text()?))
}

/// A truth as Go's `strconv.ParseBool` reads it.
fn go_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
