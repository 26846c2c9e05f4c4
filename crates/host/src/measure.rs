//! Timing modules side by side.

use std::time::{Duration, Instant};

use crate::module::{CallError, Module};

/// How often a module is called before the next one has its turn: long enough to be warm, short enough that a drift of
/// the machine meets all modules alike.
const TURN: usize = 20;

/// What one module's run may cost, where the wanted number of samples would take longer.
const BUDGET: Duration = Duration::from_secs(4);

/// Times in the order of their size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times(Vec<Duration>);

impl Times {
    /// The time that half of the samples stay under.
    #[must_use]
    pub fn p50(&self) -> Duration {
        self.at(50)
    }

    /// The time that 99 of 100 samples stay under.
    #[must_use]
    pub fn p99(&self) -> Duration {
        self.at(99)
    }

    fn at(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or_default()
    }
}

impl FromIterator<Duration> for Times {
    fn from_iter<T: IntoIterator<Item = Duration>>(times: T) -> Self {
        let mut times: Vec<_> = times.into_iter().collect();
        times.sort_unstable();
        Self(times)
    }
}

/// Compiles each module `rounds` times, in turns.
///
/// # Errors
/// Where one is no module.
pub fn compile(modules: &[Vec<u8>], rounds: usize) -> Result<Vec<Times>, crate::ModuleError> {
    let mut times = vec![Vec::new(); modules.len()];
    for _ in 0..rounds {
        for (bytes, times) in modules.iter().zip(&mut times) {
            let start = Instant::now();
            Module::new(bytes)?;
            times.push(start.elapsed());
        }
    }
    Ok(times.into_iter().map(Times::from_iter).collect())
}

/// Makes and drops `samples` instances of each module.
///
/// # Errors
/// Where one cannot be made.
pub fn instantiate(modules: &[&Module], samples: usize) -> Result<Vec<Times>, CallError> {
    in_turns(&mut modules.to_vec(), samples, |module| module.instance().map(drop))
}

/// Calls `validate` in `samples` fresh instances of each module, as policy-server does; making and dropping the
/// instance counts.
///
/// # Errors
/// Where a call gets no response.
pub fn fresh(modules: &[&Module], payload: &[u8], samples: usize) -> Result<Vec<Times>, CallError> {
    in_turns(&mut modules.to_vec(), samples, |module| module.call("validate", payload).map(drop))
}

/// Calls `validate` `samples` times in one instance of each module.
///
/// # Errors
/// Where a call gets no response.
pub fn warm(modules: &[&Module], payload: &[u8], samples: usize) -> Result<Vec<Times>, CallError> {
    let mut instances: Vec<_> = modules.iter().map(|module| module.instance()).collect::<Result<_, _>>()?;
    in_turns(&mut instances, samples, |instance| instance.call("validate", payload).map(drop))
}

fn in_turns<S>(
    subjects: &mut [S],
    samples: usize,
    call: impl Fn(&mut S) -> Result<(), CallError>,
) -> Result<Vec<Times>, CallError> {
    let mut times = vec![Vec::with_capacity(samples); subjects.len()];
    let budget = BUDGET * u32::try_from(subjects.len()).unwrap_or(u32::MAX);
    let start = Instant::now();
    for subject in &mut *subjects {
        call(subject)?;
    }
    while start.elapsed() < budget && times.first().is_some_and(|times| times.len() < samples) {
        for (subject, times) in subjects.iter_mut().zip(&mut times) {
            for _ in 0..TURN {
                let start = Instant::now();
                call(subject)?;
                times.push(start.elapsed());
            }
        }
    }
    Ok(times.into_iter().map(Times::from_iter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_percentiles_by_nearest_rank() {
        let times = |count: u64| (1..=count).rev().map(Duration::from_micros).collect::<Times>();
        let micros = |count| (times(count).p50().as_micros(), times(count).p99().as_micros());
        assert_eq!(micros(100), (50, 99));
        assert_eq!(micros(101), (51, 100));
        assert_eq!(micros(1), (1, 1));
        assert_eq!(micros(0), (0, 0));
    }

    #[test]
    fn gives_every_module_its_samples() {
        let text = wat::parse_str(
            r#"(module
                (import "wapc" "__guest_response" (func $response (param i32 i32)))
                (memory (export "memory") 1)
                (func (export "__guest_call") (param i32 i32) (result i32)
                    (call $response (i32.const 0) (i32.const 0)) (i32.const 1)))"#,
        )
        .unwrap();
        let module = Module::new(&text).unwrap();
        let modules = [&module, &module];
        for times in
            [instantiate(&modules, 40).unwrap(), fresh(&modules, b"", 40).unwrap(), warm(&modules, b"", 40).unwrap()]
        {
            assert_eq!(times.iter().map(|times| times.0.len()).collect::<Vec<_>>(), [40, 40]);
        }
    }
}
