//! A network name that the CNI library rejects.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_cni;
use crate::upstream::cni::CniProblemKind;
use crate::upstream::object_name::is_object_name;

pub(super) const SUMMARY: &str = "a network name that is rejected at run time";

pub(super) static RULE: Rule = Rule { id: "network-name-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.problems(&[CniProblemKind::BadNetworkName]) {
        let help = "remove it to use the name of the NAD";
        report_cni(problem, help, findings);
    }
    for section in review.ipam {
        let name = section.whereabouts.network_name;
        if !name.is_empty() && !is_object_name(name) {
            let problem =
                format!("{} cannot be part of an object's name, so Whereabouts creates no pool", quoted(name));
            let help = "use lower-case letters, digits, `-` and `.`";
            findings.report(section.path_of("network_name"), problem, help);
        }
    }
}
