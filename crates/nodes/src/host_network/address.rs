//! The addresses of the nodes: those that they have stay theirs, others get the lowest ones that are free.

use std::rc::Rc;

use ceph_multus_core::report::text::counted;
use ceph_multus_upstream::address::{Address, AddressRange, Cidr, Family};

use super::Wish;
use super::known::{Known, Own};
use super::range::{ends, is_kept, range_for, usable};
use super::taken::Taken;
use crate::nad::NadFacts;
use crate::site::Site;

/// The addresses of one family for one network.
pub(super) struct Addresses<'s> {
    site: &'s Site,
    nad: &'s Rc<NadFacts>,
    family: Family,
    known: Known<'s>,
    range: Option<Cidr>,
}

/// The address of a node.
#[derive(Debug, Clone)]
pub(super) struct Given<'s> {
    /// The address with the prefix of its network.
    pub(super) cidr: Cidr,
    /// Whether it is of the network of the nodes; otherwise the node has it already.
    pub(super) is_in_range: bool,
    /// Where the node has it now, if pods do not reach it there.
    pub(super) from: Option<Own<'s>>,
    /// Another address of that network which stays on the interface that has it.
    pub(super) beside: Option<Own<'s>>,
}

impl<'s> Addresses<'s> {
    /// Those for `nodes`.
    ///
    /// # Errors
    /// If the network is not known of which they would be, or pods do not reach it.
    pub(super) fn of(
        site: &'s Site,
        wish: &Wish<'_>,
        nad: &'s Rc<NadFacts>,
        family: Family,
        nodes: &[String],
    ) -> Result<Self, String> {
        let is_pods = |address| near(site, nad).any(|nad| nad.handed_out.contains(address));
        let known = Known::of(site, nad, family, is_pods);
        let range = range_for(site, wish, nad, family, nodes, &known)?;
        Ok(Addresses { site, nad, family, known, range })
    }

    /// An address for each of `nodes`, whose links have `names`: its own, or the lowest that is not in use and that no pod
    /// gets.
    pub(super) fn give(&self, nodes: &[String], names: &[&str], taken: &mut Taken) -> Result<Vec<Given<'s>>, String> {
        let mut next = self.range.and_then(|range| usable(&range).ranges().first().copied());
        let mut all: Vec<Given<'s>> = Vec::new();
        for (node, link) in nodes.iter().zip(names) {
            let given = match self.own(node, link, taken) {
                Some(own) => own,
                None => self.new_one(&mut next, taken).ok_or_else(|| self.too_few(nodes.len()))?,
            };
            let stays = |own: &&Own<'s>| own.stays(link) && self.is_in_range(own.address());
            let beside = self.known.of_node(node).iter().find(stays).copied();
            taken.give(given.cidr.address());
            all.push(Given { beside, ..given });
        }
        Ok(all)
    }

    /// The address that a node has already: one of the network of the others first.
    fn own(&self, node: &str, link: &str, taken: &Taken) -> Option<Given<'s>> {
        // One address may be on two networks of a node.
        let free = || self.known.of_node(node).iter().filter(|own| !taken.is_given(own.address()) && !own.stays(link));
        if let Some((own, range)) = free().find(|own| self.is_in_range(own.address())).zip(self.range) {
            let from = Some(*own).filter(|own| !own.is_reached && own.interface.name != link);
            let cidr = Cidr::new(own.address(), range.prefix());
            return Some(Given { cidr, is_in_range: true, from, beside: None });
        }
        let own = free().find(|own| is_kept(self.nad, own))?;
        Some(Given { cidr: own.cidr, is_in_range: false, from: None, beside: None })
    }

    fn is_in_range(&self, address: Address) -> bool {
        self.range.is_some_and(|range| range.contains(address))
    }

    fn new_one(&self, left: &mut Option<AddressRange>, taken: &Taken) -> Option<Given<'s>> {
        let cidr = Cidr::new(self.next(left, taken)?, self.range?.prefix());
        Some(Given { cidr, is_in_range: true, from: None, beside: None })
    }

    /// Why there is no address for each of `nodes`: the network is too small, or pods get its addresses.
    fn too_few(&self, nodes: usize) -> String {
        let (title, needs) = (self.nad.title(), counted(nodes, "node"));
        let Some(range) = self.range else {
            return format!("{title}: the {} addresses of the nodes are not known; set `--node-range`", self.family);
        };
        let taker = near(self.site, self.nad).find(|nad| nad.handed_out.part_of(&range.range()).is_some());
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
            let pods = near(self.site, self.nad)
                .find_map(|near| near.handed_out.ranges().iter().find(|one| one.contains(address)).copied());
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
}

/// The NADs of Ceph, and those on the same link as `nad`.
fn near<'s>(site: &'s Site, nad: &'s Rc<NadFacts>) -> impl Iterator<Item = &'s Rc<NadFacts>> {
    let is_near =
        |other: &&Rc<NadFacts>| site.is_cephs(other) || (other.carrier().is_some() && other.carrier() == nad.carrier());
    site.nads.iter().filter(is_near)
}
