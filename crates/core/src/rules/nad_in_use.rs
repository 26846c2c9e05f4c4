//! A NAD that a CephCluster selects is deleted.

use crate::facts::kind::Kind;
use crate::facts::object::Object;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::DeletionReview;
use crate::review::rule::{Check, Rule};
use crate::world::World;

pub(super) const SUMMARY: &str = "a NAD is deleted while a CephCluster selects it";

pub(super) static RULE: Rule = Rule { id: "nad-in-use", level: Level::Warn, checks: &[Check::Deletion(check)] };

fn check(review: &DeletionReview<'_>, findings: &mut Findings<'_>) {
    let nad = review.object;
    if nad.kind != Kind::NetworkAttachmentDefinition {
        return;
    }
    if review.world.selects(nad) {
        return report(review.world, nad, "", "create it again, or select another NAD first", findings);
    }
    if let Some(earlier) = review.earlier {
        report(earlier, nad, " in `previous`", "remove it when no pod uses it any more", findings);
    }
}

fn report(world: &World<'_>, nad: &Object<'_>, place: &str, help: &str, findings: &mut Findings<'_>) {
    for cluster in world.clusters() {
        if let Some((network, _)) = cluster.networks().find(|(_, selection)| nad.namespaced_name() == selection.nad) {
            let key = network.key();
            let problem =
                format!("{}{place} uses this NAD as its {key} network, so its pods cannot restart", cluster.object);
            findings.report(["metadata", "name"], problem, help);
        }
    }
}
