//! The answers of the protocol: well-formed and short, whatever comes in.

use ceph_multus_core::report::limits::{WARNING_HARD, WARNINGS_SHOWN};

use crate::Document;

/// Bytes that an answer has at most, apart from a changed object, which is as long as it is.
pub const ANSWER_BYTES: usize = 64 * 1024;

/// Bytes that an error has at most.
pub const ERROR_BYTES: usize = 1024;

/// Evaluates `payload` and looks at the answer, which is `None` where it is an error.
pub fn validate(payload: &[u8]) -> Option<Document> {
    match ceph_multus_core::validate(payload) {
        Err(line) => {
            assert_short_line(&line);
            None
        }
        Ok(text) => Some(well_formed_answer(&text)),
    }
}

/// Evaluates `payload` as settings and looks at the answer. Settings that are valid here must be for `validate` too.
pub fn validate_settings(payload: &[u8]) {
    let text = ceph_multus_core::validate_settings(payload);
    assert!(text.len() < ANSWER_BYTES, "{} bytes", text.len());
    let answer = Document::parse(&text).unwrap_or_else(|| panic!("not JSON: {text}"));
    let valid = answer.get("valid") == Some(&Document::Leaf("true".to_owned()));
    let message = answer.get("message").map(|message| message.as_text().expect("a text"));
    assert!(valid || message.as_ref().is_some_and(|message| !message.is_empty()), "{text}");
    assert!(answer.members().iter().all(|(key, _)| ["\"valid\"", "\"message\""].contains(&key.as_str())), "{text}");
    if let Some(message) = &message {
        message.lines().for_each(assert_printable);
    }
    if let Ok(settings) = std::str::from_utf8(payload)
        && Document::parse(settings).is_some()
    {
        let payload = format!(r#"{{"settings":{settings},"request":{{}}}}"#);
        // Copies in the inventory are looked for only here.
        let copies = message.is_some_and(|message| {
            let of_list = message.starts_with("`inventory`: `") || message.starts_with("`previous`: `");
            of_list && message.contains("` is listed twice; remove the duplicate")
        });
        assert_eq!(ceph_multus_core::validate(payload.as_bytes()).is_ok(), valid || copies, "{text}");
    }
}

fn assert_short_line(line: &str) {
    assert!(!line.is_empty() && line.len() <= ERROR_BYTES, "{} bytes", line.len());
    assert_printable(line);
}

/// What a value of the payload must not break.
fn assert_printable(line: &str) {
    assert!(!line.contains(char::is_control), "{line:?}");
}

fn well_formed_answer(text: &str) -> Document {
    let answer = Document::parse(text).unwrap_or_else(|| panic!("not JSON: {text}"));
    for (key, value) in answer.members() {
        match key.trim_matches('"') {
            "accepted" => assert!(["true", "false"].contains(&value.to_string().as_str()), "{text}"),
            "message" => assert_message(&value.as_text().expect("a text")),
            "code" => assert_eq!(value.to_string(), "422"),
            "warnings" => assert_warnings(value),
            "audit_annotations" => assert_annotations(value),
            "mutated_object" => assert!(matches!(value, Document::Map(_)), "{text}"),
            _ => panic!("`{key}` in {text}"),
        }
    }
    let accepted = answer.get("accepted") == Some(&Document::Leaf("true".to_owned()));
    assert_eq!(answer.get("message").is_none(), accepted, "{text}");
    assert_eq!(answer.get("code").is_none(), accepted, "{text}");
    assert!(accepted || answer.get("mutated_object").is_none(), "{text}");
    let object = answer.get("mutated_object").map_or(0, |object| object.to_string().len());
    assert!(text.len() < ANSWER_BYTES + object, "{} bytes, {object} of them the object", text.len());
    answer
}

/// The object and the number of problems, then one line each.
fn assert_message(message: &str) {
    for (place, line) in message.split('\n').enumerate() {
        assert_printable(line);
        let is_one =
            if place == 0 { line.contains(" problem") } else { line.starts_with('`') || line.starts_with("and ") };
        assert!(is_one, "{message:?}");
    }
    assert!(message.contains('\n'), "{message:?}");
}

fn assert_warnings(warnings: &Document) {
    let Document::List(warnings) = warnings else { panic!("{warnings}") };
    assert!((1..=WARNINGS_SHOWN + 1).contains(&warnings.len()), "{} warnings", warnings.len());
    for warning in warnings {
        let text = warning.as_text().expect("a text");
        assert_printable(&text);
        assert!(!text.is_empty() && text.chars().count() <= WARNING_HARD, "{text}");
    }
}

fn assert_annotations(annotations: &Document) {
    assert!(!annotations.members().is_empty());
    for (key, value) in annotations.members() {
        assert!(["\"findings\"", "\"mutated\""].contains(&key.as_str()), "{key}");
        let findings = Document::parse(&value.as_text().expect("a text")).expect("JSON in an annotation");
        assert!(matches!(findings, Document::List(_)), "{findings}");
    }
}
