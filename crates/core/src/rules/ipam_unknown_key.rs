//! A key that Whereabouts does not know.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::suggest::meant_or;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_ipam;
use crate::upstream::whereabouts::IpamProblemKind;

pub(super) const SUMMARY: &str = "a key that Whereabouts ignores";

pub(super) static RULE: Rule = Rule { id: "ipam-unknown-key", level: Level::Warn, checks: &[Check::Nad(check)] };

/// The levels of the log.
const LOG_LEVELS: [&str; 4] = ["debug", "verbose", "error", "panic"];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let whereabouts = &section.whereabouts;
        for key in &whereabouts.unknown_keys {
            let help = meant_or(key.meant, "remove it");
            findings.report(section.path_of(&key.path), "unknown key, ignored by Whereabouts", help);
        }
        for problem in section.problems(&[IpamProblemKind::WithoutEffect]) {
            findings.resting_on(section.path_of("range"));
            report_ipam(section, problem, "move it, or remove it", findings);
        }
        let level = whereabouts.log_level;
        if !level.is_empty() && !LOG_LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known)) {
            let problem = format!("{} is not a log level, so Whereabouts ignores it", quoted(level));
            findings.report(section.path_of("log_level"), problem, "use `debug`, `verbose`, `error` or `panic`");
        }
    }
}
