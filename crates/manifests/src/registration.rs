//! The policy's registration in a cluster: two ClusterAdmissionPolicies
//! (kubewarden/adm-controller: api/policies/v1/policy_types.go).

mod condition;

use std::collections::BTreeMap;

use ceph_multus_core::{KINDS, Kind};
use serde_json::Value;

use crate::write::to_yaml;

/// Where the module comes from unless somebody says otherwise: the `ociUrl` and the version of `policy-metadata.yml`.
pub const MODULE: &str =
    concat!("registry://registry.example.org/ceph-multus/ceph-multus-policy:v", env!("CARGO_PKG_VERSION"));

/// What the two resources have in common.
#[derive(Debug, Clone)]
pub struct Registration<'r> {
    /// The OCI address, URL or file of the module.
    pub module: &'r str,
    /// `monitor` or `protect`.
    pub mode: &'r str,
    /// The policy server that runs it.
    pub policy_server: &'r str,
    /// The settings, an object; `mutate` is set here.
    pub settings: &'r Value,
}

/// The two registrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What is mended, and everything that comes and goes with a daemon.
    Mutating,
    /// What people apply.
    Validating,
}

impl Part {
    /// The kinds that are registered with this part; a CephCluster with both.
    fn has(self, kind: Kind) -> bool {
        let runs = !crate::inventory::belongs(kind);
        let is_mended = matches!(kind, Kind::CephCluster | Kind::StorageCluster);
        match self {
            Part::Mutating => runs || is_mended,
            Part::Validating => !runs,
        }
    }
}

/// Writes the two resources as YAML, with comments: `ceph-multus-mutating` mends and judges pods and what they come from,
/// and fails open; `ceph-multus-validating` judges what people apply, and fails closed.
pub fn registration(registration: &Registration<'_>) -> String {
    format!("{}---\n{}", one(registration, Part::Mutating), one(registration, Part::Validating))
}

const MUTATING: &str = "\
# Mends and judges what comes and goes with a daemon: pods, the workloads that make them, and the selectors of a
# CephCluster. It fails open: a Ceph daemon must come back after a reboot, also while the policy server is down.
";

const VALIDATING: &str = "\
# Judges what people apply, as it is after all mutation. It fails closed: nobody has to change a network while the
# policy server is down.
";

const MODE: &str = "  # `monitor` only reports, and mends nothing. `protect` does as it says, and cannot be set back.
";

const FAILS_OPEN: &str = "  failurePolicy: Ignore
  # A verdict takes less than a millisecond: who waits longer waits for a policy server that does not answer.
  timeoutSeconds: 5
";

const FAILS_CLOSED: &str = "  failurePolicy: Fail
  timeoutSeconds: 10
";

const CONDITIONS: &str =
    "  # Keeps pods and workloads away that are neither Ceph's nor on any network but the default one. Everything else
  # that the rules above name passes.
  matchConditions:
";

const NAMESPACES: &str =
    "  # Leaves the control plane alone. Only `matchExpressions` reach the webhook; `matchLabels` are dropped.
  namespaceSelector:
    matchExpressions:
      - key: kubernetes.io/metadata.name
        operator: NotIn
";

const UNMENDED: &str =
    "  # `mutate: false`: a validating policy must not change anything; what the other one would mend is a warning.
";

fn one(registration: &Registration<'_>, part: Part) -> String {
    let mutates = part == Part::Mutating;
    let mut settings = registration.settings.clone();
    if let Some(settings) = settings.as_object_mut() {
        settings.insert(String::from("mutate"), Value::from(mutates));
    }
    let block = |lines: Vec<String>| lines.iter().map(|text| indented(text, 4) + "\n").collect::<String>();
    let conditions = if mutates { format!("{CONDITIONS}{}", block(condition::all())) } else { String::new() };
    let unasked = unasked(registration.settings);
    let namespaces = if unasked.is_empty() {
        String::new()
    } else {
        format!("{NAMESPACES}        values: [{}]\n", unasked.join(", "))
    };
    [
        if mutates { MUTATING } else { VALIDATING },
        "apiVersion: policies.kubewarden.io/v1\nkind: ClusterAdmissionPolicy\nmetadata:\n",
        if mutates { "  name: ceph-multus-mutating\nspec:\n" } else { "  name: ceph-multus-validating\nspec:\n" },
        &field("module", registration.module),
        &field("policyServer", registration.policy_server),
        MODE,
        &field("mode", registration.mode),
        if mutates { "  mutating: true\n" } else { "  mutating: false\n" },
        if mutates { FAILS_OPEN } else { FAILS_CLOSED },
        "  timeoutEvalSeconds: 2\n  backgroundAudit: true\n  rules:\n",
        &block(rules(part)),
        &conditions,
        &namespaces,
        if mutates { "" } else { UNMENDED },
        "  settings:\n",
        &indented(&to_yaml(&settings), 4),
    ]
    .concat()
}

fn field(key: &str, value: &str) -> String {
    format!("  {key}: {}\n", to_yaml(&Value::from(value)).trim_end())
}

fn indented(text: &str, spaces: usize) -> String {
    let indent = " ".repeat(spaces);
    let line = |line: &str| if line.trim().is_empty() { String::from(line) } else { format!("{indent}{line}") };
    text.split_inclusive('\n').map(line).collect()
}

/// The namespace of the control plane, unless Ceph or a network of the inventory lives there.
const CONTROL_PLANE: &str = "kube-system";

/// Namespaces that the API server does not ask about: that of the control plane, and the exempt ones. As YAML.
fn unasked(settings: &Value) -> Vec<String> {
    let list = |key: &str| settings.get(key).and_then(Value::as_array).into_iter().flatten();
    let is_used = list("inventory").any(|object| object.pointer("/metadata/namespace") == Some(&CONTROL_PLANE.into()));
    let mut namespaces = if is_used { Vec::new() } else { vec![String::from(CONTROL_PLANE)] };
    for name in list("exemptNamespaces") {
        let name = to_yaml(name).trim_end().to_owned();
        if !namespaces.contains(&name) {
            namespaces.push(name);
        }
    }
    namespaces
}

/// The rules of a part as YAML: one for each API group and set of operations, in the order of [`KINDS`].
fn rules(part: Part) -> Vec<String> {
    let mut order: Vec<(&str, bool)> = Vec::new();
    let mut resources: BTreeMap<(&str, bool), Vec<&str>> = BTreeMap::new();
    for (group, _, resource, kind) in KINDS.iter().filter(|(.., kind)| part.has(*kind)) {
        // Only the deletion of a NAD is judged.
        let key = (*group, *kind == Kind::NetworkAttachmentDefinition);
        if !order.contains(&key) {
            order.push(key);
        }
        resources.entry(key).or_default().push(resource);
    }
    let rule = |key: &(&str, bool)| {
        let (group, deletes) = *key;
        let resources = resources.get(key).map(|resources| resources.join(", ")).unwrap_or_default();
        format!(
            "- apiGroups: [{}]\n  apiVersions: [{}]\n  resources: [{resources}]\n  operations: [CREATE, UPDATE{}]",
            if group.is_empty() { "\"\"" } else { group },
            versions(group).join(", "),
            if deletes { ", DELETE" } else { "" }
        )
    };
    order.iter().map(rule).collect()
}

/// The versions in which a group serves its resources (ceph/ceph-csi-operator: api).
fn versions(group: &str) -> &'static [&'static str] {
    if group == "csi.ceph.io" { &["v1", "v1alpha1"] } else { &["v1"] }
}
