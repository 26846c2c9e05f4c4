//! A gateway that Whereabouts hands out.

use crate::json::Step;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::{IpamProblem, IpamProblemKind};

pub(super) const SUMMARY: &str = "a gateway that can be assigned to pods";

pub(super) static RULE: Rule = Rule { id: "gateway-assignable", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let Some(gateway) = section.whereabouts.gateway else { continue };
        // What is meant to keep the gateway out may be what cannot be read.
        if section.whereabouts.problems.iter().any(is_of_bounds) {
            continue;
        }
        let assigns = |set: &crate::upstream::address::AddressSet| set.contains(gateway);
        if section.whereabouts.ranges.iter().any(|range| range.assignable().is_ok_and(assigns)) {
            let problem = format!("the gateway `{gateway}` can be assigned to a pod");
            // With slices, excludes are ignored.
            let is_sliced = !section.whereabouts.node_slice_size.is_empty();
            let first = if is_sliced { "remove `node_slice_size` and " } else { "" };
            findings.report(section.path_of("gateway"), problem, format!("{first}add `{gateway}` to `exclude`"));
        }
    }
}

fn is_of_bounds(problem: &IpamProblem) -> bool {
    let is_bound = |step: &Step| ["range_start", "range_end", "exclude"].iter().any(|key| step.is_key(key));
    problem.kind != IpamProblemKind::WithoutEffect && problem.path.steps().iter().any(is_bound)
}
