//! `.ceph-multus.yaml`: what a repository says once, for everybody who checks it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ceph_multus_core::report::suggest::did_you_mean;
use ceph_multus_core::{Level, rules};
use ceph_multus_manifests::{SettingsText, read};
use ceph_multus_nodes::Levels;
use ceph_multus_upstream::text::quoted;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use serde::Deserialize;

use crate::failure::Failure;
use crate::input;

const NAME: &str = ".ceph-multus.yaml";

/// A configuration, its paths as seen from here.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// What to check where the command line names nothing.
    pub(super) paths: Vec<PathBuf>,
    /// The namespace of objects that name none.
    pub(super) namespace: Option<String>,
    /// Findings that are left out.
    pub(super) ignore: Vec<Ignored>,
    /// The file with settings.
    pub(super) settings: Option<PathBuf>,
    levels: BTreeMap<String, Level>,
}

/// A rule that is ignored.
#[derive(Debug)]
pub(super) struct Ignored {
    rule: String,
    /// The files that this is about; all where there is none.
    files: Option<Gitignore>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    settings: Option<PathBuf>,
    paths: Vec<PathBuf>,
    namespace: Option<String>,
    rules: BTreeMap<String, String>,
    ignore: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    #[serde(default)]
    paths: Vec<String>,
    /// Why. For people.
    #[serde(rename = "reason")]
    _reason: Option<String>,
}

impl Config {
    /// The configuration of `path`, or of the nearest directory from here upwards that has one; an empty one without.
    ///
    /// # Errors
    /// Where it cannot be read, or says something that is unknown.
    pub(super) fn find(path: Option<&Path>) -> Result<Config, Failure> {
        let found = match path {
            Some(path) => Some(path.to_owned()),
            None => nearest(),
        };
        let Some(path) = found else { return Ok(Config::default()) };
        let text = input::text(&path)?;
        let directory = path.parent().map(Path::to_owned).unwrap_or_default();
        Config::parse(&path, &text, &directory)
    }

    fn parse(path: &Path, text: &str, directory: &Path) -> Result<Config, Failure> {
        let documents = read(&path.display().to_string(), text).map_err(|error| Failure::from(vec![error]))?;
        let file: File = match documents.as_slice() {
            [] => File::default(),
            [document] => serde_json::from_str(document.json()).map_err(|error| Failure::of(path, plain(&error)))?,
            _ => return Err(Failure::of(path, "must be one document, found several")),
        };
        for id in file.rules.keys().chain(file.ignore.iter().map(|entry| &entry.rule)) {
            known_rule(id).map_err(|problem| Failure::of(path, problem))?;
        }
        let mut levels = BTreeMap::new();
        for (id, level) in file.rules {
            let Some(level) = Level::from_name(&level) else {
                let problem = format!("rules.{id}: must be `deny`, `warn` or `allow`, found {}", quoted(&level));
                return Err(Failure::of(path, problem));
            };
            levels.insert(id, level);
        }
        let mut ignore = Vec::new();
        for entry in file.ignore {
            let files = matcher(directory, &entry.paths).map_err(|problem| Failure::of(path, problem))?;
            ignore.push(Ignored { rule: entry.rule, files });
        }
        let here = |path: PathBuf| if directory.as_os_str().is_empty() { path } else { directory.join(path) };
        Ok(Config {
            paths: file.paths.into_iter().map(here).collect(),
            namespace: file.namespace,
            ignore,
            settings: file.settings.map(here),
            levels,
        })
    }

    /// The levels of rules about nodes, which settings do not have.
    pub(super) fn levels_of_nodes(&self) -> Levels {
        let mut levels = self.levels.clone();
        levels.retain(|id, _| is_about_nodes(id));
        levels
    }

    /// The settings of `path`, or those that the configuration names, with its levels of the policy's rules in them.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn settings(&self, path: Option<&Path>) -> Result<SettingsText, Failure> {
        let settings = input::settings(path.or(self.settings.as_deref()))?;
        let levels: Vec<_> = self.levels.iter().filter(|(id, _)| !is_about_nodes(id)).collect();
        if levels.is_empty() {
            return Ok(settings);
        }
        // What is not valid is reported where the settings are read.
        let Ok(serde_json::Value::Object(mut json)) = serde_json::from_str(settings.json()) else {
            return Ok(settings);
        };
        let rules = json.entry("rules").or_insert_with(|| serde_json::json!({}));
        if let Some(rules) = rules.as_object_mut() {
            rules.extend(levels.into_iter().map(|(id, level)| (id.clone(), level.name().into())));
        }
        let text = serde_json::Value::Object(json).to_string();
        SettingsText::read(NAME, &text).map_err(|error| Failure::from(vec![error]))
    }
}

impl Ignored {
    /// Whether this is about what `rule` found in `file`.
    pub(super) fn is_about(&self, rule: &str, file: &str) -> bool {
        let is_file = |files: &Gitignore| {
            let file = Path::new(file);
            // A matcher rejects paths outside of its directory.
            let is_below = file.is_relative() || file.starts_with(files.path());
            is_below && files.matched_path_or_any_parents(file, false).is_ignore()
        };
        self.rule == rule && self.files.as_ref().is_none_or(is_file)
    }
}

/// Patterns as in `.gitignore`, from `directory` on; `None` where there are none.
fn matcher(directory: &Path, patterns: &[String]) -> Result<Option<Gitignore>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = GitignoreBuilder::new(directory);
    for pattern in patterns {
        builder.add_line(None, pattern).map_err(|error| error.to_string())?;
    }
    builder.build().map(Some).map_err(|error| error.to_string())
}

/// The configuration of the nearest directory from here upwards that has one.
pub(super) fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let mut up = PathBuf::new();
    for directory in here.ancestors() {
        if directory.join(NAME).is_file() {
            return Some(up.join(NAME));
        }
        // A repository ends where its own directory is.
        if directory.join(".git").exists() {
            return None;
        }
        up.push("..");
    }
    None
}

/// Rejects an id that no rule has.
///
/// # Errors
/// One line.
pub(super) fn known_rule(id: &str) -> Result<(), String> {
    if rules::find(id).is_some() || is_about_nodes(id) || id == ceph_multus_manifests::OBJECT_REPEATED {
        return Ok(());
    }
    let about_nodes = ceph_multus_nodes::rules::ALL.iter().map(|rule| rule.id);
    let hint = did_you_mean(id, rules::ALL.iter().map(|rule| rule.id).chain(about_nodes));
    let hint = if hint.is_empty() { String::from("`ceph-multus explain` lists the rules") } else { hint };
    Err(format!("unknown rule {}; {hint}", quoted(id)))
}

fn is_about_nodes(id: &str) -> bool {
    ceph_multus_nodes::rules::find(id).is_some()
}

/// What is wrong, without the place in a text that nobody has written.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, Failure> {
        Config::parse(Path::new("sub/.ceph-multus.yaml"), text, Path::new("sub"))
    }

    #[test]
    fn paths_are_those_of_the_directory_of_the_file() {
        let config =
            parse("settings: s.yaml\npaths: [a, b]\nignore:\n- {rule: default-route, paths: [a/], reason: x}\n");
        let config = config.unwrap();
        assert_eq!(config.paths, [PathBuf::from("sub/a"), PathBuf::from("sub/b")]);
        assert_eq!(config.settings, Some(PathBuf::from("sub/s.yaml")));
        let about = |rule, file| config.ignore.iter().any(|one| one.is_about(rule, file));
        assert!(about("default-route", "sub/a/x.yaml"));
        assert!(!about("default-route", "sub/b/x.yaml") && !about("range-invalid", "sub/a/x.yaml"));
    }

    #[test]
    fn levels_of_rules_about_nodes_stay_out_of_the_settings() {
        let config = parse("rules: {host-shim-missing: deny, host-mtu: allow, default-route: warn}").unwrap();
        let levels = config.levels_of_nodes();
        let expected = [("host-mtu", Level::Allow), ("host-shim-missing", Level::Deny)];
        assert_eq!(levels, expected.map(|(id, level)| (id.to_owned(), level)).into());
        assert_eq!(config.settings(None).unwrap().json(), r#"{"rules":{"default-route":"warn"}}"#);
        let only = parse("rules: {host-shim-missing: deny}").unwrap();
        assert_eq!(only.settings(None).unwrap().json(), "{}");
    }

    #[test]
    fn what_is_unknown_is_rejected_with_a_way_out() {
        let problem = |text| parse(text).unwrap_err().0.concat();
        assert_eq!(
            problem("rules: {defualt-route: warn}"),
            "sub/.ceph-multus.yaml: unknown rule `defualt-route`; did you mean `default-route`?"
        );
        assert_eq!(
            problem("ignore: [{rule: host-shim-mising}]"),
            "sub/.ceph-multus.yaml: unknown rule `host-shim-mising`; did you mean `host-shim-missing`?"
        );
        assert_eq!(
            problem("rules: {default-route: error}"),
            "sub/.ceph-multus.yaml: rules.default-route: must be `deny`, `warn` or `allow`, found `error`"
        );
        assert_eq!(
            problem("path: []"),
            "sub/.ceph-multus.yaml: unknown field `path`, expected one of `settings`, `paths`, `namespace`, `rules`, `ignore`"
        );
    }
}
