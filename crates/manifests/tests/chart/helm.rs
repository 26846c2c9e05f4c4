//! The chart under Helm's own engine: by a `helm` program, or by the library of the Python package helm-python-sdk. Where
//! neither is there, a test says so and is skipped, unless Helm is expected, as `make e2e-chart` does.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use ceph_multus_core::settings::KEYS;
use ceph_multus_manifests::PolicyMode;
use ceph_multus_manifests::install::{SyncMode, install};
use serde_json::{Map, Value, json};

use crate::schema::problem;
use crate::{chart, installation, names, objects};

/// Set where Helm is there.
const EXPECTED: &str = "HELM_EXPECTED";

/// What renders.
enum Helm {
    Program(String),
    Python(String),
}

impl Helm {
    /// `HELM` names a program, `HELM_PYTHON` an interpreter that has the package; otherwise those on the path.
    /// Without either, says past the test runner that the test is skipped; a failure where Helm is expected.
    fn find() -> Option<Helm> {
        let named = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
        let answers = |program: &str, arguments: &[&str]| {
            Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
        };
        let (helm, python) = (named("HELM", "helm"), named("HELM_PYTHON", "python3"));
        if answers(&helm, &["version"]) {
            return Some(Helm::Program(helm));
        }
        if answers(&python, &["-c", "import helm_python"]) {
            return Some(Helm::Python(python));
        }
        let why = "neither helm nor Python's helm_python (package helm-python-sdk) is there";
        assert!(std::env::var_os(EXPECTED).is_none(), "{EXPECTED} is set, but {why}");
        _ = writeln!(std::io::stderr(), "skipped: the chart is not rendered because {why}");
        None
    }

    /// Lints the chart, and renders it with these values; an error where Helm rejects them.
    fn render(&self, values: &Value) -> Result<String, String> {
        let mut command = match self {
            Helm::Program(program) => {
                let file = values_file(values);
                let mut command = Command::new(program);
                command.args([
                    "template",
                    "release",
                    "--namespace",
                    "kubewarden",
                    "--kube-version",
                    "1.32.0",
                    "--values",
                ]);
                command.arg(file).arg(chart());
                command
            }
            Helm::Python(program) => {
                let mut command = Command::new(program);
                command.args(["-c", RENDER]).arg(chart()).arg(values.to_string());
                command
            }
        };
        let output = command.output().expect("Helm");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    /// Why Helm rejects these values: what its error ends with.
    #[track_caller]
    fn rejects(&self, values: &Value) -> String {
        let error = self.render(values).expect_err("rejected values");
        let is_reason = |line: &&str| !line.is_empty() && !line.starts_with("Use --debug flag");
        let reason = error.lines().rfind(is_reason).expect("a reason");
        let place = reason.split_once("execution error at (").and_then(|(_, rest)| rest.split_once("): "));
        place.map_or_else(|| reason.trim_start_matches("- "), |(_, reason)| reason).to_owned()
    }
}

/// The file of the values of one test.
fn values_file(values: &Value) -> PathBuf {
    let test = std::thread::current().name().expect("a test").replace("::", "-");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.json"));
    std::fs::write(&path, values.to_string()).expect("the values");
    path
}

const RENDER: &str = r#"
import json, sys
import helm_python
path, values = sys.argv[1], json.loads(sys.argv[2])
try:
    with helm_python.Chart.load(path) as chart:
        chart.validate_schema(values)
        parts = chart.render(values, name="release", namespace="kubewarden")
except helm_python.HelmError as error:
    sys.exit(str(error))
report = helm_python.lint(path, values, kube_version="v1.32.0")
errors = report["errors"] + [one for one in report["messages"] if one["severity"] > 1]
if errors:
    sys.exit(json.dumps(errors))
print("\n---\n".join(part for part in parts.values() if "apiVersion:" in part))
"#;

fn values(mode: &str, kind: &str) -> Value {
    json!({
        "module": {"registry": "127.0.0.1:5000/storage", "repository": "ceph-multus-policy", "tag": "v1"},
        "mode": mode, "cephNamespaces": ["ceph", "openshift-storage"], "policyServer": {"name": "ceph-multus"},
        "settings": {
            "nodes": 3, "exemptNamespaces": ["test"], "inventory": [{"apiVersion": "v1", "kind": "Pod"}], "previous": [],
        },
        "sync": {
            "enabled": true, "kind": kind, "schedule": "0 * * * *",
            "image": {"registry": "127.0.0.1:5000/storage", "repository": "ceph-multus-sync", "tag": "v1"},
        },
    })
}

/// The values with another one here.
fn with(pointer: &str, value: Value) -> Value {
    let mut values = values("monitor", "CronJob");
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    if let Some(parent) = values.pointer_mut(parent) {
        parent[key] = value;
    }
    values
}

#[test]
fn rendered_by_helm_the_chart_is_what_is_installed() {
    let Some(helm) = Helm::find() else { return };
    let namespaces = ["ceph", "openshift-storage"].map(String::from);
    let settings = json!({"nodes": 3, "exemptNamespaces": ["test"]});
    for (mode, name) in [(PolicyMode::Monitor, "monitor"), (PolicyMode::Protect, "protect")] {
        for (sync, kind) in [(SyncMode::CronJob("0 * * * *"), "CronJob"), (SyncMode::Deployment, "Deployment")] {
            let rendered = helm.render(&values(name, kind)).unwrap_or_else(|error| panic!("{error}"));
            let expected = install(&installation(&settings, &namespaces, mode, sync)).expect("manifests");
            assert_eq!(objects(&rendered), objects(&expected), "{name} {kind}");
        }
    }
    let mut private = values("monitor", "CronJob");
    private["sync"]["imagePullSecrets"] = json!([{"name": "registry"}, {"name": "123"}]);
    let secrets = ["registry", "123"].map(String::from);
    let mut expected = installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::CronJob("0 * * * *"));
    expected.image_pull_secrets = &secrets;
    let rendered = helm.render(&private).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(objects(&rendered), objects(&install(&expected).expect("manifests")), "with Secrets for the image");
}

#[test]
fn helm_rejects_values_that_the_chart_does_not_have_or_that_are_not_set() {
    let Some(helm) = Helm::find() else { return };
    for (pointer, value, reason) in [
        ("/module/tag", json!(""), "module.tag is not set: name your own registry"),
        ("/sync/image/registry", json!(""), "sync.image.registry is not set: name your own registry"),
        ("/sync/image", Value::Null, "sync.image.registry is not set: name your own registry"),
        (
            "/settings/nodeRanges",
            json!(["10.0.0.0/8", "10.1.2.64/25"]),
            "settings.nodeRanges[1]: `10.1.2.64/25` has host bits",
        ),
    ] {
        assert_eq!(helm.rejects(&with(pointer, value)), reason, "{pointer}");
    }
    // What the schema rejects Helm says in its own words, which its releases change; the field is in all of them.
    for (pointer, value, field) in [
        ("/modul", json!("x"), "modul"),
        ("/mode", json!("enforce"), "mode"),
        ("/module/registry", json!("registry://a.b"), "registry"),
        ("/module/registry", json!("a.b/"), "registry"),
        ("/module/tag", json!("v1@sha256:0"), "tag"),
        ("/module/digest", json!("v1"), "digest"),
        ("/policyServer/image", json!("a: b"), "image"),
        ("/policyServer/minAvailable", json!("abc"), "minAvailable"),
        ("/policyServer/replicas", Value::Null, "replicas"),
        ("/policyServer/imagePullSecret", json!({"name": "registry"}), "imagePullSecret"),
        ("/sync/schedule", json!("every 5 minutes"), "schedule"),
        ("/sync/schedule", Value::Null, "schedule"),
        ("/sync/imagePullSecrets", json!(["registry"]), "imagePullSecrets"),
        ("/sync/resources", json!({"memory": "1Gi"}), "memory"),
    ] {
        let reason = helm.rejects(&with(pointer, value));
        assert!(reason.contains(field), "{field}: {reason}");
    }
}

#[test]
fn helm_rejects_the_settings_that_the_policy_rejects_and_names_the_key() {
    let Some(helm) = Helm::find() else { return };
    for (settings, key) in [
        (json!({"nodez": 3}), "nodez"),
        (json!({"nodes": 0}), "nodes"),
        (json!({"nodes": "3"}), "nodes"),
        (json!({"osds": 1_000_001}), "osds"),
        (json!({"headroomPercent": -1}), "headroomPercent"),
        (json!({"mutate": "true"}), "mutate"),
        (json!({"allowedIpamTypes": []}), "allowedIpamTypes"),
        (json!({"allowedMasters": ["eth1", " "]}), "allowedMasters/1"),
        (json!({"nodeRanges": ["10.0.0.0"]}), "nodeRanges/0"),
        (json!({"nodeRanges": ["10.0.0.256/32"]}), "nodeRanges/0"),
        (json!({"nodeRanges": ["10.0.0.01/32"]}), "nodeRanges/0"),
        (json!({"nodeRanges": ["10.0.0.0/33"]}), "nodeRanges/0"),
        (json!({"nodeRanges": ["10.0.0.1/24"]}), "nodeRanges[0]"),
        (json!({"nodeRanges": ["10.0.0.0/0"]}), "nodeRanges[0]"),
        (json!({"namespaceIsolation": true}), "namespaceIsolation"),
        (json!({"namespaceIsolation": ["a", "A"]}), "namespaceIsolation/1"),
        (json!({"clusterSelector": "no"}), "clusterSelector"),
        (json!({"monitorNetwork": "a/b/c"}), "monitorNetwork"),
        (json!({"validationNamespaces": "test"}), "validationNamespaces"),
        (json!({"rules": {"nonsense": "deny"}}), "nonsense"),
        (json!({"rules": {"host-network": "error"}}), "rules/host-network"),
        (json!({"rules": {"host-network": null}}), "rules/host-network"),
        (json!({"exemptNamespaces": "test"}), "exemptNamespaces"),
        (json!({"exemptNamespaces": ["a*"]}), "exemptNamespaces/0"),
        (json!({"exemptNamespaces": [123, true]}), "exemptNamespaces/1"),
        (json!({"exemptNamespaces": [null]}), "exemptNamespaces/0"),
    ] {
        assert!(problem(&settings).is_some(), "{settings}");
        let reason = helm.rejects(&with("/settings", settings.clone()));
        // Older releases write a path with dots.
        assert!(reason.contains(key) || reason.contains(&key.replace('/', ".")), "{key}: {reason}");
    }
}

#[test]
fn helm_takes_the_settings_that_the_policy_takes() {
    let Some(helm) = Helm::find() else { return };
    let all_null: Map<String, Value> = KEYS.iter().map(|key| ((*key).to_owned(), Value::Null)).collect();
    for settings in [
        Value::Object(all_null),
        json!({"nodes": 100_000, "osds": 1_000_000, "headroomPercent": 0, "mutate": true, "clusterSelector": "implicit"}),
        json!({"allowedIpamTypes": ["nv-ipam"], "allowedInterfaceTypes": [], "allowedMasters": ["eth1"]}),
        json!({"nodeRanges": ["0.0.0.0/0", "10.0.0.0/8", "10.1.2.128/25", "10.1.2.255/32", "fd00::/64", "FD00::1/128", "::/0"]}),
        json!({"nodeRanges": ["::ffff:10.0.0.0/120"]}),
        json!({"namespaceIsolation": false}),
        json!({"namespaceIsolation": []}),
        json!({"monitorNetwork": "rook-ceph/mon", "validationNamespaces": ["1"], "exemptNamespaces": ["123", "true", "null"]}),
        json!({"rules": {"host-network": "allow", "selector-without-namespace": "deny", "inventory-drift": "warn"}}),
        json!({"inventory": {"apiVersion": "v1", "kind": "List", "items": []}, "previous": []}),
    ] {
        assert_eq!(problem(&settings), None, "{settings}");
        let rendered = helm.render(&with("/settings", settings.clone())).unwrap_or_else(|error| panic!("{error}"));
        let policy = objects(&rendered).into_iter().find(|object| object["metadata"]["name"] == "ceph-multus-mutating");
        let mut expected = settings;
        let is_written = |key: &str, value: &Value| !["inventory", "previous"].contains(&key) && !value.is_null();
        expected.as_object_mut().expect("an object").retain(|key, value| is_written(key, value));
        expected["mutate"] = json!(true);
        assert_eq!(policy.expect("a policy")["spec"]["settings"], expected);
    }
}

#[test]
fn a_value_that_is_null_is_that_of_the_chart_or_off() {
    let Some(helm) = Helm::find() else { return };
    for (pointer, same) in [
        ("/settings", json!({})),
        ("/sync/kind", json!("CronJob")),
        ("/podMonitor", json!({})),
        ("/networkPolicy", json!({})),
        ("/sync/imagePullSecrets", json!([])),
        ("/module/digest", json!("")),
    ] {
        let [null, set] = [Value::Null, same].map(|value| {
            let mut values = with(pointer, value);
            if pointer != "/sync/kind" {
                values["sync"]["kind"] = json!("Deployment");
            }
            objects(&helm.render(&values).unwrap_or_else(|error| panic!("{pointer}: {error}")))
        });
        assert_eq!(null, set, "{pointer}");
    }
}

#[test]
fn names_that_look_like_other_values_stay_texts() {
    let Some(helm) = Helm::find() else { return };
    for name in ["123", "true"] {
        let mut values = with("/policyServer/name", json!(name));
        values["policyServer"]["create"] = json!(true);
        values["policyServer"]["image"] = json!("policy-server");
        let objects = objects(&helm.render(&values).unwrap_or_else(|error| panic!("{error}")));
        let server = objects.iter().find(|object| object["kind"] == "PolicyServer").expect("a policy server");
        assert_eq!(server["metadata"]["name"], name);
        for policy in objects.iter().filter(|object| object["kind"] == "ClusterAdmissionPolicy") {
            assert_eq!(policy["spec"]["policyServer"], name);
        }
    }
}

#[test]
fn schedules_are_those_of_kubernetes() {
    let Some(helm) = Helm::find() else { return };
    for schedule in ["@hourly", "@every 1h30m", "0 4 * * MON-FRI", "*/5  0,12 1-7/2 jan ?"] {
        let rendered = helm.render(&with("/sync/schedule", json!(schedule))).unwrap_or_else(|error| panic!("{error}"));
        let job = objects(&rendered).into_iter().find(|object| object["kind"] == "CronJob").expect("a CronJob");
        assert_eq!(job["spec"]["schedule"], schedule);
    }
}

#[test]
fn a_digest_is_in_the_place_of_the_tag() {
    let Some(helm) = Helm::find() else { return };
    let digest = format!("sha256:{}", "0a".repeat(32));
    let mut values = values("monitor", "CronJob");
    values["module"]["digest"] = json!(digest);
    values["sync"]["image"]["digest"] = json!(digest);
    let rendered = helm.render(&values).unwrap_or_else(|error| panic!("{error}"));
    let (settings, namespaces) = (values["settings"].clone(), ["ceph", "openshift-storage"].map(String::from));
    let [module, image] =
        ["registry://127.0.0.1:5000/storage/ceph-multus-policy", "127.0.0.1:5000/storage/ceph-multus-sync"]
            .map(|name| format!("{name}@{digest}"));
    let mut expected = installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::CronJob("0 * * * *"));
    (expected.module, expected.image) = (&module, &image);
    assert_eq!(objects(&rendered), objects(&install(&expected).expect("manifests")));
}

#[test]
fn the_sync_gets_the_resources_of_the_values() {
    let Some(helm) = Helm::find() else { return };
    let resources = json!({"requests": {"cpu": "1", "memory": "64Mi"}, "limits": {"memory": "1Gi"}});
    for (kind, pod) in [("CronJob", "/spec/jobTemplate/spec/template/spec"), ("Deployment", "/spec/template/spec")] {
        let mut values = values("monitor", kind);
        values["sync"]["resources"] = resources.clone();
        let rendered = helm.render(&values).unwrap_or_else(|error| panic!("{error}"));
        let workload = objects(&rendered).into_iter().find(|object| object["kind"] == kind).expect("a workload");
        assert_eq!(workload.pointer(pod).expect("a pod")["containers"][0]["resources"], resources);
    }
}

#[test]
fn the_policy_server_of_the_book_can_be_made_by_the_chart() {
    let Some(helm) = Helm::find() else { return };
    let path = chart().join("../../examples/policy-server.yaml");
    let example = objects(&std::fs::read_to_string(path).expect("the example"));
    let mut values = values("monitor", "CronJob");
    values["policyServer"] = example[0]["spec"].clone();
    values["policyServer"]["name"] = example[0]["metadata"]["name"].clone();
    values["policyServer"]["create"] = json!(true);
    let rendered = objects(&helm.render(&values).unwrap_or_else(|error| panic!("{error}")));
    assert_eq!(rendered.iter().find(|object| object["kind"] == "PolicyServer"), example.first());
    let registry =
        json!({"imagePullSecret": "registry", "sourceAuthorities": {"a.b:5000": ["-----BEGIN CERTIFICATE-----"]}});
    for (key, value) in registry.as_object().expect("an object") {
        values["policyServer"][key] = value.clone();
    }
    let rendered = objects(&helm.render(&values).unwrap_or_else(|error| panic!("{error}")));
    let server = rendered.iter().find(|object| object["kind"] == "PolicyServer").expect("a policy server");
    for (key, value) in registry.as_object().expect("an object") {
        assert_eq!(&server["spec"][key], value, "{key}");
    }
}

#[test]
fn the_condition_of_a_dependency_is_a_value_that_changes_nothing() {
    let Some(helm) = Helm::find() else { return };
    let mut dependency = values("monitor", "CronJob");
    let without = helm.render(&dependency).unwrap_or_else(|error| panic!("{error}"));
    dependency["enabled"] = json!(true);
    let with = helm.render(&dependency).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(objects(&with), objects(&without));
}

#[test]
fn a_policy_server_and_metrics_and_a_network_policy_are_made_where_the_values_ask_for_them() {
    let Some(helm) = Helm::find() else { return };
    let mut extras = values("monitor", "Deployment");
    let without = helm.render(&extras).unwrap_or_else(|error| panic!("{error}"));
    extras["policyServer"] = json!({"name": "ceph-multus", "create": true, "image": "127.0.0.1:5000/policy-server:v1"});
    extras["podMonitor"] = json!({"enabled": true, "labels": {"release": "prometheus"}});
    extras["networkPolicy"] = json!({"enabled": true});
    let with = helm.render(&extras).unwrap_or_else(|error| panic!("{error}"));
    let without = names(&objects(&without));
    let more: Vec<String> = names(&objects(&with)).into_iter().filter(|name| !without.contains(name)).collect();
    assert_eq!(more, ["NetworkPolicy ceph-multus-sync", "PodMonitor ceph-multus-sync", "PolicyServer ceph-multus"]);
}
