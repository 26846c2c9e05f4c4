//! What the interfaces of hosts have to do with a public network: which joins it, and which was meant to.

use std::rc::Rc;

use ceph_multus_upstream::address::AddressRange;

use crate::host::{HostConfig, Interface, Source};
use crate::nad::{ChildKind, Join, NadFacts};

/// One document in the light of one public network: only what has to do with it.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// The document.
    pub(crate) source: Source,
    /// The NAD of the public network.
    pub(crate) nad: Rc<NadFacts>,
    /// The interfaces, by their places, and what they are.
    pub(crate) interfaces: Vec<(usize, Part)>,
}

/// What an interface of a host is to a public network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// It joins the network, as pods do.
    Shim,
    /// On the right parent, of the kind that cannot be there beside the pods' interfaces.
    OtherKind,
    /// It leads to the pods' addresses, and is not on the link that carries them.
    Stray,
    /// The link itself has the address, where its children do not reach it.
    OnParent,
    /// The VLAN interface whose id pods need.
    SameVlan,
}

impl Attempt {
    /// What `config`, the document at `source`, does about the public networks `nads`, of all that are `known`.
    pub(crate) fn of(
        source: Source,
        config: &HostConfig,
        nads: &[&Rc<NadFacts>],
        known: &[Rc<NadFacts>],
    ) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for nad in nads {
            let mut interfaces = parts(config, nad);
            // A shim of another network on the same parent is none of this one.
            let has_own = interfaces.iter().any(|(place, part)| {
                *part == Part::Shim && config.interfaces.get(*place).is_some_and(|one| is_near(config, one, nad))
            });
            interfaces.retain(|(place, part)| {
                let Some(one) = config.interfaces.get(*place) else { return false };
                let is_others = || nads.iter().any(|other| !Rc::ptr_eq(other, nad) && is_near(config, one, other));
                match part {
                    Part::Shim => is_near(config, one, nad) || (!has_own && !is_others() && one.maker.is_none()),
                    Part::Stray if has_own && !leads_to(config, one, nad) => false,
                    Part::Stray => !known.iter().any(|other| is_right_for(config, one, nad, other)),
                    Part::OtherKind | Part::OnParent | Part::SameVlan => true,
                }
            });
            if !interfaces.is_empty() {
                attempts.push(Attempt { source, nad: Rc::clone(nad), interfaces });
            }
        }
        attempts
    }

    /// The interfaces of one part.
    pub(crate) fn with<'c>(&self, config: &'c HostConfig, part: Part) -> Vec<&'c Interface> {
        let of = self.interfaces.iter().filter(|(_, one)| *one == part);
        of.filter_map(|(place, _)| config.interfaces.get(*place)).collect()
    }

    /// The interfaces that join the network.
    pub(crate) fn shims<'c>(&self, config: &'c HostConfig) -> Vec<&'c Interface> {
        self.with(config, Part::Shim)
    }

    /// The same with the addresses of pods that they should lead to: of the families that they have. None where an
    /// interface of a policy gets its address and routes from elsewhere, so that they are not known; the state of a node
    /// has those that it got.
    pub(crate) fn routed<'c>(&self, config: &'c HostConfig) -> (Vec<&'c Interface>, Vec<AddressRange>) {
        let shims = self.shims(config);
        if shims.iter().any(|shim| shim.is_captured()) {
            return (shims, Vec::new());
        }
        let is_state = matches!(self.source, Source::State(_));
        let is_known = |family| {
            shims.iter().any(|shim| shim.has_fixed(family))
                && (is_state || !shims.iter().any(|shim| shim.dynamic.contains(&family)))
        };
        let mut wanted = self.nad.pod_addresses();
        wanted.retain(|range| is_known(range.family()));
        (shims, wanted)
    }
}

/// Whether an interface leads to the pods of `nad`, or was given an address among theirs.
pub(crate) fn is_near(config: &HostConfig, interface: &Interface, nad: &NadFacts) -> bool {
    interface.connected().any(|range| nad.is_near(&range)) || leads_to(config, interface, nad)
}

/// Whether an interface leads to the pods of `nad`.
fn leads_to(config: &HostConfig, interface: &Interface, nad: &NadFacts) -> bool {
    led(config, interface).any(|range| has_pods(nad, &range))
}

/// Whether an interface that is not on the link of `nad` joins the network of `other`, and leads to no pods but its own: two
/// networks may have their nodes in one range.
fn is_right_for(config: &HostConfig, interface: &Interface, nad: &NadFacts, other: &NadFacts) -> bool {
    part(config, interface, other) == Some(Part::Shim)
        && is_near(config, interface, other)
        && !led(config, interface).any(|range| has_pods(nad, &range) && !has_pods(other, &range))
}

/// Where an interface leads: its own networks, and those of the routes through it.
fn led<'c>(config: &'c HostConfig, interface: &'c Interface) -> impl Iterator<Item = AddressRange> + 'c {
    let routes = config.routes_of(&interface.name).filter(|route| route.destination.prefix() > 0);
    interface.connected().chain(routes.map(|route| route.destination.range()))
}

fn has_pods(nad: &NadFacts, range: &AddressRange) -> bool {
    nad.pools.iter().any(|pool| pool.cidr.range().overlaps(range))
}

fn parts(config: &HostConfig, nad: &NadFacts) -> Vec<(usize, Part)> {
    let interfaces = config.interfaces.iter().enumerate();
    interfaces.filter_map(|(place, interface)| Some((place, part(config, interface, nad)?))).collect()
}

fn part(config: &HostConfig, interface: &Interface, nad: &NadFacts) -> Option<Part> {
    let near = || is_near(config, interface, nad);
    match &nad.join {
        _ if interface.is_captured() => near().then_some(Part::Shim),
        Join::Child { kind, parent, .. } => child(interface, *kind, parent.as_deref(), near),
        Join::Bridge { bridge, vlan } => bridged(config, interface, bridge, *vlan, near),
        Join::Vlan { parent, id } => {
            let is_it =
                interface.kind == "vlan" && (interface.base.as_deref(), interface.vlan) == (parent.as_deref(), *id);
            is_it.then_some(Part::SameVlan)
        }
        Join::Other(_) => near().then_some(Part::Shim),
    }
}

fn child(interface: &Interface, kind: ChildKind, parent: Option<&str>, near: impl Fn() -> bool) -> Option<Part> {
    let is_kind = match kind {
        ChildKind::Macvlan => matches!(interface.kind.as_str(), "mac-vlan" | "mac-vtap"),
        ChildKind::Ipvlan => interface.kind == "ipvlan",
    };
    let Some(parent) = parent else {
        return (interface.is_child() && near()).then_some(if is_kind { Part::Shim } else { Part::OtherKind });
    };
    if interface.is_child() && interface.base.as_deref() == Some(parent) {
        return Some(if is_kind { Part::Shim } else { Part::OtherKind });
    }
    if interface.name == parent {
        return near().then_some(Part::OnParent);
    }
    // A policy that only changes it does not say what it is made on.
    (interface.is_child() && interface.base.is_some() && near()).then_some(Part::Stray)
}

fn bridged(
    config: &HostConfig,
    interface: &Interface,
    bridge: &str,
    vlan: Option<i64>,
    near: impl Fn() -> bool,
) -> Option<Part> {
    let on_bridge = interface.base.as_deref() == Some(bridge);
    let is_it = match vlan {
        None => interface.name == bridge || (on_bridge && interface.is_child()),
        Some(_) if interface.name == bridge => interface.kind == "linux-bridge" && interface.vlan == vlan,
        Some(_) => on_bridge && interface.kind == "vlan" && interface.vlan == vlan,
    };
    if is_it {
        // A bridge that only has its ports set up may get its address elsewhere.
        let says_nothing = interface.addresses.is_empty() && interface.dynamic.is_empty();
        return (!says_nothing || near() || interface.name != bridge).then_some(Part::Shim);
    }
    let is_port = config.interface(bridge).is_some_and(|bridge| bridge.ports.contains(&interface.name));
    let was_meant = interface.is_child() || is_port || interface.name == bridge || on_bridge;
    (was_meant && near()).then_some(Part::Stray)
}
