//! What is shipped with the command line: every file names what there is, in one version.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::{Path, PathBuf};
use std::process::Command;

use ceph_multus_manifests::read;
use serde_json::{Value, json};

const VERSION: &str = concat!("v", env!("CARGO_PKG_VERSION"));

const TARGETS: [&str; 4] =
    ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "x86_64-apple-darwin", "aarch64-apple-darwin"];

fn text(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn yaml(name: &str, text: &str) -> Vec<Value> {
    let documents = read(name, text).unwrap_or_else(|error| panic!("{error}"));
    documents.iter().map(|document| serde_json::from_str(document.json()).expect("JSON")).collect()
}

#[test]
fn the_action_has_what_github_asks_for_and_takes_no_input_into_a_script() {
    let action = yaml("action.yml", &text("action.yml")).remove(0);
    for key in ["name", "description"] {
        assert!(action[key].is_string(), "{key}");
    }
    assert_eq!(action["runs"]["using"], "composite");
    assert_eq!(action["inputs"]["version"]["default"], VERSION);
    let inputs = action["inputs"].as_object().expect("inputs");
    assert_eq!(inputs.keys().collect::<Vec<_>>(), ["arguments", "paths", "sarif", "version"]);
    for (name, input) in inputs {
        assert!(input["description"].is_string() && input["default"].is_string(), "{name}");
    }
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let names: Vec<_> = steps.iter().map(|step| step["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Install ceph-multus", "Check", "Upload", "Annotate", "Result"]);
    for step in steps {
        match (step.get("run"), step.get("uses")) {
            (Some(run), None) => {
                assert_eq!(step["shell"], "bash");
                assert!(!run.as_str().expect("a script").contains("${{"), "{run}");
            }
            (None, Some(uses)) => {
                let (_, commit) = uses.as_str().expect("an action").split_once('@').expect("a commit");
                assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{commit}");
            }
            both => panic!("{both:?}"),
        }
    }
}

/// Runs the step `name` of the action in `folder` as a runner does: its exit code and output, and what it gives to later
/// steps.
fn run_step(folder: &Path, name: &str, inputs: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let action = yaml("action.yml", &text("action.yml")).remove(0);
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("{name}"));
    let binaries = Path::new(env!("CARGO_BIN_EXE_ceph-multus")).parent().expect("a folder").display().to_string();
    let given = folder.join("output");
    _ = std::fs::remove_file(&given);
    let mut shell = Command::new("bash");
    shell.args(["--noprofile", "--norc", "-euo", "pipefail", "-c", step["run"].as_str().expect("a script")]);
    shell.env("PATH", format!("{binaries}:{}", std::env::var("PATH").unwrap_or_default()));
    shell.env("RUNNER_TEMP", folder).env("GITHUB_OUTPUT", &given).current_dir(folder);
    for (variable, value) in step["env"].as_object().expect("an environment") {
        let known =
            |(name, _): &&(&str, &str)| value.as_str().is_some_and(|value| value.contains(&format!(".{name} }}}}")));
        let (_, value) = inputs.iter().find(known).unwrap_or_else(|| panic!("{value}"));
        shell.env(variable, value);
    }
    let answer = shell.output().expect("bash");
    let output = String::from_utf8([answer.stdout, answer.stderr].concat()).expect("text");
    (answer.status.code(), output, std::fs::read_to_string(given).unwrap_or_default())
}

/// What is said of the NAD of the file `name`.yaml on the page of a pull request.
fn annotations(namespace: &str, name: &str) -> String {
    let annotation = |column: u8, rule: &str, message: &str| {
        let place = format!("file={name}.yaml,line=4,endLine=4,col={column},title={rule}");
        let page = format!("crates/core/src/rules/{}.md", rule.replace('-', "_"));
        format!(
            "::error {place}::NetworkAttachmentDefinition {namespace}/{name}: {message} \
             (https://github.com/ceph-multus/ceph-multus-policy/blob/{VERSION}/{page})\n"
        )
    };
    let plugin = "`spec.config`: needs `type`, or `plugins` for a chain; set `type` to the plugin";
    let version = "`spec.config.cniVersion`: `cniVersion` is not set and defaults to `0.1.0`, for which Multus reports no network \
                   status; use `0.3.1`";
    annotation(16, "cni-type-missing", plugin) + &annotation(8, "cni-version-unsupported", version)
}

#[test]
fn the_scripts_of_the_action_check_what_the_inputs_name_and_end_as_the_check_does() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("action");
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let nad = |name: &str| {
        format!(
            "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: {name}}}\nspec: {{config: '{{}}'}}\n"
        )
    };
    std::fs::write(folder.join("a.yaml"), nad("a")).expect("a file");
    std::fs::write(folder.join("b.yaml"), nad("b")).expect("a file");
    let default = "::notice title=ceph-multus::1 NetworkAttachmentDefinition has no namespace, so `default` is used; set it with \
                   `--namespace`\n";
    let unreadable = String::from("::error file=c.yaml,title=unreadable::no such file or directory\n");
    for (paths, arguments, files, annotated, code) in [
        ("a.yaml", "", &["a.yaml"][..], annotations("default", "a") + default, "1"),
        // As a block in a workflow is.
        (
            "a.yaml\nb.yaml\n",
            "--namespace x\n--warnings-as-errors\n",
            &["a.yaml", "b.yaml"],
            annotations("x", "a") + &annotations("x", "b"),
            "1",
        ),
        ("a.yaml c.yaml", "", &["a.yaml", "c.yaml"], unreadable + &annotations("default", "a") + default, "2"),
    ] {
        let inputs = [("paths", paths), ("arguments", arguments), ("exit-code", code)];
        let (status, output, given) = run_step(&folder, "Check", &inputs);
        assert_eq!((status, output.as_str(), given), (Some(0), "", format!("exit-code={code}\n")));
        let sarif = std::fs::read_to_string(folder.join("ceph-multus.sarif")).expect("a file");
        let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
        let found = sarif["runs"][0]["results"].as_array().expect("results");
        let uri = |one: &Value| one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
        let named: std::collections::BTreeSet<_> =
            found.iter().map(|one| uri(one).as_str().expect("a file").to_owned()).collect();
        assert_eq!(named.into_iter().collect::<Vec<_>>(), files, "{sarif}");
        let (status, output, _) = run_step(&folder, "Annotate", &inputs);
        assert_eq!((status, output), (Some(0), annotated));
        let (status, ..) = run_step(&folder, "Result", &inputs);
        assert_eq!(status.map(|status| status.to_string()).as_deref(), Some(code));
    }
}

#[test]
fn every_target_of_the_action_is_built_packed_and_in_the_index_of_krew() {
    let (action, release, krew) = (text("action.yml"), text(".github/workflows/release.yml"), text(".krew.yaml"));
    let after = |text: &str, start: &str, end: &[char]| -> Vec<String> {
        text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).map(str::to_owned).collect()
    };
    assert_eq!(after(&action, " target=", &[' ']), TARGETS);
    assert_eq!(after(&release, "target: ", &[',', '}', '\n'])[..4], TARGETS);
    assert_eq!(after(&krew, "/ceph-multus-cli-", &[' ']), TARGETS.map(|target| format!("{target}-{{{{")));
    assert_eq!(
        after(&release, "--create --gzip --file ", &['\n']),
        [r#""ceph-multus-cli-$TARGET-$GITHUB_REF_NAME.tgz" --directory pack ."#]
    );
    // The profile of the module is slow where people wait for it.
    assert_eq!(
        after(&release, "cargo build ", &['\n']),
        ["--locked --profile dist --package ceph-multus-cli --bins --target \"$TARGET\""]
    );
    assert_eq!(after(&action, "archive=", &['\n']), [r#""ceph-multus-cli-$target-$VERSION.tgz""#]);
}

#[test]
fn the_template_for_krew_becomes_a_manifest_that_its_index_takes() {
    let mut rendered = String::new();
    for line in text(".krew.yaml").lines() {
        match line.trim_start().strip_prefix("{{addURIAndSha \"") {
            Some(rest) => {
                let uri = rest.split('"').next().expect("an address").replace("{{ .TagName }}", VERSION);
                rendered.push_str(&format!("      uri: {uri}\n      sha256: {}\n", "0a".repeat(32)));
            }
            None => rendered.push_str(&format!("{}\n", line.replace("{{ .TagName }}", VERSION))),
        }
    }
    let plugin = yaml(".krew.yaml", &rendered).remove(0);
    assert_eq!(plugin["apiVersion"], "krew.googlecontainertools.github.com/v1alpha2");
    assert_eq!((&plugin["kind"], &plugin["metadata"]["name"]), (&json!("Plugin"), &json!("ceph-multus")));
    assert_eq!(plugin["spec"]["version"], VERSION);
    let short = plugin["spec"]["shortDescription"].as_str().expect("a description");
    assert!(short.len() <= 50 && !short.contains('\n'), "{short}");
    let release = "https://github.com/ceph-multus/ceph-multus-policy/releases/download";
    let platform = |target: &str| {
        let arch = if target.starts_with("x86_64") { "amd64" } else { "arm64" };
        let os = if target.ends_with("darwin") { "darwin" } else { "linux" };
        json!({
            "selector": {"matchLabels": {"os": os, "arch": arch}},
            "uri": format!("{release}/{VERSION}/ceph-multus-cli-{target}-{VERSION}.tgz"),
            "sha256": "0a".repeat(32),
            "files": [{"from": "kubectl-ceph_multus", "to": "."}, {"from": "LICENSE", "to": "."}],
            "bin": "kubectl-ceph_multus",
        })
    };
    assert_eq!(plugin["spec"]["platforms"], json!(TARGETS.map(platform)));
}

#[test]
fn the_hooks_compile_nothing_and_check_all_manifests_together() {
    let hooks = yaml(".pre-commit-hooks.yaml", &text(".pre-commit-hooks.yaml")).remove(0);
    let hooks = hooks.as_array().expect("hooks");
    let languages: Vec<_> = hooks.iter().map(|hook| hook["language"].as_str().expect("a language")).collect();
    assert_eq!(languages, ["docker_image", "system"]);
    for hook in hooks {
        for key in ["id", "name", "entry", "language"] {
            assert!(hook[key].is_string(), "{key}");
        }
        assert_eq!((&hook["pass_filenames"], &hook["require_serial"]), (&json!(false), &json!(true)));
    }
    assert_eq!(hooks[0]["entry"], format!("ghcr.io/ceph-multus/ceph-multus:{VERSION} check"));
}

#[test]
fn the_component_of_gitlab_has_a_header_and_a_job_with_a_report() {
    let mut documents = yaml("templates/check.yml", &text("templates/check.yml"));
    let (jobs, header) = (documents.remove(1), documents.remove(0));
    let inputs = header["spec"]["inputs"].as_object().expect("inputs");
    assert_eq!(inputs["version"]["default"], VERSION);
    let template = text("templates/check.yml");
    let mut used: Vec<_> = template.split("$[[ inputs.").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
    used.sort_unstable();
    used.dedup();
    assert_eq!(used, inputs.keys().collect::<Vec<_>>());
    assert_eq!(jobs["ceph-multus-check"]["artifacts"]["reports"]["codequality"], "ceph-multus.json");
}

#[test]
fn the_texts_that_a_user_copies_name_this_version() {
    let (module, sync) = ("/ceph-multus-policy:", "/ceph-multus-sync:");
    for (file, mentions) in [
        ("README.md", &[module, sync][..]),
        ("docs/src/ci.md", &["ceph-multus-policy@", "/check@", "rev: "]),
        ("docs/src/install.md", &[module, sync, "module.tag=", "sync.image.tag="]),
        ("docs/src/quick-start.md", &["ceph-multus-policy/blob/"]),
    ] {
        let text = text(file);
        for before in mentions {
            let versions: Vec<_> = text.split(before).skip(1).map(version).collect();
            assert!(!versions.is_empty() && versions.iter().all(|one| *one == VERSION), "{file}: {before}{versions:?}");
        }
    }
    for file in ["web/page/package.json", "web/page/package-lock.json"] {
        let package: Value = serde_json::from_str(&text(file)).expect("JSON");
        assert_eq!(format!("v{}", package["version"].as_str().expect("a version")), VERSION, "{file}");
    }
}

/// The version that `text` starts with.
fn version(text: &str) -> &str {
    let mut words = text.split(|one: char| !one.is_ascii_alphanumeric() && !"-.+".contains(one));
    words.next().unwrap_or_default().trim_end_matches('.')
}

#[test]
fn the_image_has_no_user_root_and_starts_the_program() {
    let dockerfile = text("Dockerfile");
    let is_read = |line: &&str| ["COPY ", "USER ", "ENTRYPOINT "].iter().any(|start| line.starts_with(start));
    assert_eq!(
        dockerfile.lines().filter(is_read).collect::<Vec<_>>(),
        [
            "COPY dist/${TARGETARCH}/ceph-multus /usr/local/bin/ceph-multus",
            "USER 65532",
            r#"ENTRYPOINT ["/usr/local/bin/ceph-multus"]"#,
        ]
    );
}
