//! What each dimension costs, as tables.

use std::error::Error;
use std::time::Instant;

use super::Dimension;
use crate::module::Module;
use crate::table::{Table, count, time};
use crate::work::CountedModule;

/// How often each of the largest requests is evaluated.
const CALLS: usize = 3;

/// How the instructions of the module `bytes` grow where a number is doubled.
///
/// # Errors
/// Where it is no module of the policy.
pub fn growth<'d>(bytes: &[u8], dimensions: impl Iterator<Item = &'d Dimension>) -> Result<String, Box<dyn Error>> {
    let policy = CountedModule::new(bytes)?;
    let mut table = Table::new(&["dimension", "1,000", "2,000", "exponent"]);
    for dimension in dimensions {
        let work = |number| policy.call(dimension.function, &dimension.payload(number).bytes);
        let (one, two) = (work(1000)?.instructions, work(2000)?.instructions);
        let exponent = format!("{:.2}", (two as f64 / one as f64).log2());
        let shown = |instructions: u64| count(usize::try_from(instructions).unwrap_or(usize::MAX));
        table.row(vec![dimension.name.to_owned(), shown(one), shown(two), exponent]);
    }
    Ok(table.text())
}

/// What the largest requests cost the module `bytes`: of the time the least of some calls, since a machine has other work.
///
/// # Errors
/// Where it is no module of the policy.
pub fn filled<'d>(bytes: &[u8], dimensions: impl Iterator<Item = &'d Dimension>) -> Result<String, Box<dyn Error>> {
    let (policy, counted) = (Module::new(bytes)?, CountedModule::new(bytes)?);
    let mut table = Table::new(&["payload", "bytes", "time", "instructions", "memory"]);
    for dimension in dimensions {
        let payload = dimension.filled();
        let elapsed = (0..CALLS).map(|_| {
            let start = Instant::now();
            drop(policy.call(dimension.function, &payload.bytes));
            start.elapsed()
        });
        let elapsed = elapsed.min().unwrap_or_default();
        let work = counted.call(dimension.function, &payload.bytes)?;
        let instructions = count(usize::try_from(work.instructions).unwrap_or(usize::MAX));
        table.row(vec![payload.name, count(payload.bytes.len()), time(elapsed), instructions, count(work.memory)]);
    }
    Ok(table.text())
}
