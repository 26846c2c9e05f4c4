//! `make growth`: what the largest requests cost, of the dimensions whose names contain a text.

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use ceph_multus_host::growth::{Dimension, dimensions, tables};
use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress};

fn main() -> ExitCode {
    let wanted = env::args().skip(1).collect::<Vec<_>>().join(" ");
    let chosen: Vec<&Dimension> = dimensions().filter(|dimension| dimension.name.contains(&wanted)).collect();
    if chosen.is_empty() {
        eprintln!("no dimension has a name with `{wanted}` in it; `make bench` lists them");
        return ExitCode::from(2);
    }
    match report(&chosen) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn report(chosen: &[&Dimension]) -> Result<(), Box<dyn Error>> {
    let policy = fs::read(NestedBuild::release(POLICY, Progress::Shown).run()?)?;
    println!("{}", tables::filled(&policy, chosen.iter().copied())?);
    Ok(())
}
