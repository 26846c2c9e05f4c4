//! `.ceph-multus.yaml`: what a repository says once, for everybody who checks it.

mod file;

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ceph_multus_core::report::suggest::did_you_mean;
use ceph_multus_core::{Level, rules};
use ceph_multus_manifests::{ReadError, SettingsText, read};
use ceph_multus_nodes::Levels;
use ceph_multus_upstream::text::quoted;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::places::directory_itself;
use crate::failure::{Failure, plain};
use crate::input::{self, STDIN_NAME};

use file::{Entry, File};

const NAME: &str = ".ceph-multus.yaml";

/// A configuration, its paths as seen from here.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The directory of the file, if there is one.
    pub(super) directory: Option<PathBuf>,
    /// What to check where the command line names nothing.
    pub(super) paths: Vec<PathBuf>,
    /// The namespace of objects that name none.
    pub(super) namespace: Option<String>,
    /// Findings that are left out.
    pub(super) ignore: Vec<Ignored>,
    /// The file with settings.
    pub(super) settings: Option<PathBuf>,
    /// Where that file is named.
    named_at: Option<String>,
    levels: BTreeMap<String, Level>,
}

/// A rule that is ignored.
#[derive(Debug)]
pub(super) struct Ignored {
    rule: String,
    /// The files that this is about; all where there is none.
    files: Option<Gitignore>,
}

impl Config {
    /// The configuration of `path`, or of the nearest directory from here upwards that has one; an empty one without.
    ///
    /// # Errors
    /// Where it cannot be read, or says something that is unknown.
    pub(super) fn find(path: Option<&Path>) -> Result<Config, Failure> {
        let found = match path {
            Some(path) => Some(path.to_owned()),
            None => nearest()?,
        };
        let Some(path) = found else { return Ok(Config::default()) };
        let text = input::text(&path)?;
        let directory = path.parent().map(Path::to_owned).unwrap_or_default();
        Config::parse(&path, &text, &directory)
    }

    fn parse(path: &Path, text: &str, directory: &Path) -> Result<Config, Failure> {
        let documents = read(&path.display().to_string(), text).map_err(|error| Failure::from(vec![error]))?;
        let file = match documents.as_slice() {
            [] => File::default(),
            [document] => File::read(document)?,
            _ => return Err(Failure::of(path, "must be one document, found several")),
        };
        let mut ignore = Vec::new();
        for Entry { rule, paths, position } in file.ignore {
            let source = path.display().to_string();
            let files = matcher(directory, &paths)
                .map_err(|problem| Failure::from(vec![ReadError { source, position, problem }]))?;
            ignore.push(Ignored { rule, files });
        }
        let here = |path: PathBuf| if directory.as_os_str().is_empty() { path } else { directory.join(path) };
        Ok(Config {
            directory: Some(directory.to_owned()),
            paths: file.paths.into_iter().map(here).collect(),
            namespace: file.namespace,
            ignore,
            named_at: file.settings.as_ref().map(|(_, position)| format!("{}:{position}", path.display())),
            settings: file.settings.map(|(settings, _)| here(settings)),
            levels: file.rules.into_iter().collect(),
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
        let settings = match path {
            Some(path) => input::settings(Some(path))?,
            None => input::settings(self.settings.as_deref()).map_err(|failure| self.with_place(failure))?,
        };
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

    /// What is wrong with the settings that the configuration names, and where it names them.
    fn with_place(&self, mut failure: Failure) -> Failure {
        if let Some(place) = &self.named_at {
            failure.0.push(format!("{place}: the settings are named here"));
        }
        failure
    }
}

impl Ignored {
    /// Whether this is about what `rule` found in `file`.
    pub(super) fn is_about(&self, rule: &str, file: &str) -> bool {
        let is_file = |files: &Gitignore| {
            // Standard input is in no directory.
            let place = if file == STDIN_NAME { files.path().join(file) } else { input::place(Path::new(file)) };
            // A matcher rejects paths outside of its directory.
            place.starts_with(files.path()) && files.matched_path_or_any_parents(place, false).is_ignore()
        };
        self.rule == rule && self.files.as_ref().is_none_or(is_file)
    }
}

/// Patterns as in `.gitignore`, from `directory` on; `None` where there are none.
fn matcher(directory: &Path, patterns: &[String]) -> Result<Option<Gitignore>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = GitignoreBuilder::new(directory_itself(directory));
    for pattern in patterns {
        builder.add_line(None, &from_directory(pattern)?).map_err(|error| error.to_string())?;
    }
    builder.build().map(Some).map_err(|error| error.to_string())
}

/// A pattern without the `./` that many paths begin with: to git it is a part of the name, which no file has.
fn from_directory(pattern: &str) -> Result<String, String> {
    let (not, path) = pattern.strip_prefix('!').map_or(("", pattern), |path| ("!", path));
    let path =
        path.strip_prefix("./").map_or_else(|| path.to_owned(), |path| format!("/{}", path.trim_start_matches('/')));
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|part| matches!(*part, "." | "..")) || parts.iter().all(|part| part.trim().is_empty()) {
        let shown = if pattern.is_empty() { String::from("an empty string") } else { quoted(pattern) };
        return Err(format!("{shown} matches no file; write the path from the directory of this file"));
    }
    Ok(format!("{not}{path}"))
}

/// The configuration of the nearest directory from here upwards that has one.
///
/// # Errors
/// Where what has its name is not a file: a pipe would never end.
pub(super) fn nearest() -> Result<Option<PathBuf>, Failure> {
    let Ok(here) = std::env::current_dir() else { return Ok(None) };
    let mut up = PathBuf::new();
    for directory in here.ancestors() {
        let path = directory.join(NAME);
        if std::fs::symlink_metadata(&path).is_ok() {
            let own = up.join(NAME);
            return match std::fs::metadata(&path) {
                Ok(file) if file.is_file() => Ok(Some(own)),
                Ok(file) if file.is_dir() => Err(no_config(&own, "a directory, not a file")),
                Ok(_) => Err(no_config(&own, "not a regular file")),
                Err(error) if error.kind() == ErrorKind::NotFound => Err(no_config(&own, "a link to a missing file")),
                Err(error) => Err(Failure::of(&own, plain(&error))),
            };
        }
        // A repository ends where its own directory is.
        if directory.join(".git").exists() {
            return Ok(None);
        }
        up.push("..");
    }
    Ok(None)
}

fn no_config(path: &Path, what: &str) -> Failure {
    Failure::of(path, format!("{what}; remove it, or name a file with `--config`"))
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
        assert!(!about("default-route", "a/x.yaml") && !about("default-route", "<stdin>"));
    }

    #[test]
    fn a_path_to_ignore_may_begin_with_a_dot() {
        let about = |pattern: &str, file| {
            let config = parse(&format!("ignore: [{{rule: default-route, paths: ['{pattern}']}}]")).unwrap();
            config.ignore.iter().any(|one| one.is_about("default-route", file))
        };
        for pattern in ["./a/", ".//a/", "/a/", "a/", "a/x.yaml", "./a/*.yaml"] {
            assert!(about(pattern, "sub/a/x.yaml") && about(pattern, "./sub/a/x.yaml"), "{pattern}");
            assert!(!about(pattern, "a/x.yaml"), "{pattern}");
        }
        for pattern in ["", "/", ".", "./", "../a/", "a/./b", "!.."] {
            let config = parse(&format!("ignore: [{{rule: default-route, paths: ['{pattern}']}}]"));
            let shown = if pattern.is_empty() { String::from("an empty string") } else { format!("`{pattern}`") };
            let problem = format!("{shown} matches no file; write the path from the directory of this file");
            assert_eq!(config.unwrap_err().0, [format!("sub/.ceph-multus.yaml:1:10: {problem}")], "{pattern}");
        }
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
    fn every_problem_is_reported_at_its_place() {
        let problems = |text| parse(text).unwrap_err().0;
        let at = |place: &str, problem: &str| format!("sub/.ceph-multus.yaml:{place}: {problem}");
        assert_eq!(
            problems(
                "path: []\nrules:\n  defualt-route: warn\n  default-route: error\n  range-invalid: 1\nignore:\n- rule: host-shim-mising\n- paths: a/\n  why: x\npaths: x\n"
            ),
            [
                at("1:1", "unknown key `path`; did you mean `paths`?"),
                at("3:18", "unknown rule `defualt-route`; did you mean `default-route`?"),
                at("4:18", "`rules.default-route`: must be `deny`, `warn` or `allow`, found `error`"),
                at("5:18", "`rules.range-invalid`: must be a string, found a number"),
                at("7:9", "unknown rule `host-shim-mising`; did you mean `host-shim-missing`?"),
                at("8:3", "`ignore[1]`: `rule` is not set"),
                at("8:10", "`ignore[1].paths`: must be a list, found a string"),
                at("9:8", "unknown key `why`; use rule, paths, reason"),
                at("10:8", "`paths`: must be a list, found a string"),
            ]
        );
        assert_eq!(problems("[]"), [at("1:1", "must be an object, found a list")]);
        assert_eq!(problems("{}\n---\n{}\n"), ["sub/.ceph-multus.yaml: must be one document, found several"]);
    }

    #[test]
    fn a_key_without_a_value_is_not_set() {
        let config = parse("settings:\nrules:\npaths: null\n").unwrap();
        assert_eq!((config.settings, config.paths.len()), (None, 0));
    }
}
