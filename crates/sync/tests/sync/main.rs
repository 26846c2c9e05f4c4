//! Runs against a mock of the API server: what is written, what is not, and why.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

mod events;
mod fake;
mod faults;
mod holds;
mod namespaces;
mod objects;
mod previous;
mod rollouts;
mod writes;

use std::sync::{Arc, Mutex};

use ceph_multus_sync::args::Args;
use ceph_multus_sync::report::Log;
use ceph_multus_sync::run;
use clap::Parser;
use jiff::Timestamp;

use fake::{Fake, connect};

/// Seconds since the epoch at which the tests begin.
const START: i64 = 1_800_000_000;

/// A run at `START` and `seconds` later.
fn sync_at(fake: &Arc<Mutex<Fake>>, seconds: i64, options: &[&str]) -> Log {
    sync_after(fake, None, seconds, options)
}

/// The same of a process that has written something `last` seconds after `START`.
fn sync_after(fake: &Arc<Mutex<Fake>>, last: Option<i64>, seconds: i64, options: &[&str]) -> Log {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let wait: &[&str] = if options.contains(&"--wait") { &[] } else { &["--wait", "0s"] };
    let args = Args::parse_from(["ceph-multus-sync"].iter().chain(wait).chain(options));
    let time = |seconds| Timestamp::from_second(START + seconds).unwrap();
    runtime.block_on(async { run::run(&connect(fake), &args, last.map(time), time(seconds)).await })
}

/// `reason: message` of what went wrong.
fn troubles(log: &Log) -> Vec<String> {
    log.troubles.iter().map(|trouble| format!("{}: {trouble}", trouble.reason())).collect()
}
