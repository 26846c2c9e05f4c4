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

fn one(registration: &Registration<'_>, part: Part) -> String {
    let mutates = part == Part::Mutating;
    let mut settings = registration.settings.clone();
    if let Some(settings) = settings.as_object_mut() {
        settings.insert(String::from("mutate"), Value::from(mutates));
    }
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    if mutates {
        line(
            "# Mends and judges what comes and goes with a daemon: pods, the workloads that make them, and the selectors of a",
        );
        line(
            "# CephCluster. It fails open: a Ceph daemon must come back after a reboot, also while the policy server is down.",
        );
    } else {
        line(
            "# Judges what people apply, as it is after all mutation. It fails closed: nobody has to change a network while the",
        );
        line("# policy server is down.");
    }
    line("apiVersion: policies.kubewarden.io/v1");
    line("kind: ClusterAdmissionPolicy");
    line("metadata:");
    line(if mutates { "  name: ceph-multus-mutating" } else { "  name: ceph-multus-validating" });
    line("spec:");
    line(&field("module", registration.module));
    line(&field("policyServer", registration.policy_server));
    line(if mutates {
        "  # `monitor` only reports, and mends nothing. Set it to `protect` once the reports are as you expect; there is"
    } else {
        "  # `monitor` only reports. Set it to `protect` once the reports are as you expect; there is"
    });
    line("  # no way back.");
    line(&field("mode", registration.mode));
    line(if mutates { "  mutating: true" } else { "  mutating: false" });
    line(if mutates { "  failurePolicy: Ignore" } else { "  failurePolicy: Fail" });
    if mutates {
        line(
            "  # A verdict takes less than a millisecond: who waits longer waits for a policy server that does not answer.",
        );
        line("  timeoutSeconds: 5");
    } else {
        line("  timeoutSeconds: 10");
    }
    line("  timeoutEvalSeconds: 2");
    line("  backgroundAudit: true");
    line("  rules:");
    rules(part).iter().for_each(|rule| line(&indented(rule, 4)));
    if mutates {
        line(
            "  # Keeps pods and workloads away that are neither Ceph's nor on any network but the default one. Everything else",
        );
        line("  # that the rules above name passes.");
        line("  matchConditions:");
        condition::all().iter().for_each(|condition| line(&indented(condition, 4)));
    }
    line("  # Only `matchExpressions` reach the webhook; `matchLabels` are dropped.");
    line("  namespaceSelector:");
    line("    matchExpressions:");
    line("      - key: kubernetes.io/metadata.name");
    line("        operator: NotIn");
    line(&format!("        values: [{}]", unasked(registration.settings).join(", ")));
    if mutates {
        line("  settings:");
    } else {
        line(
            "  # `mutate: false`: a validating policy must not change anything; what the other one would mend is a warning.",
        );
        line("  settings:");
    }
    line(indented(&to_yaml(&settings), 4).trim_end());
    out
}

fn field(key: &str, value: &str) -> String {
    format!("  {key}: {}", to_yaml(&Value::from(value)).trim_end())
}

fn indented(text: &str, spaces: usize) -> String {
    let indent = " ".repeat(spaces);
    let line = |line: &str| if line.trim().is_empty() { String::from(line) } else { format!("{indent}{line}") };
    text.split_inclusive('\n').map(line).collect()
}

/// Namespaces that the API server does not ask about: that of the control plane, and the exempt ones. As YAML.
fn unasked(settings: &Value) -> Vec<String> {
    let mut namespaces = vec![String::from("kube-system")];
    for name in settings.get("exemptNamespaces").and_then(Value::as_array).into_iter().flatten() {
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
