//! `make bench`: the policy beside two floors, and beside further modules named on the command line.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ceph_multus_host::growth::{dimensions, tables};
use ceph_multus_host::measure::{self, Times};
use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress};
use ceph_multus_host::payload::{Fixtures, Payload};
use ceph_multus_host::table::{Table, count, ratio, time};
use ceph_multus_host::{Module, ValidationResponse};

/// The guests that show what any policy pays: one that reads nothing, and one that parses the payload into a tree.
const FLOORS: [(&str, NestedBuild<'_>); 2] = [
    ("noop", NestedBuild::release("ceph-multus-bench-noop", Progress::Shown)),
    (
        "parse",
        NestedBuild {
            package: "ceph-multus-bench-parse",
            target: "wasm32-wasip1",
            profile: "fast",
            config: &FAST,
            progress: Progress::Shown,
        },
    ),
];

/// How Rust policies are usually built, besides for WASI: for speed. That makes the lowest floor under the times.
const FAST: [&str; 3] =
    [r#"profile.fast.inherits="release""#, "profile.fast.opt-level=3", "profile.fast.package.serde_json.opt-level=3"];

const COMPILATIONS: usize = 9;
const FRESH: usize = 2000;
const WARM: usize = 5000;

fn main() -> ExitCode {
    let further: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    match bench(&further) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn bench(further: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let fixtures = Fixtures::read()?;
    let contenders = Contenders::build(further)?;
    println!("{}", contenders.start()?);
    for payload in fixtures.kinds() {
        println!("{}", contenders.evaluate(&payload)?);
    }
    println!("growth, p50 and its ratio to parse of the same payload\n");
    println!("{}", contenders.grow([0, 10, 100, 1000].map(|nads| fixtures.with_inventory(nads)))?);
    println!("{}", contenders.grow([0, 10, 100, 1000, 10_000].map(|excludes| fixtures.with_excludes(excludes)))?);
    println!("{}", contenders.grow([5, 20, 50, 100, 200, 500].map(|kilobytes| fixtures.with_pod_of(kilobytes)))?);
    println!("growth in every dimension: instructions of the policy, and the power of the number by which they grow\n");
    println!("{}", tables::growth(contenders.policy(), dimensions())?);
    println!("a request of 1.5 MB with settings of 1 MB, by the dimension that fills them\n");
    println!("{}", tables::filled(contenders.policy(), dimensions())?);
    Ok(())
}

/// The modules in the order of the tables: the floors, the policy, what the command line adds.
struct Contenders {
    names: Vec<String>,
    bytes: Vec<Vec<u8>>,
    modules: Vec<Module>,
}

impl Contenders {
    fn build(further: &[PathBuf]) -> Result<Self, Box<dyn Error>> {
        let mut contenders = Self { names: Vec::new(), bytes: Vec::new(), modules: Vec::new() };
        for (name, build) in FLOORS.into_iter().chain([("policy", NestedBuild::release(POLICY, Progress::Shown))]) {
            contenders.add(name, &build.run()?)?;
        }
        for path in further {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            contenders.add(&stem, path)?;
        }
        Ok(contenders)
    }

    fn add(&mut self, name: &str, path: &Path) -> Result<(), Box<dyn Error>> {
        let problem = |error: &dyn std::fmt::Display| format!("`{}`: {error}", path.display());
        let bytes = fs::read(path).map_err(|error| problem(&error))?;
        self.modules.push(Module::new(&bytes).map_err(|error| problem(&error))?);
        self.names.push(name.to_owned());
        self.bytes.push(bytes);
        Ok(())
    }

    fn modules(&self) -> Vec<&Module> {
        self.modules.iter().collect()
    }

    /// The policy itself, which stands behind the floors.
    fn policy(&self) -> &[u8] {
        self.bytes.get(FLOORS.len()).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a module costs before the first request.
    fn start(&self) -> Result<String, Box<dyn Error>> {
        let compiled = measure::compile(&self.bytes, COMPILATIONS)?;
        let instances = measure::instantiate(&self.modules(), FRESH)?;
        let mut table = Table::new(&["module", "bytes", "compile", "instance + init"]);
        for (((name, bytes), compiled), instances) in self.names.iter().zip(&self.bytes).zip(&compiled).zip(&instances)
        {
            table.row(vec![name.clone(), count(bytes.len()), time(compiled.p50()), time(instances.p50())]);
        }
        Ok(table.text())
    }

    /// What each module costs and answers for one payload.
    fn evaluate(&self, payload: &Payload) -> Result<String, Box<dyn Error>> {
        let fresh = measure::fresh(&self.modules(), &payload.bytes, FRESH)?;
        let warm = measure::warm(&self.modules(), &payload.bytes, WARM)?;
        let mut table =
            Table::new(&["module", "fresh p50", "p99", "x noop", "x parse", "warm p50", "x noop", "x parse", "answer"]);
        for (((name, module), own_fresh), own_warm) in self.names.iter().zip(&self.modules).zip(&fresh).zip(&warm) {
            let mut row = vec![name.clone(), time(own_fresh.p50()), time(own_fresh.p99())];
            row.extend(ratios(own_fresh, &fresh));
            row.push(time(own_warm.p50()));
            row.extend(ratios(own_warm, &warm));
            row.push(answer(module, payload)?.to_owned());
            table.row(row);
        }
        Ok(format!("{}, {} bytes\n{}", payload.name, count(payload.bytes.len()), table.text()))
    }

    /// How the cost of the policy, and of what the command line adds, grows with the payload.
    fn grow<const N: usize>(&self, payloads: [Payload; N]) -> Result<String, Box<dyn Error>> {
        let mut table =
            Table::new(&["payload", "bytes", "module", "fresh p50", "x parse", "warm p50", "x parse", "answer"]);
        for payload in &payloads {
            let fresh = measure::fresh(&self.modules(), &payload.bytes, FRESH / 4)?;
            let warm = measure::warm(&self.modules(), &payload.bytes, WARM / 4)?;
            let rows = self.names.iter().zip(&self.modules).zip(&fresh).zip(&warm).skip(FLOORS.len());
            for (((name, module), own_fresh), own_warm) in rows {
                let to_parse = |own: &Times, all| ratios(own, all).pop().unwrap_or_default();
                table.row(vec![
                    payload.name.clone(),
                    count(payload.bytes.len()),
                    name.clone(),
                    time(own_fresh.p50()),
                    to_parse(own_fresh, &fresh),
                    time(own_warm.p50()),
                    to_parse(own_warm, &warm),
                    answer(module, payload)?.to_owned(),
                ]);
            }
        }
        Ok(table.text())
    }
}

/// The ratios of a median to those of the floors, which stand first in `all`.
fn ratios(own: &Times, all: &[Times]) -> Vec<String> {
    let floor = |floor: &Times| ratio(own.p50(), floor.p50());
    all.iter().take(FLOORS.len()).map(floor).collect()
}

fn answer(module: &Module, payload: &Payload) -> Result<&'static str, Box<dyn Error>> {
    let response: ValidationResponse = serde_json::from_slice(&module.call("validate", &payload.bytes)?)?;
    Ok(match response {
        ValidationResponse { accepted: false, .. } => "rejected",
        ValidationResponse { mutated_object: Some(_), .. } => "mutated",
        ValidationResponse { .. } => "accepted",
    })
}
