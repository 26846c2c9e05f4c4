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
        let [manifests, settings, before] = names.map(|name| match map.get(name) {
            None => Ok(String::new()),
            Some(Node::Text(text)) => Ok((*text).to_owned()),
            Some(other) => Err(format!("`{name}`: {} where a text belongs", other.type_name())),
        });
        Ok(Input { manifests: manifests?, settings: settings?, before: before? })
    }

    /// Reads all texts.
    pub(crate) fn texts(&self) -> Result<Texts, Vec<ReadError>> {
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
