//! `make load`: the policy under many requests from several threads.

use std::env;
use std::error::Error;
use std::fs;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread;

use ceph_multus_host::Module;
use ceph_multus_host::load::load;
use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress};
use ceph_multus_host::payload::Fixtures;
use ceph_multus_host::table::count;

const REQUESTS: usize = 100_000;

const THREADS: NonZeroUsize = NonZeroUsize::new(4).unwrap();

/// What the resident memory may grow by after the warm-up, in kB: 50 bytes lost in each of 100,000 requests would show.
const GROWTH: usize = 4096;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let requests = env::args().nth(1).map_or(Ok(REQUESTS), |word| word.parse())?;
    let module = Module::new(&fs::read(NestedBuild::release(POLICY, Progress::Shown).run()?)?)?;
    let report = load(&module, &Fixtures::read()?.kinds(), requests, THREADS);
    let seconds = report.elapsed.as_secs_f64();
    println!("{} requests by {THREADS} threads in {seconds:.1} s", count(report.requests));
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(THREADS.get());
    println!(
        "{} requests a second on each of {cores} cores",
        count((report.per_second() / cores as f64).round() as usize)
    );
    println!("{} answers differ from those of a single thread", count(report.different));
    println!("resident kB after each tenth: {:?}, growth {} kB", report.resident, count(report.growth()));
    let sound = report.different == 0 && report.growth() <= GROWTH;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
