//! A Ceph pod without a network that it needs.

use crate::edit::Edit;
use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};
use crate::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "attachment-missing",
    summary: "a Ceph pod without a network that it needs",
    level: Level::Warn,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network {
        return;
    }
    let Some(attachments) = review.attachments() else { return };
    let missing = attachments.missing();
    if missing.is_empty() {
        return;
    }
    let edit = Edit::text(super::NETWORKS_PATH, &attachments.mended());
    for (network, selection) in missing {
        let nad = quoted(&format!("{}/{}", selection.namespace, selection.name));
        let problem = format!("no {} network {nad}, which the {} needs", network.key(), review.daemon.name);
        findings.mend(edit.clone(), problem, format!("add {nad}"));
    }
}
