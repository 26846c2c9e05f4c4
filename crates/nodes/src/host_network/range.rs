//! The network of which nodes get their addresses.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use ceph_multus_upstream::address::{Address, AddressSet, Cidr, Family};

use super::Wish;
use super::known::{Known, Own};
use crate::nad::NadFacts;
use crate::node_ranges::cidrs;
use crate::site::Site;

/// The network for the nodes' addresses of a family: the one in which most of them have theirs. None where no node needs
/// another address than it has, and nothing says of which network that would be.
///
/// # Errors
/// If no network is known, or pods do not reach it.
pub(super) fn range_for(
    site: &Site,
    wish: &Wish<'_>,
    nad: &Rc<NadFacts>,
    family: Family,
    nodes: &[String],
    known: &Known<'_>,
) -> Result<Option<Cidr>, String> {
    let title = nad.title();
    // Of all nodes that are known: others may be added to them.
    let kept: BTreeMap<&str, Vec<Address>> = known
        .nodes()
        .map(|(node, all)| (node, all.iter().filter(|own| is_kept(nad, own)).map(Own::address).collect::<Vec<_>>()))
        .filter(|(_, own)| !own.is_empty())
        .collect();
    let inside = |range: &Cidr| kept.values().filter(|own| own.iter().any(|one| range.contains(*one))).count();
    let others = nodes.iter().filter(|node| !kept.contains_key(node.as_str())).count();
    let has_room = |range: &Cidr| free(nad, range) >= others.saturating_add(inside(range)) as u128;
    let reached = nad.pools.iter().map(|pool| pool.cidr).chain(nad.routes.iter().map(|route| route.destination));
    let reached = AddressSet::of(reached.map(|cidr| cidr.range()));
    let is_reached = |range: &Cidr| reached.missing_of(&range.range()).is_none();
    // Of two that are as good, the first.
    let best = |ranges: &[Cidr]| {
        let fit = ranges.iter().filter(|range| is_reached(range) && has_room(range));
        fit.min_by_key(|range| Reverse(inside(range))).copied()
    };
    let of = |ranges: &[Cidr]| ranges.iter().copied().filter(|range| range.family() == family).collect::<Vec<_>>();
    let (wished, set) = (of(wish.node_ranges), of(&site.node_ranges));
    let found = if wished.is_empty() {
        // The setting may be no more than the addresses that nodes have already.
        best(&set).or_else(|| best(&of_nad(nad, family)))
    } else {
        best(&wished)
    };
    if found.is_some() {
        return Ok(found);
    }
    let last = [wished, set].concat();
    let Some(range) = last.iter().find(|range| is_reached(range)).or(last.first()).copied() else {
        if others == 0 {
            return Ok(None);
        }
        return Err(format!("{title}: the {family} addresses of the nodes are not known; set `--node-range`"));
    };
    if !is_reached(&range) {
        return Err(format!(
            "{title}: its pods have no route to the nodes in {range}; add {{\"dst\": \"{range}\"}} to `routes` of its `ipam` first, \
             and restart the pods"
        ));
    }
    Ok(Some(range))
}

/// Whether a node keeps an address, whatever the others get: pods reach it on their link.
pub(super) fn is_kept(nad: &NadFacts, own: &Own<'_>) -> bool {
    let on_link = || nad.routes.iter().any(|route| route.is_on_link() && route.destination.contains(own.address()));
    own.is_reached && (nad.is_connected(own.address()) || on_link())
}

/// What the NAD says of it: a route of the pods that is for nothing else, as in Rook's documentation, then the parts of a
/// range that no pod gets an address of, the largest first. What is behind a gateway is not on their link: a node with an
/// address of it there would not reach the rest of it any more.
fn of_nad(nad: &NadFacts, family: Family) -> Vec<Cidr> {
    let routes = nad.routes.iter().filter(|route| route.is_on_link()).map(|route| route.destination);
    let mut all: Vec<Cidr> = routes.filter(|cidr| cidr.family() == family && cidr.prefix() > 0).collect();
    if let Some(pool) = nad.pools.iter().find(|pool| pool.cidr.family() == family) {
        let others = nad.handed_out.complement();
        let range = pool.cidr.range();
        let parts = others.ranges().iter().filter_map(|run| run.common(&range));
        let mut parts: Vec<Cidr> = parts.flat_map(|run| cidrs(&run)).collect();
        parts.sort_by_key(|cidr| (cidr.prefix(), cidr.network()));
        all.extend(parts);
    }
    all
}

/// How many addresses of a network nodes may have.
fn free(nad: &NadFacts, range: &Cidr) -> u128 {
    usable(range).ranges().iter().fold(0, |sum, run| {
        let taken = nad.handed_out.ranges().iter().filter_map(|pods| pods.common(run)).map(|run| run.count());
        let ends = ends(nad).filter(|end| run.contains(*end) && !nad.handed_out.contains(*end));
        sum + run.count().saturating_sub(taken.sum::<u128>() + ends.count() as u128)
    })
}

/// The first and the last address of each range: its own, and that for broadcasts.
pub(super) fn ends(nad: &NadFacts) -> impl Iterator<Item = Address> {
    let networks = nad.pools.iter().map(|pool| pool.cidr.range()).filter(|all| all.inner().is_some());
    networks.flat_map(|all| [all.first(), all.last()])
}

/// The addresses of a network without its own and that for broadcasts.
pub(super) fn usable(range: &Cidr) -> AddressSet {
    let all = range.range();
    AddressSet::of([all.inner().unwrap_or(all)])
}
