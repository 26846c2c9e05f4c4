//! Changes: sufficient, idempotent, and nothing else is touched.

use ceph_multus_core::json::{self, Path, Step};

use crate::answers;
use crate::hostile::NETWORKS;
use crate::{Document, Scenario};

/// The members that the policy ever sets.
pub(crate) const EDITED: &[&[&str]] =
    &[&["metadata", "annotations", NETWORKS], &["spec", "network", "selectors", "cluster"]];

/// What is said of an annotation that the policy makes, and not of one that is there.
const REMARK: &str = "was not set, although Rook sets it";

/// Evaluates `scenario`, and what it is changed to once more. Says whether it is changed.
pub fn are_sufficient(scenario: &Scenario) -> bool {
    let Some(answer) = answers::validate(scenario.payload().as_bytes()) else { return false };
    let Some(mutated) = answer.get("mutated_object") else { return false };
    let object = scenario.request.get("object").expect("what is changed is there");
    assert_rest_survives(object, mutated);
    let mut again = scenario.clone();
    assert!(again.request.set(&["object"], mutated.clone()));
    let second = answers::validate(again.payload().as_bytes()).expect("an answer");
    assert_eq!(second.get("accepted"), Some(&Document::Leaf("true".to_owned())), "{again:?}");
    assert_eq!(second.get("mutated_object"), None, "changed twice: {again:?}");
    // An update that is undone by the change is not evaluated at all, and that something was absent shows the first time only.
    let is_remarked = answer.get("warnings").is_some_and(|warnings| warnings.to_string().contains(REMARK));
    if second.get("audit_annotations").is_some() && !is_remarked {
        let findings = ["audit_annotations", "findings"];
        assert_eq!(second.at(&findings), answer.at(&findings), "{again:?}");
        assert_eq!(second.get("warnings"), answer.get("warnings"), "{again:?}");
    }
    true
}

/// What is not edited keeps its text, its keys and their order.
fn assert_rest_survives(object: &Document, mutated: &Document) {
    let mut expected = object.clone();
    let mut edited = 0;
    for path in EDITED {
        let value = mutated.at(path);
        if value != object.at(path) {
            edited += 1;
            assert!(expected.set(path, value.expect("an edit sets").clone()), "{object}");
        }
    }
    assert!(edited > 0, "changed without a change: {object}");
    // As text: what is taken apart here may be too deep to be there.
    assert_eq!(expected.to_string(), mutated.to_string(), "of {object}");
}

/// Splices a member into `text` and compares that with the naive way. Says whether it could be done.
pub fn splice_is_naive_set(text: &str, path: &[&str], value: &str) -> bool {
    let document = Document::parse(text);
    let keys: Path = path.iter().map(|key| Step::Key(String::from(*key).into())).collect();
    let spliced = json::set(text, &keys, &crate::document::quoted(value));
    let Ok(spliced) = spliced else { return false };
    let mut expected = document.expect("what can be edited is JSON");
    assert!(expected.set(path, Document::text(value)), "{text}");
    assert_eq!(Document::parse(&spliced), Some(expected), "{text}");
    assert_eq!(json::set(&spliced, &keys, &crate::document::quoted(value)).as_ref(), Ok(&spliced), "twice");
    true
}
