//! Only `public` is selected.

use crate::attachment::same_nad;
use crate::ceph_cluster::{CephNetwork, Selector};
use crate::edit::Edit;
use crate::finding::{Findings, Level};
use crate::json::{self, Arena, Node, Shape, push_all, push_key};
use crate::review::ClusterReview;
use crate::rule::{Check, Rule};
use crate::selection::{self, NetworkSelection};
use crate::settings::ClusterSelector;
use crate::text::quoted;

pub(super) static RULE: Rule = Rule {
    id: "cluster-selector-implicit",
    summary: "`selectors.cluster` does not say that it takes the value of `public`",
    level: Level::Warn,
    checks: &[Check::Cluster(check)],
};

/// Only a new cluster takes the value: on a running one it would restart all OSDs (rook/rook:
/// pkg/operator/ceph/cluster/predicate.go), and what stands there stands, whatever becomes of `public`.
fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let cluster = review.cluster;
    let is_kept = review.settings.cluster_selector == ClusterSelector::Implicit || cluster.external;
    if is_kept || review.old.is_some() || !matches!(cluster.selector(CephNetwork::Cluster), Selector::Unset) {
        return;
    }
    let (Some(network), Some(text)) =
        (cluster.network(CephNetwork::Public), cluster.selector_text(CephNetwork::Public))
    else {
        return;
    };
    if let Some(value) = without_interface(network, text, cluster.object.namespace) {
        let edit = Edit::text(&["spec", "network", "selectors", "cluster"], &value);
        let help = format!("set it to {}", quoted(&value));
        findings.mend(edit, "absent, so that it takes the value of `public`", help);
    }
}

/// The selector `text`, which selects `network`, without an interface name: two interfaces of a pod cannot have one.
/// `None` where it cannot be written so.
fn without_interface(network: &NetworkSelection, text: &str, namespace: &str) -> Option<String> {
    if network.interface.is_none() {
        return Some(text.to_owned());
    }
    let value = match text.trim_start().chars().next()? {
        '[' => json_without_interface(text, &LIST)?,
        '{' => json_without_interface(text, &OBJECT)?,
        _ => text.split_once('@')?.0.trim().to_owned(),
    };
    let read = selection::rook_selector(&value, namespace).ok()??;
    (same_nad(&read, network) && read.interface.is_none()).then_some(value)
}

static OBJECT: Shape = Shape::Members;
static LIST: Shape = Shape::Each(&OBJECT);

/// A selection in the JSON form, every other member as it was written.
fn json_without_interface(text: &str, shape: &'static Shape) -> Option<String> {
    let arena = Arena::new();
    let mut out = String::new();
    match json::read(text, &arena, shape).ok()? {
        Node::List([element]) => push_all(&mut out, ['[', ']'], [element], push_element),
        element => push_element(&mut out, &element),
    }
    Some(out)
}

fn push_element(out: &mut String, element: &Node<'_>) {
    let members = element.as_map().into_iter().flat_map(|map| map.iter());
    // Go reads a key in capitals as well.
    let kept = members.filter(|(key, _)| !key.eq_ignore_ascii_case("interface"));
    push_all(out, ['{', '}'], kept, |out, (key, value)| {
        push_key(out, key);
        out.push_str(if let Node::Raw(text) = value { text } else { "null" });
    });
}
