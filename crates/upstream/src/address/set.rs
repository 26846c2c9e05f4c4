//! A set of addresses as the runs that it consists of.

use super::{Address, AddressRange, Cidr, Family};
use ceph_multus_json::order::sorted;

/// Addresses: runs in ascending order that neither overlap nor touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressSet(Vec<AddressRange>);

impl AddressSet {
    /// The addresses of `span` that are in none of `blocks`. Blocks may overlap, lie outside and be of the other family;
    /// the time is that of sorting them.
    pub fn minus(span: AddressRange, blocks: impl Iterator<Item = Cidr>) -> AddressSet {
        AddressSet::without(span, blocks.map(|block| block.range()).collect())
    }

    /// The addresses of all `ranges`, of both families, which may overlap; the time is that of sorting them.
    pub fn of(ranges: impl IntoIterator<Item = AddressRange>) -> AddressSet {
        AddressSet::joined(sorted(ranges))
    }

    /// Once for all that ranges come from: of ascending ranges.
    fn joined(ranges: Vec<AddressRange>) -> AddressSet {
        let mut runs: Vec<AddressRange> = Vec::new();
        for range in ranges {
            match runs.last_mut() {
                Some(run) if range.first <= run.last || run.last.next() == Some(range.first) => {
                    run.last = run.last.max(range.last);
                }
                _ => runs.push(range),
            }
        }
        AddressSet(runs)
    }

    /// All addresses of both families that are not in the set.
    pub fn complement(&self) -> AddressSet {
        let of = |family: Family| AddressSet::without(family.range(), self.0.clone()).0;
        AddressSet([of(Family::V4), of(Family::V6)].concat())
    }

    fn without(span: AddressRange, mut blocks: Vec<AddressRange>) -> AddressSet {
        blocks.retain(|block| block.overlaps(&span));
        if blocks.is_empty() {
            return AddressSet(vec![span]);
        }
        let mut pieces = Vec::new();
        let mut rest = Some(span);
        for block in sorted(blocks) {
            let Some(left) = rest else { break };
            let before = block.first.previous().filter(|last| left.first <= *last);
            pieces.extend(before.map(|last| AddressRange { last, ..left }));
            let behind = block.last.next().map(|next| left.first.max(next)).filter(|first| *first <= left.last);
            rest = behind.map(|first| AddressRange { first, ..left });
        }
        pieces.extend(rest);
        AddressSet(pieces)
    }

    /// The runs, in ascending order.
    pub fn ranges(&self) -> &[AddressRange] {
        &self.0
    }

    /// Whether there is no address in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lowest address.
    pub fn first(&self) -> Option<Address> {
        self.0.first().map(AddressRange::first)
    }

    /// The highest address.
    pub fn last(&self) -> Option<Address> {
        self.0.last().map(AddressRange::last)
    }

    /// The number of addresses.
    pub fn count(&self) -> u128 {
        self.0.iter().map(AddressRange::count).sum()
    }

    /// The number of addresses up to `last`.
    pub fn count_to(&self, last: Address) -> u128 {
        let below = self.0.iter().take_while(|run| run.first <= last);
        below.map(|run| AddressRange { last: run.last.min(last), ..*run }.count()).sum()
    }

    /// Whether `address` is in the set.
    pub fn contains(&self, address: Address) -> bool {
        let place = self.0.partition_point(|range| range.last < address);
        self.0.get(place).is_some_and(|range| range.contains(address))
    }

    /// The lowest run of addresses of `range` that is in the set.
    pub fn part_of(&self, range: &AddressRange) -> Option<AddressRange> {
        self.0.get(self.place(range))?.common(range)
    }

    /// The lowest run of addresses of `range` that is not in the set.
    pub fn missing_of(&self, range: &AddressRange) -> Option<AddressRange> {
        let mut missing = *range;
        let mut runs = self.0.iter().skip(self.place(range)).take_while(|run| run.overlaps(range)).peekable();
        if let Some(run) = runs.next_if(|run| run.first <= range.first) {
            missing.first = run.last.next().filter(|next| *next <= range.last)?;
        }
        if let Some(last) = runs.next().and_then(|run| run.first.previous()) {
            missing.last = last;
        }
        Some(missing)
    }

    /// The lowest run of addresses that both sets have.
    pub fn overlap(&self, other: &AddressSet) -> Option<AddressRange> {
        let (few, many) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        few.0.iter().find_map(|run| many.part_of(run))
    }

    /// The place of the first run that does not end before `range`.
    fn place(&self, range: &AddressRange) -> usize {
        self.0.partition_point(|run| run.last < range.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(family: Family, first: u128, last: u128) -> AddressRange {
        AddressRange::new(Address::new(family, first), Address::new(family, last))
    }

    fn set(span: (u128, u128), blocks: &[&str]) -> AddressSet {
        let span = range(Family::V4, span.0, span.1);
        AddressSet::minus(span, blocks.iter().map(|block| Cidr::parse(block).unwrap()))
    }

    fn pieces(set: &AddressSet) -> Vec<(u128, u128)> {
        set.ranges().iter().map(|range| (range.first.value(), range.last.value())).collect()
    }

    #[test]
    fn takes_nested_unsorted_and_foreign_blocks() {
        let found =
            set((1, 100), &["0.0.0.64/27", "0.0.0.72/32", "fd00::/64", "0.0.0.16/30", "10.0.0.0/8", "0.0.0.20/30"]);
        assert_eq!(pieces(&found), [(1, 15), (24, 63), (96, 100)]);
        assert_eq!(found.count(), 15 + 40 + 5);
    }

    #[test]
    fn blocks_at_the_edges_leave_no_empty_run() {
        assert_eq!(pieces(&set((1, 10), &["0.0.0.0/31"])), [(2, 10)]);
        assert_eq!(pieces(&set((1, 10), &["0.0.0.10/31"])), [(1, 9)]);
        assert_eq!(pieces(&set((1, 10), &["0.0.0.0/28"])), []);
        assert_eq!(pieces(&set((1, 10), &["0.0.0.0/29", "0.0.0.8/29"])), []);
    }

    #[test]
    fn the_highest_addresses_do_not_overflow() {
        let all = Cidr::parse("::/0").unwrap().range();
        let found = AddressSet::minus(all, [Cidr::parse("ffff::/16").unwrap()].into_iter());
        assert_eq!(found.last().unwrap().to_string(), "fffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
        assert_eq!(AddressSet::minus(all, std::iter::empty()).count(), all.count());
    }

    #[test]
    fn finds_the_lowest_common_run() {
        let (one, two) = (set((1, 20), &["0.0.0.4/30"]), set((5, 40), &["0.0.0.16/28"]));
        assert_eq!(one.overlap(&two), Some(range(Family::V4, 8, 15)));
        assert_eq!(one.overlap(&set((4, 7), &[])), None);
        assert_eq!(one.overlap(&AddressSet::default()), None);
    }

    #[test]
    fn joins_ranges_of_both_families() {
        let (v4, v6) = (Family::V4, Family::V6);
        let (last_v4, last_v6) = (u128::from(u32::MAX), u128::MAX);
        let joined = AddressSet::of([
            range(v6, 1, 5),
            range(v4, 10, 20),
            range(v4, 1, 4),
            range(v4, 5, 6),
            range(v4, 12, 13),
            range(v4, 15, 25),
        ]);
        assert_eq!(joined.ranges(), [range(v4, 1, 6), range(v4, 10, 25), range(v6, 1, 5)]);
        assert_eq!(joined.part_of(&range(v4, 6, 11)), Some(range(v4, 6, 6)));
        assert_eq!(joined.part_of(&range(v4, 7, 9)), None);
        assert_eq!(joined.part_of(&range(v6, 0, 9)), Some(range(v6, 1, 5)));
        assert_eq!(joined.part_of(&range(v4, 30, 90)), None);
        let rest = [range(v4, 0, 0), range(v4, 7, 9), range(v4, 26, last_v4), range(v6, 0, 0), range(v6, 6, last_v6)];
        assert_eq!(joined.complement().ranges(), rest);
        assert_eq!(joined.complement().complement(), joined);
        assert_eq!(joined.missing_of(&range(v4, 2, 6)), None);
        assert_eq!(joined.missing_of(&range(v4, 2, 12)), Some(range(v4, 7, 9)));
        assert_eq!(joined.missing_of(&range(v4, 7, 9)), Some(range(v4, 7, 9)));
        assert_eq!(joined.missing_of(&range(v4, 0, 30)), Some(range(v4, 0, 0)));
        assert_eq!(joined.missing_of(&range(v4, 20, 30)), Some(range(v4, 26, 30)));
        assert_eq!(joined.missing_of(&range(v6, 6, u128::MAX)), Some(range(v6, 6, u128::MAX)));
    }

    #[test]
    fn counts_up_to_an_address() {
        let found = set((1, 20), &["0.0.0.4/30"]);
        let up_to = |value| found.count_to(Address::new(Family::V4, value));
        assert_eq!([0, 1, 3, 5, 8, 20, 99].map(up_to), [0, 1, 3, 3, 4, 16, 16]);
    }

    #[test]
    fn tells_members_from_holes() {
        let found = set((1, 20), &["0.0.0.4/30"]);
        let is_in = |value| found.contains(Address::new(Family::V4, value));
        assert_eq!([0, 1, 3, 4, 7, 8, 20, 21].map(is_in), [false, true, true, false, false, true, true, false]);
        assert!(!found.contains(Address::new(Family::V6, 1)));
    }
}
