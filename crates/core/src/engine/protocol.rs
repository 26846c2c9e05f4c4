//! The functions of Kubewarden's protocol (kubewarden/policy-sdk-rust: src/settings.rs, src/response.rs).

use crate::engine::evaluate::evaluate;
use crate::engine::request::Payload;
use crate::json::{self, Arena, Node, Path, object, string};
use crate::report::limits::{PATH_SHOWN, SETTINGS_PROBLEMS_SHOWN};
use crate::report::text::shortened;
use crate::rules;
use crate::settings::{SETTINGS, Settings, SettingsProblem};

/// Reads settings that were read through [`SETTINGS`]: the one way to make them.
///
/// # Errors
/// All problems, those of unknown keys first.
pub fn read_settings<'a>(node: &'a Node<'a>) -> Result<Settings<'a>, Vec<SettingsProblem>> {
    Settings::read(node, rules::IDS)
}

/// Evaluates a request: the payload of `validate` in, its answer out.
///
/// # Errors
/// One short line where the payload is no validation request, or its settings are not valid: both are faults of the
/// host, which has validated the settings before. What the payload holds is not repeated at length.
pub fn validate(payload: &[u8]) -> Result<String, String> {
    let arena = Arena::new();
    let payload = Payload::read(payload, &arena)?;
    let settings = read_settings(payload.settings()).map_err(|problems| {
        let first = problems.first().map(|problem| format!("{problem}")).unwrap_or_default();
        format!("invalid settings: {first}")
    })?;
    Ok(evaluate(&payload.request(), &settings, || payload.object_text()).to_json())
}

/// Reads settings as [`read_settings`] does; objects that are twice in them are problems, too, as where they are validated.
///
/// # Errors
/// Every problem.
pub fn valid_settings<'a>(node: &'a Node<'a>) -> Result<Settings<'a>, Vec<SettingsProblem>> {
    let settings = read_settings(node)?;
    let copies = settings.copies();
    if copies.is_empty() { Ok(settings) } else { Err(copies) }
}

/// Evaluates settings: the settings object in, `{"valid": ..., "message": ...}` out.
pub fn validate_settings(payload: &[u8]) -> String {
    let arena = Arena::new();
    let read = std::str::from_utf8(payload).map_err(|_| String::from("the settings are not UTF-8"));
    let node = read.and_then(|text| {
        json::read(text, &arena, &SETTINGS)
            .map_err(|error| format!("`{}`: not JSON: {error}", settings_path(&error.path)))
    });
    match node {
        Err(message) => settings_answer(false, &message),
        Ok(node) => match valid_settings(&node) {
            Err(problems) => settings_answer(false, &problems_message(&problems)),
            Ok(settings) => settings_answer(true, &ignored_message(&settings)),
        },
    }
}

fn settings_path(path: &Path) -> String {
    if path.is_empty() {
        return String::from("settings");
    }
    shortened(&path.to_string(), PATH_SHOWN)
}

/// The problems, a line for each of the first, and their number.
pub fn problems_message(problems: &[SettingsProblem]) -> String {
    let mut lines: Vec<String> =
        problems.iter().take(SETTINGS_PROBLEMS_SHOWN).map(|problem| format!("{problem}")).collect();
    let number: usize = problems.iter().map(|problem| problem.more.saturating_add(1)).sum();
    if let Some(more) = number.checked_sub(SETTINGS_PROBLEMS_SHOWN).filter(|more| *more > 0) {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n")
}

/// What the settings hold in vain.
fn ignored_message(settings: &Settings<'_>) -> String {
    let line = |(key, kinds): (&str, &[String])| match kinds {
        [] => None,
        [kind] => Some(format!("`{key}`: no rule reads {kind}")),
        [kind, rest @ ..] => Some(format!("`{key}`: no rule reads {kind} and {} more kinds", rest.len())),
    };
    let ignored = [("inventory", &*settings.ignored_kinds), ("previous", &settings.ignored_previous_kinds)];
    ignored.into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

fn settings_answer(valid: bool, message: &str) -> String {
    let mut members = vec![("valid", format!("{valid}"))];
    if !message.is_empty() {
        members.push(("message", string(message)));
    }
    object(&members)
}
