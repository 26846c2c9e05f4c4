//! An exclude that Whereabouts cannot read, or that excludes nothing.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::limits::EXCLUDES_LOOKED_AT;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::whereabouts::IpamProblemKind;

pub(super) const SUMMARY: &str = "an `exclude` that cannot be read or excludes something else";

pub(super) static RULE: Rule = Rule { id: "exclude-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        for problem in section.problems(&[IpamProblemKind::BadExclude]) {
            let text = format!("{}, so every allocation fails", problem.text);
            findings.report(section.path_of(&problem.path), text, "use an address or a CIDR");
            findings.count(problem.more);
        }
    }
    for (section, range) in review.ranges() {
        for (place, exclude) in range.excludes.iter().enumerate().take(EXCLUDES_LOOKED_AT) {
            let Ok(block) = exclude.block else { continue };
            let is_outside = !block.overlaps(&range.network);
            if !is_outside && !block.has_host_bits() {
                continue;
            }
            let Some(room) = findings.caution_room() else { continue };
            let path = section.path_of(range.exclude_path(place));
            if is_outside {
                let problem = format!("{} is outside the range and excludes nothing", quoted(exclude.text));
                room.report(path, problem, format!("use addresses of `{}`", range.network));
            } else {
                let problem = format!("{} excludes all of `{}`", quoted(exclude.text), block.range());
                room.report(path, problem, "use the intended block");
            }
        }
    }
}
