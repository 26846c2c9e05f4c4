//! `make size`: what is in the module, by section, crate and function.

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress, TARGET};
use ceph_multus_host::size::Sizes;
use ceph_multus_host::table::{Table, count};

/// How many functions are listed unless the command line says otherwise.
const FUNCTIONS: usize = 40;

/// The profile that ships, with the names of functions.
const PROFILE: [&str; 2] = [r#"profile.size.inherits="release""#, r#"profile.size.strip="debuginfo""#];

fn main() -> ExitCode {
    let functions = match env::args().nth(1).map(|word| word.parse::<usize>()) {
        None => FUNCTIONS,
        Some(Ok(number)) => number,
        Some(Err(_)) => {
            eprintln!("usage: size [NUMBER OF FUNCTIONS]");
            return ExitCode::from(2);
        }
    };
    match report(functions) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn report(functions: usize) -> Result<(), Box<dyn Error>> {
    let shipped = fs::read(NestedBuild::release(POLICY, Progress::Shown).run()?)?;
    let build =
        NestedBuild { package: POLICY, target: TARGET, profile: "size", config: &PROFILE, progress: Progress::Shown };
    let sizes = Sizes::of(&fs::read(build.run()?)?)?;
    println!("the module as it ships has {} bytes; the parts of the same module with names:\n", count(shipped.len()));
    let sections = sizes.sections.iter().map(|(name, size)| (name.as_str(), *size));
    println!("{}", shares("section", sections, sizes.total));
    let code = sizes.functions.iter().map(|(_, size)| size).sum();
    println!("{}", shares("crate", sizes.crates().into_iter(), code));
    let largest = sizes.functions.iter().take(functions).map(|(name, size)| (name.as_str(), *size));
    println!("{}", shares("function", largest, code));
    Ok(())
}

/// A table of parts, their sizes and their shares in percent of `whole`.
fn shares<'a>(head: &str, parts: impl Iterator<Item = (&'a str, usize)>, whole: usize) -> String {
    let mut table = Table::new(&["bytes", "%", head]);
    for (name, size) in parts {
        let tenths = size * 1000 / whole.max(1);
        table.row(vec![count(size), format!("{}.{}", tenths / 10, tenths % 10), name.to_owned()]);
    }
    table.text()
}
