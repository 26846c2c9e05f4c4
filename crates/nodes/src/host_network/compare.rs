//! Files compared with what they should say. Comments, blank lines and the order of files do not count.

use ceph_multus_manifests::{Document, read};
use ceph_multus_upstream::text::quoted;
use serde_json::Value;

use super::{HEADER, NodeFile, Tool};

/// Where a file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file, as `node/path`; of what is applied to the cluster the object; empty for what is in no file.
    pub file: String,
    /// What differs.
    pub problem: String,
}

/// Compares `text`, files as [`super::stream`] writes them, to the files that are right.
///
/// # Errors
/// Where YAML cannot be read.
pub fn compare(right: &[NodeFile], text: &str, tool: Tool) -> Result<Vec<Difference>, String> {
    let mut differences = Vec::new();
    if tool == Tool::Nmstate {
        let whole: String = right.iter().map(|file| file.text.as_str()).collect::<Vec<_>>().join("---\n");
        objects(&whole, text, &mut differences)?;
        return Ok(differences);
    }
    let there = parts(text);
    for file in right {
        let name = file.name();
        let same: Vec<&str> = there.iter().filter(|(known, _)| *known == name).map(|(_, text)| text.as_str()).collect();
        match same.as_slice() {
            [] => differences.push(Difference { file: name, problem: String::from("the file is missing") }),
            [one] => {
                if tool == Tool::Talos {
                    objects(&file.text, one, &mut differences)?;
                } else {
                    lines(&name, &file.text, one, &mut differences);
                }
            }
            _ => differences.push(Difference { file: name, problem: String::from("duplicate file") }),
        }
    }
    for (name, _) in there.iter().filter(|(name, _)| !right.iter().any(|file| file.name() == *name)) {
        let problem = match name.as_str() {
            "" => format!("what is above the first line `{HEADER}NODE/FILE <==` belongs to no file"),
            _ => String::from("no node needs this file"),
        };
        differences.push(Difference { file: name.clone(), problem });
    }
    Ok(differences)
}

/// The files of a stream: the name over each, and its text.
fn parts(text: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix(HEADER).and_then(|rest| rest.strip_suffix(" <==")) {
            parts.push((name.to_owned(), String::new()));
        } else {
            if parts.is_empty() {
                parts.push((String::new(), String::new()));
            }
            if let Some((_, text)) = parts.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    parts.retain(|(name, text)| !name.is_empty() || !text.trim().is_empty());
    parts
}

/// The lines that say something, each with the section that it is in.
fn meaning(text: &str) -> Vec<(String, String)> {
    let (mut section, mut lines) = (String::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
        if line.starts_with('[') {
            section = line.to_owned();
        }
        lines.push((section.clone(), line.to_owned()));
    }
    lines
}

fn lines(name: &str, right: &str, text: &str, differences: &mut Vec<Difference>) {
    let mut there = meaning(text);
    let add = |differences: &mut Vec<Difference>, problem| {
        differences.push(Difference { file: name.to_owned(), problem });
    };
    for line in meaning(right) {
        match there.iter().position(|other| *other == line) {
            Some(place) => _ = there.remove(place),
            None => add(differences, format!("{} is missing{}", quoted(&line.1), within(&line.0))),
        }
    }
    for line in there {
        add(differences, format!("unexpected {}{}", quoted(&line.1), within(&line.0)));
    }
}

fn within(section: &str) -> String {
    if section.is_empty() { String::new() } else { format!(" in `{section}`") }
}

fn objects(right: &str, text: &str, differences: &mut Vec<Difference>) -> Result<(), String> {
    let documents = |text: &str| read("the file", text).map_err(|error| error.to_string());
    let (right, mut there) = (documents(right)?, documents(text)?);
    // Other objects in the same file do not count.
    there.retain(|other| right.iter().any(|own| own.kind() == other.kind() && is_ours(other)));
    for document in &right {
        let title = title(document);
        let same: Vec<&Document> = there.iter().filter(|other| self::title(other) == title).collect();
        match same.as_slice() {
            [] => differences.push(Difference { file: title, problem: String::from("the object is missing") }),
            [one] => {
                let value = |document: &Document| serde_json::from_str(document.json()).unwrap_or_default();
                values(&title, "", &value(document), &value(one), differences);
            }
            _ => differences.push(Difference { file: title, problem: String::from("duplicate object") }),
        }
    }
    for other in there.iter().filter(|other| !right.iter().any(|own| title(own) == title(other))) {
        differences.push(Difference { file: title(other), problem: String::from("no node needs this object") });
    }
    Ok(())
}

/// Whether the name is one that is given here; Talos Linux has no policies.
fn is_ours(document: &Document) -> bool {
    document.kind() != "NodeNetworkConfigurationPolicy" || document.name().starts_with(super::nmstate::PREFIX)
}

/// A Kubernetes object, or a document of Talos Linux, which has its name at the top.
fn title(document: &Document) -> String {
    let own = serde_json::from_str::<Value>(document.json()).unwrap_or_default();
    let name = own.get("name").and_then(Value::as_str).unwrap_or(document.name());
    format!("{} {}", document.kind(), quoted(name))
}

/// What the API server adds does not count: the status, and metadata besides the name.
fn values(title: &str, path: &str, right: &Value, there: &Value, differences: &mut Vec<Difference>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (right, there) {
        (Value::Object(right), Value::Object(there)) => {
            for (key, value) in right {
                values(title, &below(key), value, there.get(key).unwrap_or(&Value::Null), differences);
            }
            let is_servers = |key: &str| matches!((path, key), ("metadata", _) | ("", "status"));
            for (key, value) in there.iter().filter(|(key, _)| !right.contains_key(*key) && !is_servers(key)) {
                values(title, &below(key), &Value::Null, value, differences);
            }
        }
        (Value::Array(right), Value::Array(there)) if right.len() == there.len() => {
            for (place, (right, there)) in right.iter().zip(there).enumerate() {
                values(title, &format!("{path}[{place}]"), right, there, differences);
            }
        }
        _ if right != there => {
            let shown =
                |value: &Value| if value.is_null() { String::from("not set") } else { quoted(&value.to_string()) };
            let problem = format!("`{path}` must be {}, found {}", shown(right), shown(there));
            differences.push(Difference { file: title.to_owned(), problem });
        }
        _ => {}
    }
}
