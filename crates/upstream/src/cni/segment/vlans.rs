//! Sets of VLANs.

use super::Segment;

/// A set of VLAN ids, one bit each, and of 0 for untagged frames: as large for a thousand entries as for one, and compared in as many steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vlans(Option<Box<[u64; WORDS]>>);

/// VLAN ids have 12 bits.
const WORDS: usize = 64;

impl Vlans {
    /// Adds the ids from the first to the second; those that no VLAN has are left out.
    pub(super) fn add(&mut self, ids: (i64, i64)) {
        let (first, last) = (ids.0.max(0), ids.1.min(4094));
        if first > last {
            return;
        }
        let words = self.0.get_or_insert_with(|| Box::new([0; WORDS]));
        for (start, word) in (0..).step_by(64).zip(words.iter_mut()) {
            let (from, to) = ((first - start).max(0), (last - start).min(63));
            if from <= to {
                *word |= u64::MAX >> (63 - (to - from)) << from;
            }
        }
    }

    pub(super) fn has(&self, id: u16) -> bool {
        let word = self.0.as_ref().and_then(|words| words.get(usize::from(id / 64)));
        word.is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    /// Those of `ports`, in as many steps for a long trunk as for a short one.
    pub(super) fn of(ports: &[Segment]) -> Vlans {
        let mut vlans = Vlans::default();
        for port in ports {
            if let Some(trunk) = &port.trunk.vlans.0 {
                let words = vlans.0.get_or_insert_with(|| Box::new([0; WORDS]));
                words.iter_mut().zip(trunk.iter()).for_each(|(own, other)| *own |= other);
            }
            if let Some(id) = port.id().map(i64::from) {
                vlans.add((id, id));
            }
        }
        vlans
    }

    /// The lowest id that is in both.
    pub(super) fn first_common(&self, other: &Vlans) -> Option<u16> {
        let words = self.0.as_ref()?.iter().zip(other.0.as_ref()?.iter());
        let mut common = (0..).step_by(64).zip(words.map(|(one, next)| one & next));
        common.find(|(_, word)| *word != 0).and_then(|(start, word)| u16::try_from(start + word.trailing_zeros()).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vlans(ids: &[(i64, i64)]) -> Vlans {
        let mut vlans = Vlans::default();
        ids.iter().for_each(|ids| vlans.add(*ids));
        vlans
    }

    #[test]
    fn a_set_has_the_ids_from_first_to_last() {
        for (first, last) in [(1, 1), (63, 64), (5, 200), (0, 4095), (4094, 4094), (i64::MIN, i64::MAX), (9, 8)] {
            let vlans = vlans(&[(first, last)]);
            for id in 0..=4095_u16 {
                let expected = (first..=last).contains(&i64::from(id)) && (0..=4094).contains(&id);
                assert_eq!(vlans.has(id), expected, "{id} of {first} to {last}");
            }
            assert!(!vlans.has(u16::MAX));
        }
    }

    #[test]
    fn two_sets_have_their_lowest_common_id() {
        let one = vlans(&[(1, 5), (100, 200)]);
        assert_eq!(one.first_common(&vlans(&[(199, 300)])), Some(199));
        assert_eq!(one.first_common(&vlans(&[(5, 5), (150, 160)])), Some(5));
        assert_eq!(one.first_common(&vlans(&[(6, 99), (201, 4094)])), None);
        assert_eq!(Vlans::default().first_common(&one), None);
    }
}
