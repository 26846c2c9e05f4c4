//! Kubewarden's `validate`, as a function of values (kubewarden/policy-sdk-rust: src/response.rs).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tsify::Tsify;

/// What a policy server sends.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// A Kubernetes AdmissionRequest.
    #[tsify(type = "object")]
    pub request: Box<RawValue>,
    /// The settings of the policy.
    #[serde(default)]
    #[tsify(optional, type = "object")]
    pub settings: Option<Box<RawValue>>,
}

/// What the policy answers.
#[derive(Debug, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Whether the request passes.
    pub accepted: bool,
    /// Why it does not pass: the object and the count, then a line per finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The HTTP status of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// What is said all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[tsify(optional)]
    pub warnings: Vec<String>,
    /// `findings` and `mended`, each a JSON list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "{ findings?: string; mended?: string }")]
    pub audit_annotations: Option<Box<RawValue>>,
    /// The object with the changes that mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "object")]
    pub mutated_object: Option<Box<RawValue>>,
}

/// Judges a request.
///
/// # Errors
/// One line where the call is no validation request, or its settings are not valid.
pub fn evaluate(call: &Call) -> Result<Answer, String> {
    let settings = call.settings.as_deref().map_or("{}", RawValue::get);
    let payload = format!(r#"{{"request":{},"settings":{settings}}}"#, call.request.get());
    let answer = ceph_multus_core::validate(payload.as_bytes())?;
    serde_json::from_str(&answer).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(text: &str) -> Call {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn an_answer_is_that_of_the_core_to_the_byte() {
        let request = r#"{"kind": {"group": "ceph.rook.io", "version": "v1", "kind": "CephCluster"}, "operation": "CREATE",
            "object": {"spec": {"z": 1.50, "network": {"provider": "multus", "selectors": {"public": "rook-ceph/p"}}}}}"#;
        let answer = evaluate(&call(&format!(r#"{{"request": {request}}}"#))).unwrap();
        let expected = ceph_multus_core::validate(format!(r#"{{"request": {request}}}"#).as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&answer).unwrap(), expected);
        assert!(answer.mutated_object.unwrap().get().contains(r#""z":1.50"#));
    }

    #[test]
    fn what_is_no_request_or_no_settings_is_one_line() {
        let problem = |text| evaluate(&call(text)).unwrap_err();
        assert_eq!(problem(r#"{"request": 1}"#), "`request`: a number where an AdmissionRequest belongs");
        assert_eq!(
            problem(r#"{"request": {}, "settings": {"nodes": 0}}"#),
            "the settings are not valid: `nodes`: `0` is not a value for it; use a whole number from 1 to 100000"
        );
        let unknown = serde_json::from_str::<Call>(r#"{"request": {}, "setting": {}}"#).unwrap_err().to_string();
        assert!(unknown.starts_with("unknown field `setting`, expected `request` or `settings`"), "{unknown}");
    }
}
