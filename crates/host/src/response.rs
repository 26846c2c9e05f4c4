//! What a policy answers, before the host makes an AdmissionResponse of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The answer of `validate` (`kubewarden/policy-sdk-rust: src/response.rs`). Keys are in snake case; all but `accepted`
/// may be absent or `null`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ValidationResponse {
    /// Whether the object may pass.
    pub accepted: bool,
    /// Why not.
    pub message: Option<String>,
    /// The HTTP status that goes with `message`.
    pub code: Option<u16>,
    /// The object as it shall be stored.
    pub mutated_object: Option<Value>,
    /// Annotations for the API server's audit log.
    pub audit_annotations: Option<BTreeMap<String, String>>,
    /// Lines that the client prints.
    pub warnings: Option<Vec<String>>,
}

/// The answer of `validate_settings` (`kubewarden/policy-sdk-rust: src/settings.rs`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SettingsVerdict {
    /// Whether the policy can be registered with the settings.
    pub valid: bool,
    /// Why not.
    pub message: Option<String>,
}
