//! Timings of the leader election that no elector takes.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "timings with which Whereabouts crashes or is late";

pub(super) static RULE: Rule = Rule { id: "leader-timing-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

/// In a millisecond.
const NANOSECONDS: i64 = 1_000_000;

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let leader = section.whereabouts.leader.as_go_counts();
        if !leader.are_valid() {
            let [lease, renew, retry] = [leader.lease, leader.renew, leader.retry].map(|count| count / NANOSECONDS);
            let problem = format!(
                "lease {lease} ms, renew {renew} ms, retry {retry} ms: Whereabouts crashes without lease > renew > 1.2 x retry > 0"
            );
            findings.report(section.path_of("leader_lease_duration"), problem, "remove all three to use the defaults");
        }
        if section.whereabouts.sleep_for_race > 0 {
            let problem = "a setting for tests that delays every allocation in the cluster";
            findings.caution(section.path_of("sleep_for_race"), problem, "remove it");
        }
    }
}
