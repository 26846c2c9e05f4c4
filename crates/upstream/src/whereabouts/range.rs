//! One range and the addresses that Whereabouts hands out of it (`k8snetworkplumbingwg/whereabouts:
//! pkg/iphelpers/iphelpers.go`, `pkg/allocate/allocate.go`).

use std::cell::OnceCell;

use super::pool_name;
use super::slice::{Share, addresses_in_slices};
use crate::address::{Address, AddressError, AddressRange, AddressSet, Cidr};
use ceph_multus_json::Path;

/// The largest distance from the first address of the network under which a reservation is found again: 2^63 - 1. It is
/// written as an unsigned number of 64 bits and read as a signed one (`k8snetworkplumbingwg/whereabouts:
/// pkg/storage/kubernetes/ipam.go`).
pub const MAX_OFFSET: u128 = i64::MAX as u128;

/// A range of addresses with its window and its holes.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolRange<'n> {
    /// Its place in `ipRanges`, counted from 0; `None` for `range` at the top.
    pub place: Option<usize>,
    /// The text itself.
    pub text: &'n str,
    /// The network, whose prefix a pod gets.
    pub network: Cidr,
    /// Where the window is to start, if it is written.
    pub start: Option<Address>,
    /// Where the window is to end, if it is written.
    pub end: Option<Address>,
    /// The entries of `exclude` that belong to the range.
    pub excludes: Vec<Exclude<'n>>,
    /// Who assigns its addresses.
    pub(super) share: Share<'n>,
    /// What [`PoolRange::assignable`] has found: several rules ask, and thousands of excludes take their time.
    assignable: OnceCell<Result<AddressSet, SpanError>>,
}

/// An entry of `exclude`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclude<'n> {
    /// The text.
    pub text: &'n str,
    /// The block that is left out.
    pub block: Result<Cidr, AddressError>,
}

/// Why no address of a range can be handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanError {
    /// The network has no address besides its own and the broadcast address: /31, /32, /127, /128.
    MaskTooSmall,
    /// An entry of `exclude` cannot be read; its place, counted from 0.
    BadExclude(usize),
    /// The excludes leave nothing.
    Exhausted,
    /// Nodes have slices, and these are of another range.
    Unsliced,
}

/// Why a bound has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundFault {
    /// It is of the other family.
    OtherFamily,
    /// It is the network's own address.
    NetworkAddress,
    /// It is the broadcast address, or the last of an IPv6 network.
    BroadcastAddress,
    /// It is not in the network.
    OutsideRange,
    /// The end is before the start.
    EndBeforeStart,
}

impl<'n> PoolRange<'n> {
    /// The range `network` whose text stands at `place`.
    pub fn new(place: Option<usize>, text: &'n str, network: Cidr, excludes: Vec<Exclude<'n>>) -> Self {
        PoolRange {
            place,
            text,
            network,
            start: None,
            end: None,
            excludes,
            share: Share::Whole,
            assignable: OnceCell::new(),
        }
    }

    /// The same with a window.
    #[must_use]
    pub fn within(self, start: Option<Address>, end: Option<Address>) -> Self {
        PoolRange { start, end, assignable: OnceCell::new(), ..self }
    }

    /// The addresses from the first to the last that may be handed out, before excludes: without the first and the last
    /// of the network, for IPv6 too. A bound that is not among them has no effect, and none has one with slices.
    ///
    /// # Errors
    /// [`SpanError::MaskTooSmall`], [`SpanError::Unsliced`]
    pub fn span(&self) -> Result<AddressRange, SpanError> {
        let usable = match self.share {
            Share::Whole => self.usable()?,
            Share::Slices(_) => return self.usable(),
            Share::Nothing => return Err(SpanError::Unsliced),
        };
        let start = self.start.filter(|start| usable.contains(*start)).unwrap_or(usable.first());
        let end = self.end.filter(|end| start <= *end && usable.contains(*end)).unwrap_or(usable.last());
        Ok(AddressRange::new(start, end))
    }

    /// The addresses that may be handed out. Of slices all are among them from the first to the last: a range may have
    /// thousands.
    ///
    /// # Errors
    /// Every kind of [`SpanError`], the first of them that an allocation would meet.
    pub fn assignable(&self) -> Result<&AddressSet, SpanError> {
        self.assignable.get_or_init(|| self.without_excludes()).as_ref().map_err(|error| *error)
    }

    /// The same, taken out.
    ///
    /// # Errors
    /// Those of [`PoolRange::assignable`].
    pub fn into_assignable(mut self) -> Result<AddressSet, SpanError> {
        self.assignable.take().unwrap_or_else(|| self.without_excludes())
    }

    /// The place of the exclude behind which an allocation starts over with the first address of the family: it goes on
    /// behind the last address of a block, and nothing but a network of all addresses has one there. It then ends neither
    /// before the start of the window nor, if there is no address that it may assign, at all.
    pub fn endless_exclude(&self) -> Option<usize> {
        if self.share != Share::Whole {
            return None;
        }
        let all = self.network.range();
        let last = self.span().ok().filter(|_| all == all.family().range())?.last();
        let is_endless = |block: Cidr| block.range().last() == all.last() && block.network() <= last;
        self.excludes.iter().position(|exclude| exclude.block.is_ok_and(is_endless))
    }

    fn without_excludes(&self) -> Result<AddressSet, SpanError> {
        let mut span = self.span()?;
        if self.share != Share::Whole {
            return Ok(AddressSet::of([span]));
        }
        if self.endless_exclude().is_some() {
            span = AddressRange::new(self.network.network(), span.last());
        }
        if let Some(place) = self.excludes.iter().position(|exclude| exclude.block.is_err()) {
            return Err(SpanError::BadExclude(place));
        }
        let set = AddressSet::minus(span, self.excludes.iter().filter_map(|exclude| exclude.block.ok()));
        if set.is_empty() { Err(SpanError::Exhausted) } else { Ok(set) }
    }

    /// How many addresses can be in use at a time: those that may be handed out and whose reservations are found again; 0
    /// where none can.
    pub fn capacity(&self) -> u128 {
        let Ok(assignable) = self.assignable() else { return 0 };
        let sliced = if let Share::Slices(size) = self.share { addresses_in_slices(&self.network, size) } else { None };
        sliced.unwrap_or_else(|| assignable.count_to(self.last_storable()))
    }

    /// Why the start of the window has no effect, if it has none.
    pub fn start_fault(&self) -> Option<BoundFault> {
        let usable = self.usable().ok()?;
        self.start.filter(|start| !usable.contains(*start)).map(|start| self.bound_fault(start))
    }

    /// Why the end of the window has no effect, if it has none.
    pub fn end_fault(&self) -> Option<BoundFault> {
        let usable = self.usable().ok()?;
        let end = self.end?;
        if !usable.contains(end) {
            return Some(self.bound_fault(end));
        }
        let start = self.start.filter(|start| usable.contains(*start))?;
        (end < start).then_some(BoundFault::EndBeforeStart)
    }

    /// Whether a reservation of `address` can be stored and found again.
    pub fn is_storable(&self, address: Address) -> bool {
        address.value().wrapping_sub(self.network.network().value()) <= MAX_OFFSET
    }

    /// The last address for which that is so, or the last of the network.
    pub fn last_storable(&self) -> Address {
        let all = self.network.range();
        let last = all.first().value().saturating_add(MAX_OFFSET).min(all.last().value());
        Address::new(all.family(), last)
    }

    /// The name of the pool: ranges with one name share their reservations.
    pub fn pool_name(&self, network_name: &str) -> String {
        pool_name(&format!("{}", self.network), network_name, "")
    }

    /// The way to its text in the section: `range`, or `ipRanges[0].range`.
    pub fn path(&self) -> Path {
        self.path_of("range")
    }

    /// The way to the key `name` that belongs to the range: `range_start`, or `ipRanges[0].range_start`.
    pub fn path_of(&self, name: &'static str) -> Path {
        path_in(self.place, name)
    }

    /// The way to the exclude at `place`.
    pub fn exclude_path(&self, place: usize) -> Path {
        self.path_of("exclude").index(place)
    }

    fn usable(&self) -> Result<AddressRange, SpanError> {
        self.network.range().inner().ok_or(SpanError::MaskTooSmall)
    }

    fn bound_fault(&self, bound: Address) -> BoundFault {
        let all = self.network.range();
        if bound.family() != all.family() {
            BoundFault::OtherFamily
        } else if bound == all.first() {
            BoundFault::NetworkAddress
        } else if bound == all.last() {
            BoundFault::BroadcastAddress
        } else {
            BoundFault::OutsideRange
        }
    }
}

/// The way to the key `name` of the range at `place` of `ipRanges`, or of that at the top.
pub fn path_in(place: Option<usize>, name: &'static str) -> Path {
    place.map_or_else(|| Path::from(name), |place| Path::from("ipRanges").index(place).key(name))
}

impl<'n> Exclude<'n> {
    /// Reads an entry: a CIDR, or one address. A single IPv4-mapped address gets the prefix of an IPv4 address but is
    /// read as IPv6, so it excludes nothing.
    pub fn parse(text: &'n str) -> Exclude<'n> {
        let block = Cidr::parse(text).or_else(|error| {
            let address = Address::parse(text).map_err(|_| error)?;
            Cidr::parse(&format!("{text}/{}", address.family().bits()))
        });
        Exclude { text, block }
    }
}

impl SpanError {
    /// The name of the error in the conformance vectors.
    pub fn as_str(self) -> &'static str {
        match self {
            SpanError::MaskTooSmall => "mask-too-small",
            SpanError::BadExclude(_) => "bad-exclude",
            SpanError::Exhausted => "exhausted",
            SpanError::Unsliced => "unsliced",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool<'n>(network: &str, start: &str, end: &str, excludes: &[&'n str]) -> PoolRange<'n> {
        let excludes = excludes.iter().map(|text| Exclude::parse(text)).collect();
        PoolRange::new(Some(1), "", Cidr::parse(network).unwrap(), excludes)
            .within(Address::parse(start).ok(), Address::parse(end).ok())
    }

    fn span(network: &str, start: &str, end: &str) -> String {
        pool(network, start, end, &[]).span().map_or_else(|error| error.as_str().into(), |span| span.to_string())
    }

    #[test]
    fn the_span_lacks_the_first_and_the_last_address_of_both_families() {
        assert_eq!(span("10.0.0.0/30", "", ""), "10.0.0.1-10.0.0.2");
        assert_eq!(span("fd00::/126", "", ""), "fd00::1-fd00::2");
        assert_eq!(span("0.0.0.0/0", "", ""), "0.0.0.1-255.255.255.254");
        assert_eq!(span("::/0", "", ""), "::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
        for network in ["10.0.0.0/31", "10.0.0.0/32", "fd00::/127", "fd00::/128"] {
            assert_eq!(span(network, "", ""), "mask-too-small");
        }
    }

    #[test]
    fn a_bound_outside_the_span_has_no_effect_and_a_reason() {
        let faults = |start, end| {
            let pool = pool("10.0.0.0/24", start, end, &[]);
            (pool.start_fault(), pool.end_fault())
        };
        assert_eq!(span("10.0.0.0/24", "10.0.1.5", "10.0.0.0"), "10.0.0.1-10.0.0.254");
        assert_eq!(faults("10.0.1.5", "10.0.0.0"), (Some(BoundFault::OutsideRange), Some(BoundFault::NetworkAddress)));
        assert_eq!(
            faults("fd00::1", "10.0.0.255"),
            (Some(BoundFault::OtherFamily), Some(BoundFault::BroadcastAddress))
        );
        assert_eq!(span("10.0.0.0/24", "10.0.0.30", "10.0.0.20"), "10.0.0.30-10.0.0.254");
        assert_eq!(faults("10.0.0.30", "10.0.0.20"), (None, Some(BoundFault::EndBeforeStart)));
        assert_eq!(faults("10.0.0.30", "10.0.0.30"), (None, None));
        assert_eq!(span("10.0.0.0/24", "10.0.0.30", "10.0.0.30"), "10.0.0.30");
    }

    #[test]
    fn an_exclude_with_host_bits_takes_the_whole_block() {
        let pool = pool("192.168.2.224/28", "", "", &["192.168.2.229/30", "192.168.2.236/32"]);
        assert_eq!(pool.assignable().unwrap().count(), 9);
    }

    #[test]
    fn one_bad_exclude_fails_every_allocation() {
        let pool = pool("10.0.0.0/24", "", "", &["10.0.0.1", "10.0.0.01", "10.0.0.0/16"]);
        assert_eq!(pool.assignable(), Err(SpanError::BadExclude(1)));
        assert_eq!(pool.exclude_path(1).to_string(), "ipRanges[1].exclude[1]");
    }

    #[test]
    fn a_search_that_jumps_behind_all_addresses_starts_over_with_the_first() {
        for (network, start, end, excludes, expected) in [
            ("0.0.0.0/0", "", "", &["0.0.0.0/0"] as &[&str], Some(0)),
            ("::ffff:0:0/96", "", "", &["10.0.0.0/8", "::ffff:fff0:0/108"], Some(1)),
            ("::/0", "", "", &["8000::/1"], Some(0)),
            ("0.0.0.0/0", "", "255.255.255.0", &["255.255.255.0/24"], Some(0)),
            ("0.0.0.0/0", "", "255.255.254.255", &["255.255.255.0/24"], None),
            ("0.0.0.0/0", "", "", &["255.255.255.255", "255.255.255.0/25"], None),
            ("::/0", "", "", &["0.0.0.0/0"], None),
            ("128.0.0.0/1", "", "", &["0.0.0.0/0"], None),
        ] {
            assert_eq!(pool(network, start, end, excludes).endless_exclude(), expected, "{network} {excludes:?}");
        }
        let low = ["255.255.255.248/29", "0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3", "240.0.0.0/5"];
        let set = pool("0.0.0.0/0", "255.255.255.250", "", &low).assignable().unwrap().ranges().to_vec();
        assert_eq!(
            set.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["224.0.0.0-239.255.255.255", "248.0.0.0-255.255.255.247"]
        );
        assert_eq!(pool("0.0.0.0/0", "", "", &["0.0.0.0/0"]).assignable(), Err(SpanError::Exhausted));
    }

    #[test]
    fn a_single_mapped_address_excludes_nothing() {
        assert_eq!(pool("10.0.0.0/24", "", "", &["::ffff:10.0.0.1"]).assignable().unwrap().count(), 254);
        assert_eq!(pool("10.0.0.0/24", "", "", &["::ffff:10.0.0.1/128"]).assignable().unwrap().count(), 253);
    }

    #[test]
    fn addresses_from_two_to_the_63_on_cannot_be_stored() {
        let pool = pool("fd00::/64", "", "", &[]);
        assert!(pool.is_storable(Address::parse("fd00::7fff:ffff:ffff:ffff").unwrap()));
        assert!(!pool.is_storable(Address::parse("fd00::8000:0:0:0").unwrap()));
    }
}
