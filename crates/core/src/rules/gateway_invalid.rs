//! A gateway that is no address or lies elsewhere.

use crate::finding::{Findings, Level};
use crate::review::NadReview;
use crate::rule::{Check, Rule};
use crate::whereabouts::IpamProblemKind;

pub(super) static RULE: Rule = Rule {
    id: "gateway-invalid",
    summary: "a gateway that is no address, or that no range contains",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let whereabouts = &section.whereabouts;
        for problem in whereabouts.problems.iter().filter(|problem| problem.kind == IpamProblemKind::BadGateway) {
            let help = "write one, such as `192.168.20.1`";
            findings.report(section.path_of(&problem.path), &problem.text, help);
        }
        let Some(gateway) = whereabouts.gateway else { continue };
        let ranges = &whereabouts.ranges;
        if !ranges.is_empty() && !ranges.iter().any(|range| range.network.contains(gateway)) {
            let problem = format!("`{gateway}` is in no range of this network");
            findings.caution(section.path_of("gateway"), problem, "use an address of the range, or none");
        }
    }
}
