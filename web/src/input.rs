//! What is typed: texts as a user has them.

use ceph_multus_core::json::{Arena, Node, Shape};
use ceph_multus_manifests::{Document, ReadError, SettingsText, read};
use tsify_macros::Tsify;

use crate::json::arguments;
use crate::tsify;

/// The namespace of objects that name none, as kubectl has it.
pub(crate) const NAMESPACE: &str = "default";

/// Manifests and what they are judged with.
#[derive(Debug, Default, Tsify)]
pub struct Input {
    /// Manifests: YAML documents, or JSON.
    pub manifests: String,
    /// The settings of the policy, or a ClusterAdmissionPolicy that carries them; `{}` where there are none.
    #[tsify(optional)]
    pub settings: String,
    /// Manifests as they are in the cluster; an object that is in both is judged as a change.
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
    /// Reads an input from JSON.
    ///
    /// # Errors
    /// One line where it has other members, or others than texts.
    pub fn read(text: &str) -> Result<Input, String> {
        let names = ["manifests", "settings", "before"];
        let arena = Arena::new();
        let map = arguments(text, &arena, &Shape::Whole, &names)?;
        let mut input = Input::default();
        let texts = [&mut input.manifests, &mut input.settings, &mut input.before];
        for (name, text) in names.into_iter().zip(texts) {
            match map.get(name) {
                None => {}
                Some(Node::Text(found)) => text.push_str(found),
                Some(other) => return Err(format!("`{name}`: {} where a text belongs", other.type_name())),
            }
        }
        Ok(input)
    }

    /// Reads all texts.
    pub(crate) fn texts(&self) -> Result<Texts, Vec<ReadError>> {
        let documents = read("manifests", &self.manifests);
        let settings = SettingsText::read("settings", &self.settings);
        let before = read("before", &self.before);
        let mut errors = Vec::new();
        let (documents, settings, before) =
            (kept(documents, &mut errors), kept(settings, &mut errors), kept(before, &mut errors));
        match (documents, settings, before) {
            (Some(documents), Some(settings), Some(before)) => Ok(Texts { documents, settings, before }),
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
    let mut lines = String::new();
    for error in errors {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(&error.to_string());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_has_three_texts_of_which_one_must_be_there() {
        let input = Input::read(r#"{"before": "b\n", "manifests": "m"}"#).unwrap();
        assert_eq!((input.manifests.as_str(), input.settings.as_str(), input.before.as_str()), ("m", "", "b\n"));
        let problem = |text| Input::read(text).unwrap_err();
        assert_eq!(problem(r#"{"settings": ""}"#), "missing field `manifests`");
        assert_eq!(problem(r#"{"manifests": "", "settings": {}}"#), "`settings`: an object where a text belongs");
    }
}
