//! The chart under Helm's own engine: by a `helm` program, or by the library of the Python package helm-python-sdk. Where
//! neither is there, a test says so and is skipped, unless Helm is expected, as `make e2e-chart` does.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use ceph_multus_manifests::PolicyMode;
use ceph_multus_manifests::install::{SyncMode, install};
use serde_json::{Value, json};

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
    // What the schema rejects Helm says in its own words, which its releases change; the field is in all of them.
    let mut unknown = values("monitor", "CronJob");
    unknown["modul"] = json!("x");
    let [mut mode, mut secrets] = [(); 2].map(|()| values("monitor", "CronJob"));
    mode["mode"] = json!("enforce");
    secrets["sync"]["imagePullSecrets"] = json!(["registry"]);
    for (values, field) in [(unknown, "modul"), (mode, "mode"), (secrets, "imagePullSecrets")] {
        let reason = helm.rejects(&values);
        assert!(reason.contains(field), "{field}: {reason}");
    }
    for (pointer, value, reason) in [
        ("/module/tag", json!(""), "module.tag is not set: name your own registry"),
        ("/sync/image/registry", json!(""), "sync.image.registry is not set: name your own registry"),
    ] {
        let mut values = values("monitor", "CronJob");
        *values.pointer_mut(pointer).expect("a value") = value;
        assert_eq!(helm.rejects(&values), reason, "{pointer}");
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
