//! A route without a usable destination.

use crate::finding::{Findings, Level};
use crate::json::order::sorted;
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
        let faulty = section.whereabouts.problems.iter().filter_map(|one| one.path.split_once(']'));
        let faulty = sorted(faulty.map(|(start, _)| start).filter(|start| start.starts_with("routes[")));
        for route in section.whereabouts.routes.iter().filter(|route| route.destination.is_none()) {
            let path = format!("routes[{}", route.place);
            if faulty.binary_search(&path.as_str()).is_err() {
                findings.report(section.path_of(&format!("{path}].dst")), "absent", help);
            }
        }
    }
}
