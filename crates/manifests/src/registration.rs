//! The three ClusterAdmissionPolicies
//! (kubewarden/adm-controller: api/policies/v1/policy_types.go).

mod condition;
mod rules;
mod scope;

use ceph_multus_core::json::Arena;
use ceph_multus_core::read_settings;
use ceph_multus_core::settings::Settings;
use serde_json::Value;

use crate::error::ReadError;
use crate::mode::{Modes, NAMES, PolicyMode};
use crate::settings::SettingsText;
use crate::write::{scalar, to_yaml};

use scope::Scope;

/// What the three resources have in common.
#[derive(Debug, Clone)]
pub struct Registration<'r> {
    /// The OCI address, URL or file of the module.
    pub module: &'r str,
    /// The mode of each.
    pub modes: Modes,
    /// The policy server that runs it.
    pub policy_server: &'r str,
    /// The settings, an object; `mutate` is set here.
    pub settings: &'r Value,
}

/// The three policies. One policy is registered either as a mutating or as a validating webhook, and with one selector of
/// namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What comes and goes with a daemon, and what is mutated.
    Mutating,
    /// What people apply to Ceph.
    Validating,
    /// What others apply.
    Guard,
}

impl Part {
    fn name(self) -> &'static str {
        let [mutating, validating, guard] = NAMES;
        match self {
            Part::Mutating => mutating,
            Part::Validating => validating,
            Part::Guard => guard,
        }
    }

    /// What it is for, as comments in YAML.
    fn comment(self) -> &'static str {
        match self {
            Part::Mutating => MUTATING,
            Part::Validating => VALIDATING,
            Part::Guard => GUARD,
        }
    }

    /// Whether requests pass while the policy server is down.
    fn fails_open(self, mode: PolicyMode) -> bool {
        self == Part::Mutating || mode == PolicyMode::Monitor
    }
}

const MUTATING: &str = "\
# Evaluates pods and workloads in Ceph's namespaces, new CephClusters, and the deletion of NetworkAttachmentDefinitions,
# and adds missing networks. It fails open in both modes, so Ceph daemons restart even if the policy server is down.
";

const VALIDATING: &str = "\
# Evaluates the changes that people make to Ceph, after all mutation. In protect mode it fails closed, because networks
# need not be changed while the policy server is down. Changes to metadata and status, and deletions, never wait for it.
";

const GUARD: &str = "\
# Keeps pods outside Ceph off Ceph's cluster networks. In protect mode it fails closed. Its conditions send only pods that
# could be attached to one: pods without Multus networks start even if the policy server is down.
";

const MODE: &str = "  # `monitor` only reports. A policy cannot switch back from `protect`. To set it, use `--mode protect`, which also sets
  # the failure policies.
";

const FAILS_OPEN: &str = "  failurePolicy: Ignore
  # An evaluation takes less than a millisecond. After this time, the policy server does not answer.
  timeoutSeconds: 5
";

const FAILS_CLOSED: &str = "  failurePolicy: Fail
  timeoutSeconds: 10
";

const CONDITIONS: &str =
    "  # All must be true. The API server evaluates them itself, so other requests do not wait for the policy server.
  matchConditions:
";

const NAMESPACES: &str = "  # Kubewarden copies only `matchExpressions` to the webhook, not `matchLabels`.
  namespaceSelector:
    matchExpressions:
";

const VALIDATES_ALONE: &str =
    "  # `mutate: false`, because a validating policy must not mutate. It warns about what the mutating policy would add.
";

/// Writes the three resources as YAML, with comments.
///
/// # Errors
/// Every problem of the settings.
pub fn registration(registration: &Registration<'_>) -> Result<String, Vec<ReadError>> {
    policies(registration, Scope::new)
}

/// The same for settings whose inventory comes later and changes by itself. What the API server sends then does not depend
/// on it: of Ceph's own, what is in `namespaces`, and of pods elsewhere, all that join a network.
///
/// # Errors
/// Every problem of the settings.
pub(crate) fn standing_registration(
    registration: &Registration<'_>,
    namespaces: &[String],
) -> Result<String, Vec<ReadError>> {
    policies(registration, |settings| Scope::of_namespaces(namespaces, settings))
}

fn policies(
    registration: &Registration<'_>,
    scope: impl FnOnce(&Settings<'_>) -> Scope,
) -> Result<String, Vec<ReadError>> {
    let text = registration.settings.to_string();
    let text = SettingsText::read("settings", &text).map_err(|error| vec![error])?;
    let arena = Arena::new();
    let node = text.node(&arena)?;
    let settings = read_settings(&node)
        .map_err(|all| all.iter().map(|one| text.problem(&one.path, one.to_string())).collect::<Vec<_>>())?;
    let scope = scope(&settings);
    let parts = [Part::Mutating, Part::Validating, Part::Guard];
    Ok(parts.map(|part| one(registration, part, &scope)).join("---\n"))
}

fn one(registration: &Registration<'_>, part: Part, scope: &Scope) -> String {
    let mutates = part == Part::Mutating;
    let mut settings = registration.settings.clone();
    if let Some(settings) = settings.as_object_mut() {
        settings.insert(String::from("mutate"), Value::from(mutates));
    }
    let policy_mode = registration.modes.get(part.name());
    let mode = match policy_mode {
        PolicyMode::Monitor => "monitor",
        PolicyMode::Protect => "protect",
    };
    let rules: String = rules::rules(part).iter().map(|rule| indented(rule, 4) + "\n").collect();
    [
        part.comment(),
        "apiVersion: policies.kubewarden.io/v1\nkind: ClusterAdmissionPolicy\nmetadata:\n",
        &field("name", part.name()),
        "spec:\n",
        &field("module", registration.module),
        &field("policyServer", registration.policy_server),
        MODE,
        &field("mode", mode),
        if mutates { "  mutating: true\n" } else { "  mutating: false\n" },
        if part.fails_open(policy_mode) { FAILS_OPEN } else { FAILS_CLOSED },
        "  timeoutEvalSeconds: 2\n  backgroundAudit: true\n  rules:\n",
        &rules,
        &namespaces(part, scope),
        &conditions(part, scope),
        if mutates { "" } else { VALIDATES_ALONE },
        "  settings:\n",
        &indented(&to_yaml(&settings), 4),
    ]
    .concat()
}

fn conditions(part: Part, scope: &Scope) -> String {
    let mut out = String::from(CONDITIONS);
    for condition in condition::all(part, scope) {
        let expression = indented(&condition.expression, 8);
        let (comment, name) = (condition.comment, condition.name);
        out.push_str(&format!("    # {comment}\n    - name: {name}\n      expression: |-\n{expression}\n"));
    }
    out
}

/// Which namespaces a policy asks for: Ceph's, with those of its NADs; or all but the exempt ones; or all but these and
/// Ceph's.
fn namespaces(part: Part, scope: &Scope) -> String {
    let mut expressions = String::new();
    let mut push = |operator: &str, names: Vec<&String>| {
        let names: Vec<String> = names.into_iter().map(|name| scalar(name)).collect();
        expressions.push_str(&format!(
            "      - key: kubernetes.io/metadata.name\n        operator: {operator}\n        values: [{}]\n",
            names.join(", ")
        ));
    };
    match part {
        Part::Mutating => push("In", scope.of_pods().union(&scope.nad_namespaces).collect()),
        Part::Validating => {}
        Part::Guard if scope.namespaces.is_empty() => {}
        Part::Guard => push("NotIn", scope.namespaces.iter().collect()),
    }
    if !scope.exempt.is_empty() {
        push("NotIn", scope.exempt.iter().collect());
    }
    if expressions.is_empty() { expressions } else { format!("{NAMESPACES}{expressions}") }
}

fn field(key: &str, value: &str) -> String {
    format!("  {key}: {}\n", scalar(value))
}

fn indented(text: &str, spaces: usize) -> String {
    let indent = " ".repeat(spaces);
    let line = |line: &str| if line.trim().is_empty() { String::from(line) } else { format!("{indent}{line}") };
    text.split_inclusive('\n').map(line).collect()
}
