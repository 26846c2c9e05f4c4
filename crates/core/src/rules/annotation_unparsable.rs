//! A networks annotation that Multus cannot read.

use crate::facts::daemon_spec::{DaemonSpec, Precedence};
use crate::facts::pod::read_networks;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::rule::{Check, Rule};
use crate::review::{PodReview, ResourceReview};
use crate::upstream::selection::{NetworkSelection, SelectionError, SelectionErrorKind};
use crate::world::csi::{CsiPlugin, has_effect, networks_path, own_networks};

pub(super) const SUMMARY: &str = "a networks annotation that Multus cannot read";

pub(super) static RULE: Rule = Rule {
    id: "annotation-unparsable",
    level: Level::Deny,
    checks: &[Check::Pod(check), Check::Resource(check_resource)],
};

const HELP: &str = "use `namespace/name`, or a JSON list of networks";

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    match &review.pod.networks {
        _ if review.pod.host_network => {}
        Err(error) => match error.kind() {
            // Reported by `field-malformed`.
            SelectionErrorKind::NotText => {}
            // What only this policy does not read is no reason to hold up a daemon.
            SelectionErrorKind::TooLong => findings.caution(super::NETWORKS_PATH, format!("{error}"), HELP),
            _ => report(super::NETWORKS_PATH, &review.pod.networks, findings),
        },
        networks => report(super::NETWORKS_PATH, networks, findings),
    }
}

/// The annotations that a custom resource hands to pods, where they have an effect.
fn check_resource(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    for part in DaemonSpec::of(object.kind) {
        if part.precedence != Precedence::Selectors && !part.is_on_host(object) {
            let text = part.networks(object).unwrap_or_default();
            report(part.networks_path(), &read_networks(text, object.namespace), findings);
        }
    }
    for plugin in CsiPlugin::ALL.into_iter().filter(|plugin| has_effect(object, *plugin, review.world)) {
        let text = own_networks(object, plugin).unwrap_or_default();
        report(networks_path(object.kind, plugin), &read_networks(text, object.namespace), findings);
    }
}

fn report(
    path: impl Into<Path>,
    networks: &Result<Vec<NetworkSelection>, SelectionError>,
    findings: &mut Findings<'_>,
) {
    match networks {
        Err(error) => findings.report(path, format!("{error}"), HELP),
        Ok(networks) => {
            if networks.iter().any(|network| network.nad.name.is_empty()) {
                findings.report(path, "a network has no name", "set its name, or remove a stray comma");
            }
        }
    }
}
