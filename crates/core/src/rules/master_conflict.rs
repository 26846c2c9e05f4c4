//! macvlan and ipvlan on one host interface.

use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::NetworksReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "macvlan and ipvlan on one host interface";

pub(super) static RULE: Rule = Rule { id: "master-conflict", level: Level::Warn, checks: &[Check::Networks(check)] };

fn check(review: &NetworksReview<'_>, findings: &mut Findings<'_>) {
    let Some([here, there]) = review.here_and_there() else { return };
    let (one, other) = (&here.pools, &there.pools);
    let kinds = [one.plugin.as_str(), other.plugin.as_str()];
    if one.master.is_empty()
        || one.master != other.master
        || !matches!(kinds, ["macvlan", "ipvlan"] | ["ipvlan", "macvlan"])
    {
        return;
    }
    let own = || Path::from(["spec", "config", "master"]);
    let path = if review.nad.is_some() { own() } else { here.network.selector_path() };
    let problem = format!("macvlan and ipvlan cannot share {}, so an OSD gets only one of them", quoted(&one.master));
    findings.report(path, problem, "use one plugin, or another `master` for one of them");
}
