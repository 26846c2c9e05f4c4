//! A pod that is not Ceph's on a Ceph public network.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ForeignPodReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a pod outside Ceph on a Ceph public network";

pub(super) static RULE: Rule =
    Rule { id: "foreign-public-attachment", level: Level::Allow, checks: &[Check::ForeignPod(check)] };

fn check(review: &ForeignPodReview<'_>, findings: &mut Findings<'_>) {
    for (path, network) in super::asked_for(review.pod) {
        if let Some(selected) = review.ceph.get(network).filter(|network| network.reserved_by().is_none()) {
            let nad = network.nad.quoted();
            let problem = format!("{nad} is {}", selected.role());
            findings.about(network).report(path, problem, format!("remove {nad}"));
        }
    }
}
