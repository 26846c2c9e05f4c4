//! The settings that manifests make, and how far they are behind.

use ceph_multus_manifests::{Change, Previous, SettingsText, check, drift, read, settings_from};

use super::{cluster, examples, lines, nad, settings};

#[test]
fn the_settings_of_manifests_hold_what_the_rules_read() {
    let documents = examples(str::to_owned);
    let new = settings_from(&documents, &settings("nodeRanges: [192.168.29.0/24]"), Previous::Dropped, "default")
        .expect("settings");
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
    let found = drift(&documents, &text, "default").expect("a comparison");
    assert_eq!((found.drifts, found.previous), (vec![], 0));
    let report = check(&documents, &text, "default", |_, _| {}).expect("a report");
    assert_eq!(lines(&documents, &report), [""; 0]);
}

#[test]
fn settings_that_are_behind_are_reported_field_by_field() {
    let old = examples(|text| {
        text.replace("192.168.20.0/24", "192.168.22.0/24")
            .replace("count: 2", "count: 1")
            .replace("cluster-net", "repl")
    });
    let old = settings_from(&old, &settings(""), Previous::Dropped, "default").expect("settings");
    let text = SettingsText::read("old.json", &old.settings().to_string()).expect("settings");
    let documents = examples(str::to_owned);
    let mut lines = Vec::new();
    for drift in drift(&documents, &text, "default").expect("a comparison").drifts {
        let place = drift.position.map_or(String::from("-"), |position| position.to_string());
        let what = match drift.change {
            Change::Missing => String::from("missing"),
            Change::Gone => String::from("gone"),
            Change::Previous => String::from("previous"),
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
fn a_selector_that_is_set_is_shown_in_both_directions() {
    let path = "spec.network.selectors.cluster";
    let (public, cluster) = ("rook-ceph/public-net", "rook-ceph/cluster-net");
    let with = |value: Option<&str>| {
        let line = value.map(|value| format!("      cluster: {value}\n")).unwrap_or_default();
        examples(|text| text.replace("      cluster: rook-ceph/cluster-net\n", &line))
    };
    let shown = |value: Option<&str>| value.map(|value| format!("{value:?}"));
    let values = [None, Some(public), Some(cluster)];
    for (settings_value, manifest_value) in values.iter().flat_map(|one| values.iter().map(move |other| (*one, *other)))
    {
        let new = settings_from(&with(settings_value), &settings(""), Previous::Dropped, "default").expect("settings");
        let text = SettingsText::read("new.json", &new.json).expect("settings");
        let found = drift(&with(manifest_value), &text, "default").expect("a comparison").drifts;
        let fields: Vec<_> = found
            .into_iter()
            .map(|drift| match drift.change {
                Change::Field { path, settings, manifest } => (path.to_string(), settings, manifest),
                other => panic!("{other:?}"),
            })
            .collect();
        let means = |value: Option<&'static str>| value.unwrap_or(public);
        let expected = (path.to_owned(), shown(settings_value), shown(manifest_value));
        let expected = (means(settings_value) != means(manifest_value)).then_some(expected);
        assert_eq!(fields, Vec::from_iter(expected), "{settings_value:?} {manifest_value:?}");
    }
}

/// `kind namespace/name` of the objects of a list.
fn names(list: &serde_json::Value) -> Vec<String> {
    let text = |object: &serde_json::Value, path: &str| {
        object.pointer(path).and_then(|text| text.as_str()).unwrap_or_default().to_owned()
    };
    let name = |object: &serde_json::Value| {
        let parts = ["/kind", "/metadata/namespace", "/metadata/name"].map(|path| text(object, path));
        format!("{} {}/{}", parts[0], parts[1], parts[2])
    };
    list.as_array().into_iter().flatten().map(name).collect()
}

#[test]
fn the_nads_of_others_are_counted_and_left_out() {
    let text = [
        cluster("networks/replication"),
        nad("rook-ceph", "public-net", "10.0.0.0/24"),
        nad("rook-ceph", "spare", "10.0.1.0/24"),
        nad("networks", "replication", "10.0.2.0/24"),
        nad("networks", "other", "10.0.3.0/24"),
        nad("shop", "monitors", "10.0.4.0/24"),
        nad("shop", "own", "10.0.5.0/24"),
    ];
    let documents = read("a.yaml", &text.concat()).expect("manifests");
    let new = settings_from(&documents, &settings("monitorNetwork: shop/monitors"), Previous::Dropped, "default")
        .expect("settings");
    assert_eq!((new.objects, new.left_out, new.foreign_nads), (5, 2, 2));
    let nads = ["networks/replication", "rook-ceph/public-net", "rook-ceph/spare", "shop/monitors"];
    let expected = nads.map(|nad| format!("NetworkAttachmentDefinition {nad}"));
    assert_eq!(names(&new.settings()["inventory"])[1..], expected);
    let text = SettingsText::read("new.json", &new.json).expect("settings");
    assert_eq!(drift(&documents, &text, "default").expect("a comparison").drifts, [], "they are not missed");
}

#[test]
fn what_the_inventory_loses_is_named() {
    let text = [
        cluster("networks/replication"),
        nad("rook-ceph", "public-net", "10.0.0.0/24"),
        nad("networks", "replication", "10.0.2.0/24"),
        nad("shop", "own", "10.0.5.0/24"),
        String::from(
            "apiVersion: ceph.rook.io/v1\nkind: CephNFS\nmetadata: {name: nfs, namespace: rook-ceph}\nspec: {}\n",
        ),
    ];
    let whole = read("a.yaml", &text.concat()).expect("manifests");
    let inventory = serde_json::Value::from_iter(
        whole.iter().map(|document| serde_json::from_str::<serde_json::Value>(document.json()).expect("JSON")),
    );
    let known = settings(&serde_json::json!({"inventory": inventory}).to_string());
    let lost = |text: &str| {
        let documents = read("b.yaml", text).expect("manifests");
        settings_from(&documents, &known, Previous::Kept, "default").expect("settings").dropped
    };
    assert_eq!(lost(&text.concat()), [""; 0], "the NAD of others never belonged there");
    let [cluster, public, ..] = &text;
    let nads = ["NetworkAttachmentDefinition networks/replication", "CephNFS rook-ceph/nfs"];
    assert_eq!(lost(&[cluster.as_str(), public].concat()), nads);
    let mut all = vec!["CephCluster rook-ceph/c", "NetworkAttachmentDefinition networks/replication"];
    all.extend(["NetworkAttachmentDefinition rook-ceph/public-net", "CephNFS rook-ceph/nfs"]);
    assert_eq!(lost(""), all);
}

#[test]
fn previous_has_what_changes_as_it_was() {
    let [public, old, new] = [
        nad("rook-ceph", "public-net", "10.0.0.0/24"),
        nad("networks", "old", "10.0.1.0/24"),
        nad("networks", "new", "10.0.2.0/24"),
    ];
    let others = nad("shop", "own", "10.0.5.0/24");
    let before = read("old.yaml", &[&cluster("networks/old"), &public, &old, &others].map(String::as_str).concat());
    let before =
        settings_from(&before.expect("manifests"), &settings(""), Previous::Dropped, "default").expect("settings");
    let before = SettingsText::read("old.json", &before.json).expect("settings");
    let text = [&cluster("networks/new"), &public, &old, &new, &others].map(String::as_str).concat();
    let after = read("new.yaml", &text).expect("manifests");
    let written = settings_from(&after, &settings("nodes: 3"), Previous::Of(&before), "default").expect("settings");
    assert_eq!(written.previous, 2);
    let previous = &written.settings()["previous"];
    assert_eq!(names(previous), ["CephCluster rook-ceph/c", "NetworkAttachmentDefinition networks/old"]);
    assert_eq!(
        previous[0],
        serde_json::json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "rook-ceph"},
            "spec": {"network": {"provider": "multus", "selectors": {"cluster": "networks/old", "public": "public-net"}}},
        })
    );
    assert_eq!(written.settings()["nodes"], 3);

    // The settings know the cluster before the change and after it, and say which it is.
    let known = SettingsText::read("written.json", &written.json).expect("settings");
    let text = [&cluster("networks/old"), &public, &old, &new].map(String::as_str).concat();
    let running = read("running.yaml", &text).expect("manifests");
    let found = drift(&running, &known, "default").expect("a comparison");
    let changes: Vec<_> = found.drifts.iter().map(|drift| (drift.subject.as_str(), &drift.change)).collect();
    assert_eq!(
        changes,
        [
            ("CephCluster rook-ceph/c", &Change::Previous),
            ("NetworkAttachmentDefinition networks/old", &Change::Previous)
        ]
    );
    assert!(!found.drifts.iter().any(ceph_multus_manifests::Drift::is_unknown));
    let found = drift(&after, &known, "default").expect("a comparison");
    assert_eq!((found.drifts, found.previous), (vec![], 2));

    // It stays until somebody takes it away, or something else changes.
    let kept = settings_from(&after, &known, Previous::Kept, "default").expect("settings");
    assert_eq!((kept.previous, &kept.settings()["previous"]), (2, previous));
    let again = settings_from(&after, &known, Previous::Dropped, "default").expect("settings");
    assert_eq!((again.previous, again.settings().get("previous")), (0, None));
    let unchanged = settings_from(&after, &known, Previous::Of(&known), "default").expect("settings");
    assert_eq!((unchanged.previous, unchanged.settings().get("previous")), (0, None));
}

/// A ClusterAdmissionPolicy.
fn policy(name: &str, module: &str, server: &str, settings: &str) -> String {
    format!(
        "apiVersion: policies.kubewarden.io/v1\nkind: ClusterAdmissionPolicy\nmetadata: {{name: {name}}}\n\
         spec: {{module: 'registry://{module}', policyServer: {server}, mode: monitor, settings: {settings}}}\n---\n"
    )
}

#[test]
fn of_the_policies_of_a_cluster_those_of_this_project_have_the_settings() {
    let other = policy("a-other", "ghcr.io/kubewarden/policies/pod-privileged:v1", "other", "{allow: true}");
    let read = |policies: &[&str]| {
        let text = SettingsText::read("p.yaml", &policies.concat()).map_err(|error| error.to_string())?;
        let server = text.registered().and_then(|registered| registered.policy_server.clone());
        Ok::<_, String>(format!("{} {}", text.json(), server.unwrap_or_default()))
    };
    let guard = policy("ceph-multus-guard", "a/b:v1", "mine", "{osds: 3, mutate: false}");
    let mutating = policy("ceph-multus-mutating", "a/b:v1", "mine", "{osds: 3, mutate: true}");
    let next = policy("ceph-multus-next", "a/b:v2", "next", "{osds: 4}");
    let own = policy("networks", "ghcr.io/a/ceph-multus-policy:v1", "own", "{osds: 5}");
    let guards = Ok(String::from(r#"{"osds":3,"mutate":false} mine"#));
    assert_eq!(read(&[&other, &next, &guard, &mutating, &own]), guards);
    assert_eq!(read(&[&other, &own]), Ok(String::from(r#"{"osds":5} own"#)));
    assert_eq!(read(&[&other, &next]), Ok(String::from(r#"{"osds":4} next"#)));
    assert_eq!(read(&[&other]), Ok(String::from(r#"{"allow":true} other"#)), "the only one is meant");
    assert_eq!(
        read(&[&own, &next]),
        Err(String::from(
            "p.yaml:9:89: the settings of networks and ceph-multus-next differ in `osds`; make them the same, or give one policy"
        ))
    );
    assert_eq!(
        read(&[&other, &other]),
        Err(String::from("p.yaml: several policies, of which none is named `ceph-multus-...`; give one"))
    );
    let elsewhere = policy("ceph-multus-mutating", "a/b:v1", "elsewhere", "{osds: 3}");
    assert_eq!(read(&[&guard, &elsewhere]), Ok(String::from(r#"{"osds":3,"mutate":false} "#)), "on several servers");
}

#[test]
fn a_policy_that_is_not_in_the_file_is_known_as_missing() {
    let unnamed = |names: &[&str]| {
        let text: String = names.iter().map(|name| policy(name, "a/b", "c", "{}")).collect();
        SettingsText::read("p.yaml", &text).expect("policies").registered().expect("policies").modes.unnamed()
    };
    assert_eq!(unnamed(&["ceph-multus-validating"]), ["ceph-multus-mutating", "ceph-multus-guard"]);
    assert_eq!(unnamed(&["ceph-multus-validating", "ceph-multus-guard", "ceph-multus-mutating"]), [""; 0]);
}

#[test]
fn an_object_without_a_name_is_rejected_as_the_policy_rejects_it() {
    let text = "apiVersion: ceph.rook.io/v1\nkind: CephNFS\nmetadata: {name: n, namespace: rook-ceph}\n---\n\
                apiVersion: ceph.rook.io/v1\nkind: CephFilesystem\nmetadata: {namespace: rook-ceph}\n";
    let documents = read("a.yaml", text).expect("manifests");
    let errors = settings_from(&documents, &settings(""), Previous::Dropped, "default").expect_err("no names");
    let problem = |kind: &str| format!("this {kind} has no name that is a string; set `metadata.name`");
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [format!("a.yaml:7:1: {}", problem("CephFilesystem")), format!("a.yaml:3:18: {}", problem("CephNFS"))]
    );
}
