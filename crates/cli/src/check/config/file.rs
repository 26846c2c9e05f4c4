//! The text of a configuration, every problem of it at its place.

use std::path::PathBuf;

use ceph_multus_core::Level;
use ceph_multus_core::json::Path;
use ceph_multus_core::report::suggest::did_you_mean;
use ceph_multus_manifests::{Document, OBJECT_REPEATED, Position, ReadError};
use ceph_multus_upstream::text::quoted;
use serde_json::Value;

use super::known_rule;

/// The keys of a configuration, and those of an element of `ignore`.
const KEYS: [&str; 5] = ["settings", "paths", "namespace", "rules", "ignore"];
const ENTRY_KEYS: [&str; 3] = ["rule", "paths", "reason"];

/// A configuration as it is written.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The file with settings, and where it is named.
    pub(super) settings: Option<(PathBuf, Position)>,
    pub(super) paths: Vec<PathBuf>,
    pub(super) namespace: Option<String>,
    pub(super) rules: Vec<(String, Level)>,
    pub(super) ignore: Vec<Entry>,
}

/// An element of `ignore`. Its `reason` is for people.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) rule: String,
    pub(super) paths: Vec<String>,
    /// Where it is.
    pub(super) position: Option<Position>,
}

impl File {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Every problem.
    pub(super) fn read(document: &Document) -> Result<File, Vec<ReadError>> {
        let mut reader = Reader { document, problems: Vec::new() };
        let file = reader.file(&serde_json::from_str(document.json()).unwrap_or_default());
        let mut problems = reader.problems;
        problems.sort_by_key(|problem| problem.position);
        if problems.is_empty() { Ok(file) } else { Err(problems) }
    }
}

struct Reader<'d> {
    document: &'d Document,
    problems: Vec<ReadError>,
}

impl Reader<'_> {
    fn file(&mut self, value: &Value) -> File {
        let mut file = File::default();
        for (key, value) in self.map(&Path::default(), value, &KEYS) {
            let path = Path::default().key(key.to_owned());
            match key {
                "settings" => {
                    file.settings =
                        self.text(&path, value).map(|text| (PathBuf::from(text), self.document.locate(&path)));
                }
                "paths" => file.paths = self.texts(&path, value).into_iter().map(PathBuf::from).collect(),
                "namespace" => file.namespace = self.text(&path, value),
                "rules" => file.rules = self.levels(&path, value),
                _ => {
                    let entries = self.list(&path, value);
                    file.ignore = entries.into_iter().map(|(path, entry)| self.entry(&path, entry)).collect();
                }
            }
        }
        file
    }

    fn levels(&mut self, path: &Path, value: &Value) -> Vec<(String, Level)> {
        let mut levels = Vec::new();
        let Value::Object(map) = value else {
            self.reject(path, wrong("an object", value));
            return levels;
        };
        for (id, level) in map {
            let path = path.clone().key(id.clone());
            if id == OBJECT_REPEATED {
                self.keep(&path, format!("the level of `{id}` cannot be changed; add it to `ignore` instead"));
                continue;
            }
            self.rule(&path, id);
            let level = self.text(&path, level).unwrap_or_else(|| String::from("deny"));
            match Level::from_name(&level) {
                Some(level) => levels.push((id.clone(), level)),
                None => self.reject(&path, format!("must be `deny`, `warn` or `allow`, found {}", quoted(&level))),
            }
        }
        levels
    }

    fn entry(&mut self, path: &Path, value: &Value) -> Entry {
        let mut entry = Entry { position: Some(self.document.locate(path)), ..Entry::default() };
        let members = self.map(path, value, &ENTRY_KEYS);
        if value.is_object() && !members.iter().any(|(key, _)| *key == "rule") {
            self.reject(path, String::from("`rule` is not set"));
        }
        for (key, value) in members {
            let path = path.clone().key(key.to_owned());
            match key {
                "rule" => {
                    entry.rule = self.text(&path, value).unwrap_or_default();
                    if !entry.rule.is_empty() {
                        self.rule(&path, &entry.rule);
                    }
                }
                "paths" => entry.paths = self.texts(&path, value),
                _ => _ = self.text(&path, value),
            }
        }
        entry
    }

    fn rule(&mut self, path: &Path, id: &str) {
        if let Err(problem) = known_rule(id) {
            self.keep(path, problem);
        }
    }

    /// The members of an object with these `keys`; those without a value are left out.
    fn map<'v>(&mut self, path: &Path, value: &'v Value, keys: &[&str]) -> Vec<(&'v str, &'v Value)> {
        let Value::Object(map) = value else {
            self.reject(path, wrong("an object", value));
            return Vec::new();
        };
        let mut known = Vec::new();
        for (key, value) in map {
            if keys.contains(&key.as_str()) {
                known.extend((!value.is_null()).then_some((key.as_str(), value)));
                continue;
            }
            let hint = did_you_mean(key, keys.iter().copied());
            let hint = if hint.is_empty() { format!("use {}", keys.join(", ")) } else { hint };
            self.keep(&path.clone().key(key.clone()), format!("unknown key {}; {hint}", quoted(key)));
        }
        known
    }

    fn text(&mut self, path: &Path, value: &Value) -> Option<String> {
        let Value::String(text) = value else {
            self.reject(path, wrong("a string", value));
            return None;
        };
        Some(text.clone())
    }

    fn texts(&mut self, path: &Path, value: &Value) -> Vec<String> {
        self.list(path, value).into_iter().filter_map(|(path, value)| self.text(&path, value)).collect()
    }

    /// The elements of a list with their paths.
    fn list<'v>(&mut self, path: &Path, value: &'v Value) -> Vec<(Path, &'v Value)> {
        let Value::Array(list) = value else {
            self.reject(path, wrong("a list", value));
            return Vec::new();
        };
        list.iter().enumerate().map(|(place, value)| (path.clone().index(place), value)).collect()
    }

    /// Keeps what is wrong with the field at `path`, and names the field.
    fn reject(&mut self, path: &Path, problem: String) {
        let problem = if path.is_empty() { problem } else { format!("`{path}`: {problem}") };
        self.keep(path, problem);
    }

    /// Keeps a problem that names what it is about.
    fn keep(&mut self, path: &Path, problem: String) {
        let position = Some(self.document.locate(path));
        self.problems.push(ReadError { source: self.document.source().name.clone(), position, problem });
    }
}

/// `must be a list, found a string`
fn wrong(wanted: &str, value: &Value) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    format!("must be {wanted}, found {found}")
}
