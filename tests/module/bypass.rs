//! Ways around the rules about who joins a Ceph network, and the requests that must pass all the same. The whole requests
//! lie in `tests/fixtures/bypass`; `expect.tsv` has a line for each.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::{Outcome, outcome, policy};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bypass")
}

/// Request and settings of a file.
fn payload(name: &str) -> (Value, Value) {
    let path = folder().join(name).with_extension("json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut payload: Value = serde_json::from_str(&text).expect("JSON");
    (payload["request"].take(), payload["settings"].take())
}

#[track_caller]
fn denied(name: &str, subject: &str, problems: &[&str]) {
    let (request, settings) = payload(name);
    let plural = if problems.len() == 1 { "" } else { "s" };
    let lines: String = problems.iter().map(|problem| format!("\n{problem}")).collect();
    let message = format!("{subject}: {} problem{plural}:{lines}", problems.len());
    assert_eq!(outcome(&request, &settings), Outcome::Denied(message));
}

#[test]
fn every_request_ends_as_the_table_says() {
    let table = fs::read_to_string(folder().join("expect.tsv")).expect("the table");
    let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
    for line in &lines {
        let (expected, name) = line.split_once('\t').expect("two columns");
        let (request, settings) = payload(name);
        let answer = policy().evaluate(&request, &settings);
        assert_eq!(answer.failure, None, "{name}");
        let ended = if answer.allowed { "pass" } else { "deny" };
        assert_eq!(ended, expected, "{name}: {:?}", answer.message);
    }
    let files = fs::read_dir(folder()).expect("the folder").count();
    assert_eq!(lines.len() + 1, files, "every file has a line");
}

const CLUSTER_NETWORK: &str = "`rook-ceph/cluster-net` is the cluster network of CephCluster rook-ceph/my-cluster, which \
                               is for its OSDs only; remove `rook-ceph/cluster-net`";

fn at_networks(problem: &str) -> String {
    format!("`metadata.annotations[k8s.v1.cni.cncf.io/networks]`: {problem} [foreign-attachment]")
}

fn at_default_network(problem: &str) -> String {
    format!("`metadata.annotations[v1.multus-cni.io/default-network]`: {problem} [foreign-attachment]")
}

#[test]
fn a_foreign_pod_does_not_join_the_cluster_network() {
    denied("foreign-pod-on-the-cluster-network", "Pod shop/storefront-0", &[&at_networks(CLUSTER_NETWORK)]);
}

#[test]
fn a_foreign_pod_does_not_take_the_cluster_network_for_its_default_network() {
    let problem = at_default_network(CLUSTER_NETWORK);
    denied("default-network-of-a-foreign-pod", "Pod shop/storefront-0", &[&problem]);
    denied("default-network-with-levels-in-the-settings", "Pod shop/storefront-0", &[&problem]);
}

#[test]
fn the_label_of_the_validation_tool_opens_nothing_outside_of_its_namespaces() {
    let problem = at_networks(&format!("{CLUSTER_NETWORK}, or name the namespace in `validationNamespaces`"));
    denied("label-of-the-validation-tool", "Pod rook-ceph/storefront-0", &[&problem]);
    let (request, mut settings) = payload("label-of-the-validation-tool");
    settings["validationNamespaces"] = serde_json::json!(["rook-ceph"]);
    assert_eq!(outcome(&request, &settings), Outcome::Accepted);
}

#[test]
fn the_label_of_a_network_canary_opens_nothing_without_owner_and_service_account() {
    denied(
        "label-of-a-network-canary",
        "Pod rook-ceph/storefront-0",
        &[
            "`metadata.ownerReferences`: no controller owns it, and Rook makes no network canary like that; remove the \
             label, or let a Deployment or Job make it [daemon-impersonated]",
            "`spec.serviceAccountName`: none is not the service account of a network canary, which its label makes it; \
             remove the label, or run it as `rook-ceph-cmd-reporter` [daemon-impersonated]",
        ],
    );
}

#[test]
fn a_toolbox_of_one_cephcluster_does_not_join_the_cluster_network_of_another() {
    let name = "label-of-a-toolbox-beside-another-cephcluster";
    denied(name, "Pod ceph-ext/storefront-0", &[&at_networks(CLUSTER_NETWORK)]);
}

#[test]
fn a_nad_of_a_stranger_does_not_copy_the_cluster_network() {
    denied(
        "copy-of-the-cluster-network",
        "NetworkAttachmentDefinition shop/edge-net",
        &[
            "`spec.config.ipam.range`: hands out addresses of the pool of `rook-ceph/cluster-net`, the cluster network of \
           CephCluster rook-ceph/my-cluster; use other addresses [ceph-network-copied]",
        ],
    );
}

#[test]
fn a_nad_of_a_stranger_in_the_inventory_says_nothing_about_the_admin_s_cephcluster() {
    let (request, settings) = payload("copy-by-a-stranger-in-the-inventory");
    let with = outcome(&request, &settings);
    let (_, mut without) = payload("copy-by-a-stranger-in-the-inventory");
    let inventory = without["inventory"].as_array_mut().expect("a list");
    inventory.retain(|object| object["metadata"]["namespace"] != "shop");
    assert_eq!(inventory.len(), 3);
    assert_eq!(with, outcome(&request, &without));
    assert_eq!(with, Outcome::Accepted);
}
