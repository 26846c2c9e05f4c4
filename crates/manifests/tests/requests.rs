//! AdmissionRequests out of manifests.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use ceph_multus_manifests::{Document, RequestedChange, read, request};
use serde_json::{Value, json};

fn one(text: &str) -> Document {
    read("a.yaml", text).expect("a manifest").swap_remove(0)
}

const NAD: &str = "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: net}\n";

#[test]
fn a_creation_carries_the_object() {
    let nad = one(NAD);
    let kind = json!({"group": "k8s.cni.cncf.io", "version": "v1", "kind": "NetworkAttachmentDefinition"});
    let resource = json!({"group": "k8s.cni.cncf.io", "version": "v1", "resource": "network-attachment-definitions"});
    assert_eq!(
        request(RequestedChange::Create(&nad), None, "default"),
        Ok(json!({
            "uid": "00000000-0000-4000-8000-000000000000", "dryRun": false, "options": null, "kind": kind,
            "resource": resource, "requestKind": kind, "requestResource": resource, "name": "net",
            "namespace": "default", "operation": "CREATE",
            "userInfo": {"username": "kubernetes-admin", "groups": ["system:authenticated"]},
            "object": {
                "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition", "metadata": {"name": "net"},
            },
            "oldObject": null,
        }))
    );
}

#[test]
fn updates_and_deletions_carry_the_old_object() {
    let (old, new) = (one(NAD), one(&format!("{NAD}spec: {{}}\n")));
    let update = request(RequestedChange::Update(&old, &new), Some("jane"), "default").expect("a request");
    assert_eq!((&update["object"]["spec"], &update["oldObject"]["spec"]), (&json!({}), &Value::Null));
    assert_eq!(update["userInfo"]["username"], "jane");
    let delete = request(RequestedChange::Delete(&old), None, "default").expect("a request");
    assert_eq!(
        (&delete["object"], &delete["oldObject"]["kind"]),
        (&Value::Null, &json!("NetworkAttachmentDefinition"))
    );
}

#[test]
fn pods_come_from_their_controller() {
    let pod = one("apiVersion: v1\nkind: Pod\nmetadata: {generateName: rook-ceph-osd-0-, namespace: rook-ceph}\n");
    let created = request(RequestedChange::Create(&pod), None, "default").expect("a request");
    assert_eq!(
        (&created["userInfo"]["username"], &created["namespace"], &created["kind"]["group"]),
        (&json!("system:serviceaccount:kube-system:replicaset-controller"), &json!("rook-ceph"), &json!(""))
    );
}

#[test]
fn what_the_policy_is_never_asked_about_is_rejected() {
    fn error(change: RequestedChange<'_>) -> String {
        request(change, None, "default").expect_err("no request")
    }
    assert_eq!(
        error(RequestedChange::Create(&one("apiVersion: v1\nkind: Secret\n"))),
        "`v1/Secret` is a kind that no rule reads"
    );
    assert_eq!(
        error(RequestedChange::Create(&one("a: 1\n"))),
        "no Kubernetes object: `apiVersion` or `kind` is absent"
    );
    assert_eq!(
        error(RequestedChange::Update(&one(&NAD.replace("net}", "other}")), &one(NAD))),
        "the old object is another one: NetworkAttachmentDefinition `/other`"
    );
}
