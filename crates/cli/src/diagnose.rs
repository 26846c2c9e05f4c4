//! `diagnose`: what is wrong in a dump of a cluster, causes first.

use ceph_multus_core::report::text::counted;
use ceph_multus_manifests::{ReadError, check};
use ceph_multus_nodes::Levels;
use ceph_multus_nodes::diagnose::{Diagnosis, Dump, Item, diagnose};
use serde_json::{Value, json};

use crate::args::{DataFormat, DiagnoseArgs};
use crate::failure::Failure;
use crate::input::Readable;
use crate::output::{BOLD, DIM, GREEN, complain, note, styled};
use crate::progress::Progress;
use crate::{Answer, CLEAN, FOUND, UNUSABLE, input};

/// Writes what is wrong.
pub(crate) fn run(args: &DiagnoseArgs) -> Result<Answer, Failure> {
    let settings = input::settings(args.settings.as_deref())?;
    let Readable { documents, unreadable, skipped } = input::readable(&args.manifests, &Progress::new())?;
    for problem in &skipped {
        note(&format!("skipped: {problem}"));
    }
    let namespace = args.manifests.namespace();
    let dump = Dump::of(documents, namespace);
    let mut report = check(&dump.documents, &settings, namespace, |_, _| {})?;
    ceph_multus_nodes::check(&dump.documents, &settings, namespace, &Levels::new(), &mut report)?;
    let found = diagnose(&dump, &settings, namespace, &report)?;
    let code = match (unreadable.is_empty(), found.items.is_empty()) {
        (false, _) => UNUSABLE,
        (true, true) => CLEAN,
        (true, false) => FOUND,
    };
    let answer = match args.output {
        DataFormat::Text => Answer::text(text(&found), code),
        DataFormat::Json => Answer::data(format!("{:#}\n", data(&found, &unreadable, &skipped)), code),
    };
    complain(&Failure::from(unreadable));
    Ok(answer)
}

fn text(found: &Diagnosis) -> String {
    let mut out = match found.items.len() {
        0 => format!("{}\n", styled(GREEN, "no problems found in these objects")),
        1 => String::from("1 problem\n"),
        number => format!("{}, in the order in which to fix them\n", counted(number, "problem")),
    };
    for (place, item) in found.items.iter().enumerate() {
        out.push_str(&block(place + 1, item));
    }
    let mut notes = Vec::new();
    if found.warnings > 0 {
        notes.push(format!("{} not shown; `ceph-multus check` lists them", counted(found.warnings, "warning")));
    }
    if !found.missing.is_empty() {
        notes.push(format!("not in the input, so not checked: {}", found.missing.join("; ")));
    }
    if !notes.is_empty() {
        out.push('\n');
    }
    for line in notes {
        out.push_str(&format!("{}\n", styled(DIM, format!("note: {line}"))));
    }
    out
}

fn block(number: usize, item: &Item) -> String {
    let mut out = format!("\n{number}. {}\n", styled(BOLD, &item.title));
    // In an incident, one page is what gets read.
    const SHOWN: usize = 8;
    for fact in item.facts.iter().take(SHOWN) {
        out.push_str(&format!("   - {fact}\n"));
    }
    if item.facts.len() > SHOWN {
        out.push_str(&format!("   - and {} more; `--output json` lists all\n", item.facts.len() - SHOWN));
    }
    for step in &item.steps {
        out.push_str(&format!("   > {step}\n"));
    }
    out
}

fn data(found: &Diagnosis, unreadable: &[ReadError], skipped: &[ReadError]) -> Value {
    let item = |item: &Item| json!({"kind": item.kind, "title": item.title, "facts": item.facts, "steps": item.steps});
    let error = |error: &ReadError| {
        let (line, column) = error.position.map(|position| (position.line, position.column)).unzip();
        json!({"file": error.source, "line": line, "column": column, "problem": error.problem})
    };
    json!({
        "unreadable": unreadable.iter().map(error).collect::<Vec<_>>(),
        "skipped": skipped.iter().map(error).collect::<Vec<_>>(),
        "problems": found.items.iter().map(item).collect::<Vec<_>>(),
        "warnings": found.warnings,
        "missing": found.missing,
    })
}
