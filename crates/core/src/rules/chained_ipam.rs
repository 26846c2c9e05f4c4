//! A chain of plugins, for old Rook.

use crate::facts::nad::config_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::WHEREABOUTS;

pub(super) const SUMMARY: &str = "Whereabouts in a chain of plugins, which Rook before v1.12.4 does not read";

pub(super) static RULE: Rule = Rule { id: "chained-ipam", level: Level::Allow, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    if let [first, _, ..] = review.plugins
        && first.ipam_type() == WHEREABOUTS
    {
        let problem = "Rook before v1.12.4 does not read the range in a chain of plugins";
        findings.report(
            config_path("plugins"),
            problem,
            "set `addressRanges` in the CephCluster, or use a single plugin",
        );
    }
}
