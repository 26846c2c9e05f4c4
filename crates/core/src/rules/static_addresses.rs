//! Addresses that every pod gets.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "addresses that every pod of the network gets";

pub(super) static RULE: Rule = Rule { id: "static-addresses", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam.iter().filter(|section| !section.whereabouts.addresses.is_empty()) {
        let problem = "every pod also gets these addresses, which are not reserved";
        findings.report(section.path_of("addresses"), problem, "remove them");
    }
}
