//! An order of functions in which alike ones are neighbours. What packs a module for its way to a browser looks back some
//! kilobytes for what it has seen before: so ordered, the module is a twentieth smaller.

use std::collections::{BTreeMap, VecDeque};

/// The bytes of the pieces by which functions are compared: an instruction or three.
const PIECE: usize = 6;

/// How far back likeness counts, in bytes.
const WINDOW: usize = 16_000;

/// A piece that more functions than this have says nothing.
const COMMON: usize = 60;

/// The places of `bodies`, each after those that it is most like.
pub(crate) fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces = Pieces::of(bodies);
    let mut scores = vec![0_u64; bodies.len()];
    let mut counts = vec![0_u32; pieces.owners.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let (mut order, mut window, mut bytes) = (Vec::new(), VecDeque::new(), 0);
    let size = |place: usize| bodies.get(place).map_or(0, |body| body.len());
    // The score counts for less in a large function, and not for as much less as that is larger.
    let likeness = |place: usize, scores: &[u64]| {
        let score = scores.get(place).copied().unwrap_or_default();
        score * 10_000_000 / weight(size(place))
    };
    while !left.is_empty() {
        let best = (0..left.len()).max_by_key(|at| {
            let place = left.get(*at).copied().unwrap_or_default();
            (likeness(place, &scores), size(place), std::cmp::Reverse(place))
        });
        let place = left.swap_remove(best.unwrap_or_default());
        order.push(place);
        window.push_back(place);
        bytes += size(place);
        pieces.count(place, &mut counts, &mut scores, true);
        while bytes > WINDOW && window.len() > 1 {
            let Some(gone) = window.pop_front() else { break };
            bytes -= size(gone);
            pieces.count(gone, &mut counts, &mut scores, false);
        }
    }
    order
}

/// `size`, of which a few bytes are the same for all, to the power of 11/16, times a number. By roots of whole
/// numbers, which are the same on every machine.
fn weight(size: usize) -> u64 {
    let size = (size as u64 + 30) * 10_000;
    let three_quarters = (size * size.isqrt()).isqrt();
    (size * three_quarters.isqrt()).isqrt()
}

/// The pieces of all functions.
struct Pieces {
    /// The pieces of each function, each once.
    of: Vec<Vec<usize>>,
    /// The functions that have a piece.
    owners: Vec<Vec<usize>>,
    /// What a piece that two functions have says of their likeness.
    worth: Vec<u64>,
}

impl Pieces {
    fn of(bodies: &[&[u8]]) -> Pieces {
        let mut numbers: BTreeMap<&[u8], usize> = BTreeMap::new();
        let mut pieces = Pieces { of: Vec::new(), owners: Vec::new(), worth: Vec::new() };
        for (place, body) in bodies.iter().enumerate() {
            let mut own = Vec::new();
            for piece in body.windows(PIECE) {
                let next = numbers.len();
                own.push(*numbers.entry(piece).or_insert(next));
            }
            own.sort_unstable();
            own.dedup();
            pieces.owners.resize_with(numbers.len(), Vec::new);
            for number in &own {
                pieces.owners.get_mut(*number).into_iter().for_each(|owners| owners.push(place));
            }
            pieces.of.push(own);
        }
        let worth = |owners: &Vec<usize>| match owners.len() {
            2..COMMON => 10_000 / (owners.len() as u64 * 10_000).isqrt(),
            _ => 0,
        };
        pieces.worth = pieces.owners.iter().map(worth).collect();
        pieces
    }

    /// Function `place` comes into the window, or leaves it: the scores of all that have a piece which comes or goes.
    fn count(&self, place: usize, counts: &mut [u32], scores: &mut [u64], comes: bool) {
        for piece in self.of.get(place).into_iter().flatten() {
            let (Some(count), Some(owners), Some(worth)) =
                (counts.get_mut(*piece), self.owners.get(*piece), self.worth.get(*piece))
            else {
                continue;
            };
            if !comes {
                *count -= 1;
            }
            if *count == 0 && *worth > 0 {
                for owner in owners {
                    if let Some(score) = scores.get_mut(*owner) {
                        *score = if comes { *score + worth } else { *score - worth };
                    }
                }
            }
            if comes {
                *count += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_functions_are_neighbours() {
        let (one, other) = (b"abcdefghijklmnopqrstuvwxyz".as_slice(), b"0123456789ABCDEFGHIJKLMNOP".as_slice());
        let bodies = [one, b"89ABCDEFGHIJKL", b"xyz", other, b"hijklmnopqrs"];
        assert_eq!(order(&bodies), [0, 4, 3, 1, 2]);
    }
}
