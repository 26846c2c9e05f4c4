//! The addresses of the nodes: those that they have stay theirs, others get the lowest ones that are free.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ceph_multus_core::report::text::counted;
use ceph_multus_upstream::address::{Address, AddressRange, AddressSet, Cidr, Family};

use super::Wish;
use super::taken::Taken;
use crate::attempt::Part;
use crate::host::{HostAddress, Interface};
use crate::nad::NadFacts;
use crate::node_ranges::cidrs;
use crate::site::Site;

/// The network for the nodes' addresses of a family.
pub(super) fn range_for(
    site: &Site,
    wish: &Wish<'_>,
    nad: &Rc<NadFacts>,
    family: Family,
    nodes: usize,
) -> Result<Cidr, String> {
    let title = nad.title();
    let of = |ranges: &[Cidr]| ranges.iter().find(|range| range.family() == family).copied();
    // The setting may be no more than the addresses that nodes have already.
    let has_room = |range: &Cidr| range.family() == family && free(nad, range) >= nodes as u128;
    let range = of(wish.node_ranges)
        .or_else(|| site.node_ranges.iter().copied().find(has_room))
        .or_else(|| by_route(nad, family, nodes))
        .or_else(|| by_exclude(nad, family, nodes))
        .or_else(|| of(&site.node_ranges));
    let Some(range) = range else {
        return Err(format!("{title}: the {family} addresses of the nodes are not known; set `--node-range`"));
    };
    let reached = nad.pools.iter().map(|pool| pool.cidr).chain(nad.routes.iter().map(|route| route.destination));
    if AddressSet::of(reached.map(|cidr| cidr.range())).missing_of(&range.range()).is_some() {
        return Err(format!(
            "{title}: its pods have no route to the nodes in {range}; add {{\"dst\": \"{range}\"}} to `routes` of its `ipam` first, \
             and restart the pods"
        ));
    }
    Ok(range)
}

/// A route of the pods that is for nothing else, as in Rook's documentation. What is behind a gateway is not on their link:
/// a node with an address of it there would not reach the rest of it any more.
fn by_route(nad: &NadFacts, family: Family, nodes: usize) -> Option<Cidr> {
    let routes = nad.routes.iter().filter(|route| route.is_on_link()).map(|route| route.destination);
    let is_for_nodes = |cidr: &Cidr| cidr.family() == family && cidr.prefix() > 0 && free(nad, cidr) >= nodes as u128;
    routes.into_iter().find(is_for_nodes)
}

/// The largest part of a range that no pod gets an address of.
fn by_exclude(nad: &NadFacts, family: Family, nodes: usize) -> Option<Cidr> {
    let pool = nad.pools.iter().find(|pool| pool.cidr.family() == family)?;
    let others = nad.handed_out.complement();
    let all = pool.cidr.range();
    let parts = others.ranges().iter().filter_map(|run| run.common(&all));
    let parts = parts.flat_map(|run| cidrs(&run)).filter(|cidr| free(nad, cidr) >= nodes as u128);
    parts.min_by_key(|cidr| (cidr.prefix(), cidr.network()))
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
fn ends(nad: &NadFacts) -> impl Iterator<Item = Address> {
    let networks = nad.pools.iter().map(|pool| pool.cidr.range()).filter(|all| all.inner().is_some());
    networks.flat_map(|all| [all.first(), all.last()])
}

/// The addresses of a network without its own and that for broadcasts.
fn usable(range: &Cidr) -> AddressSet {
    let all = range.range();
    AddressSet::of([all.inner().unwrap_or(all)])
}

/// The addresses of one network.
pub(super) struct Addresses<'s> {
    site: &'s Site,
    nad: &'s Rc<NadFacts>,
    range: Cidr,
}

/// The address of a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'s> {
    /// The address.
    pub(super) address: Address,
    /// The interface that has it now and does not reach the pods.
    pub(super) from: Option<&'s Interface>,
}

impl<'s> Addresses<'s> {
    pub(super) fn new(site: &'s Site, nad: &'s Rc<NadFacts>, range: Cidr) -> Self {
        Addresses { site, nad, range }
    }

    /// An address for each node: its own, or the lowest that is not in use and that no pod gets.
    pub(super) fn give(&self, names: &[String], taken: &mut Taken) -> Result<Vec<Given<'s>>, String> {
        let known = self.known();
        let mut next = usable(&self.range).ranges().first().copied();
        let mut all: Vec<Given<'s>> = Vec::new();
        for name in names {
            // One address may be on two networks of a node.
            let own = known.get(name.as_str()).into_iter().flatten().find(|own| !taken.is_given(own.address));
            let given = match own {
                Some(own) => Some(*own),
                None => self.next(&mut next, taken).map(|address| Given { address, from: None }),
            };
            let given = given.ok_or_else(|| self.too_few(names.len()))?;
            taken.give(given.address);
            all.push(given);
        }
        Ok(all)
    }

    /// Why there is no address for each of `nodes`: the network is too small, or pods get its addresses.
    fn too_few(&self, nodes: usize) -> String {
        let (title, range, needs) = (self.nad.title(), self.range, counted(nodes, "node"));
        let taker = self.near().find(|nad| nad.handed_out.part_of(&range.range()).is_some());
        let Some(taker) = taker.filter(|_| usable(&range).count() >= nodes as u128) else {
            return format!("{title}: {range} has too few addresses for {needs}; use a larger `--node-range`");
        };
        let sliced = taker.pools.iter().find(|pool| pool.sliced && pool.assignable.part_of(&range.range()).is_some());
        let help = match sliced {
            Some(pool) => format!("use a `--node-range` outside {}, all of which is assigned in slices", pool.cidr),
            None => String::from("use another `--node-range`, or add this one to `exclude` of the NAD"),
        };
        let assigns = taker.title();
        format!("{title}: {assigns} assigns addresses of {range} to pods, and too few are left for {needs}; {help}")
    }

    /// The lowest address that is not in use and that no pod gets.
    fn next(&self, left: &mut Option<AddressRange>, taken: &Taken) -> Option<Address> {
        loop {
            let run = (*left)?;
            let address = run.first();
            let pods =
                self.handed_out().find_map(|pods| pods.ranges().iter().find(|one| one.contains(address)).copied());
            // A pool of IPv6 is not gone through one by one.
            let after = pods.map_or(address, |pods| pods.last()).next();
            *left = after.filter(|first| *first <= run.last()).map(|first| AddressRange::new(first, run.last()));
            let is_special = self.nad.gateways.contains(&address) || ends(self.nad).any(|end| end == address);
            let is_taken = || taken.has(address) || self.site.live.is_reserved(address);
            if pods.is_none() && !is_special && !is_taken() {
                return Some(address);
            }
        }
    }

    /// The NADs of Ceph, and those on the same link.
    fn near(&self) -> impl Iterator<Item = &Rc<NadFacts>> {
        let is_near = |nad: &&Rc<NadFacts>| {
            self.site.is_cephs(nad) || (nad.carrier().is_some() && nad.carrier() == self.nad.carrier())
        };
        self.site.nads.iter().filter(is_near)
    }

    fn handed_out(&self) -> impl Iterator<Item = &AddressSet> {
        self.near().map(|nad| &nad.handed_out)
    }

    /// The addresses that nodes have already in this network, by node. Those on an interface that does not reach the pods,
    /// such as the parent of theirs, come after the others.
    fn known(&self) -> BTreeMap<&'s str, Vec<Given<'s>>> {
        let mut known: BTreeMap<&str, Vec<Given<'_>>> = BTreeMap::new();
        let mut claimed = BTreeSet::new();
        for is_shim in [true, false] {
            for attempt in self.site.attempts.iter().filter(|attempt| Rc::ptr_eq(&attempt.nad, self.nad)) {
                let node = self.site.node_of(attempt.source);
                let (Some(node), Some((_, config))) = (node, self.site.config(attempt.source)) else { continue };
                let parts = attempt.interfaces.iter().filter(|(_, part)| (*part == Part::Shim) == is_shim);
                for interface in parts.filter_map(|(place, _)| config.interfaces.get(*place)) {
                    // What DHCP gives to another interface comes back to it.
                    let is_fixed = is_shim || !interface.dynamic.contains(&self.range.family());
                    for address in interface.addresses.iter().filter(|_| is_fixed).map(HostAddress::address) {
                        let is_pods = self.handed_out().any(|pods| pods.contains(address));
                        if self.range.contains(address) && !is_pods && claimed.insert(address) {
                            let from = Some(interface).filter(|_| !is_shim);
                            known.entry(node).or_default().push(Given { address, from });
                        }
                    }
                }
            }
        }
        known
    }
}
