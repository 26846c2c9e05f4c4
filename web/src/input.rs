//! What is typed: texts as a user has them.

use ceph_multus_manifests::{Document, ReadError, SettingsText, read};
use serde::Deserialize;
use tsify_macros::Tsify;

use crate::argument::argument;
use crate::tsify;

/// The namespace of objects that name none, as kubectl has it.
pub(crate) const NAMESPACE: &str = "default";

/// Manifests and what they are checked with.
#[derive(Debug, Default, Deserialize, Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct Input {
    /// Manifests: YAML documents, or JSON.
    pub manifests: String,
    /// The settings of the policy, or a ClusterAdmissionPolicy that carries them; `{}` where there are none.
    #[serde(default)]
    pub settings: String,
    /// Manifests as they are in the cluster; an object that is in both is checked as a change.
    #[serde(default)]
    pub old_objects: String,
}

/// The texts, read.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) documents: Vec<Document>,
    pub(crate) settings: SettingsText,
    pub(crate) old_objects: Vec<Document>,
}

impl Input {
    /// Reads an input from JSON.
    ///
    /// # Errors
    /// One line where it has other members, or others than texts.
    pub fn read(text: &str) -> Result<Input, String> {
        argument(text)
    }

    /// Reads all texts.
    pub(crate) fn texts(&self) -> Result<Texts, Vec<ReadError>> {
        let documents = read("manifests", &self.manifests);
        let settings = SettingsText::read("settings", &self.settings);
        let old_objects = read("oldObjects", &self.old_objects);
        let mut errors = Vec::new();
        let (documents, settings, old_objects) =
            (kept(documents, &mut errors), kept(settings, &mut errors), kept(old_objects, &mut errors));
        match (documents, settings, old_objects) {
            (Some(documents), Some(settings), Some(old_objects)) => Ok(Texts { documents, settings, old_objects }),
            _ => Err(errors),
        }
    }
}

/// What was read; the error goes to the others.
fn kept<T>(read: Result<T, ReadError>, errors: &mut Vec<ReadError>) -> Option<T> {
    read.map_err(|error| errors.push(error)).ok()
}

/// The errors as one text, a line each.
pub(crate) fn lines(errors: &[ReadError]) -> String {
    errors.iter().map(ReadError::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_has_three_texts_of_which_one_must_be_there() {
        let input = Input::read(r#"{"oldObjects": "b\n", "manifests": "m"}"#).unwrap();
        assert_eq!((input.manifests.as_str(), input.settings.as_str(), input.old_objects.as_str()), ("m", "", "b\n"));
        let problem = |text| Input::read(text).unwrap_err();
        assert_eq!(problem(r#"{"settings": ""}"#), "missing field `manifests`");
        assert_eq!(problem(r#"{"manifests": "", "settings": {}}"#), "`settings`: invalid type: map, expected a string");
        assert_eq!(problem("null"), "invalid type: null, expected an object");
        assert_eq!(
            problem(r#"{"manifest": ""}"#),
            "unknown field `manifest`, expected one of `manifests`, `settings`, `oldObjects`"
        );
    }
}
