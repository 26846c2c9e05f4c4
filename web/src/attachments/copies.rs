//! The NADs of others that take addresses of a network of Ceph, or come close to it.

use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::kind::Kind;
use ceph_multus_core::world::World;
use ceph_multus_manifests::{Located, Severity};
use ceph_multus_upstream::selection::NetworkSelection;

use super::{Checked, Joiner, Link, ObjectParts, Stop, place};

/// Adds those of the networks of `cluster`.
pub(super) fn add(
    cluster: &CephCluster<'_>,
    world: &World<'_>,
    checked: &[Checked<'_>],
    stops: &mut Vec<Stop>,
    joiners: &mut Vec<Joiner>,
) {
    let mut networks: Vec<&NetworkSelection> = Vec::new();
    for (_, selection) in cluster.networks() {
        if !networks.iter().any(|known| known.nad == selection.nad) {
            networks.push(selection);
        }
    }
    for one in checked.iter().filter(|one| one.object.kind == Kind::NetworkAttachmentDefinition) {
        let (mut links, mut notes): (Vec<Link>, Vec<String>) = (Vec::new(), Vec::new());
        for selection in &networks {
            let Some(finding) = about(one, selection) else { continue };
            let state = if finding.severity == Severity::Error { "copies" } else { "nears" };
            links.push(Link { network: place(selection, stops, world, checked), state, default: false });
            notes.push(format!("{} [{}]", finding.problem, finding.rule));
        }
        if !links.is_empty() {
            let object = one.object.to_string();
            joiners.push(Joiner {
                name: object.clone(),
                count: String::from("1"),
                object,
                parts: Some(ObjectParts::of(&one.object)),
                daemon: false,
                rejected: links.iter().any(|link| link.state == "copies"),
                links,
                note: notes.join("; "),
            });
        }
    }
}

/// The worst that was found in a NAD about the network that `selection` names.
fn about<'j>(one: &Checked<'j>, selection: &NetworkSelection) -> Option<&'j Located> {
    let found =
        one.findings.iter().filter(|finding| finding.about.as_ref().is_some_and(|about| *about == selection.nad));
    found.max_by_key(|finding| finding.severity)
}
