//! A Ceph pod that joins one network twice.

use crate::finding::{Findings, Level};
use crate::review::PodReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "attachment-repeated",
    summary: "a Ceph pod that joins one network twice",
    level: Level::Warn,
    checks: &[Check::Pod(check)],
};

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network {
        return;
    }
    let Some(attachments) = review.attachments() else { return };
    if attachments.missing().is_empty()
        && let Some(selection) = attachments.superseded()
    {
        let edit = attachments.mend();
        let nad = selection.quoted_nad();
        findings.mend(edit, format!("{nad} beside the monitor network"), format!("remove {nad}"));
    }
    for (_, selection) in attachments.repeated() {
        let edit = attachments.mend();
        let nad = selection.quoted_nad();
        findings.mend(edit, format!("{nad} is there more than once"), "name it once");
    }
}
