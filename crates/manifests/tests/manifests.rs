//! Manifests of a whole cluster: judged, planned, turned into settings, and compared to them.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::Path;

use ceph_multus_manifests::{
    Change, Document, Report, SettingsText, Severity, check, drift, plan, read, settings_from,
};

/// The manifests of `examples/manifests`, as `change` leaves their text.
fn examples(change: impl Fn(&str) -> String) -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/manifests");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    let documents = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy();
        read(&name, &change(&std::fs::read_to_string(path).expect("an example"))).expect("a manifest")
    };
    paths.iter().flat_map(documents).collect()
}

fn settings(text: &str) -> SettingsText {
    SettingsText::read("settings.yaml", text).expect("settings")
}

fn judged(documents: &[Document], settings_text: &str) -> Report {
    check(documents, &settings(settings_text), "default", |_, _| {}).expect("a report")
}

/// The findings of a report, a line each.
fn lines(documents: &[Document], report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for object in &report.objects {
        let source = &documents[object.document].source().name;
        for found in &object.findings {
            let severity = format!("{:?}", found.severity);
            lines.push(format!("{severity} {source}:{} {}: {}", found.position, found.path, found.problem));
        }
    }
    lines
}

#[test]
fn the_examples_are_right() {
    let documents = examples(str::to_owned);
    let report = judged(&documents, "nodeRanges: [192.168.29.0/24]");
    assert_eq!(lines(&documents, &report), [""; 0]);
    assert_eq!(report.objects.len(), 5);
}

#[test]
fn an_object_is_judged_in_the_world_of_all_of_them() {
    let documents = examples(|text| text.replace("192.168.21.0/24", "192.168.20.0/28"));
    assert_eq!(
        lines(&documents, &judged(&documents, "clusterSelector: implicit")),
        [
            "Error cephcluster.yaml:82:16 spec.network.selectors.cluster: `rook-ceph/cluster-net` hands out \
             `192.168.20.1-192.168.20.14`, as the public network `rook-ceph/public-net` does",
            "Error nad-cluster-net.yaml:16:18 spec.config.ipam.range: hands out `192.168.20.1-192.168.20.14`, \
             as the public network `rook-ceph/public-net` does",
            "Error nad-public-net.yaml:16:18 spec.config.ipam.range: hands out `192.168.20.1-192.168.20.14`, \
             as the cluster network `rook-ceph/cluster-net` does",
        ]
    );
}

#[test]
fn what_the_policy_mends_is_told_and_shown() {
    let documents = examples(|text| text.replace("      cluster: rook-ceph/cluster-net\n", ""));
    let report = judged(&documents, "");
    assert_eq!(
        lines(&documents, &report),
        ["Mended cephcluster.yaml:81:5 spec.network.selectors.cluster: absent, so that it takes the value of `public`"]
    );
    assert_eq!(report.count(Severity::Mended), 1);
    let mended = report.objects[0].mended.as_ref().expect("a mended object");
    assert!(
        mended.contains(r#""selectors":{"public":"rook-ceph/public-net","cluster":"rook-ceph/public-net"}"#),
        "{mended}"
    );
}

#[test]
fn two_documents_that_are_one_object_are_told_with_both_places() {
    let mut documents = examples(str::to_owned);
    documents.extend(read("again.json", documents[3].json()).expect("a manifest"));
    assert_eq!(
        lines(&documents, &judged(&documents, "")),
        ["Error again.json:1:92 metadata.name: the same object as at nad-cluster-net.yaml:5:9"]
    );
    let errors = plan(&documents, &settings(""), "default").expect_err("an object that stands twice");
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["again.json:1:92: the same object as at nad-cluster-net.yaml:5:9; keep one"]
    );
}

#[test]
fn kinds_that_no_rule_reads_and_documents_that_are_no_objects_are_counted() {
    let documents = read("a.yaml", "a: 1\n---\nkind: ConfigMap\napiVersion: v1\n---\n[]\n").expect("yaml");
    let report = judged(&documents, "");
    assert_eq!((report.objects.len(), report.foreign), (0, 2));
    assert_eq!(report.unread.into_iter().collect::<Vec<_>>(), [("v1/ConfigMap".to_owned(), 1)]);
}

#[test]
fn problems_of_the_settings_are_told_where_they_stand() {
    let text = "kind: ClusterAdmissionPolicy\napiVersion: policies.kubewarden.io/v1\nspec:\n  settings:\n    nodes: x\n    mutat: true\n";
    let errors = check(&[], &settings(text), "default", |_, _| {}).expect_err("wrong settings");
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "settings.yaml:6:12: `mutat`: unknown setting; did you mean `mutate`?",
            "settings.yaml:5:12: `nodes`: `x` is not a value for it; use a whole number from 1 to 100000",
        ]
    );
}

#[test]
fn the_settings_of_manifests_hold_what_the_rules_read() {
    let documents = examples(str::to_owned);
    let new = settings_from(&documents, &settings("nodeRanges: [192.168.29.0/24]"), "default").expect("settings");
    assert_eq!((new.objects, new.left_out), (5, 0));
    assert_eq!(
        new.settings()["inventory"][1],
        serde_json::json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": "cluster-net", "namespace": "rook-ceph"},
            "spec": {"config": "{
  \"cniVersion\": \"0.3.1\",
  \"type\": \"macvlan\",
  \"master\": \"eth0\",
  \
                \"mode\": \"bridge\",
  \"ipam\": {
    \"type\": \"whereabouts\",
    \"range\": \"192.168.21.0/24\"
  }
}
"},
        })
    );
    let cluster = &new.settings()["inventory"][0]["spec"];
    let keys: Vec<_> = cluster.as_object().expect("a spec").keys().collect();
    assert_eq!(keys, ["mgr", "mon", "network", "storage"]);
    let text = SettingsText::read("new.json", &new.settings().to_string()).expect("settings");
    assert_eq!(drift(&documents, &text, "default").expect("a comparison"), []);
    let report = check(&documents, &text, "default", |_, _| {}).expect("a report");
    assert_eq!(lines(&documents, &report), [""; 0]);
}

#[test]
fn settings_that_are_behind_are_told_field_by_field() {
    let old = examples(|text| {
        text.replace("192.168.20.0/24", "192.168.22.0/24")
            .replace("count: 2", "count: 1")
            .replace("cluster-net", "repl")
    });
    let old = settings_from(&old, &settings(""), "default").expect("settings");
    let text = SettingsText::read("old.json", &old.settings().to_string()).expect("settings");
    let documents = examples(str::to_owned);
    let mut lines = Vec::new();
    for drift in drift(&documents, &text, "default").expect("a comparison") {
        let place = drift.position.map_or(String::from("-"), |position| position.to_string());
        let what = match drift.change {
            Change::Missing => String::from("missing"),
            Change::Gone => String::from("gone"),
            Change::Field { path, settings, manifest } => format!("{path}: {settings:?} {manifest:?}"),
        };
        lines.push(format!("{place} {}: {what}", drift.subject));
    }
    assert_eq!(
        lines,
        [
            r#"63:12 CephCluster rook-ceph/my-cluster: spec.mgr.count: Some("1") Some("2")"#,
            r#"82:16 CephCluster rook-ceph/my-cluster: spec.network.selectors.cluster: Some("\"rook-ceph/repl\"") Some("\"rook-ceph/cluster-net\"")"#,
            "2:1 NetworkAttachmentDefinition rook-ceph/cluster-net: missing",
            r#"16:18 NetworkAttachmentDefinition rook-ceph/public-net: spec.config.ipam.range: Some("\"192.168.22.0/24\"") Some("\"192.168.20.0/24\"")"#,
            "- NetworkAttachmentDefinition rook-ceph/repl: gone",
        ]
    );
}

#[test]
fn the_plan_counts_what_fits() {
    let documents = examples(str::to_owned);
    let plans = plan(&documents, &settings(""), "default").expect("a plan");
    let [plan] = plans.as_slice() else { panic!("{plans:?}") };
    assert_eq!((plan.more_osds, plan.more_nodes), (Some(188), Some(94)));
    let line = |network: &ceph_multus_manifests::NetworkPlan| {
        format!(
            "{} {:?} {} + {} {:?}",
            network.nad,
            network.addresses(),
            network.demand.steady,
            network.demand.surge,
            network.fit
        )
    };
    assert_eq!(
        plan.networks.iter().map(line).collect::<Vec<_>>(),
        [
            "rook-ceph/public-net Some(254) 3 mon + 2 mgr + 6 osd + 2 mds + 2 rgw = 15 + 1 network canary + 1 mon failover = 2 Some(Ample)",
            "rook-ceph/cluster-net Some(254) 6 osd + 1 network canary Some(Ample)",
        ]
    );
}

#[test]
fn the_plan_and_the_rule_draw_one_line() {
    let cluster = |osds: u128| {
        format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n  \
             network: {{provider: multus, selectors: {{public: rook-ceph/public-net, cluster: rook-ceph/cluster-net}}}}\n  \
             security: {{keyRotation: {{enabled: true}}}}\n  \
             storage: {{storageClassDeviceSets: [{{name: set1, count: {osds}, encrypted: true}}]}}\n"
        )
    };
    let world = |osds: u128| {
        let mut documents = examples(str::to_owned);
        documents.retain(|document| document.kind() == "NetworkAttachmentDefinition");
        documents.extend(read("cluster.yaml", &cluster(osds)).expect("a manifest"));
        documents
    };
    let plans = plan(&world(6), &settings(""), "default").expect("a plan");
    let more = plans[0].more_osds.expect("a number");
    assert_eq!(more, 118);
    assert_eq!(lines(&world(6 + more), &judged(&world(6 + more), "")), [""; 0]);
    let too_many = world(6 + more + 1);
    let findings = judged(&too_many, "").objects.into_iter().flat_map(|object| object.findings);
    let rules: Vec<_> = findings.map(|finding| finding.rule).collect();
    assert_eq!(rules, ["network-too-small", "network-too-small"]);
}
