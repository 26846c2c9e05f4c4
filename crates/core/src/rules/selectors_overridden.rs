//! A custom resource whose annotations name networks, beside the selectors of the CephCluster.

use crate::facts::daemon::{Daemon, Joins};
use crate::facts::daemon_spec::{DaemonSpec, Precedence};
use crate::facts::pod::read_networks;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::NetworkSelection;
use crate::world::attachment::{Attachments, Role};

pub(super) static RULE: Rule = Rule {
    id: "selectors-overridden",
    summary: "a networks annotation that replaces the selectors",
    level: Level::Deny,
    checks: &[Check::Resource(check)],
};

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    let Some(cluster) = review.cluster.filter(|cluster| cluster.uses_multus()) else { return };
    let earlier = review.earlier.and_then(|world| world.cluster_of(object));
    for part in DaemonSpec::of(object.kind).iter().filter(|part| !part.is_on_host(object)) {
        let (Some(text), Some(daemon)) = (part.networks(object), part.daemon()) else { continue };
        let networks = read_networks(text, object.namespace);
        let monitors = |cluster| review.world.monitor_window(cluster, review.settings);
        let at = |cluster| Some(Attachments::new(cluster, daemon, networks.as_deref().ok()?, monitors(cluster)));
        let (attachments, earlier) = (at(cluster), earlier.and_then(at));
        let elements = networks.as_deref().unwrap_or_default();
        let path = part.networks_path();
        if part.precedence != Precedence::Selectors && earlier.is_some_and(|earlier| is_right(elements, &earlier)) {
            continue;
        }
        match (part.precedence, attachments) {
            (Precedence::Selectors, attachments) => check_void(&path, elements, attachments, findings),
            (Precedence::Annotation, Some(attachments)) => check_taken(&path, daemon, elements, &attachments, findings),
            (Precedence::Alone, Some(attachments)) => check_roles(&path, daemon, elements, &attachments, findings),
            // Reported by `annotation-unparsable`.
            (Precedence::Annotation | Precedence::Alone, None) => {}
        }
    }
}

fn check_void(
    path: &Path,
    elements: &[NetworkSelection],
    attachments: Option<Attachments<'_>>,
    findings: &mut Findings<'_>,
) {
    let says_the_same =
        |attachments: Attachments<'_>| attachments.missing().is_empty() && attachments.wanted().len() == elements.len();
    if !attachments.is_some_and(says_the_same) {
        findings.caution(
            path,
            "ignored, because Rook replaces it with the networks of the selectors",
            "remove the annotation",
        );
    }
}

/// Whether the networks were those of the CephCluster before the last change.
fn is_right(elements: &[NetworkSelection], earlier: &Attachments<'_>) -> bool {
    let given = |element: &NetworkSelection| earlier.gives(earlier.role(element));
    earlier.cluster().uses_multus() && earlier.missing().is_empty() && elements.iter().all(given)
}

fn check_taken(
    path: &Path,
    daemon: Daemon,
    elements: &[NetworkSelection],
    attachments: &Attachments<'_>,
    findings: &mut Findings<'_>,
) {
    for (_, selection) in attachments.missing() {
        // A mon has its address from `--public-addr`: without the public network it works. An empty annotation says so,
        // as where the node of an arbiter has no storage NIC.
        if daemon.is_monitor() && elements.is_empty() {
            continue;
        }
        let problem =
            format!("replaces the selectors, so the {} is not attached to {}", daemon.name(), selection.quoted_nad());
        if daemon.is_monitor() {
            findings.caution(path, problem, "remove the annotation");
        } else {
            findings.report(path, problem, "remove the annotation");
        }
    }
    check_roles(path, daemon, elements, attachments, findings);
}

fn check_roles(
    path: &Path,
    daemon: Daemon,
    elements: &[NetworkSelection],
    attachments: &Attachments<'_>,
    findings: &mut Findings<'_>,
) {
    let is_complete = attachments.missing().is_empty();
    for element in elements.iter().filter(|element| !element.name.is_empty()) {
        let role = attachments.role(element);
        let has_place = match role {
            Role::Ceph(network) => daemon.joins().may_join(network),
            Role::Monitors => daemon.is_monitor(),
            Role::Foreign => daemon.joins() != Joins::Public || !is_complete,
        };
        if has_place {
            continue;
        }
        let nad = element.quoted_nad();
        let help = format!("remove {nad}");
        match role.reserved(&nad) {
            Some(problem) => findings.report(path, problem, help),
            None => findings.caution(path, format!("{nad} is not a network of this Ceph cluster"), help),
        }
    }
}
