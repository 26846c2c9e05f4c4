//! A change of an object that exists: what it becomes says nothing of itself.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use ceph_multus_web::input::Input;
use ceph_multus_web::report::Report;

const KINDS: [&str; 2] = ["CephCluster", "StorageCluster"];

fn cluster(kind: &str, network: &str) -> String {
    let group = if kind == "CephCluster" { "ceph.rook.io" } else { "ocs.openshift.io" };
    format!(
        "apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: my-cluster, namespace: rook-ceph}}\nspec: {{network: {network}}}\n"
    )
}

/// `error: ...` for each finding of `provider-changed`.
fn found(manifests: &str, settings: &str, old_objects: &str) -> Vec<String> {
    let report = Report::of(&Input {
        manifests: manifests.to_owned(),
        settings: settings.to_owned(),
        old_objects: old_objects.to_owned(),
    });
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let findings = report.objects.into_iter().flat_map(|object| object.findings);
    let findings = findings.filter(|finding| finding.rule == "provider-changed" || finding.rule == "inventory-drift");
    findings.map(|finding| format!("{}: {}; {}", finding.severity, finding.problem, finding.help)).collect()
}

/// Settings whose inventory has `object`.
fn knows(object: &str) -> String {
    format!("inventory:\n- {}\n", object.trim_end().replace('\n', "\n  "))
}

const MULTUS: &str = "{provider: multus, selectors: {public: rook-ceph/pub, cluster: rook-ceph/pub}}";
const PROBLEM: &str = "changing the provider from the pod network to `multus` disconnects daemons and volumes";

#[test]
fn a_change_of_the_provider_is_not_intended_because_the_manifests_have_it() {
    for kind in KINDS {
        let [old, new] = ["{}", MULTUS].map(|network| cluster(kind, network));
        let denied = [format!("error: {PROBLEM}; create a new cluster, or set `provider-changed` to `warn`")];
        assert_eq!(found(&new, "", &old), denied, "{kind}");
        assert_eq!(found(&new, &knows(&old), &old), denied, "the settings have the old one: {kind}");
        assert_eq!(found(&format!("{new}---\n{new}"), "", &old)[0], denied[0], "a copy among the manifests: {kind}");
    }
}

#[test]
fn it_is_intended_where_the_settings_have_it() {
    for kind in KINDS {
        let [old, new] = ["{}", MULTUS].map(|network| cluster(kind, network));
        let warned = [format!("warning: {PROBLEM}; restart every daemon and every pod with volumes")];
        assert_eq!(found(&new, &knows(&new), &old), warned, "{kind}");
        let previous = knows(&new).replace("inventory", "previous");
        assert_eq!(found(&new, &previous, &old), warned, "taken back: {kind}");
    }
}

#[test]
fn no_restart_is_asked_for_after_what_rook_rejects() {
    let [old, new] = ["{provider: host}", MULTUS].map(|network| cluster("CephCluster", network));
    let problem = "changing the provider from `host` to `multus` disconnects daemons and volumes";
    let help = "create a new cluster, or change to an empty provider first, possible since Rook v1.17.3";
    assert_eq!(found(&new, "", &old), [format!("error: {problem}; {help}")]);
    assert_eq!(found(&new, &knows(&new), &old), [format!("warning: {problem}; {help}")]);
}
