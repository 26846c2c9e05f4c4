//! How nodes join one network: the links, their addresses and routes.

use std::rc::Rc;

use ceph_multus_upstream::address::{Cidr, Family};

use super::address::{Addresses, Given};
use super::below::{is_free, is_on_no_port, narrow, vlans};
use super::known::{Own, Tie};
use super::taken::{Taken, Way};
use super::{Link, LinkKind, Wish, names, shim_name};
use crate::nad::{Join, NadFacts};
use crate::site::Site;

/// How a node joins the network, as far as that is known.
struct Joining<'n> {
    node: &'n str,
    /// The VLAN interface that the link needs below it, if it is not there.
    below: Option<Link>,
    shim: Link,
    /// The networks to which the link leads without a route.
    connected: Vec<Cidr>,
    /// Reasons that come after those of addresses and routes.
    last: Vec<String>,
}

/// The links by which each of `nodes` joins the network of `nad`, which is the public one at `place`.
pub(super) fn links(
    site: &Site,
    wish: &Wish<'_>,
    nad: &Rc<NadFacts>,
    nodes: &[String],
    place: usize,
    taken: &mut Taken,
) -> Result<Vec<Vec<Link>>, String> {
    names::nad(nad, site.public_networks(nad))?;
    let shims = way_in(site, nad, nodes, place, taken)?;
    for (shim, node) in shims.iter().zip(nodes) {
        is_free(site, nad, shim, node)?;
    }
    let below = match &nad.join {
        Join::Child { parent: Some(parent), .. } => vlans(site, nad, parent, nodes, &role(site, nad))?,
        _ => vec![None; nodes.len()],
    };
    let families = site.families(nad);
    if families.is_empty() {
        return Err(format!("{}: no Whereabouts range, so the addresses of its pods are not known", nad.title()));
    }
    let parts = nodes.iter().zip(shims).zip(below);
    let mut joinings: Vec<_> = parts
        .map(|((node, shim), below)| Joining { node, below, shim, connected: Vec::new(), last: Vec::new() })
        .collect();
    for family in families.iter().copied() {
        let addresses = Addresses::of(site, wish, nad, family, nodes)?;
        let names: Vec<&str> = joinings.iter().map(|joining| joining.shim.name.as_str()).collect();
        let given = addresses.give(nodes, &names, taken)?;
        for (place, (joining, given)) in joinings.iter_mut().zip(given).enumerate() {
            joining.take(nad, place, given, taken)?;
        }
    }
    let joined = joinings.into_iter().enumerate();
    joined.map(|(place, joining)| joining.links(site, nad, place, &families, taken)).collect()
}

impl Joining<'_> {
    /// Adds an address of the node at `place`, and says where it comes from.
    fn take(&mut self, nad: &Rc<NadFacts>, place: usize, given: Given<'_>, taken: &Taken) -> Result<(), String> {
        let node = self.node;
        for own in given.from.iter().chain(&given.beside) {
            let path = format!("{}.name", own.interface.path);
            names::link(&format!("node `{node}`"), &path, &own.interface.name)?;
        }
        if let Some(from) = given.from {
            let (address, from) = (given.cidr.address(), &from.interface.name);
            self.last.push(format!("{address} moves here from {from}, where pods do not reach it: remove it there."));
        }
        if let Some(beside) = given.beside {
            has_other_network(nad, node, &beside)?;
            self.last.extend(beside.why());
        }
        let way = taken.connected(place, &given.cidr).map(|way| (way.name.as_str(), way.network));
        let way = way.or(given.beside.map(|own| (own.interface.name.as_str(), own.cidr)));
        add_address(&mut self.shim, &given, way, &mut self.connected);
        Ok(())
    }

    /// The links of the node at `place`, from the lowest to the one with the addresses.
    fn links(
        mut self,
        site: &Site,
        nad: &Rc<NadFacts>,
        place: usize,
        families: &[Family],
        taken: &mut Taken,
    ) -> Result<Vec<Link>, String> {
        add_routes(nad, place, &mut self.shim, families, &self.connected, taken)?;
        self.shim.is_base_there = self.shim.base().is_some_and(|base| !site.stack_of(self.node, base).is_empty());
        let mut links: Vec<Link> = self.below.into_iter().chain([self.shim]).collect();
        is_on_no_port(site, nad, &links, self.node)?;
        let narrow = narrow(site, self.node, &links);
        if let Some(shim) = links.last_mut() {
            shim.reasons.extend(self.last.into_iter().chain(narrow));
        }
        Ok(links)
    }
}

/// Adds an address to `shim`, and to `connected` its network, unless another link leads there.
fn add_address(shim: &mut Link, given: &Given<'_>, way: Option<(&str, Cidr)>, connected: &mut Vec<Cidr>) {
    let (cidr, name) = (given.cidr, &shim.name);
    shim.reasons.push(if given.is_in_range {
        format!("{cidr} is for nodes: pods get no addresses that nodes have, and have a route to it.")
    } else {
        format!("{} is an address that the node has already, and stays.", cidr.address())
    });
    let mut prefix = cidr.prefix();
    if let Some((other, network)) = way {
        // With two links to one network, Linux would send all that is for it through the first.
        prefix = cidr.family().bits();
        shim.reasons.push(format!("{other} connects the node to {network} already, so {name} gets its address alone."));
    } else {
        connected.push(cidr);
    }
    shim.addresses.push(Cidr::new(cidr.address(), prefix));
}

/// Checks that pods get no addresses of the network of `own`, which stays on its interface: the node would send what is for
/// them there, where it does not reach them.
///
/// # Errors
/// If they do.
fn has_other_network(nad: &Rc<NadFacts>, node: &str, own: &Own<'_>) -> Result<(), String> {
    let is_shared = |pool: &Cidr| pool.prefix() <= own.cidr.prefix() && pool.overlaps(&own.cidr);
    let is_assigned = nad.handed_out.part_of(&own.cidr.range()).is_some();
    if own.tie == Some(Tie::Dynamic) || !is_assigned || !nad.pools.iter().any(|pool| is_shared(&pool.cidr)) {
        return Ok(());
    }
    let (address, from) = (own.address(), &own.interface.name);
    Err(format!(
        "{}: node `{node}` has its own address {address} on `{from}`, and pods get addresses of its network {}; use another \
         range",
        nad.title(),
        own.cidr
    ))
}

/// Adds to `shim` of the node at `place` the routes to the pods of `families` that its networks `connected` do not have, and all of its
/// ways to `taken`.
fn add_routes(
    nad: &Rc<NadFacts>,
    place: usize,
    shim: &mut Link,
    families: &[Family],
    connected: &[Cidr],
    taken: &mut Taken,
) -> Result<(), String> {
    let carrier = match &shim.kind {
        LinkKind::Child { base, .. } => base.clone(),
        LinkKind::Vlan { .. } | LinkKind::Bridge => shim.name.clone(),
    };
    let pools = || nad.pools.iter().map(|pool| pool.cidr).filter(|pool| families.contains(&pool.family()));
    for network in pools().chain(connected.iter().copied()) {
        let Some(other) = taken.rival(place, nad, &carrier, &network) else { continue };
        let (title, link) = (nad.title(), &other.carrier);
        let what = if other.network.range() == network.range() {
            format!("another network on `{link}` has its range {network}")
        } else {
            format!("its range {network} overlaps {} of another network on `{link}`", other.network)
        };
        return Err(format!("{title}: {what}, and a node reaches only one of them; use another range"));
    }
    for pool in pools() {
        if connected.iter().any(|own| own.range().covers(&pool.range())) || shim.routes.contains(&pool) {
            continue;
        }
        match taken.way(place, &pool) {
            Some(way) => {
                shim.reasons.push(format!("{pool} is the range of the pods, to which {} leads already.", way.name))
            }
            None => {
                shim.routes.push(pool);
                shim.reasons.push(format!("{pool} is the range of the pods."));
            }
        }
    }
    let way = |network: &Cidr, is_connected| Way {
        network: *network,
        is_connected,
        name: shim.name.clone(),
        carrier: carrier.clone(),
        nad: Rc::clone(nad),
    };
    let networks = connected.iter().map(|network| way(network, true));
    taken.add(place, &shim.name, networks.chain(shim.routes.iter().map(|network| way(network, false))));
    Ok(())
}

/// What the network is, for people.
fn role(site: &Site, nad: &Rc<NadFacts>) -> String {
    let clusters: Vec<String> = site.public_networks(nad).map(|network| network.cluster.to_string()).collect();
    format!("the public network of CephCluster {} (NAD {})", clusters.join(", "), nad.name)
}

/// The link of each node that gets the addresses, without them, and why it is that.
fn way_in(site: &Site, nad: &Rc<NadFacts>, nodes: &[String], place: usize, taken: &Taken) -> Result<Vec<Link>, String> {
    let title = nad.title();
    let of = role(site, nad);
    let link = |name: String, kind: LinkKind, reason: String| Link {
        name,
        kind,
        addresses: Vec::new(),
        routes: Vec::new(),
        mtu: nad.mtu,
        is_kept: false,
        is_base_there: false,
        is_too_narrow: false,
        reasons: vec![reason],
    };
    let bridge_itself = |bridge: &str| {
        link(bridge.to_owned(), LinkKind::Bridge, format!("{bridge} carries {of}; its ports stay as they are."))
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
            let child = |name: String| {
                let reason = format!(
                    "{name} is of the same kind and mode as the pods' interfaces on {parent}, {of}: they do not reach \
                     {parent} itself."
                );
                link(name, LinkKind::Child { kind: *kind, base: parent.clone(), mode: mode.clone() }, reason)
            };
            Ok(shim_name::of(site, nad, parent, nodes, place, taken)?.into_iter().map(child).collect())
        }
        Join::Bridge { bridge, vlan: None } => {
            names::link(&title, "bridge", bridge)?;
            Ok(vec![bridge_itself(bridge); nodes.len()])
        }
        Join::Bridge { bridge, vlan: Some(id) } => {
            names::link(&title, "bridge", bridge)?;
            let member = |name: String| {
                // Untagged, the bridge is a member itself.
                if name == *bridge {
                    return Ok(bridge_itself(bridge));
                }
                names::vlan(&title, bridge, &name)?;
                let kind = LinkKind::Vlan { base: bridge.clone(), id: *id, is_on_bridge: true };
                let reason = format!(
                    "VLAN {id} of {bridge} carries {of}. {bridge} drops what {name} sends and gets unless it is a member of \
                     VLAN {id} itself."
                );
                Ok(link(name, kind, reason))
            };
            let names = shim_name::on_bridge(site, nad, nodes, bridge, *id)?;
            names.into_iter().map(member).collect()
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
