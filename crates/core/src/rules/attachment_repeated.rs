//! A Ceph pod that joins one network twice.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::counted;
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a Ceph pod that lists a network twice";

pub(super) static RULE: Rule = Rule { id: "attachment-repeated", level: Level::Warn, checks: &[Check::Pod(check)] };

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    let Some(standing) = review.standing.filter(|_| !review.pod.host_network) else { return };
    let Some(edit) = standing.edit() else { return };
    if standing.missing().is_empty()
        && let Some(selection) = standing.superseded()
    {
        let nad = selection.nad.quoted();
        findings.report_with_edit(
            edit.clone(),
            format!("{nad} is listed with the network of `monitorNetwork`"),
            format!("remove {nad}"),
        );
    }
    if let Some((selection, number)) = standing.repeated() {
        let nad = selection.nad.quoted();
        let problem = match number {
            1 => format!("{nad} is listed more than once"),
            _ => format!("{nad} and {} are listed more than once", counted(number - 1, "other network")),
        };
        findings.report_with_edit(edit.clone(), problem, "remove the duplicates");
    }
}
