//! Real objects, requests and texts to start from: the fixtures, vectors and examples of the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;

use crate::Document;

/// Kubernetes objects of `tests/fixtures/manifests` and of the requests, sorted by file.
pub static OBJECTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let mut objects: Vec<Document> = files("tests/fixtures/manifests", "yaml").iter().map(|path| yaml(path)).collect();
    objects.extend(
        REQUESTS
            .iter()
            .filter_map(|request| request.get("object").cloned())
            .filter(|object| !object.members().is_empty()),
    );
    objects
});

/// AdmissionRequests of `tests/fixtures/requests` and `examples/requests`, sorted by file.
pub static REQUESTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let folders = ["tests/fixtures/requests", "examples/requests"];
    let all = folders.iter().flat_map(|folder| files(folder, "json"));
    all.filter(|path| !path.to_string_lossy().ends_with(".settings.json"))
        .map(|path| {
            let document = Document::parse(&text(&path)).expect("a request");
            document.get("request").cloned().unwrap_or(document)
        })
        .collect()
});

/// The settings of the examples: a CephCluster and its two NADs.
pub static SETTINGS: LazyLock<Document> =
    LazyLock::new(|| Document::parse(&text(&root().join("examples/settings.json"))).expect("settings"));

/// Networks annotations and selectors of the vectors.
pub static SELECTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = inputs("annotation", "annotation");
    texts.extend(vectors("annotation").iter().flat_map(|input| {
        let selectors = input.get("selectors").and_then(Value::as_object);
        selectors
            .into_iter()
            .flat_map(|map| map.values())
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    }));
    texts
});

/// CNI configurations of the vectors, and those of the objects.
pub static CONFIGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut texts = inputs("nad-config", "config");
    texts.extend(OBJECTS.iter().filter_map(|object| object.at(&["spec", "config"])?.as_text()));
    texts.extend(vectors("whereabouts-ranges").iter().filter_map(|input| {
        let ipam = input.get("ipam")?;
        Some(serde_json::json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam}).to_string())
    }));
    texts
});

/// The `input` of every vector of a file.
fn vectors(name: &str) -> Vec<Value> {
    let text = text(&root().join(format!("tests/vectors/{name}.json")));
    let vectors: Vec<Value> = serde_json::from_str(&text).expect("vectors");
    vectors.into_iter().filter_map(|vector| vector.get("input").cloned()).collect()
}

/// The texts, or what else is there as JSON, at `key` of the inputs.
fn inputs(name: &str, key: &str) -> Vec<String> {
    let inputs = vectors(name);
    let values = inputs.iter().filter_map(|input| input.get(key));
    values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn yaml(path: &Path) -> Document {
    let value: Value =
        serde_saphyr::from_str(&text(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Document::from(&value)
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
