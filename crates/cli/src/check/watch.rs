//! `--watch`: the check again whenever a file changes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::walk::Walk;
use crate::{Answer, output};

use super::config::{self, Config};

/// How often the files are looked at. Their times are asked for and nothing is read, so no library that the system tells
/// of changes is needed.
const INTERVAL: Duration = Duration::from_millis(500);

/// Checks until somebody interrupts.
///
/// # Errors
/// Where the first check has no answer: a file that is broken later is reported, and checked again once it changes. And
/// where an answer cannot be written.
pub(super) fn run(args: &CheckArgs) -> Result<Answer, Failure> {
    let mut last = None;
    loop {
        let now = times(args);
        if last.as_ref() != Some(&now) {
            match super::once(args, &mut None) {
                Ok(answer) => output::print(&answer)?,
                Err(failure) if last.is_none() => return Err(failure),
                Err(failure) => output::complain(&failure),
            }
            output::print(&Answer::clean(String::from("waiting for changes; press Ctrl+C to stop\n")))?;
            last = Some(now);
        }
        std::thread::sleep(INTERVAL);
    }
}

/// When each file was last written: the manifests, and what else the answer comes from.
fn times(args: &CheckArgs) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let config = Config::find(args.config.as_deref()).unwrap_or_default();
    let paths = if args.manifests.paths.is_empty() { &config.paths } else { &args.manifests.paths };
    let manifests = paths.iter().flat_map(|path| Walk::of(path).files);
    let settings = args.settings.clone().or(config.settings);
    let others = [args.config.clone().or_else(|| config::nearest().ok().flatten()), settings, args.baseline.clone()];
    let files = manifests.chain(others.into_iter().flatten());
    files.map(|file| (file.clone(), std::fs::metadata(&file).and_then(|file| file.modified()).ok())).collect()
}
