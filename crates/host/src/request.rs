//! The AdmissionRequest that a policy sees.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An AdmissionRequest as policy-server reads and passes it on (`kubewarden/adm-controller:
/// crates/policy-evaluator/src/admission_request.rs`): a typed request, so unknown keys are dropped and absent or `null`
/// ones omitted; the objects in it pass unchanged.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmissionRequest {
    /// Identifies the request, and the response to it.
    pub uid: String,
    /// What kind the object is.
    pub kind: GroupVersionKind,
    /// Which resource is requested.
    pub resource: GroupVersionResource,
    /// The subresource, such as `status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_resource: Option<String>,
    /// The kind of the original request, before conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_kind: Option<GroupVersionKind>,
    /// The resource of the original request, before conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_resource: Option<GroupVersionResource>,
    /// The subresource of the original request, before conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_sub_resource: Option<String>,
    /// The object's name; absent where the API server generates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The object's namespace; absent for cluster-wide ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// `CREATE`, `UPDATE`, `DELETE` or `CONNECT`.
    pub operation: String,
    /// Who asks.
    pub user_info: UserInfo,
    /// The object as it would be stored; absent on `DELETE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Value>,
    /// The object as it is stored; on `UPDATE` and `DELETE` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_object: Option<Value>,
    /// Whether nothing will be stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// The options of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
}

impl AdmissionRequest {
    /// Reads a bare AdmissionRequest, or the one in an AdmissionReview.
    ///
    /// # Errors
    /// Where `value` is neither.
    pub fn read(value: &Value) -> Result<Self, RequestError> {
        if value.get("kind").and_then(Value::as_str) == Some("AdmissionReview") {
            let request =
                value.get("request").ok_or_else(|| RequestError("an AdmissionReview without `request`".to_owned()))?;
            return Self::deserialize(request).map_err(|error| RequestError(error.to_string()));
        }
        if value.get("kind").is_some_and(Value::is_string) {
            return Err(RequestError("neither an AdmissionRequest nor an AdmissionReview".to_owned()));
        }
        Self::deserialize(value).map_err(|error| RequestError(error.to_string()))
    }
}

/// Why a value is not an AdmissionRequest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError(String);

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RequestError {}

/// A kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct GroupVersionKind {
    /// The API group, empty for the core one.
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct GroupVersionResource {
    /// The API group, empty for the core one.
    pub group: String,
    /// The version.
    pub version: String,
    /// The plural name.
    pub resource: String,
}

/// The client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct UserInfo {
    /// Its name, such as `system:serviceaccount:rook-ceph:rook-ceph-system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Its unique id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// Its groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// What else the authenticator knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Map<String, Value>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn request() -> Value {
        json!({
            "uid": "1",
            "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"},
            "operation": "CREATE",
            "userInfo": {"username": "admin"},
            "object": {"b": null, "a": [1.5, {}]},
        })
    }

    #[test]
    fn reads_a_bare_request_and_a_review_alike() {
        let review = json!({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request()});
        assert_eq!(AdmissionRequest::read(&review), AdmissionRequest::read(&request()));
        assert_eq!(serde_json::to_value(AdmissionRequest::read(&review).unwrap()).unwrap(), request());
    }

    #[test]
    fn drops_unknown_and_null_members_and_leaves_the_object_alone() {
        let mut value = request();
        value["options"] = Value::Null;
        value["dryRun"] = Value::Null;
        value["surprise"] = json!(1);
        assert_eq!(serde_json::to_value(AdmissionRequest::read(&value).unwrap()).unwrap(), request());
    }

    #[test]
    fn names_a_missing_member() {
        let mut value = request();
        value.as_object_mut().unwrap().remove("userInfo");
        assert_eq!(AdmissionRequest::read(&value).unwrap_err().to_string(), "missing field `userInfo`");
        value["resource"].as_object_mut().unwrap().remove("resource");
        assert_eq!(AdmissionRequest::read(&value).unwrap_err().to_string(), "missing field `resource`");
    }

    #[test]
    fn rejects_a_plain_resource_and_an_empty_review() {
        let resource = json!({"apiVersion": "v1", "kind": "Pod"});
        assert_eq!(
            AdmissionRequest::read(&resource).unwrap_err().to_string(),
            "neither an AdmissionRequest nor an AdmissionReview"
        );
        let review = json!({"kind": "AdmissionReview"});
        assert_eq!(AdmissionRequest::read(&review).unwrap_err().to_string(), "an AdmissionReview without `request`");
    }
}
