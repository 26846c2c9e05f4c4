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
        // The lowest free address comes first: nobody gets to the far end of a range that begins near its start.
        if let Some(first) = set.first().filter(|first| !range.is_storable(*first)) {
            let problem = format!(
                "begins at `{first}`, 2^63 addresses or more behind the start of `{}`: reservations are lost, \
                 and addresses handed out twice",
                range.network
            );
            findings.report(
                &path,
                problem,
                "begin nearer to the start, or use a network of its own with a longer prefix",
            );
        }
        if !is_object_name(&range.pool_name("")) {
            let problem = format!("`{}` gives its pool a name that Kubernetes refuses", range.network);
            findings.report(&path, problem, "use a range that does not start with `::`");
        }
    }
}
