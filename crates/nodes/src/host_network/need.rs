//! What each node needs: links, addresses, routes, and why.

use std::collections::BTreeSet;
use std::rc::Rc;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_upstream::address::Cidr;

use super::address::{Addresses, range_for};
use super::{PURPOSE, Wish, names};
use crate::nad::{ChildKind, Join, NadFacts};
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

    /// An address as files have it: `192.168.252.11/22`.
    pub(super) fn address_texts(&self) -> Vec<String> {
        self.addresses.iter().map(|one| format!("{}/{}", one.address(), one.prefix())).collect()
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
    for (place, nad) in nads.into_iter().enumerate() {
        match Plan::of(site, wish, nad, &names, place) {
            Ok(plan) => {
                for (number, need) in needs.iter_mut().enumerate() {
                    need.links.extend(plan.links(number));
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

/// How all nodes join one network.
struct Plan {
    below: Option<Link>,
    shim: Link,
    addresses: Vec<Vec<Cidr>>,
}

impl Plan {
    fn of(site: &Site, wish: &Wish<'_>, nad: &Rc<NadFacts>, names: &[String], place: usize) -> Result<Plan, String> {
        names::nad(nad, site.public_networks(nad))?;
        let title = nad.title();
        let (below, name, kind, reason) = way_in(site, nad, place)?;
        let families = nad.families();
        if families.is_empty() {
            return Err(format!("{title}: no Whereabouts range, so the addresses of its pods are not known"));
        }
        let mut addresses = vec![Vec::new(); names.len()];
        let mut reasons = vec![reason];
        for family in families {
            let range = range_for(site, wish, nad, family, names.len())?;
            let given = Addresses::new(site, nad, range).give(names)?;
            addresses.iter_mut().zip(given).for_each(|(own, address)| own.push(address));
            reasons
                .push(format!("{range} is for nodes: pods get no addresses that nodes have, and have a route to it."));
        }
        let mut routes = Vec::new();
        for pool in &nad.pools {
            let is_connected = |own: &&Cidr| own.range().covers(&pool.cidr.range());
            if !addresses.iter().flatten().any(|own| is_connected(&own)) && !routes.contains(&pool.cidr) {
                routes.push(pool.cidr);
                reasons.push(format!("{} is the range of the pods.", pool.cidr));
            }
        }
        let mtu = nad.mtu;
        let shim = Link { name, kind, addresses: Vec::new(), routes, mtu, reasons };
        Ok(Plan { below, shim, addresses })
    }

    fn links(&self, number: usize) -> Vec<Link> {
        let addresses = self.addresses.get(number).cloned().unwrap_or_default();
        self.below.clone().into_iter().chain([Link { addresses, ..self.shim.clone() }]).collect()
    }
}

/// The link below that has to be there, the name and the kind of the link with the address, and why it is that.
fn way_in(site: &Site, nad: &Rc<NadFacts>, place: usize) -> Result<(Option<Link>, String, LinkKind, String), String> {
    let title = nad.title();
    let clusters: Vec<String> = site.public_networks(nad).map(|network| network.cluster.to_string()).collect();
    let of = format!("the public network of CephCluster {} (NAD {})", clusters.join(", "), nad.name);
    let vlan = |name: &str, base: &str, id: i64| Link {
        name: name.to_owned(),
        kind: LinkKind::Vlan { base: base.to_owned(), id, is_on_bridge: false },
        addresses: Vec::new(),
        routes: Vec::new(),
        mtu: nad.mtu,
        reasons: vec![format!("{name} carries {of}.")],
    };
    match &nad.join {
        Join::Child { parent: None, .. } => {
            Err(format!("{title}: `master` is not set, so the link of its pods is not known; set `master`"))
        }
        Join::Child { mode, .. } if mode == "passthru" => Err(format!(
            "{title}: in mode `passthru` its parent takes one interface, which is the pod's; use mode `bridge`"
        )),
        Join::Child { kind, parent: Some(parent), mode } => {
            names::link(&title, "master", parent)?;
            let below = parent.rsplit_once('.').and_then(|(base, id)| Some((base, id.parse::<i64>().ok()?)));
            let below = below.filter(|(_, id)| (1..=4094).contains(id)).map(|(base, id)| vlan(parent, base, id));
            let name = known_name(site, nad)?.unwrap_or_else(|| match place {
                0 => String::from("public-shim"),
                more => format!("public-shim{}", more + 1),
            });
            let reason = format!(
                "{name} is of the same kind and mode as the pods' interfaces on {parent}, {of}: they do not reach {parent} \
                 itself."
            );
            Ok((below, name, LinkKind::Child { kind: *kind, base: parent.clone(), mode: mode.clone() }, reason))
        }
        Join::Bridge { bridge, vlan: None } => {
            names::link(&title, "bridge", bridge)?;
            Ok((None, bridge.clone(), LinkKind::Bridge, format!("{bridge} carries {of}; its ports stay as they are.")))
        }
        Join::Bridge { bridge, vlan: Some(id) } => {
            names::link(&title, "bridge", bridge)?;
            let name = format!("{bridge}.{id}");
            names::vlan(&title, bridge, &name)?;
            let kind = LinkKind::Vlan { base: bridge.clone(), id: *id, is_on_bridge: true };
            let reason = format!(
                "VLAN {id} of {bridge} carries {of}. {bridge} drops what {name} sends and gets unless it is a member of VLAN {id} \
                 itself."
            );
            Ok((None, name, kind, reason))
        }
        Join::Vlan { .. } => Err(format!(
            "{title}: a VLAN id exists once on a link, so a node and its pods cannot both have it; make it a macvlan network \
             on a VLAN interface of the nodes"
        )),
        // Without a plugin, as where the config is not JSON.
        Join::Other(kind) if kind.is_empty() => Err(format!(
            "{title}: `spec.config` has no plugin that can be read; run `ceph-multus check` and fix the config"
        )),
        Join::Other(kind) => Err(format!(
            "{title}: how a node joins a network of `{kind}` depends on the node; give the nodes an address on the same fabric \
             by hand"
        )),
    }
}

/// The name of an interface that joins the network already.
fn known_name(site: &Site, nad: &Rc<NadFacts>) -> Result<Option<String>, String> {
    for attempt in site.attempts.iter().filter(|attempt| Rc::ptr_eq(&attempt.nad, nad)) {
        let Some((_, config)) = site.config(attempt.source) else { continue };
        if let Some(shim) = attempt.shims(config).first().filter(|shim| !shim.is_captured()) {
            names::link(&site.name(attempt.source), &format!("{}.name", shim.path), &shim.name)?;
            return Ok(Some(shim.name.clone()));
        }
    }
    Ok(None)
}
