//! The settings that manifests are checked with.

use ceph_multus_core::json::{self as core_json, Arena, Path};
use ceph_multus_core::settings::SETTINGS;

use crate::document::Document;
use crate::error::ReadError;
use crate::mode::{Modes, PolicyMode};
use crate::read::read;

/// The text of settings: a YAML or JSON object, or a ClusterAdmissionPolicy or AdmissionPolicy that carries them.
#[derive(Debug, Default)]
pub struct SettingsText {
    document: Option<Document>,
    /// Where in the document the settings are.
    path: Path,
    json: String,
    registered: Option<Registered>,
}

/// How the admission policies that carry settings are registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Their modes.
    pub modes: Modes,
    /// The policy server of the first.
    pub policy_server: String,
}

/// Where an admission policy has its settings.
const IN_POLICY: [&str; 2] = ["spec", "settings"];

/// The policy server of policies that name none (kubewarden/adm-controller: api/policies/v1/policy_types.go).
const DEFAULT_SERVER: &str = "default";

impl SettingsText {
    /// Reads a text. Of several documents the first admission policy counts; an empty text is `{}`.
    ///
    /// # Errors
    /// Where the text cannot be read, or holds several documents and no admission policy.
    pub fn read(name: &str, text: &str) -> Result<SettingsText, ReadError> {
        let mut documents = read(name, text)?;
        let registered = Registered::of(&documents);
        if let Some(index) = documents.iter().position(Document::is_admission_policy) {
            let document = documents.swap_remove(index);
            let json =
                document.json_at(&IN_POLICY.into()).filter(|json| *json != "null").unwrap_or_default().to_owned();
            return Ok(SettingsText { document: Some(document), path: IN_POLICY.into(), json, registered });
        }
        if documents.len() > 1 {
            let problem = String::from("several documents, of which none is a ClusterAdmissionPolicy; give one");
            return Err(ReadError { source: name.to_owned(), position: None, problem });
        }
        Ok(documents.pop().map_or_else(SettingsText::default, |document| SettingsText {
            json: document.json().to_owned(),
            document: Some(document),
            path: Path::default(),
            registered: None,
        }))
    }

    /// Whether the text has neither settings nor anything else.
    pub fn is_empty(&self) -> bool {
        self.document.is_none()
    }

    /// How the policies that carry the settings are registered; `None` where the settings stand for themselves.
    pub fn registered(&self) -> Option<&Registered> {
        self.registered.as_ref()
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

impl Registered {
    fn of(documents: &[Document]) -> Option<Registered> {
        let policies = || documents.iter().filter(|document| document.is_admission_policy());
        // Kubewarden takes a policy without a mode for one that rejects.
        let mode = |policy: &Document| match policy.text_of(&["spec", "mode"].into()).as_deref() {
            Some("monitor") => PolicyMode::Monitor,
            _ => PolicyMode::Protect,
        };
        let server = policies().next()?.text_of(&["spec", "policyServer"].into());
        let modes = Modes::of(policies().map(|policy| (policy.name().to_owned(), mode(policy))).collect());
        Some(Registered { modes, policy_server: server.unwrap_or_else(|| String::from(DEFAULT_SERVER)) })
    }
}
