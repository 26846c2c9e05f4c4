//! A number of addresses, and how it is made up.

use std::fmt;

/// A sum of addresses whose parts remain visible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    parts: Vec<Part>,
}

/// The addresses of one sort of pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The pods: `mon`, `osd`, `mon failover`.
    pub name: &'static str,
    /// At least so many.
    pub lower: u64,
    /// At most so many.
    pub upper: u64,
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

    /// Adds the sum of `other` to the part `name`.
    pub(super) fn add_sum(&mut self, name: &'static str, other: &Count) {
        match self.parts.iter_mut().find(|part| part.name == name) {
            Some(part) => {
                part.lower = part.lower.saturating_add(other.lower());
                part.upper = part.upper.saturating_add(other.upper());
            }
            None => self.add(name, other.lower(), other.upper()),
        }
    }

    /// Adds a part; nothing where it is zero.
    pub(super) fn add(&mut self, name: &'static str, lower: u64, upper: u64) {
        if upper > 0 {
            self.parts.push(Part { name, lower, upper });
        }
    }

    /// Adds a part whose number is certain.
    pub fn add_exactly(&mut self, name: &'static str, number: u64) {
        self.add(name, number, number);
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
        write!(f, " {}", self.name)
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
        count.add_exactly("mon", 3);
        assert_eq!(count.to_string(), "3 mon");
        count.add_exactly("mgr", 0);
        count.add_exactly("osd", 9);
        assert_eq!(count.to_string(), "3 mon + 9 osd = 12");
        count.add("mds", 1, 2);
        assert_eq!(count.to_string(), "3 mon + 9 osd + 1 to 2 mds = 13 to 14");
    }

    #[test]
    fn a_sum_beyond_64_bits_stays_at_the_greatest_number() {
        let mut count = Count::default();
        count.add_exactly("osd", u64::MAX);
        count.add_exactly("mds", 1);
        assert_eq!((count.lower(), count.upper()), (u64::MAX, u64::MAX));
    }
}
