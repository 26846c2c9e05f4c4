//! What is typed: texts as a user has them.

use ceph_multus_manifests::{Document, ReadError, SettingsText, read};
use serde::Deserialize;
use tsify::Tsify;

/// The namespace of objects that name none, as kubectl has it.
pub(crate) const NAMESPACE: &str = "default";

/// Manifests and what they are judged with.
#[derive(Debug, Default, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Manifests: YAML documents, or JSON.
    pub manifests: String,
    /// The settings of the policy, or a ClusterAdmissionPolicy that carries them; `{}` where there are none.
    #[serde(default)]
    #[tsify(optional)]
    pub settings: String,
    /// Manifests as they are in the cluster; an object that is in both is judged as a change.
    #[serde(default)]
    #[tsify(optional)]
    pub before: String,
}

/// The texts, read.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) documents: Vec<Document>,
    pub(crate) settings: SettingsText,
    pub(crate) before: Vec<Document>,
}

impl Input {
    /// Reads all texts.
    pub(crate) fn read(&self) -> Result<Texts, Vec<ReadError>> {
        let documents = read("manifests", &self.manifests);
        let settings = SettingsText::read("settings", &self.settings);
        let before = read("before", &self.before);
        match (documents, settings, before) {
            (Ok(documents), Ok(settings), Ok(before)) => Ok(Texts { documents, settings, before }),
            (documents, settings, before) => {
                Err([documents.err(), settings.err(), before.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// The errors as one text, a line each.
pub(crate) fn lines(errors: &[ReadError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
