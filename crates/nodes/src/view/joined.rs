//! How nodes join a public network: their interfaces on it, and where they send what is for its pods.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ceph_multus_upstream::address::{AddressRange, Cidr};

use crate::attempt::{Attempt, Part};
use crate::host::Source;
use crate::nad::{Join, NadFacts};
use crate::routing::{Lead, leads};
use crate::site::Site;

/// A node in the light of one network; or the nodes of a policy, where nothing tells which they are.
#[derive(Debug)]
pub struct NodeView {
    /// The node: `worker-1`; or `NodeNetworkConfigurationPolicy public-shim`.
    pub name: String,
    /// What it has or gets for the network; empty where it has nothing.
    pub interfaces: Vec<InterfaceView>,
    /// The addresses of pods, in ascending order, by where the node sends packets to them. Empty where that is not known:
    /// without an interface that joins the network, and where a policy leaves its address to DHCP.
    pub leads: Vec<(AddressRange, Lead)>,
}

/// An interface of a node.
#[derive(Debug)]
pub struct InterfaceView {
    /// Its name.
    pub name: String,
    /// Its fixed addresses, as they are written.
    pub addresses: Vec<Cidr>,
    /// Whether it joins the network as the pods' interfaces do.
    pub joins: bool,
    /// Whether it gets addresses by DHCP or router advertisements, which a policy does not tell.
    pub dynamic: bool,
}

/// The nodes that mount volumes, and those that do something about the network of `nad`.
pub(super) fn nodes(site: &Site, nad: &Rc<NadFacts>) -> Vec<NodeView> {
    let of_it = site.attempts.iter().filter(|attempt| Rc::ptr_eq(&attempt.nad, nad));
    let attempts: BTreeMap<Source, &Attempt> = of_it.map(|attempt| (attempt.source, attempt)).collect();
    let is_public = site.public_nads().iter().any(|public| Rc::ptr_eq(public, nad));
    if !is_public || (site.policies.is_empty() && site.states.is_empty()) {
        return Vec::new();
    }
    let joins_somehow = !matches!(nad.join, Join::Vlan { .. } | Join::Other(_));
    let mounting: BTreeSet<&str> = site.mounting().into_iter().collect();
    let mut with_node = BTreeSet::new();
    let mut views = Vec::new();
    for name in names(site) {
        with_node.extend(site.policies_for(name));
        let own: Vec<&Attempt> =
            site.sources_about(name).iter().filter_map(|source| attempts.get(source).copied()).collect();
        if !own.is_empty() || (joins_somehow && mounting.contains(name)) {
            views.push(view(site, name.to_owned(), &own));
        }
    }
    for (source, attempt) in attempts {
        let Source::Policy(place) = source else { continue };
        let Some(policy) = site.policies.get(place) else { continue };
        if !with_node.contains(&place) {
            views.push(view(site, format!("NodeNetworkConfigurationPolicy {}", policy.name), &[attempt]));
        }
    }
    views
}

/// The nodes of which the input has anything.
fn names(site: &Site) -> Vec<&str> {
    let nodes = site.nodes.iter().map(|node| node.name.as_str());
    let states = site.states.iter().map(|state| state.node.as_str());
    let mut names: Vec<&str> =
        nodes.chain(states).chain(site.policies.iter().filter_map(|one| one.hostname())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn view(site: &Site, name: String, attempts: &[&Attempt]) -> NodeView {
    let mut view = NodeView { name, interfaces: Vec::new(), leads: Vec::new() };
    for attempt in attempts {
        let Some((_, config)) = site.config(attempt.source) else { continue };
        for (place, part) in &attempt.interfaces {
            let Some(interface) = config.interfaces.get(*place) else { continue };
            let addresses = interface.addresses.iter().map(|address| address.cidr);
            // One policy may make it, and another give it the address.
            if let Some(known) = view.interfaces.iter_mut().find(|known| known.name == interface.name) {
                let others: Vec<Cidr> = addresses.filter(|address| !known.addresses.contains(address)).collect();
                known.addresses.extend(others);
                known.dynamic |= !interface.dynamic.is_empty();
                continue;
            }
            view.interfaces.push(InterfaceView {
                name: interface.name.clone(),
                addresses: addresses.collect(),
                joins: *part == Part::Shim,
                dynamic: !interface.dynamic.is_empty(),
            });
        }
        if view.leads.is_empty() {
            let (shims, wanted) = attempt.routed(config);
            let names: Vec<&str> = shims.iter().map(|shim| shim.name.as_str()).collect();
            let config = site.with_routes(attempt.source, config, &names, &wanted);
            view.leads = leads(&config, &names, &wanted);
        }
    }
    view
}
