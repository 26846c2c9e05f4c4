//! What differs between the settings of a policy and new ones, in words.

use ceph_multus_core::Kind;
use ceph_multus_manifests::{Change, NewSettings, ReadError, SettingsText, drift};
use serde_json::{Value, json};

use crate::policy::{Policy, documents};

/// What differs in meaning.
pub(super) struct Differences {
    /// A line for each difference; none where the new settings say nothing new.
    pub(super) lines: Vec<String>,
    /// Whether a NAD of the inventory is new or has changed.
    pub(super) has_nads: bool,
}

impl Differences {
    /// Those of new settings to the ones of `policy`.
    pub(super) fn of(policy: &Policy, new: &NewSettings) -> Result<Differences, Vec<ReadError>> {
        let one = |error: ReadError| vec![error];
        let settings = new.settings();
        let list = |key| settings.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut known = policy.settings.clone();
        if let Some(known) = known.as_object_mut() {
            known.remove("previous");
        }
        let known = SettingsText::read("settings.json", &known.to_string()).map_err(one)?;
        let found = drift(&documents(&list("inventory")).map_err(one)?, &known, "")?;
        let has_nads = found
            .drifts
            .iter()
            .any(|drift| drift.kind == Kind::NetworkAttachmentDefinition && drift.change != Change::Gone);
        let mut lines: Vec<String> = found
            .drifts
            .iter()
            .map(|drift| {
                let what = match &drift.change {
                    Change::Missing | Change::Previous => String::from("new"),
                    Change::Gone => String::from("gone"),
                    Change::Field { path, settings, manifest } => {
                        let shown = |value: &Option<String>| {
                            value.as_ref().map_or(String::from("absent"), |value| format!("`{value}`"))
                        };
                        format!("`{path}` is {}, was {}", shown(manifest), shown(settings))
                    }
                };
                format!("{}: {what}", drift.subject)
            })
            .collect();
        let before = policy.settings.get("previous").cloned().unwrap_or_else(|| json!([]));
        let after = list("previous");
        if before != Value::Array(after.clone()) && policy.has_previous() | !after.is_empty() {
            lines.push(match after.len() {
                0 => String::from("`previous`: no longer needed"),
                number => format!("`previous`: {number} from before the change"),
            });
        }
        Ok(Differences { lines, has_nads })
    }
}
