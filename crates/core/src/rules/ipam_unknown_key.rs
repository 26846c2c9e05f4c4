//! A key that Whereabouts does not know.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::IpamProblemKind;

pub(super) const SUMMARY: &str = "a key that Whereabouts ignores";

pub(super) static RULE: Rule = Rule { id: "ipam-unknown-key", level: Level::Warn, checks: &[Check::Nad(check)] };

/// The levels of the log.
const LOG_LEVELS: [&str; 4] = ["debug", "verbose", "error", "panic"];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let whereabouts = &section.whereabouts;
        for key in &whereabouts.unknown_keys {
            let help = match key.meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => String::from("remove it"),
            };
            let path = section.path_of(&key.path);
            findings.report(path, "unknown key, ignored by Whereabouts", help);
        }
        for problem in whereabouts.problems.iter().filter(|one| one.kind == IpamProblemKind::WithoutEffect) {
            findings.report(section.path_of(&problem.path), &problem.text, "move it, or remove it");
            findings.count(problem.more);
        }
        let level = whereabouts.log_level;
        if !level.is_empty() && !LOG_LEVELS.iter().any(|known| level.eq_ignore_ascii_case(known)) {
            let problem = format!("{} is not a log level, so Whereabouts ignores it", quoted(level));
            findings.report(section.path_of("log_level"), problem, "use `debug`, `verbose`, `error` or `panic`");
        }
    }
}
