//! `make run`: evaluates AdmissionRequest files with the policy as it ships.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress, workspace_root};
use ceph_multus_host::render::{Paint, evaluated, summary};
use ceph_multus_host::request_file::{own_settings, read_request, read_settings, request_files};
use ceph_multus_host::{AdmissionRequest, Answer, Module};
use serde_json::{Value, json};

const USAGE: &str = "\
usage: run [--settings FILE] [REQUEST.json | DIRECTORY]...

Evaluates requests (AdmissionRequest or AdmissionReview, JSON) with the policy as it ships, and prints the result, the findings
and the patch of each. Without a request: all of examples/requests.

Settings (a JSON object) of a request are those of `<request>.settings.json` next to it, else those of --settings, else
for the requests of examples/ those of examples/settings.json, else `{}`.

Exits with 0 if every request was evaluated, 1 if settings are invalid or the policy failed, 2 if a file cannot be
read.";

fn main() -> ExitCode {
    let arguments = match Arguments::parse(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => return fail(2, &format!("{problem}\n\n{USAGE}")),
    };
    if arguments.help {
        return print(USAGE).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let plan = match Plan::read(&arguments) {
        Ok(plan) => plan,
        Err(problem) => return fail(2, &problem),
    };
    let module = match policy() {
        Ok(module) => module,
        Err(problem) => return fail(1, &problem),
    };
    match plan.evaluate(&module) {
        Ok(code) => code,
        Err(problem) => fail(1, &problem),
    }
}

#[derive(Default)]
struct Arguments {
    help: bool,
    settings: Option<PathBuf>,
    requests: Vec<PathBuf>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-h" | "--help" => arguments.help = true,
                "-s" | "--settings" => {
                    let file = words.next().ok_or_else(|| format!("`{word}` needs a file"))?;
                    arguments.settings = Some(file.into());
                }
                option if option.starts_with('-') => return Err(format!("unknown option `{option}`")),
                _ => arguments.requests.push(word.into()),
            }
        }
        Ok(arguments)
    }
}

/// Everything that is read before the policy is built, so that a misspelt name costs no minutes.
struct Plan {
    requests: Vec<(PathBuf, AdmissionRequest, Option<PathBuf>)>,
    settings: BTreeMap<Option<PathBuf>, Value>,
}

impl Plan {
    fn read(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let examples = from_here(&workspace_root().canonicalize()?).join("examples");
        let files = if arguments.requests.is_empty() {
            request_files(&[examples.join("requests")])?
        } else {
            request_files(&arguments.requests)?
        };
        if files.is_empty() {
            return Err("no request files".into());
        }
        let mut plan = Self { requests: Vec::new(), settings: BTreeMap::from([(None, json!({}))]) };
        for file in files {
            let request = read_request(&file)?;
            let shared = || arguments.settings.clone();
            let example = || is_below(&file, &examples).then(|| examples.join("settings.json"));
            let settings = own_settings(&file).or_else(shared).or_else(example);
            if let Some(path) = settings.as_deref().filter(|_| !plan.settings.contains_key(&settings)) {
                plan.settings.insert(settings.clone(), read_settings(path)?);
            }
            plan.requests.push((file, request, settings));
        }
        Ok(plan)
    }

    fn evaluate(&self, module: &Module) -> Result<ExitCode, Box<dyn Error>> {
        let colour = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let paint = if colour { Paint::Colour } else { Paint::Plain };
        for (path, settings) in &self.settings {
            let verdict = module.validate_settings(settings)?;
            let message = verdict.message.unwrap_or_default();
            if !verdict.valid {
                eprintln!("invalid settings: {}\n{message}", name(path.as_deref()));
                return Ok(ExitCode::FAILURE);
            }
            if !message.is_empty() {
                print(&format!("settings {}: {message}\n", name(path.as_deref())))?;
            }
        }
        let mut answers: Vec<Answer> = Vec::new();
        for (file, request, settings) in &self.requests {
            let own = self.settings.get(settings).unwrap_or(&Value::Null);
            let answer = module.evaluate(&json!(request), own);
            let settings = name(settings.as_deref());
            print(&evaluated(paint, &file.display().to_string(), &settings, request, &answer))?;
            answers.push(answer);
        }
        print(&summary(&answers))?;
        let failed = answers.iter().any(|answer| answer.failure.is_some());
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn policy() -> Result<Module, Box<dyn Error>> {
    let build = NestedBuild::release(POLICY, Progress::Shown);
    if build.is_first() {
        eprintln!("building the policy; the first time this takes a few minutes");
    }
    Ok(Module::new(&fs::read(build.run()?)?)?)
}

/// `path` as seen from the working directory, where it lies below.
fn from_here(path: &Path) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}

fn is_below(file: &Path, directory: &Path) -> bool {
    match (file.canonicalize(), directory.canonicalize()) {
        (Ok(file), Ok(directory)) => file.starts_with(directory),
        _ => false,
    }
}

fn name(settings: Option<&Path>) -> String {
    settings.map_or_else(|| "{}".to_owned(), |path| path.display().to_string())
}

/// Prints a line. A reader that went away, such as `head`, ends the run with an error.
fn print(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

fn fail(code: u8, problem: &dyn Display) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::from(code)
}
