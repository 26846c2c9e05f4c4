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
fn rejected(name: &str, subject: &str, problems: &[&str]) {
    let (request, settings) = payload(name);
    let plural = if problems.len() == 1 { "" } else { "s" };
    let lines: String = problems.iter().map(|problem| format!("\n{problem}")).collect();
    let message = format!("{subject}: {} problem{plural}:{lines}", problems.len());
    assert_eq!(outcome(&request, &settings), Outcome::Rejected(message));
}

/// The lines of the table: the end and the file of each.
fn table() -> Vec<(String, String)> {
    let text = fs::read_to_string(folder().join("expect.tsv")).expect("the table");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once('\t').expect("two columns"))
        .map(|(end, file)| (end.to_owned(), file.to_owned()))
        .collect()
}

/// Evaluates a file, which must end as the table says.
#[track_caller]
fn ends_as_stated(file: &str) {
    let (end, _) = table().into_iter().find(|(_, named)| named == file).expect("a line of the table");
    let (request, settings) = payload(file);
    let answer = policy().evaluate(&request, &settings);
    assert_eq!(answer.failure, None);
    assert_eq!(if answer.allowed { "pass" } else { "deny" }, end, "{:?}", answer.message);
    assert_eq!(answer.code, (!answer.allowed).then_some(422));
}

/// One test for each line of the table.
macro_rules! lines {
    ($($name:ident: $file:literal,)*) => {
        $(#[test] fn $name() { ends_as_stated($file); })*

        const TESTED: &[&str] = &[$($file),*];
    };
}

lines! {
    a_foreign_pod_on_the_cluster_network_is_rejected: "foreign-pod-on-the-cluster-network.json",
    a_foreign_pod_with_the_cluster_network_as_its_default_one_is_rejected: "default-network-of-a-foreign-pod.json",
    an_annotation_behind_16_kib_of_blanks_is_read: "annotation-of-16-kib-of-blanks.json",
    the_last_of_65_selections_is_read: "annotation-of-65-selections.json",
    a_lone_surrogate_in_an_unknown_key_hides_nothing: "lone-surrogate-in-an-unknown-key.json",
    a_number_out_of_range_in_an_unknown_key_hides_nothing: "number-out-of-range-in-an-unknown-key.json",
    deep_nesting_in_an_unknown_key_hides_nothing: "deep-nesting-in-an-unknown-key.json",
    deep_nesting_in_cni_args_hides_nothing: "deep-nesting-in-cni-args.json",
    the_label_of_the_validation_tool_is_rejected_outside_of_its_namespaces: "label-of-the-validation-tool.json",
    the_label_of_a_network_canary_is_rejected_on_a_bare_pod: "label-of-a-network-canary.json",
    repeated_addresses_hide_nothing: "repeated-ips.json",
    a_default_network_is_rejected_beside_levels_in_the_settings: "default-network-with-levels-in-the-settings.json",
    a_copy_of_the_cluster_network_is_rejected: "copy-of-the-cluster-network.json",
    a_copy_by_a_stranger_in_the_inventory_rejects_no_cephcluster: "copy-by-a-stranger-in-the-inventory.json",
    the_label_of_a_toolbox_opens_no_network_of_another_cephcluster: "label-of-a-toolbox-beside-another-cephcluster.json",
}

#[test]
fn every_line_has_a_file_and_a_test() {
    let named: Vec<String> = table().into_iter().map(|(_, file)| file).collect();
    assert_eq!(named, TESTED);
    let mut files: Vec<String> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .filter(|name| name.ends_with(".json"))
        .collect();
    files.sort();
    let mut named = named;
    named.sort();
    assert_eq!(files, named);
}

const CLUSTER_NETWORK: &str = "only OSDs may be attached to `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster; remove `rook-ceph/cluster-net`";

fn at_networks(problem: &str) -> String {
    format!("`metadata.annotations[k8s.v1.cni.cncf.io/networks]`: {problem} [foreign-attachment]")
}

fn at_default_network(problem: &str) -> String {
    format!("`metadata.annotations[v1.multus-cni.io/default-network]`: {problem} [foreign-attachment]")
}

#[test]
fn a_foreign_pod_does_not_join_the_cluster_network() {
    rejected("foreign-pod-on-the-cluster-network", "Pod shop/storefront-0", &[&at_networks(CLUSTER_NETWORK)]);
}

#[test]
fn a_foreign_pod_does_not_take_the_cluster_network_for_its_default_network() {
    let problem = at_default_network(CLUSTER_NETWORK);
    rejected("default-network-of-a-foreign-pod", "Pod shop/storefront-0", &[&problem]);
    rejected("default-network-with-levels-in-the-settings", "Pod shop/storefront-0", &[&problem]);
}

#[test]
fn the_label_of_the_validation_tool_opens_nothing_outside_of_its_namespaces() {
    let problem = at_networks(&format!("{CLUSTER_NETWORK}, or add the namespace to `validationNamespaces`"));
    rejected("label-of-the-validation-tool", "Pod rook-ceph/storefront-0", &[&problem]);
    let (request, mut settings) = payload("label-of-the-validation-tool");
    settings["validationNamespaces"] = serde_json::json!(["rook-ceph"]);
    assert_eq!(outcome(&request, &settings), Outcome::Accepted);
}

#[test]
fn the_label_of_a_network_canary_opens_nothing_without_owner_and_service_account() {
    rejected(
        "label-of-a-network-canary",
        "Pod rook-ceph/storefront-0",
        &[
            "`metadata.ownerReferences`: no controller owns this pod, but Rook creates the network canary with one; remove the \
             label [daemon-impersonated]",
            "`spec.serviceAccountName`: the pod has the label of a network canary but runs as the default account; \
             remove the label, or run the pod as `rook-ceph-cmd-reporter` [daemon-impersonated]",
        ],
    );
}

#[test]
fn a_toolbox_of_one_cephcluster_does_not_join_the_cluster_network_of_another() {
    let name = "label-of-a-toolbox-beside-another-cephcluster";
    rejected(name, "Pod ceph-ext/storefront-0", &[&at_networks(CLUSTER_NETWORK)]);
}

#[test]
fn a_nad_of_a_stranger_does_not_copy_the_cluster_network() {
    rejected(
        "copy-of-the-cluster-network",
        "NetworkAttachmentDefinition shop/edge-net",
        &[
            "`spec.config.ipam.range`: assigns addresses of the pool of `rook-ceph/cluster-net`, the cluster network of \
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
