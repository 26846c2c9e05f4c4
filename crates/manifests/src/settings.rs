//! The settings that manifests are checked with.

use ceph_multus_core::json::{self as core_json, Arena, Path};
use ceph_multus_core::settings::SETTINGS;

use crate::document::Document;
use crate::error::ReadError;
use crate::read::read;

/// The text of settings: a YAML or JSON object, or a ClusterAdmissionPolicy or AdmissionPolicy that carries them.
#[derive(Debug, Default)]
pub struct SettingsText {
    document: Option<Document>,
    /// Where in the document the settings are.
    path: Path,
    json: String,
}

/// Where an admission policy has its settings.
const IN_POLICY: [&str; 2] = ["spec", "settings"];

impl SettingsText {
    /// Reads a text. Of several documents the first admission policy counts; an empty text is `{}`.
    ///
    /// # Errors
    /// Where the text cannot be read, or holds several documents and no admission policy.
    pub fn read(name: &str, text: &str) -> Result<SettingsText, ReadError> {
        let mut documents = read(name, text)?;
        if let Some(index) = documents.iter().position(Document::is_admission_policy) {
            let document = documents.swap_remove(index);
            let json =
                document.json_at(&IN_POLICY.into()).filter(|json| *json != "null").unwrap_or_default().to_owned();
            return Ok(SettingsText { document: Some(document), path: IN_POLICY.into(), json });
        }
        if documents.len() > 1 {
            let problem = String::from("several documents, of which none is a ClusterAdmissionPolicy; give one");
            return Err(ReadError { source: name.to_owned(), position: None, problem });
        }
        Ok(documents.pop().map_or_else(SettingsText::default, |document| SettingsText {
            json: document.json().to_owned(),
            document: Some(document),
            path: Path::default(),
        }))
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
