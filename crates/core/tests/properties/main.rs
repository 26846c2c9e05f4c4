//! What holds for any input, on inputs that are the same in every run. The fuzz targets of `fuzz/` look for more.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod answers;
mod edits;
mod order;
mod selections;
mod texts;

use arbitrary::{Result, Unstructured};

/// Runs `property` on `runs` inputs of up to `size` random bytes, and counts those that say yes: a property that looks at
/// nothing holds always. A failure prints its seed.
fn count(runs: u32, size: u32, property: impl Fn(&mut Unstructured<'_>) -> Result<bool>) -> u32 {
    let mut yes = 0;
    for run in 1..=runs {
        // The random bytes of neighbours are alike where their seeds are.
        let random = run.wrapping_mul(0x9E37_79B9);
        let seed = u64::from(random) << 32 | u64::from(size);
        arbtest::arbtest(|u| {
            yes += u32::from(property(u)?);
            Ok(())
        })
        .seed(seed)
        .run();
    }
    yes
}
