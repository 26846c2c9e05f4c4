//! A Ceph pod without a network that it needs.

use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "attachment-missing",
    summary: "a Ceph pod without a network that it needs",
    level: Level::Warn,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    // What nobody but a person makes is not helped onto a network.
    let is_bare = review.origin.is_some() && review.daemon.has_controller() && !review.pod.has_controller();
    if review.pod.host_network || is_bare {
        return;
    }
    let Some(attachments) = review.attachments() else { return };
    let missing = attachments.missing();
    if missing.is_empty() {
        return;
    }
    let edit = attachments.mend();
    for (network, selection) in missing {
        let nad = selection.quoted_nad();
        let problem = format!("no {} network {nad}, which the {} needs", network.key(), review.daemon.name);
        findings.mend(edit.clone(), problem, format!("add {nad}"));
    }
}
