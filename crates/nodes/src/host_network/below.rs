//! What the links of nodes are made on: the VLAN interfaces that have to be there, and what the input shows to be there.

use std::rc::Rc;

use ceph_multus_upstream::text::quoted;

use super::{Link, LinkKind, names};
use crate::host::{Interface, Source};
use crate::nad::NadFacts;
use crate::nmstate::HOSTNAME;
use crate::site::Site;

/// The VLAN interface `parent` that carries the network of `nad`, for each node: as the input shows it there or on another
/// node, otherwise as its name says. None where it is something else, which is there and stays.
///
/// # Errors
/// If it is not the same VLAN everywhere, or is made on an interface that files may not name.
pub(super) fn vlans(
    site: &Site,
    nad: &Rc<NadFacts>,
    parent: &str,
    nodes: &[String],
    of: &str,
) -> Result<Vec<Option<Link>>, String> {
    let Some(by_name) = by_name(parent) else { return Ok(vec![None; nodes.len()]) };
    let shown: Vec<Option<&Interface>> = nodes.iter().map(|node| there(site, node, parent)).collect();
    let mut usual: Option<(&str, i64, &str)> = None;
    for (node, interface) in nodes.iter().zip(&shown) {
        let Some((interface, (base, id))) = interface.and_then(|there| Some((there, vlan(there)?))) else { continue };
        names::link(&format!("node {}", quoted(node)), &format!("{}.base-iface", interface.section()), base)?;
        match usual {
            Some((other, number, first)) if number != id => {
                return Err(format!(
                    "{}: {} is VLAN {number} of `{other}` on node `{first}`, and VLAN {id} of `{base}` on node `{node}`; make it one \
                     VLAN on all nodes",
                    nad.title(),
                    quoted(parent)
                ));
            }
            Some(_) => {}
            None => usual = Some((base, id, node)),
        }
    }
    let link = |(node, interface): (&String, Option<&Interface>)| {
        let (base, id, whose) = match interface {
            Some(there) => vlan(there).map(|(base, id)| (base, id, node.as_str()))?,
            None => usual.unwrap_or((by_name.0, by_name.1, node)),
        };
        let mut reasons = vec![format!("{parent} carries {of}.")];
        if (base, id) != by_name {
            reasons.push(format!("{parent} is VLAN {id} of {base} on node {whose} already, and stays so."));
        }
        let narrow = interface.and_then(|there| there.mtu).zip(nad.mtu).filter(|(own, needed)| own < needed);
        if let Some((own, needed)) = narrow {
            reasons.push(format!("The MTU of {parent} changes from {own} to {needed}."));
        }
        Some(Link {
            name: parent.to_owned(),
            kind: LinkKind::Vlan { base: base.to_owned(), id, is_on_bridge: false },
            addresses: Vec::new(),
            routes: Vec::new(),
            is_kept: interface.is_some(),
            is_base_there: !site.stack_of(node, base).is_empty(),
            is_too_narrow: narrow.is_some(),
            // What else is on it may need more.
            mtu: nad.mtu.max(interface.and_then(|there| there.mtu).filter(|_| nad.mtu.is_some())),
            reasons,
        })
    };
    Ok(nodes.iter().zip(shown).map(link).collect())
}

/// The link below and the VLAN of `bond0.201`.
fn by_name(parent: &str) -> Option<(&str, i64)> {
    let (base, id) = parent.rsplit_once('.')?;
    Some((base, id.parse::<i64>().ok()?)).filter(|(_, id)| (1..=4094).contains(id))
}

fn vlan(interface: &Interface) -> Option<(&str, i64)> {
    if interface.kind == "vlan" { interface.base.as_deref().zip(interface.vlan) } else { None }
}

/// The interface `name` of a node, if the input shows what it is: a policy need not say that of one that is there.
pub(super) fn there<'s>(site: &'s Site, node: &str, name: &str) -> Option<&'s Interface> {
    site.stack_of(node, name).first().copied().filter(|interface| !interface.kind.is_empty())
}

/// Checks that `shim` does not make something else of what `node` has under its name.
///
/// # Errors
/// If it does.
pub(super) fn is_free(site: &Site, nad: &Rc<NadFacts>, shim: &Link, node: &str) -> Result<(), String> {
    let LinkKind::Vlan { base, id, .. } = &shim.kind else { return Ok(()) };
    let Some(there) = there(site, node, &shim.name).filter(|there| vlan(there) != Some((base, *id))) else {
        return Ok(());
    };
    let (title, name, node, kind) = (nad.title(), quoted(&shim.name), quoted(node), quoted(&there.kind));
    Err(format!("{title}: node {node} has another interface {name}, of type {kind}; rename it"))
}

/// Checks that the lowest of `links` is not made on a port of a bond or bridge, which takes all of its packets
/// (torvalds/linux: net/core/dev.c, `netdev_rx_handler_register`).
///
/// # Errors
/// If it is.
pub(super) fn is_on_no_port(site: &Site, nad: &Rc<NadFacts>, links: &[Link], node: &str) -> Result<(), String> {
    let Some(LinkKind::Vlan { base, .. } | LinkKind::Child { base, .. }) = links.first().map(|link| &link.kind) else {
        return Ok(());
    };
    // Of a node that is not in the input, labels may be any.
    let is_for_it = |source: &Source| match source {
        Source::Policy(place) => site
            .policies
            .get(*place)
            .is_some_and(|policy| site.node(node).is_some() || policy.selector.iter().all(|(key, _)| key == HOSTNAME)),
        Source::State(_) => true,
    };
    let configs = site.had_and_asked(node).into_iter().filter(is_for_it).filter_map(|source| site.config(source));
    let mut interfaces = configs.flat_map(|(_, config)| &config.interfaces);
    let Some(taker) = interfaces.find(|other| other.takes_ports() && other.ports.contains(base)) else { return Ok(()) };
    let (title, base, node, taker) = (nad.title(), quoted(base), quoted(node), quoted(&taker.name));
    Err(format!(
        "{title}: {base} is a port of {taker} on node {node}, so nothing can be made on it; use {taker} in the NAD"
    ))
}

/// What to do first where a link under the lowest of `links` has a smaller MTU than one of them.
pub(super) fn narrow(site: &Site, node: &str, links: &[Link]) -> Option<String> {
    let needed = links.iter().filter_map(|link| link.mtu).max()?;
    let (LinkKind::Vlan { base, .. } | LinkKind::Child { base, .. }) = &links.first()?.kind else { return None };
    let stack = site.stack_of(node, base);
    let (below, own) = stack.iter().filter_map(|below| Some((below, below.mtu?))).find(|(_, own)| *own < needed)?;
    // Its name may have any characters.
    Some(format!("{} has an MTU of {own}, and what is above it needs {needed}: change it first.", quoted(&below.name)))
}
