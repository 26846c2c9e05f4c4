//! What is published beside the module: the versions agree, the form of the settings is that of the code, and the
//! package file is the one that kwctl would write.
//!
//! `UPDATE=1 cargo test -p ceph-multus-core --test packaging` writes `artifacthub-pkg.yml`; read the diff.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::PathBuf;

use ceph_multus_core::json::Arena;
use ceph_multus_core::settings::KEYS;
use ceph_multus_core::{Payload, read_settings, validate_settings};
use serde_json::{Map, Value, json};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn yaml(name: &str) -> Value {
    serde_saphyr::from_str(&text(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("a text")).collect()
}

/// An annotation of the metadata.
fn annotation(metadata: &Value, key: &str) -> String {
    metadata["annotations"][key].as_str().unwrap_or_else(|| panic!("{key} is missing")).to_owned()
}

/// The version of the package in a Cargo.toml.
fn version(manifest: &str) -> String {
    let text = text(manifest);
    let line = text.lines().find_map(|line| line.strip_prefix("version = ")).expect("a version");
    line.trim_matches('"').to_owned()
}

#[test]
fn every_package_and_every_image_has_the_version_of_the_policy() {
    let policy = version("Cargo.toml");
    let metadata = yaml("policy-metadata.yml");
    assert_eq!(annotation(&metadata, "io.kubewarden.policy.version"), policy);
    for entry in std::fs::read_dir(path("crates")).expect("the packages") {
        let package = entry.expect("an entry").file_name().into_string().expect("a plain name");
        assert_eq!(version(&format!("crates/{package}/Cargo.toml")), policy, "crates/{package}");
    }
    for package in ["web", "web/bindgen", "web/hosts"] {
        assert_eq!(version(&format!("{package}/Cargo.toml")), policy, "{package}");
    }
    assert_eq!(yaml("web/package/package.json")["version"], policy, "the npm package");
    let image = format!("{}:", annotation(&metadata, "io.kubewarden.policy.ociUrl"));
    for (file, mentions) in [("SECURITY.md", 1), ("examples/policy.yaml", 3)] {
        let text = text(file);
        let tags: Vec<_> = text.split(&image).skip(1).filter_map(|rest| rest.split_whitespace().next()).collect();
        assert_eq!(tags, vec![format!("v{policy}"); mentions], "{file}");
    }
}

#[test]
fn the_metadata_claims_nothing_but_what_the_policy_needs() {
    let mut metadata = yaml("policy-metadata.yml");
    let members = metadata.as_object_mut().expect("an object");
    members.remove("rules");
    members.remove("annotations");
    assert_eq!(
        metadata,
        json!({
            "mutating": true, "contextAwareResources": [], "hostCapabilities": [],
            "minimumKubewardenVersion": "1.29.0", "executionMode": "kubewarden-wapc",
            "policyType": "kubernetes", "backgroundAudit": true,
        })
    );
}

#[test]
fn the_tools_that_look_for_another_name_find_the_same_metadata() {
    assert_eq!(text("metadata.yml"), text("policy-metadata.yml"));
}

#[test]
fn the_chart_has_the_version_of_the_policy() {
    let chart = yaml("charts/ceph-multus-policy/Chart.yaml");
    let policy = version("Cargo.toml");
    assert_eq!((&chart["version"], &chart["appVersion"]), (&json!(policy), &json!(format!("v{policy}"))));
}

#[test]
fn the_usage_that_the_module_carries_is_short_and_names_no_other_file() {
    let usage = text("policy-usage.md");
    assert!(usage.len() < 4096, "{} bytes", usage.len());
    assert!(!usage.contains("]("), "whoever reads it has the module alone");
}

#[test]
fn only_the_deletion_of_a_nad_is_asked_for() {
    let metadata = yaml("policy-metadata.yml");
    for rule in metadata["rules"].as_array().expect("rules") {
        let expected: &[&str] = match texts(&rule["resources"])[..] {
            ["network-attachment-definitions"] => &["CREATE", "UPDATE", "DELETE"],
            _ => &["CREATE", "UPDATE"],
        };
        assert_eq!(texts(&rule["operations"]), expected, "{rule}");
    }
}

fn questions() -> Vec<Value> {
    yaml("questions-ui.yml")["questions"].as_array().expect("questions").clone()
}

#[test]
fn the_form_asks_for_every_setting_in_the_order_of_the_code() {
    let questions = questions();
    let variables: Vec<_> = questions.iter().map(|question| question["variable"].as_str().expect("a name")).collect();
    assert_eq!(variables, KEYS);
    for question in &questions {
        let members: Vec<_> = question.as_object().expect("an object").keys().map(String::as_str).collect();
        let extra = match question["type"].as_str() {
            Some("enum") => Some("options"),
            // What is too large for a form: of it only the description is shown.
            Some("string") if question["default"].is_null() && question["variable"] != "monitorNetwork" => {
                Some("hide_input")
            }
            Some("array[" | "int" | "boolean" | "string" | "map[") => None,
            other => panic!("{other:?} is no type of a form"),
        };
        let mut expected = vec!["default", "description", "group", "label", "required", "type", "variable"];
        expected.extend(extra);
        expected.sort_unstable();
        assert_eq!(members, expected, "{question}");
        assert_eq!(question["group"], "Settings");
        assert_eq!(question["required"], false);
    }
}

#[test]
fn the_book_documents_every_setting_in_the_order_of_the_code() {
    let page = text("docs/src/settings.md");
    let (_, table) = page.split_once("| key | type, default | meaning |\n|---|---|---|\n").expect("the table");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let keys: Vec<_> = rows
        .flat_map(|row| row.split('|').nth(1).expect("a cell").split(','))
        .map(|key| key.trim().trim_matches('`'))
        .collect();
    assert_eq!(keys, KEYS);
}

/// Settings as the policy reads them, in a form that can be compared.
fn read(settings: &Value) -> String {
    let payload = json!({"request": {}, "settings": settings}).to_string();
    let arena = Arena::new();
    let payload = Payload::read(payload.as_bytes(), &arena).expect("a payload");
    format!("{:?}", read_settings(payload.settings()).unwrap_or_else(|problems| panic!("{problems:?}")))
}

#[test]
fn an_untouched_form_means_the_defaults() {
    let default =
        |question: &Value| (question["variable"].as_str().expect("a name").to_owned(), question["default"].clone());
    let form: Map<String, Value> = questions().iter().map(default).collect();
    assert_eq!(read(&Value::Object(form)), read(&json!({})));
}

#[test]
fn the_form_offers_the_choices_that_the_policy_takes() {
    for question in questions() {
        let (variable, mut answer) = (question["variable"].as_str().expect("a name"), Map::new());
        let Some(options) = question["options"].as_array() else { continue };
        for option in options {
            answer.insert(variable.to_owned(), option.clone());
            read(&Value::Object(answer.clone()));
        }
        answer.insert(variable.to_owned(), json!("x"));
        let quoted: Vec<_> = options.iter().map(|option| format!("`{}`", option.as_str().expect("a text"))).collect();
        let problem = format!("`{variable}`: `x` is not a valid value; use {}", quoted.join(" or "));
        let expected = json!({"valid": false, "message": problem});
        let bytes = Value::Object(answer).to_string();
        assert_eq!(serde_json::from_str::<Value>(&validate_settings(bytes.as_bytes())).expect("JSON"), expected);
    }
}

/// `text` as a YAML literal, `indent` deep; it ends with one line feed.
fn literal(text: &str, indent: usize) -> String {
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "ends with one line feed");
    assert!(text.lines().all(|line| line.is_ascii() && line == line.trim_end()), "a literal can hold it");
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{:indent$}{line}\n", "") };
    format!("|\n{}", text.lines().map(line).collect::<String>())
}

/// A YAML list of texts below a key, as serde_yaml writes it.
fn list(key: &str, items: &[&str]) -> String {
    let item = |item: &&str| if item.is_empty() { "  - ''\n".to_owned() } else { format!("  - {item}\n") };
    format!("{key}:\n{}", items.iter().map(item).collect::<String>())
}

/// The rules of the metadata as serde_yaml writes them.
fn rules(metadata: &Value) -> String {
    let rule = |rule: &Value| {
        let members = ["apiGroups", "apiVersions", "resources", "operations"];
        let members: Vec<_> = members.iter().map(|key| list(key, &texts(&rule[*key]))).collect();
        format!("- {}", members.join("  "))
    };
    metadata["rules"].as_array().expect("rules").iter().map(rule).collect()
}

/// What `kwctl scaffold artifacthub -m policy-metadata.yml -q questions-ui.yml` writes at `created`
/// (kubewarden/adm-controller: crates/policy-evaluator/src/policy_artifacthub.rs, crates/kwctl/src/scaffold/artifacthub.rs).
fn package(created: &str) -> String {
    let metadata = yaml("policy-metadata.yml");
    let of = |key: &str| annotation(&metadata, key);
    let policy = |key: &str| annotation(&metadata, &format!("io.kubewarden.policy.{key}"));
    let (version, source) = (policy("version"), policy("source"));
    let image = format!("{}:v{version}", policy("ociUrl"));
    let keywords: String =
        of("io.artifacthub.keywords").split(',').map(|word| format!("- {}\n", word.trim())).collect();
    let author = policy("author");
    let (name, email) = author.strip_suffix('>').and_then(|text| text.split_once(" <")).expect("one author");
    let install = format!(
        "The policy can be obtained using [kwctl](https://docs.kubewarden.io/howtos/install-kwctl):\n\
         ```console\nkwctl pull {image}\n```\n\
         Then, generate the policy manifest and tune it to your liking. For example:\n\
         ```console\nkwctl scaffold manifest -t ClusterAdmissionPolicy registry://{image}\n```\n"
    );
    [
        "# Kubewarden Artifacthub Package config\n#\n# Use this config to submit the policy to https://artifacthub.io.\n#\n"
            .to_owned(),
        "# This config can be saved to its default location with:\n#   kwctl scaffold artifacthub > artifacthub-pkg.yml \n"
            .to_owned(),
        format!("version: {version}\nname: {}\n", policy("title")),
        format!("displayName: {}\ncreatedAt: {created}\n", of("io.artifacthub.displayName")),
        format!("description: {}\nlicense: {}\n", policy("description"), policy("license")),
        format!("homeURL: {}\ncontainersImages:\n- name: policy\n  image: {image}\n", policy("url")),
        format!("keywords:\n{keywords}links:\n- name: policy\n"),
        format!("  url: {source}/releases/download/v{version}/policy.wasm\n- name: source\n  url: {source}\n"),
        format!("install: {}", literal(&install, 2)),
        format!("maintainers:\n- name: {name}\n  email: {email}\nprovider:\n  name: kubewarden\n"),
        "recommendations:\n- url: https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller\n".to_owned(),
        format!("annotations:\n  kubewarden/mutation: '{}'\n", metadata["mutating"]),
        format!("  kubewarden/questions-ui: {}", literal(&text("questions-ui.yml"), 4)),
        format!("  kubewarden/resources: {}\n", of("io.artifacthub.resources")),
        format!("  kubewarden/rules: {}", literal(&rules(&metadata), 4)),
    ]
    .concat()
}

#[test]
fn the_package_file_is_what_kwctl_writes() {
    let file = text("artifacthub-pkg.yml");
    let created = file.lines().find_map(|line| line.strip_prefix("createdAt: ")).expect("the time of its making");
    let digits: String =
        created.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect();
    assert_eq!(digits, "0000-00-00T00:00:00Z", "a time in UTC");
    let expected = package(created);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path("artifacthub-pkg.yml"), &expected).expect("the file can be written");
    }
    assert_eq!(file, expected, "UPDATE=1 writes it");
}

#[test]
fn the_package_file_reads_back_as_what_it_was_made_of() {
    let (package, metadata) = (yaml("artifacthub-pkg.yml"), yaml("policy-metadata.yml"));
    let member = |key: &str| package["annotations"][key].as_str().expect("a text").to_owned();
    assert_eq!(member("kubewarden/questions-ui"), text("questions-ui.yml"));
    assert_eq!(serde_saphyr::from_str::<Value>(&member("kubewarden/rules")).expect("YAML"), metadata["rules"]);
    assert_eq!(package["version"], metadata["annotations"]["io.kubewarden.policy.version"]);
    assert_eq!(package["description"], metadata["annotations"]["io.kubewarden.policy.description"]);
}

#[test]
fn the_owners_of_the_package_are_its_maintainers() {
    assert_eq!(yaml("artifacthub-repo.yml"), json!({"owners": yaml("artifacthub-pkg.yml")["maintainers"]}));
}
