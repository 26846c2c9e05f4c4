//! A selector that names no known NAD.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::suggest::nearest;
use crate::report::text::{counted, quoted};
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::object_name::is_object_name;
use crate::upstream::selection::Mistaken;
use crate::world::World;

pub(super) const SUMMARY: &str = "a selector of a NAD that is not in the inventory";

pub(super) static RULE: Rule =
    Rule { id: "selector-unknown-network", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    // What strangers have says nothing about whether the inventory knows Ceph's.
    let known = review.world.nads().iter().filter(|nad| review.world.is_ceph_nad(nad)).count();
    if known == 0 {
        return;
    }
    for (network, selection) in
        review.cluster.joined_nads().filter(|(_, selection)| is_object_name(&selection.nad.name))
    {
        let is_known = |world: &World<'_>| world.nad(selection).is_some();
        if is_known(review.world) || review.earlier.is_some_and(is_known) {
            continue;
        }
        let nad = selection.nad.quoted();
        let source = review.settings.source;
        let problem = format!("{nad} is not in {}, which has {}", source.title(), counted(known, "NAD"));
        // The NAD of a new cluster may come with it. A running one would follow a typing error.
        let is_followed = review.old.is_some_and(|old| old.network(network).is_none_or(|old| old.nad != selection.nad));
        // Of other namespaces the inventory has only the NADs that are selected already: the sync leaves out the rest.
        let namespace = selection.nad.namespace.as_str();
        let knows_namespace = || {
            review.world.is_ceph_namespace(namespace)
                && review.world.nads().iter().any(|nad| nad.namespace == namespace)
        };
        let names = || review.world.nads().iter().filter(|nad| nad.namespace == namespace).map(|nad| nad.name);
        let change = match (nearest(&selection.nad.name, names()), Mistaken::of(&selection.nad.name)) {
            (Some(name), _) => format!("change the name to {}", quoted(name)),
            (None, Some(Mistaken::Interface)) => String::from("use the NAD whose `master` is this interface"),
            (None, _) => String::from("change the name"),
        };
        let help = format!("{change}, or add the NAD to {}", source.place());
        if is_followed && knows_namespace() {
            findings.report(network.selector_path(), problem, format!("{help} first"));
        } else {
            findings.caution(network.selector_path(), problem, help);
        }
    }
}
