//! The settings that manifests are checked with.

use ceph_multus_core::json::{self as core_json, Arena, Path};
use ceph_multus_core::report::text::quoted;
use ceph_multus_core::settings::SETTINGS;
use serde_json::{Map, Value};

use crate::document::Document;
use crate::error::ReadError;
use crate::installed_sync::InstalledSync;
use crate::mode::NAMES;
use crate::read::read;
use crate::registered::Registered;

/// The text of settings: a YAML or JSON object, or a ClusterAdmissionPolicy or AdmissionPolicy that carries them.
#[derive(Debug, Default)]
pub struct SettingsText {
    document: Option<Document>,
    /// Where in the document the settings are.
    path: Path,
    json: String,
    /// All that the text has, if admission policies carry the settings.
    documents: Vec<Document>,
}

/// Where an admission policy has its settings.
const IN_POLICY: [&str; 2] = ["spec", "settings"];

impl SettingsText {
    /// Reads a text. Of several documents the admission policies of this project count, which have the same settings; an
    /// empty text is `{}`.
    ///
    /// # Errors
    /// Where the text cannot be read, or holds several documents and not one admission policy whose settings are meant.
    pub fn read(name: &str, text: &str) -> Result<SettingsText, ReadError> {
        SettingsText::read_except(name, text, &[])
    }

    /// The same for a reader that does not use what `inventory` and `previous` say. The sync writes them one policy after the
    /// other, so they may differ.
    ///
    /// # Errors
    /// As of `read`.
    pub fn read_without_inventory(name: &str, text: &str) -> Result<SettingsText, ReadError> {
        SettingsText::read_except(name, text, &["inventory", "previous"])
    }

    /// Reads a text whose policies may differ in `unused` keys.
    fn read_except(name: &str, text: &str, unused: &[&str]) -> Result<SettingsText, ReadError> {
        let mut documents = read(name, text)?;
        let policies = carriers(&documents)?;
        if let Some(first) = policies.first().copied() {
            reject_different(first, &policies, unused)?;
            let (document, json) = (first.clone(), in_policy(first).unwrap_or_default().to_owned());
            return Ok(SettingsText { document: Some(document), path: IN_POLICY.into(), json, documents });
        }
        if documents.len() > 1 {
            let problem = String::from("several documents, of which none is a ClusterAdmissionPolicy; give one");
            return Err(ReadError { source: name.to_owned(), position: None, problem });
        }
        Ok(documents.pop().map_or_else(SettingsText::default, |document| SettingsText {
            json: document.json().to_owned(),
            document: Some(document),
            ..SettingsText::default()
        }))
    }

    /// Whether the text has neither settings nor anything else.
    pub fn is_empty(&self) -> bool {
        self.document.is_none()
    }

    /// How the policies that carry the settings are registered; `None` where the settings stand for themselves.
    pub fn registered(&self) -> Option<Registered> {
        let policies = carriers(&self.documents).unwrap_or_default();
        (!policies.is_empty()).then(|| Registered::of(&policies))
    }

    /// The sync next to these policies.
    pub fn sync(&self) -> InstalledSync {
        InstalledSync::of(&self.documents)
    }

    /// What the text is called; empty for settings that nobody gave.
    pub fn source(&self) -> &str {
        self.document.as_ref().map_or("", |document| &document.source().name)
    }

    /// The settings as JSON; `{}` where there are none.
    pub fn json(&self) -> &str {
        if self.json.is_empty() { "{}" } else { &self.json }
    }

    /// What is wrong with the field at `path` of the settings, with its place.
    pub(crate) fn problem(&self, path: &Path, problem: String) -> ReadError {
        let Some(document) = &self.document else {
            return ReadError { source: String::from("settings"), position: None, problem };
        };
        let whole = self.path.clone().join(path);
        ReadError { source: document.source().name.clone(), position: Some(document.locate(&whole)), problem }
    }

    /// The settings as the core reads them, into `arena`.
    pub(crate) fn node<'a>(&'a self, arena: &'a Arena) -> Result<core_json::Node<'a>, Vec<ReadError>> {
        core_json::read(self.json(), arena, &SETTINGS)
            .map_err(|error| vec![self.problem(&Path::default(), error.problem)])
    }
}

/// The admission policies that carry settings: the three of this project, or else its own under other names, or else the
/// only one. A cluster has others, with settings of their own.
fn carriers(documents: &[Document]) -> Result<Vec<&Document>, ReadError> {
    let policies: Vec<&Document> = documents.iter().filter(|document| document.is_admission_policy()).collect();
    let is_installed = |policy: &Document| NAMES.contains(&policy.name());
    let is_own = |policy: &Document| {
        let module = policy.text_of(&["spec", "module"].into()).unwrap_or_default();
        policy.name().starts_with("ceph-multus-") || module.contains("/ceph-multus-policy")
    };
    for is_meant in [is_installed as fn(&Document) -> bool, is_own] {
        let meant: Vec<&Document> = policies.iter().copied().filter(|policy| is_meant(policy)).collect();
        if !meant.is_empty() {
            return Ok(meant);
        }
    }
    match policies.as_slice() {
        [first, _, ..] => Err(ReadError {
            source: first.source().name.clone(),
            position: None,
            problem: String::from("several policies, of which none is named `ceph-multus-...`; give one"),
        }),
        _ => Ok(policies),
    }
}

/// The settings of a policy as JSON.
fn in_policy(policy: &Document) -> Option<&str> {
    policy.json_at(&IN_POLICY.into()).filter(|json| *json != "null")
}

/// Rejects policies that differ in more than `mutate`, which each has of its own, and `unused` keys: nothing says which of them is
/// meant.
fn reject_different(first: &Document, policies: &[&Document], unused: &[&str]) -> Result<(), ReadError> {
    let settings = |policy: &Document| -> Map<String, Value> {
        let mut settings: Map<String, Value> =
            in_policy(policy).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        settings.retain(|key, _| key != "mutate" && !unused.contains(&key.as_str()));
        settings
    };
    let known = settings(first);
    for policy in policies {
        let own = settings(policy);
        let Some(key) = known.keys().chain(own.keys()).find(|key| known.get(*key) != own.get(*key)) else { continue };
        return Err(ReadError {
            source: policy.source().name.clone(),
            position: Some(policy.locate(&Path::from(IN_POLICY).key(key.clone()))),
            problem: format!(
                "the settings of {} and {} differ in {}; make them the same, or give one policy",
                first.name(),
                policy.name(),
                quoted(key)
            ),
        });
    }
    Ok(())
}
