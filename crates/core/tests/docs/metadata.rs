//! The policy's metadata asks for every kind that is evaluated, and for no other.

use std::collections::BTreeSet;
use std::path::Path;

use ceph_multus_core::KINDS;
use serde_json::Value;

fn metadata() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy-metadata.yml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("a text")).collect()
}

#[test]
fn the_rules_name_every_kind_once_for_creation_and_update() {
    let metadata = metadata();
    let mut asked = Vec::new();
    for rule in metadata["rules"].as_array().expect("rules") {
        let operations = texts(&rule["operations"]);
        assert!(operations.contains(&"CREATE") && operations.contains(&"UPDATE"), "{rule}");
        assert!(texts(&rule["apiVersions"]).contains(&"v1"), "{rule}");
        for group in texts(&rule["apiGroups"]) {
            asked.extend(texts(&rule["resources"]).into_iter().map(|resource| (group, resource)));
        }
    }
    let evaluated: BTreeSet<_> = KINDS.iter().map(|known| (known.group, known.resource)).collect();
    assert_eq!(asked.len(), evaluated.len(), "no resource is named twice");
    assert_eq!(asked.into_iter().collect::<BTreeSet<_>>(), evaluated);
}

#[test]
fn the_catalogue_lists_the_kinds_in_the_order_of_the_code() {
    let metadata = metadata();
    let listed = metadata["annotations"]["io.artifacthub.resources"].as_str().expect("a text");
    let kinds: Vec<_> = KINDS.iter().map(|known| known.name).collect();
    assert_eq!(listed.split(", ").collect::<Vec<_>>(), kinds);
}
