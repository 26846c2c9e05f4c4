//! A number of addresses, and how it is made up.

use std::fmt;

use super::Sort;

/// A sum of addresses whose parts remain visible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    parts: Vec<Part>,
}

/// The addresses of one sort of pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The pods.
    pub sort: Sort,
    /// Whether they are only asked about: `added osd`.
    pub is_added: bool,
    /// At least so many.
    pub lower: u64,
    /// At most so many.
    pub upper: u64,
}

impl Part {
    /// What a sum calls it: `osd`, `added osd`.
    pub fn name(&self) -> String {
        let added = if self.is_added { "added " } else { "" };
        format!("{added}{}", self.sort)
    }
}

impl Count {
    /// The parts, in the order in which Rook starts the daemons. None is zero.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What is certain, in addresses.
    pub fn lower(&self) -> u64 {
        self.parts.iter().fold(0, |sum, part| sum.saturating_add(part.lower))
    }

    /// What is possible, in addresses.
    pub fn upper(&self) -> u64 {
        self.parts.iter().fold(0, |sum, part| sum.saturating_add(part.upper))
    }

    /// The bounds of the sum: `22`, or `22 to 24`.
    pub fn total(&self) -> String {
        let (lower, upper) = (self.lower(), self.upper());
        if lower == upper { format!("{lower}") } else { format!("{lower} to {upper}") }
    }

    /// Adds the sum of `other` to the part of `sort`.
    pub(super) fn add_sum(&mut self, sort: Sort, other: &Count) {
        match self.parts.iter_mut().find(|part| part.sort == sort) {
            Some(part) => {
                part.lower = part.lower.saturating_add(other.lower());
                part.upper = part.upper.saturating_add(other.upper());
            }
            None => self.add(sort, other.lower(), other.upper()),
        }
    }

    /// Adds a part; nothing where it is zero.
    pub(super) fn add(&mut self, sort: Sort, lower: u64, upper: u64) {
        if upper > 0 {
            self.parts.push(Part { sort, is_added: false, lower, upper });
        }
    }

    /// Adds a part whose number is certain.
    pub(super) fn add_exactly(&mut self, sort: Sort, number: u64) {
        self.add(sort, number, number);
    }

    /// Adds pods that are only asked about.
    pub fn add_more(&mut self, sort: Sort, number: u64) {
        if number > 0 {
            self.parts.push(Part { sort, is_added: true, lower: number, upper: number });
        }
    }

    /// The pods of a sort that are not only asked about, at most.
    pub fn of(&self, sort: Sort) -> u64 {
        let own = self.parts.iter().filter(|part| part.sort == sort && !part.is_added);
        own.fold(0, |sum, part| sum.saturating_add(part.upper))
    }
}

/// `3 mon + 2 mgr + 9 osd + 1 to 2 mds = 15 to 16`; a single part has no sum behind it.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.parts.iter().enumerate() {
            let plus = if place == 0 { "" } else { " + " };
            write!(f, "{plus}{part}")?;
        }
        match self.parts.len() {
            0 => f.write_str("0"),
            1 => Ok(()),
            _ => {
                f.write_str(" = ")?;
                write_bounds(f, self.lower(), self.upper())
            }
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_bounds(f, self.lower, self.upper)?;
        write!(f, " {}", self.name())
    }
}

fn write_bounds(f: &mut fmt::Formatter<'_>, lower: u64, upper: u64) -> fmt::Result {
    if lower == upper { write!(f, "{lower}") } else { write!(f, "{lower} to {upper}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_shows_its_parts_and_leaves_out_what_is_zero() {
        let mut count = Count::default();
        assert_eq!(count.to_string(), "0");
        count.add_exactly(Sort::Mon, 3);
        assert_eq!(count.to_string(), "3 mon");
        count.add_exactly(Sort::Mgr, 0);
        count.add_exactly(Sort::Osd, 9);
        assert_eq!(count.to_string(), "3 mon + 9 osd = 12");
        count.add(Sort::Mds, 1, 2);
        assert_eq!(count.to_string(), "3 mon + 9 osd + 1 to 2 mds = 13 to 14");
    }

    #[test]
    fn a_sum_beyond_64_bits_stays_at_the_greatest_number() {
        let mut count = Count::default();
        count.add_exactly(Sort::Osd, u64::MAX);
        count.add_exactly(Sort::Mds, 1);
        assert_eq!((count.lower(), count.upper()), (u64::MAX, u64::MAX));
    }
}
