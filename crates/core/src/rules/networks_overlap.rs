//! Public and cluster network hand out the same addresses.

use crate::report::finding::Findings;
use crate::report::level::Level;
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
    for one in &here.pools.ranges {
        let shared = there.pools.first_sharing(&one.assignable);
        if shared.is_some_and(|(other, _)| one.is_one_with(other)) {
            let Some(room) = findings.caution_room() else { continue };
            let problem = format!(
                "{}has the same pool `{}` as the {}, so Ceph cannot tell the networks apart",
                review.subject(here),
                one.cidr,
                there.title()
            );
            let help = "use another range, or select one NAD for both networks";
            room.report(review.path(here, one), problem, help);
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
}
