//! How nodes join one network: the links, their addresses and routes.

use std::rc::Rc;

use ceph_multus_upstream::address::Cidr;

use super::address::{Addresses, range_for};
use super::below::{is_free, narrow, vlans};
use super::taken::{Taken, Way};
use super::{Link, LinkKind, Wish, names};
use crate::nad::{Join, NadFacts};
use crate::site::Site;

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
    let title = nad.title();
    let mut shim = way_in(site, nad, place, taken)?;
    is_free(site, nad, &shim, nodes)?;
    let below = match &shim.kind {
        LinkKind::Child { base, .. } => vlans(site, nad, base, nodes, &role(site, nad))?,
        _ => vec![None; nodes.len()],
    };
    let families = nad.families();
    if families.is_empty() {
        return Err(format!("{title}: no Whereabouts range, so the addresses of its pods are not known"));
    }
    let mut own: Vec<(Vec<Cidr>, Vec<String>)> = vec![Default::default(); nodes.len()];
    let mut connected = Vec::new();
    for family in families {
        let range = range_for(site, wish, nad, family, nodes.len())?;
        let reason = format!("{range} is for nodes: pods get no addresses that nodes have, and have a route to it.");
        shim.reasons.push(reason);
        let mut prefix = range.prefix();
        if let Some(way) = taken.connected(&range) {
            // With two links to one network, Linux would send all that is for it through the first.
            prefix = family.bits();
            let (other, network, name) = (&way.name, way.network, &shim.name);
            shim.reasons
                .push(format!("{other} connects the node to {network} already, so {name} gets its address alone."));
        } else {
            connected.push(range);
        }
        let given = Addresses::new(site, nad, range).give(nodes, taken)?;
        for ((addresses, moves), (given, node)) in own.iter_mut().zip(given.into_iter().zip(nodes)) {
            addresses.push(Cidr::new(given.address, prefix));
            let Some(from) = given.from.filter(|from| from.name != shim.name) else { continue };
            names::link(&format!("node `{node}`"), &format!("{}.name", from.path), &from.name)?;
            let (address, from) = (given.address, &from.name);
            moves.push(format!("{address} moves here from {from}, where pods do not reach it: remove it there."));
        }
    }
    add_routes(nad, &mut shim, &connected, taken)?;
    let links = nodes.iter().zip(below).zip(own).map(|((node, below), (addresses, moves))| {
        let mut links: Vec<Link> = below.into_iter().chain([Link { addresses, ..shim.clone() }]).collect();
        let narrow = narrow(site, node, &links);
        if let Some(last) = links.last_mut() {
            last.reasons.extend(moves.into_iter().chain(narrow));
        }
        links
    });
    Ok(links.collect())
}

/// Adds to `shim` the routes to the pods that its networks `connected` do not have, and all of its ways to `taken`.
fn add_routes(nad: &Rc<NadFacts>, shim: &mut Link, connected: &[Cidr], taken: &mut Taken) -> Result<(), String> {
    let carrier = match &shim.kind {
        LinkKind::Child { base, .. } => base.clone(),
        LinkKind::Vlan { .. } | LinkKind::Bridge => shim.name.clone(),
    };
    for pool in nad.pools.iter().map(|pool| pool.cidr) {
        if connected.iter().any(|own| own.range().covers(&pool.range())) || shim.routes.contains(&pool) {
            continue;
        }
        match taken.way(&pool) {
            Some(way) if way.carrier != carrier => {
                return Err(format!(
                    "{}: another network on `{}` has its range {pool}, and a node reaches only one of them; use another range",
                    nad.title(),
                    way.carrier
                ));
            }
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
    };
    let networks = connected.iter().map(|network| way(network, true));
    taken.add(&shim.name, networks.chain(shim.routes.iter().map(|network| way(network, false))));
    Ok(())
}

/// What the network is, for people.
fn role(site: &Site, nad: &Rc<NadFacts>) -> String {
    let clusters: Vec<String> = site.public_networks(nad).map(|network| network.cluster.to_string()).collect();
    format!("the public network of CephCluster {} (NAD {})", clusters.join(", "), nad.name)
}

/// The link that gets the addresses, without them, and why it is that.
fn way_in(site: &Site, nad: &Rc<NadFacts>, place: usize, taken: &Taken) -> Result<Link, String> {
    let title = nad.title();
    let of = role(site, nad);
    let link = |name: String, kind: LinkKind, reason: String| Link {
        name,
        kind,
        addresses: Vec::new(),
        routes: Vec::new(),
        mtu: nad.mtu,
        reasons: vec![reason],
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
            let known = known_name(site, nad, |name| !taken.is_link(name))?;
            let name = known.unwrap_or_else(|| new_name(site, nad, place, taken));
            let reason = format!(
                "{name} is of the same kind and mode as the pods' interfaces on {parent}, {of}: they do not reach {parent} \
                 itself."
            );
            Ok(link(name, LinkKind::Child { kind: *kind, base: parent.clone(), mode: mode.clone() }, reason))
        }
        Join::Bridge { bridge, vlan: None } => {
            names::link(&title, "bridge", bridge)?;
            Ok(link(bridge.clone(), LinkKind::Bridge, format!("{bridge} carries {of}; its ports stay as they are.")))
        }
        Join::Bridge { bridge, vlan: Some(id) } => {
            names::link(&title, "bridge", bridge)?;
            let name = match known_name(site, nad, |_| true)? {
                Some(name) => name,
                None => format!("{bridge}.{id}"),
            };
            names::vlan(&title, bridge, &name)?;
            let kind = LinkKind::Vlan { base: bridge.clone(), id: *id, is_on_bridge: true };
            let reason = format!(
                "VLAN {id} of {bridge} carries {of}. {bridge} drops what {name} sends and gets unless it is a member of VLAN {id} \
                 itself."
            );
            Ok(link(name, kind, reason))
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

/// The name of an interface that joins the network already, of those that `may` be it.
fn known_name(site: &Site, nad: &Rc<NadFacts>, may: impl Fn(&str) -> bool) -> Result<Option<String>, String> {
    for attempt in site.attempts.iter().filter(|attempt| Rc::ptr_eq(&attempt.nad, nad)) {
        let Some((_, config)) = site.config(attempt.source) else { continue };
        if let Some(shim) = attempt.shims(config).iter().find(|shim| !shim.is_captured() && may(&shim.name)) {
            names::link(&site.name(attempt.source), &format!("{}.name", shim.path), &shim.name)?;
            return Ok(Some(shim.name.clone()));
        }
    }
    Ok(None)
}

/// A name for an interface: `public-shim` for the first network, unless another network has an interface of that name.
fn new_name(site: &Site, nad: &Rc<NadFacts>, place: usize, taken: &Taken) -> String {
    let others = site.attempts.iter().filter(|attempt| !Rc::ptr_eq(&attempt.nad, nad));
    let others = others.filter_map(|attempt| Some(attempt.shims(site.config(attempt.source)?.1)));
    let others: Vec<&str> = others.flatten().map(|shim| shim.name.as_str()).collect();
    let mut number = place + 1;
    loop {
        let name = if number == 1 { String::from("public-shim") } else { format!("public-shim{number}") };
        if !taken.is_link(&name) && !others.contains(&name.as_str()) {
            return name;
        }
        number += 1;
    }
}
