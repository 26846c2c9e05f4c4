//! Work on many things, on all cores at once.

/// What `work` makes of `items` in parts that follow on each other, one for each core; in a browser, where there are no
/// threads, all of them are one part.
pub(crate) fn parts<'i, T: Sync, R: Send>(items: &'i [T], work: impl Fn(&'i [T]) -> R + Sync) -> Vec<R> {
    parts_into(items, &mut room(|| ()), |items, ()| work(items))
}

/// The same, with a place of its own for each part: of `room`, which is what [`room`] gives.
pub(crate) fn parts_into<'i, 'r, T: Sync, P: Send, R: Send>(
    items: &'i [T],
    room: &'r mut [P],
    work: impl Fn(&'i [T], &'r mut P) -> R + Sync,
) -> Vec<R> {
    let cores = if items.len() < FEW { 1 } else { room.len() };
    let parts = items.chunks(items.len().div_ceil(cores).max(1)).zip(room).collect();
    each(parts, &|(items, place)| work(items, place))
}

/// Adds what a part gave to what all of them did; that of the first stays where it is, which is most of a large file.
pub(crate) fn join<T>(all: &mut Vec<T>, more: Vec<T>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.extend(more);
    }
}

/// All that the parts gave, in their order.
pub(crate) fn joined<T>(parts: Vec<Vec<T>>) -> Vec<T> {
    let mut all = Vec::new();
    parts.into_iter().for_each(|part| join(&mut all, part));
    all
}

/// As many places as there are parts.
pub(crate) fn room<P>(place: impl Fn() -> P) -> Vec<P> {
    (0..cores()).map(|_| place()).collect()
}

/// Fewer things are done before another thread has begun.
const FEW: usize = 1000;

#[cfg(target_family = "wasm")]
fn cores() -> usize {
    1
}

#[cfg(target_family = "wasm")]
fn each<T, R>(parts: Vec<T>, work: &impl Fn(T) -> R) -> Vec<R> {
    parts.into_iter().map(work).collect()
}

#[cfg(not(target_family = "wasm"))]
use threads::{cores, each};

#[cfg(not(target_family = "wasm"))]
mod threads {
    use std::num::NonZero;
    use std::panic::resume_unwind;
    use std::sync::{Mutex, PoisonError};
    use std::thread::{Builder, available_parallelism, scope};

    pub(super) fn cores() -> usize {
        available_parallelism().map_or(1, NonZero::get)
    }

    /// What `work` makes of each part, on a thread for each; of the first on this one.
    pub(super) fn each<T: Send, R: Send>(parts: Vec<T>, work: &(impl Fn(T) -> R + Sync)) -> Vec<R> {
        let parts: Vec<Mutex<Option<T>>> = parts.into_iter().map(|part| Mutex::new(Some(part))).collect();
        let done = |part: &Mutex<Option<T>>| part.lock().unwrap_or_else(PoisonError::into_inner).take().map(work);
        let Some((first, rest)) = parts.split_first() else { return Vec::new() };
        scope(|scope| {
            let begun: Vec<_> =
                rest.iter().map(|part| (part, Builder::new().spawn_scoped(scope, || done(part)))).collect();
            let mut all = vec![done(first)];
            for (part, thread) in begun {
                all.push(match thread.map(|thread| thread.join()) {
                    Ok(Ok(result)) => result,
                    Ok(Err(panic)) => resume_unwind(panic),
                    // The system has no thread to give.
                    Err(_) => done(part),
                });
            }
            all.into_iter().flatten().collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_all_of_the_items_in_their_order() {
        for number in [0, 1, FEW - 1, FEW, FEW + 1] {
            let items: Vec<usize> = (0..number).collect();
            let made = parts(&items, <[usize]>::to_vec);
            assert_eq!((made.is_empty(), made.concat()), (items.is_empty(), items.clone()));
            let mut room = room(Vec::new);
            parts_into(&items, &mut room, |items, place| place.extend(items.iter().copied()));
            assert_eq!(room.concat(), items);
        }
    }
}
