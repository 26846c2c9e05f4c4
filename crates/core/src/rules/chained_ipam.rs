//! Whereabouts behind the first plugin of a chain.

use crate::finding::{Findings, Level};
use crate::nad::{config_path, nad_path};
use crate::review::NadReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "chained-ipam",
    summary: "Whereabouts in a chain of plugins",
    level: Level::Warn,
    checks: &[Check::Nad(check)],
};

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    if let [first, _, ..] = review.plugins
        && first.ipam_type() == "whereabouts"
    {
        let problem = "Rook before v1.12.4 finds no address range in a chain of plugins";
        findings.report(config_path("plugins"), problem, "set `addressRanges` in the CephCluster, or use a single plugin");
    }
    for plugin in review.plugins.iter().filter(|plugin| plugin.place > 0 && plugin.ipam_type() == "whereabouts") {
        let problem = "the controllers of Whereabouts look at the first plugin only and free no addresses of this one";
        findings.report(nad_path(plugin, "ipam"), problem, "move `ipam` to the first plugin");
    }
}
