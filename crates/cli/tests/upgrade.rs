//! An installation that is written again from what a cluster has of it stays what it is.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod support;

use std::path::PathBuf;

use ceph_multus_manifests::{read, to_yaml};
use serde_json::{Value, json};

/// What every installation names.
const IMAGES: [&str; 4] = ["--module", "registry://a/ceph-multus-policy:v1", "--sync-image", "a/ceph-multus-sync:v1"];

/// What the upgrade exports of an installation.
const KINDS: [&str; 4] = ["ClusterAdmissionPolicy", "CronJob", "Deployment", "ServiceAccount"];

/// What `install` writes, and what it notes.
fn install(arguments: &[&str]) -> (String, String) {
    let output = support::command().arg("install").args(IMAGES).args(arguments).output().expect("the command line");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a text");
    (text(output.stdout), text(output.stderr))
}

/// A file of one test.
fn file(name: &str, text: &str) -> String {
    let test = std::thread::current().name().expect("a test").to_owned();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{name}"));
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

/// The objects of a text.
fn objects(text: &str) -> Vec<Value> {
    let documents = read("manifests.yaml", text).expect("manifests");
    documents.iter().map(|document| serde_json::from_str(document.json()).expect("JSON")).collect()
}

/// The objects of these kinds as `kubectl get` prints them.
fn exported(objects: &[Value], kinds: &[&str]) -> String {
    let items: Vec<&Value> =
        objects.iter().filter(|one| one["kind"].as_str().is_some_and(|kind| kinds.contains(&kind))).collect();
    to_yaml(&json!({"apiVersion": "v1", "kind": "List", "items": items}))
}

/// An installation with another value for each option.
fn installed(sync: &str) -> String {
    installed_for(sync, &["--ceph-namespace", "storage", "--ceph-namespace", "rook"])
}

/// The same for other namespaces of Ceph.
fn installed_for(sync: &str, namespaces: &[&str]) -> String {
    let settings = file(&format!("settings-{sync}.yaml"), "nodes: 12\nrules: {ipam-type-not-allowed: warn}\n");
    let options = ["--settings", &settings, "--mode", "protect", "--policy-server", "ceph", "--namespace", "kw"];
    let more = ["--sync", sync, "--image-pull-secret", "pull"];
    let (text, notes) = install(&[&options[..], &more, namespaces].concat());
    assert_eq!(notes, "");
    text
}

#[test]
fn an_installation_that_is_written_again_stays_what_it_is() {
    for sync in ["cronjob", "deployment"] {
        let text = installed(sync);
        let whole = file(&format!("whole-{sync}.yaml"), &text);
        assert_eq!(install(&["--settings", &whole]), (text.clone(), String::new()), "from its own output");

        // As upgrade.md exports it: two lists, the second one in all namespaces.
        let objects = objects(&text);
        let policies = exported(&objects, &["ClusterAdmissionPolicy"]);
        let rest = exported(&objects, &["CronJob", "Deployment", "ServiceAccount"]);
        let lists = file(&format!("lists-{sync}.yaml"), &format!("{policies}---\n{rest}"));
        assert_eq!(install(&["--settings", &lists]), (text.clone(), String::new()), "from the cluster");
    }
}

#[test]
fn what_the_cluster_adds_is_not_taken_for_what_its_owner_set() {
    let text = installed("cronjob");
    let mut objects = objects(&text);
    for object in &mut objects {
        match object["kind"].as_str() {
            Some("ServiceAccount") => {
                object["imagePullSecrets"] = json!([{"name": "pull"}, {"name": "ceph-multus-sync-dockercfg-qzbhb"}]);
            }
            Some("CronJob") => object["spec"]["schedule"] = json!("0 * * * *"),
            Some("ClusterAdmissionPolicy") => object["spec"]["settings"]["inventory"] = json!([]),
            _ => {}
        }
    }
    let lists = file("cluster.yaml", &exported(&objects, &KINDS));
    let (again, notes) = install(&["--settings", &lists]);
    assert_eq!(crate::objects(&again), crate::objects(&text.replace("*/5 * * * *", "0 * * * *")));
    assert_eq!(notes, "");
}

#[test]
fn what_is_not_exported_is_an_error_or_a_note() {
    let objects = objects(&installed("deployment"));
    let policies = file("policies.yaml", &exported(&objects, &["ClusterAdmissionPolicy"]));
    let (text, notes) = install(&["--settings", &policies]);
    let options =
        ["--namespace", "kubewarden", "--sync", "cronjob", "--ceph-namespace", "storage", "--ceph-namespace", "rook"];
    let (meant, _) = install(&[&["--settings", policies.as_str()], &options[..]].concat());
    assert_eq!(text, meant);
    assert_eq!(
        notes,
        format!(
            "note: the sync is not in {policies}, so it is a CronJob in `kubewarden`; export it, or set `--sync` and \
             `--namespace`\nnote: the ServiceAccount of the sync in `kubewarden` is not in {policies}, so it has no Secrets for \
             its image; export it, or set `--image-pull-secret`\n"
        )
    );
    let (_, notes) =
        install(&["--settings", &policies, "--sync", "deployment", "--namespace", "kw", "--image-pull-secret", "pull"]);
    assert_eq!(notes, "", "everything is said");

    let rejected = |name: &str, policies: &[Value], options: &[&str]| {
        let path = file(name, &exported(policies, &KINDS));
        let (text, errors) = install(&[&["--settings", path.as_str()], options].concat());
        (text, errors.replace(&path, "FILE"))
    };
    let unnamed =
        "error: FILE: the policies do not name Ceph's namespaces; export all three, or set `--ceph-namespace`\n";
    let validating = objects.iter().filter(|one| one["metadata"]["name"] == "ceph-multus-validating").cloned();
    let validating: Vec<Value> = validating.collect();
    let unguarded = "error: FILE: ceph-multus-guard, which names Ceph's namespaces, is missing; export all three, or set \
                     `--ceph-namespace`\n";
    assert_eq!(rejected("validating.yaml", &validating, &[]), (String::new(), unguarded.to_owned()));
    let without = |missing: &str| -> Vec<Value> {
        objects.iter().filter(|one| one["metadata"]["name"] != missing).cloned().collect()
    };
    assert_eq!(rejected("missing.yaml", &without("ceph-multus-guard"), &[]), (String::new(), unguarded.to_owned()));
    let (text, notes) = rejected("missing.yaml", &without("ceph-multus-mutating"), &[]);
    let note = "note: ceph-multus-mutating is not in FILE, so its mode is `monitor`; export all three policies\n";
    assert_eq!(notes, note);
    let monitored = |object: &Value| {
        let mut object = object.clone();
        if object["metadata"]["name"] == "ceph-multus-mutating" {
            object["spec"]["mode"] = json!("monitor");
        }
        object
    };
    assert_eq!(
        crate::objects(&text),
        objects.iter().map(monitored).collect::<Vec<_>>(),
        "the guard names the namespaces"
    );
    let with_guard = |values: Value| {
        let mut objects = objects.clone();
        for object in &mut objects {
            if object["metadata"]["name"] == "ceph-multus-guard" {
                object["spec"]["namespaceSelector"]["matchExpressions"][0]["values"] = values.clone();
            }
        }
        objects
    };
    let injected = with_guard(json!(["x'] || true || request.namespace in ['"]));
    assert_eq!(rejected("injected.yaml", &injected, &[]), (String::new(), unnamed.to_owned()));
    let differ =
        "error: FILE: the namespaces of ceph-multus-mutating and ceph-multus-guard differ; set `--ceph-namespace`\n";
    let edited = with_guard(json!(["rook", "storage", "vms"]));
    assert_eq!(rejected("edited.yaml", &edited, &[]), (String::new(), differ.to_owned()));
    let (text, notes) = rejected("edited.yaml", &edited, &["--ceph-namespace", "storage"]);
    assert_eq!((text, notes), (installed_for("deployment", &["--ceph-namespace", "storage"]), String::new()));
}

#[test]
fn of_two_syncs_one_is_kept_and_the_other_is_named() {
    let mut objects = objects(&installed("deployment"));
    let of_cronjob = crate::objects(&installed("cronjob"));
    let one = file("one.yaml", &exported(&objects, &KINDS));
    let (text, notes) = install(&["--settings", &one, "--sync", "cronjob"]);
    assert_eq!(crate::objects(&text), of_cronjob, "only the kind is another");
    let old = "note: the Deployment of the sync in `kw` is not in the output; delete it, so that only one sync runs\n";
    assert_eq!(notes, old);

    objects.extend(of_cronjob.into_iter().filter(|object| object["kind"] == "CronJob"));
    let two = file("two.yaml", &exported(&objects, &KINDS));
    let several = format!("error: {two}: the sync has several kinds; set `--sync`\n");
    assert_eq!(install(&["--settings", &two]), (String::new(), several));
    assert_eq!(install(&["--settings", &two, "--sync", "cronjob"]), (text, old.to_owned()));

    for object in &mut objects {
        if object["kind"] == "Deployment" {
            object["metadata"]["namespace"] = json!("old");
        }
    }
    let two = file("two.yaml", &exported(&objects, &KINDS));
    let several = format!("error: {two}: the sync has several namespaces; set `--namespace`\n");
    assert_eq!(install(&["--settings", &two, "--sync", "cronjob"]), (String::new(), several));
}

#[test]
fn an_export_amid_a_write_of_the_sync_is_enough_for_an_installation() {
    let text = installed("cronjob");
    let mut objects = objects(&text);
    let cluster =
        json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "a", "namespace": "rook"}});
    objects[0]["spec"]["settings"]["inventory"] = json!([cluster]);
    objects[1]["spec"]["settings"]["inventory"] = json!([]);
    objects[1]["spec"]["settings"]["previous"] = json!([cluster]);
    let differ = file("differ.yaml", &exported(&objects, &KINDS));
    let (again, notes) = install(&["--settings", &differ]);
    assert_eq!(notes, "");
    assert_eq!(crate::objects(&again), crate::objects(&text));

    objects[1]["spec"]["settings"]["nodes"] = json!(13);
    let differ = file("differ.yaml", &exported(&objects, &KINDS));
    let (text, errors) = install(&["--settings", &differ]);
    let problem = "the settings of ceph-multus-mutating and ceph-multus-validating differ in `nodes`; make them the same, or give \
                   one policy";
    // Between them are the line and the column.
    let is_it = errors.starts_with(&format!("error: {differ}:")) && errors.ends_with(&format!(": {problem}\n"));
    assert!(text.is_empty() && is_it && errors.lines().count() == 1, "{errors}");
}

#[test]
fn an_expression_that_is_dropped_from_a_selector_is_named() {
    let settings = file("settings.yaml", "exemptNamespaces: [lab, vms]\n");
    let (text, _) = install(&["--settings", &settings]);
    let whole = file("whole.yaml", &text);
    assert_eq!(
        install(&["--settings", &whole, "--sync", "cronjob"]),
        (text.clone(), String::new()),
        "nothing is dropped"
    );

    let key = "kubernetes.io/metadata.name";
    for expression in [
        json!({"key": "team", "operator": "NotIn", "values": ["lab"]}),
        json!({"key": key, "operator": "NotIn", "values": ["lab", "tenant"]}),
        json!({"key": key, "operator": "In", "values": ["lab"]}),
        json!({"key": key, "operator": "Exists"}),
    ] {
        let mut objects = objects(&text);
        for policy in [0, 2] {
            let expressions = &mut objects[policy]["spec"]["namespaceSelector"]["matchExpressions"];
            expressions.as_array_mut().expect("expressions").push(expression.clone());
        }
        let edited = file("edited.yaml", &exported(&objects, &KINDS));
        let note = format!(
            "note: {edited}: the namespace selector of ceph-multus-mutating and ceph-multus-guard has expressions that are not in \
             the output; set `exemptNamespaces`, or add them again\n"
        );
        let (again, notes) = install(&["--settings", &edited]);
        assert_eq!((crate::objects(&again), notes), (crate::objects(&text), note), "{expression}");
    }
}

#[test]
fn of_two_accounts_that_of_the_sync_is_kept_and_the_other_is_named() {
    let mut objects = objects(&installed("cronjob"));
    let mut leftover = objects.iter().find(|one| one["kind"] == "ServiceAccount").expect("an account").clone();
    leftover["metadata"]["namespace"] = json!("kubewarden");
    leftover["imagePullSecrets"] = json!([]);
    // `-A` sorts by namespace.
    objects.insert(0, leftover);
    let both = file("both.yaml", &exported(&objects, &KINDS));
    let (text, notes) = install(&["--settings", &both]);
    assert_eq!(crate::objects(&text), objects[1..]);
    let account = |namespace: &str| {
        format!(
            "note: the ServiceAccount of the sync in `{namespace}` is not in the output; delete it, because no sync uses it\n"
        )
    };
    assert_eq!(notes, account("kubewarden"));

    // The sync moves with its Secrets and its schedule.
    objects.remove(0);
    for object in objects.iter_mut().filter(|object| object["kind"] == "CronJob") {
        object["spec"]["schedule"] = json!("0 * * * *");
    }
    let one = file("one.yaml", &exported(&objects, &KINDS));
    let (text, notes) = install(&["--settings", &one, "--namespace", "new"]);
    let moved = crate::objects(&text.replace("=new\n", "=kw\n").replace("namespace: new", "namespace: kw"));
    assert_eq!(moved, objects);
    let old = "note: the CronJob of the sync in `kw` is not in the output; delete it, so that only one sync runs\n";
    assert_eq!(notes, format!("{old}{}", account("kw")));

    // An account alone does not say that it is left.
    objects.retain(|object| object["kind"] != "CronJob");
    let alone = file("alone.yaml", &exported(&objects, &KINDS));
    let (text, notes) = install(&["--settings", &alone]);
    let meant =
        installed("cronjob").replace("=kw\n", "=kubewarden\n").replace("namespace: kw", "namespace: kubewarden");
    assert_eq!(text, meant);
    assert_eq!(
        notes,
        format!(
            "note: the sync is not in {alone}, so it is a CronJob in `kubewarden`; export it, or set `--sync` and `--namespace`\n"
        )
    );
}

#[test]
fn of_two_cronjobs_the_schedule_of_the_meant_one_is_kept() {
    let mut objects = objects(&installed("cronjob"));
    let mut old = objects.iter().find(|one| one["kind"] == "CronJob").expect("a CronJob").clone();
    old["metadata"]["namespace"] = json!("a-old");
    old["spec"]["schedule"] = json!("0 0 * * *");
    objects.insert(0, old);
    let both = file("both.yaml", &exported(&objects, &KINDS));
    let (text, notes) = install(&["--settings", &both, "--namespace", "kw"]);
    assert_eq!(crate::objects(&text), objects[1..]);
    let left = "note: the CronJob of the sync in `a-old` is not in the output; delete it, so that only one sync runs\n";
    assert_eq!(notes, left);
}

#[test]
fn the_page_removes_every_object_of_an_installation() {
    let page = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/upgrade.md"));
    let page = page.expect("the page");
    let deletions: Vec<(&str, Vec<&str>)> = page
        .lines()
        .filter(|line| line.starts_with("kubectl "))
        .filter_map(|line| line.split_once(" delete ")?.1.split_once(' '))
        .map(|(plurals, names)| (plurals, names.split(' ').collect()))
        .collect();
    for object in ["cronjob", "deployment"].iter().flat_map(|sync| objects(&installed(sync))) {
        let (kind, name) =
            (object["kind"].as_str().expect("a kind"), object["metadata"]["name"].as_str().expect("a name"));
        let plural = kind.strip_suffix('y').map_or_else(|| format!("{kind}s"), |stem| format!("{stem}ies"));
        let plural = plural.to_lowercase();
        let is_removed =
            |(plurals, names): &(&str, Vec<&str>)| plurals.split(',').any(|one| one == plural) && names.contains(&name);
        assert!(deletions.iter().any(is_removed), "{kind} {name}");
    }
}
