//! Kubewarden's `validate`, as a function of JSON texts (kubewarden/policy-sdk-rust: src/response.rs).

use serde::Deserialize;
use serde_json::value::RawValue;
use tsify_macros::Tsify;

use crate::argument::argument;
use crate::tsify;

/// What a policy server sends.
#[derive(Debug, Deserialize, Tsify)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct Call<'t> {
    /// A Kubernetes AdmissionRequest.
    #[serde(borrow)]
    #[tsify(type = "object")]
    pub request: &'t RawValue,
    /// The settings of the policy.
    #[serde(borrow, default)]
    #[tsify(type = "object")]
    pub settings: Option<&'t RawValue>,
}

/// Evaluates a [`Call`].
///
/// # Errors
/// One line where the call is no validation request, or its settings are not valid.
pub fn evaluate(call: &str) -> Result<String, String> {
    argument::<Call<'_>>(call)?;
    ceph_multus_core::validate(call.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_that_of_the_core_to_the_byte() {
        let request = r#"{"kind": {"group": "ceph.rook.io", "version": "v1", "kind": "CephCluster"}, "operation": "CREATE",
            "object": {"spec": {"z": 1.50, "network": {"provider": "multus", "selectors": {"public": "rook-ceph/p"}}}}}"#;
        let call = format!(r#"{{"request": {request}}}"#);
        let answer = evaluate(&call).unwrap();
        assert_eq!(answer, ceph_multus_core::validate(call.as_bytes()).unwrap());
        assert_eq!(answer, evaluate(&format!(r#"{{"request": {request}, "settings": null}}"#)).unwrap());
        assert_eq!(answer, evaluate(&format!(r#"{{"settings": {{}}, "request": {request}}}"#)).unwrap());
        assert!(answer.contains(r#""z":1.50"#), "{answer}");
    }

    #[test]
    fn what_is_no_request_or_no_settings_is_one_line() {
        let problem = |text| evaluate(text).unwrap_err();
        assert_eq!(problem(r#"{"request": 1}"#), "`request`: must be an AdmissionRequest, found a number");
        assert_eq!(
            problem(r#"{"request": {}, "settings": {"nodes": 0}}"#),
            "invalid settings: `nodes`: `0` is not a valid value; use a whole number from 1 to 100000"
        );
        assert_eq!(
            problem(r#"{"request": {}, "setting": {}}"#),
            "unknown field `setting`, expected `request` or `settings`"
        );
        assert_eq!(problem(r#"{"settings": {}}"#), "missing field `request`");
        assert_eq!(problem("[]"), "invalid length 0, expected an object");
    }
}
