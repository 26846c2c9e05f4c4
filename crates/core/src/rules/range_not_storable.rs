//! Addresses that Whereabouts cannot keep account of.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::Family;
use crate::upstream::object_name::is_object_name;
use crate::upstream::whereabouts::PoolRange;

pub(super) const SUMMARY: &str = "addresses that Whereabouts cannot reserve";

pub(super) static RULE: Rule = Rule { id: "range-not-storable", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for (section, range) in review.ranges() {
        let Ok(set) = range.assignable() else { continue };
        // The lowest free address comes first: nobody gets to the far end of a range that begins near its start.
        if let Some(first) = set.first().filter(|first| !range.is_storable(*first))
            && let Some(room) = findings.room()
        {
            let problem = format!(
                "starts at `{first}`, 2^63 addresses or more after the start of `{}`, so reservations are lost \
                 and addresses assigned twice",
                range.network
            );
            let help = "use a start that is closer, or a separate network with a longer prefix";
            room.report(section.path_of(range.path()), problem, help);
        }
        if starts_with_zeros(range)
            && !is_object_name(&range.pool_name(""))
            && let Some(room) = findings.room()
        {
            let problem = format!("the pool of `{}` gets a name that Kubernetes rejects", range.network);
            room.report(section.path_of(range.path()), problem, "use a range that does not start with `::`");
        }
    }
}

/// Whether the text of the network may begin with `::`: only its name can be rejected, and making one takes its time.
fn starts_with_zeros(range: &PoolRange<'_>) -> bool {
    let first = range.network.network();
    first.family() == Family::V6 && first.value() >> 96 == 0
}
