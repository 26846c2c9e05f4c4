//! A bound of a range that has no effect.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_ipam;
use crate::upstream::whereabouts::{BoundFault, IpamProblemKind};

pub(super) const SUMMARY: &str = "a bound of a range that Whereabouts ignores";

pub(super) static RULE: Rule = Rule { id: "range-bounds-ignored", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        for problem in section.problems(&[IpamProblemKind::UnreadableBound]) {
            report_ipam(section, problem, "use an IP address", findings);
        }
    }
    for (section, range) in review.ranges() {
        let faults = [("range_start", range.start, range.start_fault()), ("range_end", range.end, range.end_fault())];
        for (key, bound, fault) in faults {
            // The two edges of the network are never handed out: who names them loses nothing.
            let is_edge = matches!(
                (key, fault),
                ("range_start", Some(BoundFault::NetworkAddress)) | ("range_end", Some(BoundFault::BroadcastAddress))
            );
            if let (Some(bound), Some(fault), false) = (bound, fault, is_edge)
                && let Some(room) = findings.room()
            {
                let problem = format!("`{bound}` {}, so it is ignored", reason(fault));
                let path = section.path_of(range.path_of(key));
                room.report(path, problem, format!("use an address of `{}`", range.network));
            }
        }
    }
}

fn reason(fault: BoundFault) -> &'static str {
    match fault {
        BoundFault::OtherFamily => "is of the other address family",
        BoundFault::NetworkAddress => "is the network's own address",
        BoundFault::BroadcastAddress => "is the last address of the network",
        BoundFault::OutsideRange => "is outside the range",
        BoundFault::EndBeforeStart => "is before the start",
    }
}
