//! The chart under Helm's own engine: by a `helm` program, or by the library of the Python package helm-python-sdk.

use std::path::PathBuf;
use std::process::Command;

use ceph_multus_manifests::PolicyMode;
use ceph_multus_manifests::install::{SyncMode, install};
use serde_json::{Value, json};

use crate::{chart, installation, objects};

/// What renders.
enum Helm {
    Program(String),
    Python(String),
}

impl Helm {
    /// `HELM` names a program, `HELM_PYTHON` an interpreter that has the package; otherwise those on the path.
    fn find() -> Option<Helm> {
        let named = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
        let answers = |program: &str, arguments: &[&str]| {
            Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
        };
        let (helm, python) = (named("HELM", "helm"), named("HELM_PYTHON", "python3"));
        if answers(&helm, &["version"]) {
            return Some(Helm::Program(helm));
        }
        answers(&python, &["-c", "import helm_python"]).then_some(Helm::Python(python))
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
}

fn values_file(values: &Value) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("values.json");
    std::fs::write(&path, values.to_string()).expect("the values");
    path
}

const RENDER: &str = r#"
import json, sys
import helm_python
path, values = sys.argv[1], json.loads(sys.argv[2])
with helm_python.Chart.load(path) as chart:
    chart.validate_schema(values)
    report = helm_python.lint(path, values, kube_version="v1.32.0")
    errors = report["errors"] + [one for one in report["messages"] if one["severity"] > 1]
    if errors:
        sys.exit(json.dumps(errors))
    parts = chart.render(values, name="release", namespace="kubewarden")
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

pub(crate) fn compare() {
    let Some(helm) = Helm::find() else {
        println!("the chart is not rendered: neither helm nor Python's helm_python (package helm-python-sdk) is there");
        return;
    };
    let namespaces = ["ceph", "openshift-storage"].map(String::from);
    for (mode, name) in [(PolicyMode::Monitor, "monitor"), (PolicyMode::Protect, "protect")] {
        for (sync, kind) in [(SyncMode::CronJob("0 * * * *"), "CronJob"), (SyncMode::Deployment, "Deployment")] {
            let rendered = helm.render(&values(name, kind)).unwrap_or_else(|error| panic!("{error}"));
            let settings = json!({"nodes": 3, "exemptNamespaces": ["test"]});
            let expected = install(&installation(&settings, &namespaces, mode, sync)).expect("manifests");
            assert_eq!(objects(&rendered), objects(&expected), "{name} {kind}");
        }
    }
    let mut private = values("monitor", "CronJob");
    private["sync"]["imagePullSecrets"] = json!([{"name": "registry"}, {"name": "123"}]);
    let (settings, secrets) =
        (json!({"nodes": 3, "exemptNamespaces": ["test"]}), ["registry", "123"].map(String::from));
    let mut expected = installation(&settings, &namespaces, PolicyMode::Monitor, SyncMode::CronJob("0 * * * *"));
    expected.image_pull_secrets = &secrets;
    let rendered = helm.render(&private).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(objects(&rendered), objects(&install(&expected).expect("manifests")), "with Secrets for the image");
    let rejected = |change: &dyn Fn(&mut Value)| {
        let mut values = values("monitor", "CronJob");
        change(&mut values);
        helm.render(&values).expect_err("rejected values")
    };
    assert!(rejected(&|values| values["mode"] = json!("enforce")).contains("mode"));
    assert!(rejected(&|values| values["modul"] = json!("x")).contains("modul"));
    assert!(
        rejected(&|values| values["module"]["tag"] = json!(""))
            .contains("module.tag is not set: name your own registry")
    );
    let image = rejected(&|values| values["sync"]["image"]["registry"] = json!(""));
    assert!(image.contains("sync.image.registry is not set: name your own registry"), "{image}");
    assert!(
        rejected(&|values| values["sync"]["imagePullSecrets"] = json!(["registry"])).contains("imagePullSecrets"),
        "a name alone"
    );
    let mut dependency = values("monitor", "CronJob");
    dependency["enabled"] = json!(true);
    assert!(helm.render(&dependency).is_ok(), "the value of a condition");
    let mut extras = values("monitor", "Deployment");
    extras["policyServer"] = json!({"name": "ceph-multus", "create": true, "image": "127.0.0.1:5000/policy-server:v1"});
    extras["podMonitor"] = json!({"enabled": true, "labels": {"release": "prometheus"}});
    extras["networkPolicy"] = json!({"enabled": true});
    let kinds: Vec<Value> =
        objects(&helm.render(&extras).expect("all of it")).iter().map(|object| object["kind"].clone()).collect();
    for kind in ["PolicyServer", "PodMonitor", "NetworkPolicy"] {
        assert!(kinds.contains(&json!(kind)), "{kind}: {kinds:?}");
    }
}
