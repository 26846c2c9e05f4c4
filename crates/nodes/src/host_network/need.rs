//! What each node needs: links, addresses, routes, and why.

use std::collections::BTreeSet;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_upstream::address::Cidr;

use super::taken::Taken;
use super::{PURPOSE, Wish, join, names};
use crate::nad::ChildKind;
use crate::site::{Node, Site};

/// What one node needs.
#[derive(Debug)]
pub(super) struct NodeNeed {
    /// Its name.
    pub(super) node: String,
    /// Its label `kubernetes.io/hostname`.
    pub(super) hostname: String,
    /// The links, each after those that it is made on.
    pub(super) links: Vec<Link>,
    /// Why, for the whole node.
    pub(super) reasons: Vec<String>,
}

/// A link of a node.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// Its name.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: LinkKind,
    /// Its addresses, each with the prefix of its network.
    pub(super) addresses: Vec<Cidr>,
    /// The networks that it leads to.
    pub(super) routes: Vec<Cidr>,
    /// Its MTU, where the pods' is set.
    pub(super) mtu: Option<i64>,
    /// Whether it is only there to carry others, and the input shows it on the node: it has a file of its own, with the
    /// addresses that are on it.
    pub(super) is_kept: bool,
    /// Whether the input shows the link below.
    pub(super) is_base_there: bool,
    /// Whether it is there with a smaller MTU.
    pub(super) is_too_narrow: bool,
    /// Why.
    pub(super) reasons: Vec<String>,
}

/// What a link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkKind {
    /// A VLAN of another link.
    Vlan {
        /// The link below.
        base: String,
        /// The VLAN.
        id: i64,
        /// Whether the link below is a bridge that filters VLANs.
        is_on_bridge: bool,
    },
    /// A macvlan or ipvlan link on another one.
    Child {
        /// Which of both.
        kind: ChildKind,
        /// The link below.
        base: String,
        /// The mode.
        mode: String,
    },
    /// A bridge that is there.
    Bridge,
}

impl Link {
    /// The bridge that has to be a member of a VLAN itself, and the VLAN: to the bridge, the interface on it is one more
    /// port, and what it sends and gets in a VLAN of which it is no member is dropped (torvalds/linux:
    /// net/bridge/br_device.c, `br_dev_xmit`; net/bridge/br_input.c, `br_pass_frame_up`).
    pub(super) fn bridge_vlan(&self) -> Option<(&str, i64)> {
        match &self.kind {
            LinkKind::Vlan { base, id, is_on_bridge: true } => Some((base, *id)),
            _ => None,
        }
    }

    /// The name of the link below.
    pub(super) fn base(&self) -> Option<&str> {
        match &self.kind {
            LinkKind::Vlan { base, .. } | LinkKind::Child { base, .. } => Some(base),
            LinkKind::Bridge => None,
        }
    }

    /// An address as files have it: `192.168.252.11/22`.
    pub(super) fn address_texts(&self) -> Vec<String> {
        self.addresses.iter().map(|one| format!("{}/{}", one.address(), one.prefix())).collect()
    }
}

impl NodeNeed {
    /// The links that get files.
    pub(super) fn made(&self) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(|link| !link.is_kept)
    }

    /// The link below `link` that has files of its own.
    pub(super) fn kept_below(&self, link: &Link) -> Option<&Link> {
        self.links.iter().find(|below| below.is_kept && link.base() == Some(&below.name))
    }

    /// The same, if it needs a larger MTU than it has.
    pub(super) fn widened(&self, link: &Link) -> Option<(&str, i64)> {
        let below = self.kept_below(link).filter(|below| below.is_too_narrow)?;
        Some((&below.name, below.mtu?))
    }

    /// Adds a link; networks may share one.
    fn add(&mut self, link: Link) {
        let Some(known) = self.links.iter_mut().find(|known| known.name == link.name) else {
            self.links.push(link);
            return;
        };
        known.addresses.extend(link.addresses);
        known.routes.extend(link.routes);
        known.mtu = known.mtu.max(link.mtu);
        known.is_too_narrow |= link.is_too_narrow;
        let new = link.reasons.into_iter().filter(|reason| !known.reasons.contains(reason)).collect::<Vec<_>>();
        known.reasons.extend(new);
    }
}

/// The needs of all nodes, by name.
pub(super) fn of(site: &Site, wish: &Wish<'_>) -> Result<Vec<NodeNeed>, Vec<String>> {
    let nads = site.public_nads();
    if nads.is_empty() {
        return Err(no_network(site));
    }
    let names = node_names(site, wish)?;
    let mut needs: Vec<NodeNeed> = names
        .iter()
        .map(|name| NodeNeed {
            node: name.clone(),
            hostname: hostname(site, name),
            links: Vec::new(),
            reasons: vec![format!("Node {name}: {PURPOSE}")],
        })
        .collect();
    let mut errors = Vec::new();
    let mut taken = Taken::of(site, names.len());
    for (place, nad) in nads.into_iter().enumerate() {
        match join::links(site, wish, nad, &names, place, &mut taken) {
            Ok(all) => {
                for (need, links) in needs.iter_mut().zip(all) {
                    links.into_iter().for_each(|link| need.add(link));
                }
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(needs) } else { Err(errors) }
}

/// What is not in the input, so that there is no public network.
fn no_network(site: &Site) -> Vec<String> {
    let unknown = site.unknown.iter().filter(|network| network.role == CephNetwork::Public);
    let lines: Vec<String> = unknown
        .map(|network| {
            let (cluster, nad) = (&network.cluster, network.nad.quoted());
            format!(
                "CephCluster {cluster} selects {nad}, which is not in the input; add this NetworkAttachmentDefinition"
            )
        })
        .collect();
    if !lines.is_empty() {
        return lines;
    }
    vec![String::from(
        "no public network; add a CephCluster with provider `multus` and the NetworkAttachmentDefinition that it selects",
    )]
}

fn node_names(site: &Site, wish: &Wish<'_>) -> Result<Vec<String>, Vec<String>> {
    let mut names: Vec<String> = if wish.nodes.is_empty() {
        site.nodes.iter().filter(|node| node.mounts).map(|node| node.name.clone()).collect()
    } else {
        wish.nodes.iter().map(|name| name.trim().to_owned()).collect()
    };
    let asked: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let known = site.nodes.iter().filter(|node| asked.contains(node.name.as_str()));
    let mut errors: Vec<String> = known.flat_map(names::node).collect();
    if !wish.nodes.is_empty() {
        errors.extend(names.iter().filter_map(|name| names::asked(name).err()));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    names.sort();
    names.dedup();
    if names.is_empty() {
        return Err(vec![String::from(
            "no nodes; set `--nodes`, or add the Node objects (`kubectl get nodes -o yaml`)",
        )]);
    }
    Ok(names)
}

fn hostname(site: &Site, name: &str) -> String {
    site.node(name).map_or(name, Node::hostname).to_owned()
}
