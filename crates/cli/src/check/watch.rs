//! `--watch`: the check again whenever a file changes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::{Answer, input, output};

/// How often the files are looked at. Their times are asked for and nothing is read, so no library that the system tells
/// of changes is needed.
const INTERVAL: Duration = Duration::from_millis(500);

/// Checks until somebody interrupts.
///
/// # Errors
/// Where the first check has no answer: a file that is broken later is reported, and checked again once it changes.
pub(super) fn run(args: &CheckArgs) -> Result<Answer, Failure> {
    let mut last = None;
    loop {
        let now = times(args);
        if last.as_ref() != Some(&now) {
            match super::once(args) {
                Ok(answer) => output::print(&answer.text),
                Err(failure) if last.is_none() => return Err(failure),
                Err(failure) => output::complain(&failure),
            }
            output::print("waiting for changes; press Ctrl+C to stop\n");
            last = Some(now);
        }
        std::thread::sleep(INTERVAL);
    }
}

/// When each file was last written.
fn times(args: &CheckArgs) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let named = args.manifests.paths.iter().filter_map(|path| input::walk(path).ok()).flatten();
    let files = named.chain(args.settings.clone()).chain(args.baseline.clone());
    files.map(|file| (file.clone(), std::fs::metadata(&file).and_then(|file| file.modified()).ok())).collect()
}
