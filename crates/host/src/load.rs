//! Many requests at once.

use std::fs;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::module::Module;
use crate::payload::Payload;

/// How a run went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadReport {
    /// How many requests were served.
    pub requests: usize,
    /// How many answers differ from the one that a single thread got for the same payload.
    pub different: usize,
    /// How long it took.
    pub elapsed: Duration,
    /// The resident memory of the process in kB after each tenth of the requests, when no instance lives; the first
    /// is the warm-up. Empty where the system does not tell.
    pub resident: Vec<usize>,
}

impl LoadReport {
    /// How many requests were served in a second.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    /// By how many kB the resident memory grew after the warm-up.
    #[must_use]
    pub fn growth(&self) -> usize {
        match self.resident.as_slice() {
            [warm, .., last] => last.saturating_sub(*warm),
            _ => 0,
        }
    }
}

/// Has `threads` threads evaluate `requests` requests in fresh instances, the payloads in turn, and compares every answer
/// with that of a single thread before.
#[must_use]
pub fn load(module: &Module, payloads: &[Payload], requests: usize, threads: NonZeroUsize) -> LoadReport {
    let answer = |payload: &Payload| module.call("validate", &payload.bytes);
    let expected: Vec<_> = payloads.iter().map(|payload| (payload, answer(payload))).collect();
    let different = AtomicUsize::new(0);
    let mut resident = Vec::new();
    let tenth = requests.div_ceil(10).max(1);
    let start = Instant::now();
    for first in (0..requests).step_by(tenth) {
        let end = requests.min(first + tenth);
        let next = AtomicUsize::new(first);
        let serve = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some((payload, expected)) = expected.get(number % expected.len().max(1)).filter(|_| number < end)
                else {
                    return;
                };
                if answer(payload) != *expected {
                    different.fetch_add(1, Ordering::Relaxed);
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..threads.get() {
                scope.spawn(serve);
            }
        });
        resident.extend(resident_kilobytes());
    }
    LoadReport { requests, different: different.into_inner(), elapsed: start.elapsed(), resident }
}

/// The resident set of this process, as Linux tells it.
fn resident_kilobytes() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_growth_from_the_end_of_the_warm_up() {
        let report = |resident: &[usize]| LoadReport {
            requests: 0,
            different: 0,
            elapsed: Duration::ZERO,
            resident: resident.to_vec(),
        };
        assert_eq!(report(&[100, 900, 130]).growth(), 30);
        assert_eq!(report(&[100, 90]).growth(), 0);
        assert_eq!(report(&[100]).growth(), 0);
    }

    #[test]
    fn counts_requests_by_the_second() {
        let report =
            LoadReport { requests: 300, different: 0, elapsed: Duration::from_millis(1500), resident: Vec::new() };
        assert!((report.per_second() - 200.0).abs() < 1e-9);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn knows_the_resident_memory() {
        assert!(resident_kilobytes().unwrap() > 1000);
    }
}
