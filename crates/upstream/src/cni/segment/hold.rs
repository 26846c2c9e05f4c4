//! What a plugin does with a link, and what others lose by it.

use super::{Carrier, Segment, Segments};

/// What a plugin does with the link that carries its segment. What takes most of it from others comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hold {
    /// It moves it into a pod (containernetworking/plugins: plugins/main/host-device/host-device.go).
    Moved,
    /// It makes a macvlan in the mode `passthru`, beside which there is no other (torvalds/linux: drivers/net/macvlan.c,
    /// `macvlan_common_newlink`).
    Alone,
    /// It removes the addresses that the node has on it (containernetworking/plugins: plugins/main/bridge/bridge.go,
    /// `ensureAddr`).
    Readdressed,
    /// It makes a VLAN of the link and moves it into a pod; a link has one of each id (torvalds/linux: net/8021q/vlan.c,
    /// `vlan_check_real_dev`).
    Vlan,
    /// It makes macvlans, beside which there is no ipvlan.
    Macvlan,
    /// It makes ipvlans, beside which there is no macvlan (torvalds/linux: drivers/net/ipvlan/ipvlan_main.c,
    /// `ipvlan_port_create`), in the mode `l2`.
    Ipvlan,
    /// The same in the mode `l3`.
    IpvlanL3,
    /// The same in the mode `l3s`.
    IpvlanL3s,
    /// Its port carries the VLANs of all others, each with its tag.
    Open,
    /// Nothing that keeps others away.
    Shared,
}

/// All ipvlans of a link have one mode, that of the last one (torvalds/linux: drivers/net/ipvlan/ipvlan_main.c,
/// `ipvlan_set_port_mode`).
const IPVLANS: [Hold; 3] = [Hold::Ipvlan, Hold::IpvlanL3, Hold::IpvlanL3s];

/// How a plugin takes from another network what that needs; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rivalry {
    /// It moves the link of the other, or one that this is a VLAN of.
    Moves,
    /// It is alone on the link of the other.
    IsAlone,
    /// It removes the addresses that nodes have on the segment of the other.
    Readdresses,
    /// It changes the mode of the ipvlans on the link of the other.
    ChangesMode,
    /// It takes the VLAN that is the link of the other, or that the other makes.
    TakesVlan,
    /// One makes macvlans and the other ipvlans.
    OtherKind,
    /// It is alone on a link that the link of the other is a VLAN of: a pod then sets the MAC address of both.
    IsAloneBelow,
    /// It moves a device that may be the one of the other.
    MayMove,
}

impl Segments {
    /// The one of these that takes most of what `wanted` needs.
    pub fn rival(&self, wanted: &Segment) -> Option<(&Segment, Rivalry)> {
        if !matches!(wanted.carrier, Carrier::Link | Carrier::Device | Carrier::Mac | Carrier::Resource) {
            return None;
        }
        let link = wanted.link_vlan();
        let parents = || std::iter::once("").chain(link.match_indices('.').filter_map(|(end, _)| link.get(..end)));
        let at = |vlan, hold, rivalry| self.held(wanted, vlan, hold).map(|one| (one, rivalry));
        let below = |hold, rivalry| parents().filter(|vlan| *vlan != link).find_map(|vlan| at(vlan, hold, rivalry));
        let ipvlan = |rivalry| {
            let mut others = IPVLANS.into_iter().filter(|hold| *hold != wanted.hold);
            others.find_map(|hold| at(link, hold, rivalry))
        };
        let beside = || match wanted.hold {
            Hold::Macvlan => ipvlan(Rivalry::OtherKind),
            Hold::Ipvlan | Hold::IpvlanL3 | Hold::IpvlanL3s => {
                ipvlan(Rivalry::ChangesMode).or_else(|| at(link, Hold::Macvlan, Rivalry::OtherKind))
            }
            Hold::Vlan => at(&wanted.vlan, Hold::Vlan, Rivalry::TakesVlan),
            _ => None,
        };
        let is_child = matches!(wanted.hold, Hold::Macvlan | Hold::Alone) || IPVLANS.contains(&wanted.hold);
        let found = at(link, Hold::Moved, Rivalry::Moves).or_else(|| below(Hold::Moved, Rivalry::Moves));
        found
            .or_else(|| at(link, Hold::Alone, Rivalry::IsAlone).filter(|_| is_child))
            .or_else(|| at(&wanted.vlan, Hold::Readdressed, Rivalry::Readdresses))
            .or_else(|| at(link, Hold::Vlan, Rivalry::TakesVlan))
            .or_else(|| below(Hold::Vlan, Rivalry::TakesVlan))
            .or_else(beside)
            .or_else(|| below(Hold::Alone, Rivalry::IsAloneBelow))
            .or_else(|| self.unclear_device(wanted).map(|one| (one, Rivalry::MayMove)))
    }

    /// The first device of which nobody here can tell whether it is the one of `wanted`, because it has a name of another
    /// kind.
    fn unclear_device(&self, wanted: &Segment) -> Option<&Segment> {
        let is_named = wanted.carrier == Carrier::Device && !wanted.is_unnamed();
        let device = self.first(Carrier::Device).filter(|one| !is_named || one.is_unnamed());
        device.or_else(|| self.first(Carrier::Mac).filter(|_| wanted.carrier != Carrier::Mac))
    }

    /// The one of these whose port carries all VLANs of what carries `wanted`, which is in some of them.
    pub fn open(&self, wanted: &Segment) -> Option<&Segment> {
        let is_tagged = !wanted.vlan.is_empty() || !wanted.trunk.ids.is_empty();
        self.held(wanted, "", Hold::Open).filter(|_| is_tagged)
    }
}
