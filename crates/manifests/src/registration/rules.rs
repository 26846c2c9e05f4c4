//! What each policy asks the API server for.

use ceph_multus_core::facts::kind::ApiKind;
use ceph_multus_core::{KINDS, Kind};

use super::Part;
use crate::resources::versions;

const CREATE: &str = "CREATE";
const UPDATE: &str = "UPDATE";
const DELETE: &str = "DELETE";

/// The rules of a policy as YAML: one for each API group and set of operations, in the order of [`KINDS`].
pub(super) fn rules(part: Part) -> Vec<String> {
    let mut rules: Vec<(&str, &[&str], Vec<&str>)> = Vec::new();
    for ApiKind { group, resource, kind, .. } in KINDS {
        let operations = operations(part, *kind);
        if operations.is_empty() {
            continue;
        }
        match rules.iter_mut().find(|(known, of, _)| known == group && *of == operations) {
            Some((.., resources)) => resources.push(resource),
            None => rules.push((group, operations, vec![resource])),
        }
    }
    let text = |(group, operations, resources): &(&str, &[&str], Vec<&str>)| {
        format!(
            "- apiGroups: [{}]\n  apiVersions: [{}]\n  resources: [{}]\n  operations: [{}]",
            if group.is_empty() { "\"\"" } else { group },
            versions(group).join(", "),
            resources.join(", "),
            operations.join(", ")
        )
    };
    rules.iter().map(text).collect()
}

/// What a policy asks for of a kind.
fn operations(part: Part, kind: Kind) -> &'static [&'static str] {
    let is_nad = kind == Kind::NetworkAttachmentDefinition;
    // Pods, and what makes them.
    let runs = !crate::kinds::belongs(kind);
    match part {
        Part::Mutating if runs => &[CREATE, UPDATE],
        Part::Mutating if is_nad => &[DELETE],
        Part::Mutating if matches!(kind, Kind::CephCluster | Kind::StorageCluster) => &[CREATE],
        Part::Validating if !runs => &[CREATE, UPDATE],
        Part::Guard if runs || is_nad => &[CREATE, UPDATE],
        _ => &[],
    }
}
