//! The three policies that the command line writes, as a cluster has them: the API server asks each for what its rules,
//! namespaces and conditions let through, the mutating one first, and the validating ones get what that has made of it.

#[expect(dead_code, reason = "the policies that the sync keeps are asked in the tests beside the file")]
#[path = "../../crates/manifests/tests/registration/policy.rs"]
mod asked;

use std::fs;
use std::path::{Path, PathBuf};

use ceph_multus_host::{Mode, Registration};
use ceph_multus_manifests::{RequestedChange, read, request};
use serde_json::{Value, json};

use self::asked::{Policy, policies};
use super::support::{NETWORKS, policy};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json_of(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a cluster makes of a request.
#[derive(Debug, PartialEq)]
struct Course {
    /// The policies that were asked.
    asked: Vec<String>,
    /// Those that changed the object.
    mutated_by: Vec<String>,
    /// Those that rejected it.
    rejected_by: Vec<String>,
    /// Whatever they said.
    said: Vec<String>,
    /// The object that is stored.
    object: Value,
}

/// Sends a request through `policies`.
fn sent(policies: &[Policy; 3], request: &Value) -> Course {
    let mut request = request.clone();
    let [mut asked, mut mutated_by, mut rejected_by, mut said] = [const { Vec::new() }; 4];
    for one in policies {
        if !one.receives(&request) {
            continue;
        }
        let spec = &one.resource["spec"];
        let name = one.resource["metadata"]["name"].as_str().expect("a name").to_owned();
        let mutating = spec["mutating"].as_bool().expect("a boolean");
        let answer = policy().evaluate_as(Registration { mode: Mode::Protect, mutating }, &request, &spec["settings"]);
        assert_eq!(answer.failure, None, "{name}");
        said.extend(answer.message.clone().into_iter().chain(answer.warnings.clone()));
        if answer.patch.is_some() {
            request["object"] = answer.patched(&request["object"]).expect("the patch applies");
            mutated_by.push(name.clone());
        }
        if !answer.allowed {
            rejected_by.push(name.clone());
        }
        asked.push(name);
    }
    Course { asked, mutated_by, rejected_by, said, object: request["object"].take() }
}

/// The settings of the examples, with a namespace for the validation tool.
fn settings() -> Value {
    let mut settings = json_of(&root().join("examples/settings.json"));
    settings["validationNamespaces"] = json!(["rook-ceph"]);
    settings
}

/// The requests for pods and workloads of the fixtures, and for the pods of every daemon, made by their controllers.
fn requests() -> Vec<(String, Value)> {
    let files = |folder: &str, ending: &str| {
        let entries = fs::read_dir(root().join(folder)).expect("a folder").map(|entry| entry.expect("an entry").path());
        let mut paths: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|own| own == ending)).collect();
        paths.sort();
        paths
    };
    let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).expect("a plain name").to_owned();
    let mut requests: Vec<(String, Value)> =
        files("tests/fixtures/requests", "json").iter().map(|path| (stem(path), json_of(path))).collect();
    for path in
        files("tests/fixtures/manifests/pod", "yaml").into_iter().chain(files("tests/fixtures/manifests/other", "yaml"))
    {
        let text = fs::read_to_string(&path).expect("a manifest");
        let documents = read("manifest.yaml", &text).expect("YAML");
        let [document] = documents.as_slice() else { panic!("{}: one manifest", path.display()) };
        let mut request = request(RequestedChange::Create(document), None, "default").expect("a request");
        // As it is made, and not as it is stored.
        request["object"]["metadata"].as_object_mut().expect("metadata").remove("resourceVersion");
        requests.push((stem(&path), request));
    }
    let runs =
        ["Pod", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "CronJob"];
    requests.retain(|(_, request)| runs.contains(&request["kind"]["kind"].as_str().expect("a kind")));
    requests
}

/// The same request without the networks annotation of its pod.
fn without_networks(request: &Value) -> Value {
    let mut request = request.clone();
    if let Some(annotations) = request.pointer_mut("/object/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.remove(NETWORKS);
    }
    request
}

#[test]
fn what_rook_makes_passes_three_policies_and_is_mutated_by_one_as_by_one_alone() {
    let (settings, policies) = (settings(), policies(&settings()));
    let (mut passed, mut mutated) = (0, 0);
    for (name, whole) in requests() {
        for request in [without_networks(&whole), whole] {
            let course = sent(&policies, &request);
            assert_eq!(course.rejected_by, [""; 0], "{name}: {:?}", course.said);
            // What the policy makes of it where it is registered once, for everything.
            let alone = policy().evaluate(&request, &settings);
            assert!(alone.allowed && alone.failure.is_none(), "{name}: {:?}", alone.message);
            let mutating: &[&str] = if alone.patch.is_some() { &["ceph-multus-mutating"] } else { &[] };
            assert_eq!(course.mutated_by, mutating, "{name}");
            assert_eq!(course.object, alone.patched(&request["object"]).expect("the patch applies"), "{name}");
            // Nobody but the policy for Ceph's namespaces has to do with it.
            let is_ceph = request["namespace"] == "rook-ceph";
            let is_new = request["operation"] == "CREATE";
            if is_ceph && is_new {
                assert_eq!(course.asked, ["ceph-multus-mutating"], "{name}");
                assert_eq!(course.said, alone.warnings, "{name}");
            }
            (passed, mutated) = (passed + 1, mutated + usize::from(!course.mutated_by.is_empty()));
        }
    }
    assert!(passed > 120 && mutated > 20, "{passed} passed, {mutated} of them mutated");
}

#[test]
fn what_is_closed_to_strangers_is_rejected_by_a_policy_that_gets_it() {
    let folder = root().join("tests/fixtures/bypass");
    let table = fs::read_to_string(folder.join("expect.tsv")).expect("the table");
    let mut rejected = Vec::new();
    for (end, file) in table.lines().filter_map(|line| line.split_once('\t')) {
        let mut payload = json_of(&folder.join(file));
        let (request, settings) = (payload["request"].take(), payload["settings"].take());
        let course = sent(&policies(&settings), &request);
        let by = if end != "deny" {
            Vec::new()
        } else if request["namespace"] == "shop" {
            vec![String::from("ceph-multus-guard")]
        } else {
            vec![String::from("ceph-multus-mutating")]
        };
        assert_eq!(course.rejected_by, by, "{file}: {course:?}");
        rejected.extend(by);
    }
    assert_eq!(rejected.len(), 14);
}

#[test]
fn the_guard_rejects_a_daemon_s_pod_elsewhere_on_the_cluster_network() {
    let policies = policies(&settings());
    let mut pods = 0;
    for (name, mut request) in requests() {
        if request["operation"] != "CREATE"
            || request["object"]["spec"]["hostNetwork"] == true
            || request["kind"]["kind"] != "Pod"
        {
            continue;
        }
        request["namespace"] = json!("shop");
        request["object"]["metadata"]["namespace"] = json!("shop");
        request["object"]["metadata"]["annotations"][NETWORKS] = json!("rook-ceph/cluster-net");
        let course = sent(&policies, &request);
        let guard = [String::from("ceph-multus-guard")];
        assert_eq!((course.asked.as_slice(), course.rejected_by.as_slice()), (&guard[..], &guard[..]), "{name}");
        // On a network of its own it does not wait for a policy server.
        request["object"]["metadata"]["annotations"][NETWORKS] = json!("shop/own-net");
        assert_eq!(sent(&policies, &request).asked, [""; 0], "{name}");
        pods += 1;
    }
    assert!(pods > 30, "{pods} pods");
}
