//! Two interfaces of one name in a pod.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::PodReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::interface_names;

pub(super) const SUMMARY: &str = "two interfaces of one name in a pod";

pub(super) static RULE: Rule = Rule { id: "interface-clash", level: Level::Deny, checks: &[Check::Pod(check)] };

fn check(review: &PodReview<'_>, findings: &mut Findings<'_>) {
    if review.pod.host_network {
        return;
    }
    // Rook repeats a NAD that is both networks, under the same interface name where the selectors have one: such a pod is
    // mutated, and the Deployment that it comes from must not be blocked.
    let conflict = match review.standing.filter(|standing| standing.repeated().is_some()) {
        Some(standing) => interface_names(standing.distinct().iter().copied(), 0).conflict,
        None => interface_names(review.pod.attachments(), 0).conflict,
    };
    if let Some(name) = conflict {
        let problem = format!("the interface name {} is already in use in this pod", quoted(&name));
        findings.report(super::NETWORKS_PATH, problem, "use another name, or remove it");
    }
}
