//! The chart: its templates are those manifests that `ceph-multus install` writes, with Helm's expressions in the place of
//! what a user chooses; and rendered by Helm they are the same objects again.
//!
//! `UPDATE=1 cargo test -p ceph-multus-manifests --test chart` writes the templates and the schema of the
//! settings; read the diff.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod helm;
mod schema;
mod template;

use std::path::{Path, PathBuf};

use ceph_multus_manifests::install::{Install, SyncMode, audit_role, install};
use ceph_multus_manifests::{PolicyMode, read, resources};
use serde_json::{Value, json};

pub(crate) fn chart() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charts/ceph-multus-policy")
}

/// The objects of a text, by kind and name.
pub(crate) fn objects(text: &str) -> Vec<Value> {
    let documents = read("manifests.yaml", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut objects: Vec<Value> =
        documents.iter().map(|document| serde_json::from_str(document.json()).expect("JSON")).collect();
    objects.sort_by_key(|object| format!("{} {}", object["kind"], object["metadata"]["name"]));
    objects
}

/// The objects by kind and name.
pub(crate) fn names(objects: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    objects.iter().map(|object| format!("{} {}", text(&object["kind"]), text(&object["metadata"]["name"]))).collect()
}

/// An installation of a user who changes everything.
pub(crate) fn installation<'i>(
    settings: &'i Value,
    namespaces: &'i [String],
    mode: PolicyMode,
    sync: SyncMode<'i>,
) -> Install<'i> {
    Install {
        module: "registry://127.0.0.1:5000/storage/ceph-multus-policy:v1",
        modes: mode.into(),
        policy_server: "ceph-multus",
        settings,
        ceph_namespaces: namespaces,
        namespace: "kubewarden",
        image: "127.0.0.1:5000/storage/ceph-multus-sync:v1",
        image_pull_secrets: &[],
        sync,
    }
}

#[test]
fn an_installation_is_complete_and_has_no_inventory() {
    let settings = json!({"nodes": 0});
    let namespaces = [String::from("rook-ceph")];
    let text = install(&installation(&settings, &namespaces, PolicyMode::Protect, SyncMode::Deployment));
    let errors: Vec<String> = text.expect_err("an error").iter().map(ToString::to_string).collect();
    assert_eq!(errors, ["settings:1:10: `nodes`: `0` is not a valid value; use a whole number from 1 to 100000"]);
    let settings = json!({"nodes": 3, "inventory": [], "previous": []});
    for (sync, kind) in [(SyncMode::Deployment, "Deployment"), (SyncMode::CronJob("*/5 * * * *"), "CronJob")] {
        let text = install(&installation(&settings, &namespaces, PolicyMode::Protect, sync)).expect("manifests");
        let objects = objects(&text);
        let mut expected = vec![
            "ClusterAdmissionPolicy ceph-multus-guard",
            "ClusterAdmissionPolicy ceph-multus-mutating",
            "ClusterAdmissionPolicy ceph-multus-validating",
            "ClusterRole ceph-multus-sync",
            "ClusterRole ceph-multus-view",
            "ClusterRoleBinding ceph-multus-sync",
            "Role ceph-multus-sync",
            "RoleBinding ceph-multus-sync",
            "ServiceAccount ceph-multus-sync",
        ];
        let workload = format!("{kind} ceph-multus-sync");
        expected.push(&workload);
        expected.sort_unstable();
        assert_eq!(names(&objects), expected);
        for policy in objects.iter().filter(|object| object["kind"] == "ClusterAdmissionPolicy") {
            let mutates = policy["metadata"]["name"] == "ceph-multus-mutating";
            assert_eq!(policy["spec"]["settings"], json!({"nodes": 3, "mutate": mutates}));
            assert_eq!(policy["spec"]["failurePolicy"], if mutates { "Ignore" } else { "Fail" });
        }
        let guard = objects.iter().find(|object| object["metadata"]["name"] == "ceph-multus-guard").expect("a guard");
        let ceph = &guard["spec"]["namespaceSelector"]["matchExpressions"][0];
        assert_eq!(ceph, &json!({"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["rook-ceph"]}));
    }
}

#[test]
fn the_sync_may_read_what_an_inventory_has_and_write_the_policies_alone() {
    let settings = json!({});
    let namespaces = [String::from("rook-ceph")];
    let text = install(&installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::Deployment));
    let objects = objects(&text.expect("manifests"));
    let roles = objects.iter().filter(|object| object["kind"].as_str().is_some_and(|kind| kind.ends_with("Role")));
    let rules: Vec<&Value> = roles.flat_map(|role| role["rules"].as_array().expect("rules")).collect();
    let writes = |rule: &&&Value| {
        rule["verbs"]
            .as_array()
            .expect("verbs")
            .iter()
            .any(|verb| !["get", "list", "watch"].contains(&verb.as_str().unwrap_or_default()))
    };
    let written: Vec<String> = rules
        .iter()
        .filter(writes)
        .map(|rule| format!("{} {} {}", rule["resources"], rule["resourceNames"], rule["verbs"]))
        .collect();
    assert_eq!(
        written,
        [
            r#"["clusteradmissionpolicies"] ["ceph-multus-validating","ceph-multus-guard","ceph-multus-mutating"] ["get","list","watch","patch"]"#,
            r#"["events"] null ["create"]"#,
        ]
    );
    for resource in resources::of_inventory().chain(resources::carriers()) {
        let may = rules.iter().any(|rule| {
            rule["apiGroups"] == json!([resource.group])
                && rule["resources"].as_array().is_some_and(|all| all.contains(&json!(resource.plural)))
        });
        assert!(may, "{}", resource.plural);
    }
    assert!(rules.iter().all(|rule| !rule.to_string().contains('*') && !rule.to_string().contains("secrets")));
    let view = self::objects(&audit_role());
    assert_eq!(view[0]["metadata"]["labels"]["rbac.authorization.k8s.io/aggregate-to-view"], "true");
}

#[test]
fn the_account_of_the_sync_names_the_secrets_for_its_image() {
    let (settings, namespaces) = (json!({}), [String::from("rook-ceph")]);
    let mut installation = installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::Deployment);
    let account = |installation: &Install<'_>| {
        let objects = objects(&install(installation).expect("manifests"));
        objects.into_iter().find(|object| object["kind"] == "ServiceAccount").expect("an account")
    };
    assert_eq!(account(&installation).get("imagePullSecrets"), None);
    let secrets = ["registry", "123"].map(String::from);
    installation.image_pull_secrets = &secrets;
    assert_eq!(account(&installation)["imagePullSecrets"], json!([{"name": "registry"}, {"name": "123"}]));
}

#[test]
fn what_a_user_calls_things_stays_a_text() {
    // One of them twice.
    let (settings, namespaces) = (json!({}), ["true", "123", "true"].map(String::from));
    let mut installation = installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::CronJob("0 0 * * *"));
    installation.namespace = "null";
    let objects = objects(&install(&installation).expect("manifests"));
    let job = objects.iter().find(|object| object["kind"] == "CronJob").expect("a CronJob");
    assert_eq!(job["metadata"]["namespace"], "null");
    assert_eq!(job["spec"]["schedule"], "0 0 * * *");
    let arguments = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"];
    assert_eq!(arguments, &json!(["--once", "--namespace=true", "--namespace=123", "--kubewarden-namespace=null"]));
}

/// The containers' requests and limits, which a template has as a value.
#[test]
fn the_resources_of_the_values_are_those_of_an_installation() {
    let text = std::fs::read_to_string(chart().join("values.yaml")).expect("the values");
    let values = read("values.yaml", &text).expect("YAML");
    let values: Value = serde_json::from_str(values[0].json()).expect("JSON");
    let (settings, namespaces) = (json!({}), [String::from("rook-ceph")]);
    let text = install(&installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::Deployment));
    let objects = objects(&text.expect("manifests"));
    let sync = objects.iter().find(|object| object["kind"] == "Deployment").expect("a Deployment");
    assert_eq!(values["sync"]["resources"], sync["spec"]["template"]["spec"]["containers"][0]["resources"]);
}

#[test]
fn the_templates_of_the_chart_are_what_is_installed() {
    for (name, text) in template::all() {
        let path = chart().join("templates").join(name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).expect("the template can be written");
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{name} is not what `install` writes; UPDATE=1 writes it");
    }
}
