//! A CNI configuration that Multus cannot read.

use crate::cni::CniProblemKind;
use crate::finding::{Findings, Level};
use crate::json::{Map, Node};
use crate::nad::config_path;
use crate::review::NadReview;
use crate::rule::{Check, Rule};
use crate::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "nad-config-invalid",
    summary: "a CNI configuration that Multus cannot read",
    level: Level::Deny,
    checks: &[Check::Nad(check)],
};

const KINDS: &[CniProblemKind] = &[CniProblemKind::NotJsonObject, CniProblemKind::Crash, CniProblemKind::BadFieldType];

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for problem in review.nad.problems(KINDS) {
        let help = match problem.kind {
            CniProblemKind::BadFieldType => "mend its type",
            _ => "write one JSON object",
        };
        findings.report(config_path(&problem.path), problem.text, help);
    }
    let root = review.nad.config.as_ref().map(|config| ("", config.root()));
    let plugins = review.nad.plugins();
    let plugins = plugins.iter().map(|plugin| (plugin.path.as_str(), plugin.members()));
    let objects = root.iter().filter_map(|(path, node)| Some((*path, node.as_map()?))).chain(plugins);
    for (path, map) in objects {
        refuse_repeated_key(path, map, findings);
        if let Some(ipam) = map.get("ipam").and_then(Node::as_map) {
            refuse_repeated_key(&crate::go_json::join(path, "ipam"), ipam, findings);
        }
    }
}

/// Of repeated keys the last counts, which is seldom the one that is read by the eye.
fn refuse_repeated_key(path: &str, map: &Map<'_>, findings: &mut Findings<'_>) {
    if let Some(key) = map.repeated_key() {
        findings.report(config_path(path), format!("the key {} stands twice", quoted(key)), "keep one");
    }
}
