//! The segments of a NAD, searched without comparing each with each.

use std::cell::OnceCell;
use std::ops::Range;

use super::vlans::Vlans;
use super::{Carrier, Hold, Segment, TRUNK};
use ceph_multus_json::order::sorted;

/// Segments in ascending order.
#[derive(Debug, Default)]
pub struct Segments {
    all: Vec<Segment>,
    /// The carriers of several ports, or of one that carries VLANs besides its own, in ascending order.
    carriers: Vec<Carried>,
}

/// The segments of a carrier.
#[derive(Debug)]
struct Carried {
    /// The places of the segments.
    places: Range<usize>,
    /// The VLANs of all of them, read when somebody looks for one: a plugin may name thousands of bridges.
    vlans: OnceCell<Vlans>,
}

impl Segments {
    /// Those of `segments`.
    pub fn of(segments: Vec<Segment>) -> Segments {
        let all = sorted(segments);
        let (mut carriers, mut place) = (Vec::new(), 0);
        for ports in all.chunk_by(|one, next| one.is_beside(next)) {
            if ports.len() > 1 || ports.iter().any(|port| !port.trunk.ids.is_empty()) {
                carriers.push(Carried { places: place..place + ports.len(), vlans: OnceCell::new() });
            }
            place += ports.len();
        }
        Segments { all, carriers }
    }

    /// The segments.
    pub fn iter(&self) -> impl Iterator<Item = &Segment> {
        self.all.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The first of which the configuration does not say what carries it.
    pub fn unclear(&self) -> Option<&Segment> {
        self.iter().find(|segment| segment.is_unclear())
    }

    /// Whether all of these and of `others` are known, and none is the same.
    pub fn is_apart_from(&self, others: &Segments) -> bool {
        let is_known = |segments: &Segments| !segments.is_empty() && segments.unclear().is_none();
        is_known(self) && is_known(others) && !others.iter().any(|segment| self.find(segment).is_some())
    }

    /// Which of them is `wanted`, or a port of the same carrier of which one carries the VLAN of the other, or both a third.
    pub fn find(&self, wanted: &Segment) -> Option<&Segment> {
        if wanted.is_alone() {
            return None;
        }
        let first = self.place((wanted.carrier, &wanted.name, ""));
        let same = self.get(wanted.key()).filter(|_| wanted.vlan != TRUNK);
        same.or_else(|| self.port(wanted, first))
    }

    /// The port of the carrier whose first segment is at `first` that carries a VLAN with `wanted`.
    fn port(&self, wanted: &Segment, first: usize) -> Option<&Segment> {
        let trunk = &wanted.trunk.vlans;
        let Ok(found) = self.carriers.binary_search_by_key(&first, |carried| carried.places.start) else {
            let only = self.all.get(first).filter(|only| only.is_beside(wanted))?;
            return only.id().filter(|id| trunk.has(*id)).map(|_| only);
        };
        let carried = self.carriers.get(found)?;
        let ports = self.all.get(carried.places.clone()).unwrap_or_default();
        let vlans = carried.vlans.get_or_init(|| Vlans::of(ports));
        let id = wanted.id().filter(|id| vlans.has(*id)).or_else(|| vlans.first_common(trunk))?;
        let vlan = if id == 0 { String::new() } else { format!("{id}") };
        let of_trunk = ports.iter().find(|port| port.trunk.vlans.has(id));
        of_trunk.or_else(|| self.get((wanted.carrier, &wanted.name, &vlan)))
    }

    fn place(&self, key: (Carrier, &str, &str)) -> usize {
        self.all.partition_point(|one| one.key() < key)
    }

    /// The first on the link of `wanted` that is its VLAN `vlan` and that a plugin holds so.
    pub(super) fn held(&self, wanted: &Segment, vlan: &str, hold: Hold) -> Option<&Segment> {
        let key = (wanted.carrier, wanted.name.as_str(), vlan, hold);
        let of = |one: &Segment| (one.carrier, one.name.as_str(), one.vlan.as_str(), one.hold).cmp(&key);
        let place = self.all.partition_point(|one| of(one).is_lt());
        self.all.get(place).filter(|one| of(one).is_eq())
    }

    /// The first of what `carrier` is.
    pub(super) fn first(&self, carrier: Carrier) -> Option<&Segment> {
        self.all.get(self.place((carrier, "", ""))).filter(|one| one.carrier == carrier)
    }

    fn get(&self, key: (Carrier, &str, &str)) -> Option<&Segment> {
        self.all.get(self.place(key)).filter(|one| one.key() == key)
    }
}
