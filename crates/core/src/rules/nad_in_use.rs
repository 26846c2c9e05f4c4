//! A NAD that a CephCluster selects is deleted.

use crate::finding::{Findings, Level};
use crate::kind::Kind;
use crate::review::DeletionReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "nad-in-use",
    summary: "a NAD is deleted while a CephCluster selects it",
    level: Level::Warn,
    checks: &[Check::Deletion(check)],
};

fn check(review: &DeletionReview<'_>, findings: &mut Findings<'_>) {
    let nad = review.object;
    if nad.kind != Kind::NetworkAttachmentDefinition {
        return;
    }
    for cluster in review.world.clusters() {
        if let Some((network, _)) = cluster.networks().find(|(_, selection)| nad.is_named(selection)) {
            let problem = format!("the {} network of {}: its pods do not start again", network.key(), cluster.object);
            findings.report("metadata.name", problem, "delete the CephCluster first");
        }
    }
}
