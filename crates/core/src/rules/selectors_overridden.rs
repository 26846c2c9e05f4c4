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

pub(super) const SUMMARY: &str = "a networks annotation that replaces the selectors";

pub(super) static RULE: Rule =
    Rule { id: "selectors-overridden", level: Level::Deny, checks: &[Check::Resource(check)] };

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    let Some(cluster) = review.cluster.filter(|cluster| cluster.uses_multus()) else { return };
    let earlier = review.earlier_clusters();
    for part in DaemonSpec::of(object.kind).iter().filter(|part| !part.is_on_host(object)) {
        let Some(text) = part.networks(object) else { continue };
        let daemon = part.daemon;
        let networks = read_networks(text, object.namespace);
        let monitors = |cluster| review.world.monitor_window(cluster, review.settings);
        let at = |cluster| Some(Attachments::new(cluster, daemon, networks.as_deref().ok()?, monitors(cluster)));
        let attachments = at(cluster);
        let elements = networks.as_deref().unwrap_or_default();
        let path = part.networks_path();
        let was_right =
            || earlier.iter().any(|cluster| at(cluster).is_some_and(|earlier| is_right(elements, &earlier)));
        if part.precedence != Precedence::Selectors && was_right() {
            continue;
        }
        let found = Found { path: &path, daemon, elements };
        match (part.precedence, attachments) {
            (Precedence::Selectors, attachments) => check_void(&path, elements, attachments, findings),
            (Precedence::Annotation, Some(attachments)) => found.check_taken(&attachments, findings),
            (Precedence::Alone, Some(attachments)) => found.check_roles(&attachments, findings),
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

/// The networks of an annotation that takes effect.
struct Found<'f> {
    path: &'f Path,
    daemon: Daemon,
    elements: &'f [NetworkSelection],
}

impl Found<'_> {
    fn check_taken(&self, attachments: &Attachments<'_>, findings: &mut Findings<'_>) {
        let daemon = self.daemon;
        for (_, selection) in attachments.missing() {
            // A mon has its address from `--public-addr`: without the public network it works. An empty annotation says so,
            // as where the node of an arbiter has no storage NIC.
            if daemon.is_monitor() && self.elements.is_empty() {
                continue;
            }
            let nad = selection.nad.quoted();
            let problem = format!("replaces the selectors, so the {} is not attached to {nad}", daemon.name());
            let most = if daemon.is_monitor() { Level::Warn } else { Level::Deny };
            findings.report_at_most(most, self.path, problem, "remove the annotation");
        }
        self.check_roles(attachments, findings);
    }

    fn check_roles(&self, attachments: &Attachments<'_>, findings: &mut Findings<'_>) {
        let daemon = self.daemon;
        let is_complete = attachments.missing().is_empty();
        for element in self.elements.iter().filter(|element| !element.nad.name.is_empty()) {
            let role = attachments.role(element);
            let has_place = match role {
                Role::Ceph(network) => daemon.joins().may_join(network),
                Role::Monitors => daemon.is_monitor(),
                Role::Foreign => daemon.joins() != Joins::Public || !is_complete,
            };
            if has_place {
                continue;
            }
            let nad = element.nad.quoted();
            let help = format!("remove {nad}");
            match role.reserved(&nad) {
                Some(problem) => findings.report(self.path, problem, help),
                None => findings.caution(self.path, format!("{nad} is not a network of this Ceph cluster"), help),
            }
        }
    }
}
