//! `diff-settings`: where the inventory of the settings and the manifests differ.

use ceph_multus_core::report::text::{counted, visible};
use ceph_multus_manifests::{Change, Document, Drift, Drifts, drift};
use serde_json::{Value, json};

use crate::args::{DataFormat, DiffSettingsArgs};
use crate::failure::Failure;
use crate::output::{GREEN, RED, styled};
use crate::progress::Progress;
use crate::{Answer, CLEAN, FOUND, input};

/// Writes the differences.
pub(crate) fn run(args: &DiffSettingsArgs) -> Result<Answer, Failure> {
    let settings = input::settings(Some(&args.settings))?;
    let documents = input::documents(&args.manifests, &Progress::new())?;
    let found = drift(&documents, &settings, args.manifests.namespace())?;
    let code = if found.drifts.iter().any(Drift::is_unknown) { FOUND } else { CLEAN };
    Ok(match args.output {
        DataFormat::Text => Answer::text(text(&found, &documents), code),
        DataFormat::Json => {
            let drifts = found.drifts.iter().map(|drift| data(drift, &documents)).collect::<Value>();
            Answer::data(format!("{drifts:#}\n"), code)
        }
    })
}

fn text(found: &Drifts, documents: &[Document]) -> String {
    let mut out = String::new();
    for drift in &found.drifts {
        let place = match (document(drift, documents), drift.position) {
            (Some(document), Some(position)) => format!("{}: ", document.place(position)),
            _ => String::new(),
        };
        let what = match &drift.change {
            Change::Missing => String::from("in the manifests but not in the settings"),
            Change::Gone => String::from("in the settings but not in the manifests"),
            Change::Previous => String::from("as in `previous` of the settings; the change is still pending"),
            Change::Field { path, settings, manifest } => {
                let value = |value: &Option<String>| {
                    value.as_ref().map_or(String::from("not set"), |value| format!("`{value}`"))
                };
                format!("`{path}` is {}, in the settings {}", value(manifest), value(settings))
            }
        };
        // The path of a field has keys that users wrote.
        out.push_str(&format!("{}\n", visible(&format!("{place}{}: {what}", drift.subject))));
    }
    let unknown = found.drifts.iter().filter(|drift| drift.is_unknown()).count();
    out.push_str(&match unknown {
        0 => styled(GREEN, "the settings are up to date"),
        number => {
            let differences = counted(number, "difference");
            styled(RED, format!("{differences}; run `ceph-multus settings` to update the inventory"))
        }
    });
    if found.previous > 0 && found.drifts.is_empty() {
        let objects = counted(found.previous, "object");
        out.push_str(&format!("; `previous` has {objects}: remove it when no pod uses the old networks"));
    }
    out.push('\n');
    out
}

/// The file that a difference is in, or is about.
fn file<'d>(drift: &Drift, document: &'d Document) -> &'d String {
    let source = drift.position.map_or(document.source(), |position| document.source_at(position));
    &source.name
}

fn document<'d>(drift: &Drift, documents: &'d [Document]) -> Option<&'d Document> {
    documents.get(drift.document?)
}

fn data(drift: &Drift, documents: &[Document]) -> Value {
    let mut data = json!({
        "object": drift.subject,
        "file": document(drift, documents).map(|document| file(drift, document)),
        "line": drift.position.map(|position| position.line),
        "column": drift.position.map(|position| position.column),
        "change": match drift.change {
            Change::Missing => "not-in-settings",
            Change::Gone => "not-in-manifests",
            Change::Previous => "previous",
            Change::Field { .. } => "changed",
        },
    });
    if let (Change::Field { path, settings, manifest }, Some(data)) = (&drift.change, data.as_object_mut()) {
        data.insert(String::from("path"), json!(path.to_string()));
        data.insert(String::from("settings"), json!(settings));
        data.insert(String::from("manifest"), json!(manifest));
    }
    data
}
