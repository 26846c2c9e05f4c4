//! Work on many things, on all cores at once.

/// What `work` makes of `items` in parts that follow on each other, one for each core; in a browser, where there are no
/// threads, all of them are one part.
pub(crate) fn parts<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    #[cfg(target_family = "wasm")]
    return vec![work(items)];
    #[cfg(not(target_family = "wasm"))]
    threads::parts(items, &work)
}

#[cfg(not(target_family = "wasm"))]
mod threads {
    use std::num::NonZero;
    use std::panic::resume_unwind;
    use std::thread::{Builder, available_parallelism, scope};

    /// Fewer things are done before another thread has begun.
    pub(super) const FEW: usize = 1000;

    pub(super) fn parts<T: Sync, R: Send>(items: &[T], work: &(impl Fn(&[T]) -> R + Sync)) -> Vec<R> {
        let cores = if items.len() < FEW { 1 } else { available_parallelism().map_or(1, NonZero::get) };
        let (first, rest) = items.split_at(items.len().div_ceil(cores));
        scope(|scope| {
            let begun: Vec<_> = rest
                .chunks(first.len().max(1))
                .map(|part| (part, Builder::new().spawn_scoped(scope, move || work(part))))
                .collect();
            let mut done = vec![work(first)];
            for (part, thread) in begun {
                done.push(match thread.map(|thread| thread.join()) {
                    Ok(Ok(result)) => result,
                    Ok(Err(panic)) => resume_unwind(panic),
                    // The system has no thread to give.
                    Err(_) => work(part),
                });
            }
            done
        })
    }
}

#[cfg(test)]
mod tests {
    use super::parts;
    use super::threads::FEW;

    #[test]
    fn parts_are_all_of_the_items_in_their_order() {
        for number in [0, 1, FEW - 1, FEW, FEW + 1] {
            let items: Vec<usize> = (0..number).collect();
            let made = parts(&items, <[usize]>::to_vec);
            assert!(!made.is_empty());
            assert_eq!(made.concat(), items);
        }
    }
}
