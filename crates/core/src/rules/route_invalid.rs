//! A route without a usable destination.

use crate::finding::{Findings, Level};
use crate::review::NadReview;
use crate::rule::{Check, Rule};
use crate::whereabouts::IpamProblemKind;

pub(super) static RULE: Rule = Rule {
    id: "route-invalid",
    summary: "a route without a usable destination",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let help = "write a CIDR in `dst`";
    for section in review.ipam {
        let unreadable = section.whereabouts.problems.iter().filter(|one| one.kind == IpamProblemKind::ConfigJson);
        for problem in unreadable.filter(|one| one.path.starts_with("routes")) {
            findings.report(section.path_of(&problem.path), &problem.text, help);
        }
        for route in section.whereabouts.routes.iter().filter(|route| route.destination.is_none()) {
            let path = format!("routes[{}]", route.place);
            let told = |one: &crate::whereabouts::IpamProblem| one.path.starts_with(&path);
            if !section.whereabouts.problems.iter().any(told) {
                findings.report(section.path_of(&format!("{path}.dst")), "absent", help);
            }
        }
    }
}
