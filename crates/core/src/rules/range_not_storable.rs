//! Addresses that Whereabouts cannot keep account of.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::Family;
use crate::upstream::whereabouts::{PoolRange, is_object_name};

pub(super) static RULE: Rule = Rule {
    id: "range-not-storable",
    summary: "addresses that Whereabouts cannot keep account of",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for (section, range) in review.ranges() {
        let Ok(set) = range.assignable() else { continue };
        // The lowest free address comes first: nobody gets to the far end of a range that begins near its start.
        if let Some(first) = set.first().filter(|first| !range.is_storable(*first))
            && findings.is_wanted()
        {
            let problem = format!(
                "begins at `{first}`, 2^63 addresses or more behind the start of `{}`: reservations are lost, \
                 and addresses handed out twice",
                range.network
            );
            let help = "begin nearer to the start, or use a network of its own with a longer prefix";
            findings.report(section.path_of(range.path()), problem, help);
        }
        if starts_with_zeros(range) && !is_object_name(&range.pool_name("")) && findings.is_wanted() {
            let problem = format!("`{}` gives its pool a name that Kubernetes refuses", range.network);
            findings.report(section.path_of(range.path()), problem, "use a range that does not start with `::`");
        }
    }
}

/// Whether the text of the network may begin with `::`: only its name can be refused, and making one takes its time.
fn starts_with_zeros(range: &PoolRange<'_>) -> bool {
    let first = range.network.network();
    first.family() == Family::V6 && first.value() >> 96 == 0
}
