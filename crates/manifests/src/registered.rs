//! How the policies of an installation are registered: what those that replace them have to keep.

use ceph_multus_upstream::object_name::is_namespace;
use serde_json::Value;

use crate::document::Document;
use crate::mode::{Modes, NAMES, PolicyMode};

/// How the admission policies that carry settings are registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Their modes.
    pub modes: Modes,
    /// Their policy server; `None` where they have several.
    pub policy_server: Option<String>,
    /// The namespaces of CephClusters and of Ceph's operators, or why they are not known.
    pub ceph_namespaces: Result<Vec<String>, &'static str>,
    /// The policies in whose namespace selectors somebody wrote more than new policies have.
    pub edited_selectors: Vec<String>,
}

/// The policy server of policies that name none (kubewarden/adm-controller: api/policies/v1/policy_types.go).
const DEFAULT_SERVER: &str = "default";

impl Registered {
    /// How `policies` are registered.
    pub(crate) fn of(policies: &[&Document]) -> Registered {
        // Kubewarden takes a policy without a mode for one that rejects.
        let mode = |policy: &Document| match policy.text_of(&["spec", "mode"].into()).as_deref() {
            Some("monitor") => PolicyMode::Monitor,
            _ => PolicyMode::Protect,
        };
        let server = |policy: &&Document| {
            policy.text_of(&["spec", "policyServer"].into()).unwrap_or_else(|| String::from(DEFAULT_SERVER))
        };
        let mut servers: Vec<String> = policies.iter().map(server).collect();
        servers.dedup();
        Registered {
            modes: Modes::of(policies.iter().map(|policy| (policy.name().to_owned(), mode(policy))).collect()),
            policy_server: servers.pop().filter(|_| servers.is_empty()),
            ceph_namespaces: ceph_namespaces(policies),
            edited_selectors: policies
                .iter()
                .filter(|policy| is_selector_edited(policy))
                .map(|policy| policy.name().to_owned())
                .collect(),
        }
    }
}

/// Ceph's namespaces: those that the guard leaves to the other policies. The mutating one has them too, and may have those of NADs,
/// to which the guard must not become blind.
fn ceph_namespaces(policies: &[&Document]) -> Result<Vec<String>, &'static str> {
    let [mutating, _, guard] = NAMES;
    let of = |name: &str, operator: &str| {
        let policy = policies.iter().find(|policy| policy.name() == name)?;
        let mut names = selected(policy, operator);
        names.sort();
        Some(names)
    };
    let of_mutating = of(mutating, "In");
    let Some(namespaces) = of(guard, "NotIn") else {
        return Err(
            "ceph-multus-guard, which names Ceph's namespaces, is missing; export all three, or set `--ceph-namespace`",
        );
    };
    // What is no name of a namespace would be written into an expression.
    if namespaces.is_empty() || !namespaces.iter().all(|name| is_namespace(name)) {
        return Err("the policies do not name Ceph's namespaces; export all three, or set `--ceph-namespace`");
    }
    match of_mutating {
        Some(own) if own != namespaces => {
            Err("the namespaces of ceph-multus-mutating and ceph-multus-guard differ; set `--ceph-namespace`")
        }
        _ => Ok(namespaces),
    }
}

/// Whether the selector of namespaces has an expression other than those for Ceph's namespaces and for the exempt ones.
fn is_selector_edited(policy: &Document) -> bool {
    let [mutating, _, guard] = NAMES;
    let exempt = policy.json_at(&["spec", "settings", "exemptNamespaces"].into());
    let exempt: Vec<String> = exempt.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let of_ceph =
        |name: &str, operator: &str| if policy.name() == name { selected(policy, operator) } else { Vec::new() };
    let (only, not) = (of_ceph(mutating, "In"), of_ceph(guard, "NotIn"));
    expressions(policy).iter().any(|one| match operator(one) {
        Some("In") => names(one) != only,
        Some("NotIn") => names(one) != not && !names(one).iter().all(|name| exempt.contains(name)),
        _ => true,
    })
}

/// The names of the first expression with `wanted` as its operator in the selector of namespaces; a second one exempts
/// namespaces.
fn selected(policy: &Document, wanted: &str) -> Vec<String> {
    expressions(policy).iter().find(|one| operator(one) == Some(wanted)).map(names).unwrap_or_default()
}

/// The expressions of the selector of namespaces.
fn expressions(policy: &Document) -> Vec<Value> {
    let expressions = policy.json_at(&["spec", "namespaceSelector", "matchExpressions"].into());
    expressions.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// The operator of an expression about names of namespaces.
fn operator(expression: &Value) -> Option<&str> {
    let key = expression.get("key").and_then(Value::as_str);
    key.filter(|key| *key == "kubernetes.io/metadata.name").and_then(|_| expression.get("operator")?.as_str())
}

/// The names in an expression.
fn names(expression: &Value) -> Vec<String> {
    let values = expression.get("values").and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
