//! AdmissionRequests out of manifests, for tools that check one request at a time
//! (kubernetes/api: admission/v1/types.go).

use ceph_multus_core::{KINDS, Kind};
use serde_json::{Value, json};

use crate::document::Document;

/// What happens to the object.
#[derive(Debug, Clone, Copy)]
pub enum RequestedChange<'d> {
    /// It is made.
    Create(&'d Document),
    /// It is changed from the first to the second.
    Update(&'d Document, &'d Document),
    /// It is deleted.
    Delete(&'d Document),
}

/// Who makes the pods of ReplicaSets, and so of most daemons.
const POD_CREATOR: &str = "system:serviceaccount:kube-system:replicaset-controller";

/// Who applies everything else.
const ADMINISTRATOR: &str = "kubernetes-admin";

impl<'d> RequestedChange<'d> {
    fn operation(&self) -> &'static str {
        match self {
            RequestedChange::Create(_) => "CREATE",
            RequestedChange::Update(..) => "UPDATE",
            RequestedChange::Delete(_) => "DELETE",
        }
    }

    /// The object that the request is about.
    fn subject(&self) -> &'d Document {
        match self {
            RequestedChange::Create(object) | RequestedChange::Update(_, object) | RequestedChange::Delete(object) => {
                object
            }
        }
    }
}

/// The AdmissionRequest for `change`, complete as the API server sends it. `user` is who asks: by default the ReplicaSet
/// controller for pods, an administrator for everything else. `namespace` is that of an object which names none.
///
/// # Errors
/// One line where the object is of a kind that no rule reads, or the old object is another one.
pub fn request(change: RequestedChange<'_>, user: Option<&str>, namespace: &str) -> Result<Value, String> {
    let subject = change.subject();
    let (group, version) = subject.api_version().split_once('/').unwrap_or(("", subject.api_version()));
    let known = KINDS.iter().find(|known| known.group == group && known.name == subject.kind());
    let Some(known) = known else {
        return Err(match (subject.api_version(), subject.kind()) {
            ("", _) | (_, "") => String::from("no Kubernetes object: `apiVersion` or `kind` is absent"),
            (version, kind) => format!("`{version}/{kind}` is a kind that no rule reads"),
        });
    };
    if let RequestedChange::Update(old, new) = change
        && (old.kind(), old.namespace(), old.name()) != (new.kind(), new.namespace(), new.name())
    {
        return Err(format!("the old object is another one: {} `{}/{}`", old.kind(), old.namespace(), old.name()));
    }
    let object = |document: &Document| serde_json::from_str(document.json()).unwrap_or(Value::Null);
    let (object, old_object) = match change {
        RequestedChange::Create(new) => (object(new), Value::Null),
        RequestedChange::Update(old, new) => (object(new), object(old)),
        RequestedChange::Delete(old) => (Value::Null, object(old)),
    };
    let kind = json!({"group": group, "version": version, "kind": known.name});
    let resource = json!({"group": group, "version": version, "resource": known.resource});
    let user = user.unwrap_or(if known.kind == Kind::Pod { POD_CREATOR } else { ADMINISTRATOR });
    let own_namespace = Some(subject.namespace()).filter(|namespace| !namespace.is_empty());
    Ok(json!({
        "uid": "00000000-0000-4000-8000-000000000000",
        "kind": kind, "resource": resource, "requestKind": kind, "requestResource": resource,
        "name": subject.name(), "namespace": own_namespace.unwrap_or(namespace), "operation": change.operation(),
        "userInfo": {"username": user, "groups": ["system:authenticated"]},
        "object": object, "oldObject": old_object, "dryRun": false, "options": null,
    }))
}
