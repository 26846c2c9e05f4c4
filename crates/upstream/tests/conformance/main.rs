//! Runs vectors of upstream behaviour: one test for every entry of every `*.json` of the directory in the environment
//! variable `CONFORMANCE_VECTORS`, by default the project's own `tests/vectors`.
//!
//! An entry is `{id, source, input, expect}`. `input.op` names the operation; of the outcome, an object, only what is in
//! `expect` is compared. Entries with an operation that the project does not have are shown as ignored.

#![expect(clippy::indexing_slicing, reason = "an absent member of a JSON value is null, not a panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

mod annotation;
mod cni;
mod load;
mod offset;
mod whereabouts;

/// The outcome of an operation, or why its input is not one.
type Outcome = Result<Value, Failed>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let directory = std::env::var_os("CONFORMANCE_VECTORS").map_or_else(default_directory, PathBuf::from);
    match trials(&directory) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(problem) => {
            eprintln!("{}: {problem}", directory.display());
            ExitCode::FAILURE
        }
    }
}

fn default_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

fn trials(directory: &Path) -> Result<Vec<Trial>, String> {
    let entries = fs::read_dir(directory).map_err(|error| error.to_string())?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut trials = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let vectors: Vec<Value> =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        trials.extend(vectors.into_iter().map(|vector| trial(&stem, vector)));
    }
    if trials.is_empty() { Err(String::from("no vectors")) } else { Ok(trials) }
}

fn trial(file: &str, vector: Value) -> Trial {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (id, operation) = (text(&vector["id"]), text(&vector["input"]["op"]));
    let name = format!("{file}::{id} {operation}");
    let Some(run) = operation_of(&operation) else { return Trial::test(name, || Ok(())).with_ignored_flag(true) };
    Trial::test(name, move || {
        let found = run(&vector["input"])?;
        match difference("", &vector["expect"], &found) {
            None => Ok(()),
            Some(difference) => Err(format!("{difference}\n  input: {}\n  found: {found}", vector["input"]).into()),
        }
    })
}

fn operation_of(name: &str) -> Option<fn(&Value) -> Outcome> {
    Some(match name {
        "parse-annotation" => annotation::parse_annotation,
        "rook-selector" => annotation::rook_selector,
        "interface-names" => annotation::interface_names,
        "default-route" => annotation::default_route,
        "namespace-isolation" => annotation::namespace_isolation,
        "interface-name" => annotation::interface_name,
        "cni-config" => cni::cni_config,
        "bridge-config" => cni::bridge_config,
        "plugin-requirements" => cni::plugin_requirements,
        "nad-webhook" => cni::nad_webhook,
        "load" => whereabouts::load,
        "span" => whereabouts::span,
        "pool-name" => whereabouts::pool_name,
        "divide" => whereabouts::divide,
        "offset" => whereabouts::offset,
        _ => return None,
    })
}

/// The first place where `found` lacks what is expected.
fn difference(path: &str, expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().find_map(|(key, value)| {
            difference(&format!("{path}.{key}"), value, found.get(key).unwrap_or(&Value::Null))
        }),
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let mut pairs = expected.iter().zip(found).enumerate();
            pairs.find_map(|(place, (expected, found))| difference(&format!("{path}[{place}]"), expected, found))
        }
        // Go writes an empty list that it never filled as null.
        (Value::Null, Value::Array(found)) if found.is_empty() => None,
        _ if expected == found => None,
        _ => Some(format!("at {path}: expected {expected}, found {found}")),
    }
}

/// A text of the input.
fn text<'v>(input: &'v Value, key: &str) -> Result<&'v str, Failed> {
    input[key].as_str().ok_or_else(|| format!("the input lacks the text `{key}`").into())
}

/// A text of the input, empty if it is not there.
fn optional_text<'v>(input: &'v Value, key: &str) -> &'v str {
    input[key].as_str().unwrap_or_default()
}

/// An operation that ends with an error.
fn error(kind: &str) -> Value {
    serde_json::json!({"ok": false, "error_kind": kind})
}
