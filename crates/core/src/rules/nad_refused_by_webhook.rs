//! A NAD that the admission webhook of the NAD project rejects.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::cni::{WebhookRejection, webhook_rejection};

pub(super) const SUMMARY: &str = "a NAD that net-attach-def-admission-controller rejects";

pub(super) static RULE: Rule = Rule { id: "nad-refused-by-webhook", level: Level::Allow, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    let object = review.nad.object;
    match webhook_rejection(object.name, review.nad.text) {
        // Dots have a rule of their own.
        Some(WebhookRejection::BadNadName) if !object.name.contains('.') => {
            let problem = format!("net-attach-def-admission-controller rejects the name {}", quoted(object.name));
            findings.report(
                ["metadata", "name"],
                problem,
                "use a name that starts with a letter or a digit from 1 to 9",
            );
        }
        // What Multus cannot read either is reported by the rules for that.
        Some(WebhookRejection::Rejected | WebhookRejection::Crash) if review.problems.is_empty() => {
            let problem = "net-attach-def-admission-controller rejects a chain without `name`";
            findings.report(["spec", "config", "name"], problem, "set `name`");
        }
        _ => {}
    }
}
