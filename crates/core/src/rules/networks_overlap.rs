//! Public and cluster network hand out the same addresses.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::counted;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "public and cluster network overlap";

pub(super) static RULE: Rule = Rule { id: "networks-overlap", level: Level::Deny, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let Some([here, there]) = review.here_and_there() else { return };
    if here.nad.is_same_as(&there.nad) || review.met.networks {
        return;
    }
    let help = "use ranges that do not overlap";
    let mut same_pools = Vec::new();
    for one in &here.pools.ranges {
        let shared = there.pools.first_sharing(&one.assignable);
        if shared.is_some_and(|(other, _)| one.is_one_with(other)) {
            same_pools.push(one);
        } else if let Some((_, common)) = shared {
            let Some(room) = findings.room() else { continue };
            let problem = format!("{}and the {} both assign `{common}`", review.subject(here), there.title());
            room.report(review.path(here, one), problem, help);
        } else if let Some(other) = there.pools.first_within(&one.cidr)
            && let Some(room) = findings.caution_room()
        {
            let problem = format!(
                "{}is in `{}` and the {} in `{}`, so Ceph cannot tell the networks apart",
                review.subject(here),
                one.cidr,
                there.title(),
                other.cidr
            );
            room.report(review.path(here, one), problem, help);
        }
    }
    // One NAD instead of two is the way out for all of them at once.
    if let [first, others @ ..] = same_pools.as_slice() {
        let pool = match others {
            [] => format!("pool `{}`", first.cidr),
            [second] => format!("pools `{}` and `{}`", first.cidr, second.cidr),
            _ => format!("pool `{}` and {}", first.cidr, counted(others.len(), "other")),
        };
        let problem = format!(
            "{}has the same {pool} as the {}, so Ceph cannot tell the networks apart",
            review.subject(here),
            there.title()
        );
        findings.caution(review.path(here, first), problem, "use another range, or select one NAD for both networks");
    }
}
