//! Addresses that Whereabouts cannot keep account of.

use crate::finding::{Findings, Level};
use crate::review::NadReview;
use crate::rule::{Check, Rule};
use crate::whereabouts::is_object_name;

pub(super) static RULE: Rule = Rule {
    id: "range-not-storable",
    summary: "addresses that Whereabouts cannot keep account of",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for (section, range) in review.ranges() {
        let Ok(set) = range.assignable() else { continue };
        let path = section.path_of(&range.path);
        if set.last().is_some_and(|last| !range.is_storable(last)) {
            let problem = "reaches beyond 2^63 addresses: reservations there are lost, and addresses handed out twice";
            findings.report(&path, problem, "use a prefix of /65 or longer, or set `range_end`");
        }
        if !is_object_name(&range.pool_name("")) {
            let problem = format!("`{}` gives its pool a name that Kubernetes refuses", range.network);
            findings.report(&path, problem, "use a range that does not start with `::`");
        }
    }
}
