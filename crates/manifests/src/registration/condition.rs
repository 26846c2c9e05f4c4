//! Conditions in CEL, with which the API server itself keeps requests away from a policy that has nothing to say about
//! them. All conditions of a policy must hold; where one cannot be computed, the failure policy decides
//! (kubernetes/apiserver: pkg/admission/plugin/webhook/matchconditions/matcher.go). So each is written to hold or not
//! for whatever object the API server can read.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::object::{
    CONFIG_MAPS, DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION, RESOURCE_NAME_ANNOTATION,
};
use ceph_multus_core::world::DEFAULT_NAMESPACE;

use super::Part;
use super::scope::Scope;

/// A networks annotation longer than this goes to the policy unread: the cost of a condition grows with it.
const ANNOTATION_READ: usize = 1024;

/// Longer comparisons with names are left out, and every networks annotation goes to the policy: an expression may cost
/// only so much (kubernetes/apiserver: pkg/apis/cel/config.go, `PerCallLimit`) and have 100,000 characters.
const COMPARISON: usize = 16 << 10;

/// What is no part of a name, or an end of the text.
const BEFORE_NAME: &str = "(^|[^-.a-z0-9])";
const AFTER_NAME: &str = "([^-.a-z0-9]|$)";

/// The key of the addresses that a pod asks for, in all letters that Go takes for it.
const IPS: &str = r#"(?i)"ips""#;

/// Where pods stand in the objects that make them: the kinds, and the path of the template.
const TEMPLATES: [(&str, &str); 2] = [
    ("['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet', 'Job']", "spec.template"),
    ("['CronJob']", "spec.jobTemplate.spec.template"),
];

/// One condition.
#[derive(Debug)]
pub(super) struct Condition {
    /// What it is called, unique in its policy.
    pub(super) name: &'static str,
    /// What it is for, as comments in YAML.
    pub(super) comment: &'static str,
    /// The expression.
    pub(super) expression: String,
}

/// The conditions of a policy.
pub(super) fn all(part: Part, scope: &Scope) -> Vec<Condition> {
    let mut conditions = vec![
        Condition {
            name: "not-being-deleted",
            comment: if part == Part::Validating {
                "Objects that are being deleted are accepted, apart from NADs outside Ceph."
            } else {
                "Objects that are being deleted are accepted, apart from pods and NADs outside Ceph."
            },
            expression: not_being_deleted(part),
        },
        Condition {
            name: "not-metadata-alone",
            comment: "Updates count only if they change fields that rules read.",
            expression: changes(part),
        },
    ];
    match part {
        Part::Mutating => conditions.extend(of_mutating(scope)),
        Part::Validating => conditions.extend(of_validating(scope)),
        Part::Guard => conditions.extend(of_guard(scope)),
    }
    conditions
}

/// What the mutating policy asks besides, if there are namespaces that have only NADs of Ceph.
fn of_mutating(scope: &Scope) -> Option<Condition> {
    (!scope.nad_namespaces.is_empty()).then(|| Condition {
        name: "in-namespaces-of-ceph",
        comment: "In namespaces that have only NADs of Ceph, only these are sent.",
        expression: nads_or(&in_namespaces(&scope.of_pods())),
    })
}

/// What the validating policy asks besides.
fn of_validating(scope: &Scope) -> [Condition; 2] {
    let names = CONFIG_MAPS.map(|name| format!("'{name}'")).join(", ");
    [
        Condition {
            name: "nads-of-ceph",
            comment: "The guard evaluates the NADs of other namespaces.",
            expression: others_than_nads_or(&in_namespaces(&scope.namespaces)),
        },
        Condition {
            name: "config-maps-of-rook",
            comment: "Only the two ConfigMaps that configure Rook.",
            expression: format!("request.kind.kind != 'ConfigMap' || request.name in [{names}]"),
        },
    ]
}

/// What the guard asks besides: the same of pods, and of the templates of what makes pods.
fn of_guard(scope: &Scope) -> Vec<Condition> {
    let could_join = could_join(scope);
    let exists = |annotations: &str| format!("{}.exists(annotations,\n  {could_join})", optional(annotations));
    let mut conditions = vec![Condition {
        name: "pods-that-could-join",
        comment: if scope.guards_all {
            "Pods with any Multus network. The inventory lists Ceph's."
        } else {
            "The annotation contains the name of a cluster network, or of a public one and `ips`, unless a backslash hides it."
        },
        expression: format!("request.kind.kind != 'Pod' ||\n{}", exists("object.metadata.annotations")),
    }];
    let names = ["workloads-that-could-join", "cronjobs-that-could-join"];
    for (name, (kinds, template)) in names.into_iter().zip(TEMPLATES) {
        let exists = exists(&format!("object.{template}.metadata.annotations"));
        conditions.push(Condition {
            name,
            comment: "The same for the pods that it creates.",
            expression: format!("!(request.kind.kind in {kinds}) ||\n{exists}"),
        });
    }
    conditions
}

/// Whether the object is not on its way out: what who makes or changes it writes into it says nothing. A NAD of others is
/// one for as long as a finalizer keeps it, and a pod of others runs for as long as its grace period says.
fn not_being_deleted(part: Part) -> String {
    let condition = "request.operation != 'UPDATE' || !has(oldObject.metadata.deletionTimestamp)";
    match part {
        Part::Mutating => format!("request.kind.kind == 'Pod' || {condition}"),
        // Some are in a namespace where only an operator is, and then not Ceph's.
        Part::Validating => format!("request.kind.kind == 'NetworkAttachmentDefinition' || {condition}"),
        Part::Guard => format!("request.kind.kind in ['NetworkAttachmentDefinition', 'Pod'] || {condition}"),
    }
}

/// Whether an update changes what the policy reads: the pods of a workload, else the spec; annotations that name networks;
/// the labels of a pod, where they make it a daemon; and what a ConfigMap holds.
fn changes(part: Part) -> String {
    let differs = |path: &str, line: &str| {
        let [new, old] = ["object", "oldObject"].map(|object| optional(&format!("{object}.{path}")));
        format!("{new} !={line}{old}")
    };
    let keys = [NETWORKS_ANNOTATION, DEFAULT_NETWORK_ANNOTATION, RESOURCE_NAME_ANNOTATION];
    let value = |object: &str| {
        let annotations = format!("{object}.metadata.annotations");
        format!("(has({annotations}) && key in {annotations} ? [{annotations}[key]] : [])")
    };
    let mut spec = differs("spec", " ");
    if part != Part::Validating {
        for (kinds, template) in TEMPLATES {
            spec = format!("request.kind.kind in {kinds} ?\n   {} :\n {spec}", differs(template, "\n   "));
        }
        spec = format!("({spec})");
    }
    let more = match part {
        Part::Mutating => format!(" ||\n(request.kind.kind == 'Pod' &&\n {})", differs("metadata.labels", " ")),
        Part::Validating => format!(" ||\n(request.kind.kind == 'ConfigMap' &&\n {})", differs("data", " ")),
        Part::Guard => String::new(),
    };
    format!(
        "request.operation != 'UPDATE' ||\n{spec} ||\n['{}'].exists(key,\n  {} !=\n  {}){more}",
        keys.join("', '"),
        value("object"),
        value("oldObject"),
    )
}

/// Whether a pod with `annotations` could join a network that is guarded, or ask for an address on one of Ceph's: by name, by
/// a name that a backslash hides, or as its default network; or whether it may be one of the validation tool, with any network.
fn could_join(scope: &Scope) -> String {
    let mut default = format!("'{DEFAULT_NETWORK_ANNOTATION}' in annotations");
    let has_networks = format!("'{NETWORKS_ANNOTATION}' in annotations");
    if scope.guards_all {
        return format!("{default} || {has_networks}");
    }
    if !scope.tested.is_empty() {
        default = format!("{default} ||\n  ({has_networks} && {})", in_namespaces(&scope.tested));
    }
    let guarded = named(&scope.guarded, COMPARISON);
    let open = named(&scope.open, COMPARISON.saturating_sub(guarded.len()));
    let asks = format!("networks.matches('{IPS}')");
    let asks = if scope.closes_open { format!("(request.namespace != '{DEFAULT_NAMESPACE}' || {asks})") } else { asks };
    let open = if open.is_empty() { open } else { format!("({asks} &&\n    ({open}))") };
    let names: Vec<String> = [guarded, open].into_iter().filter(|names| !names.is_empty()).collect();
    if names.is_empty() {
        return default;
    }
    let names = names.join(" ||\n    ");
    format!(
        "{default} ||\n  ({has_networks} && [annotations['{NETWORKS_ANNOTATION}']].exists(networks,\n    \
         size(networks) > {ANNOTATION_READ} || networks.contains('\\\\') ||\n    {names}))"
    )
}

/// Whether `networks` has the name of one of `nads` in it, and that of its namespace unless the pod is there itself. What is
/// longer than `longest` is left out.
fn named(nads: &BTreeMap<String, BTreeSet<String>>, longest: usize) -> String {
    let in_one = |(namespace, names): (&String, &BTreeSet<String>)| {
        let names: Vec<String> = names.iter().map(|name| name.replace('.', "[.]")).collect();
        format!(
            "((request.namespace == '{namespace}' || networks.contains('{namespace}')) &&\n     \
             networks.matches('{BEFORE_NAME}({}){AFTER_NAME}'))",
            names.join("|")
        )
    };
    let text = nads.iter().map(in_one).collect::<Vec<_>>().join(" ||\n    ");
    if text.len() > longest { String::from("true") } else { text }
}

fn in_namespaces(namespaces: &BTreeSet<String>) -> String {
    let quoted: Vec<String> = namespaces.iter().map(|name| format!("'{name}'")).collect();
    format!("request.namespace in [{}]", quoted.join(", "))
}

fn nads_or(condition: &str) -> String {
    format!("request.kind.kind == 'NetworkAttachmentDefinition' || {condition}")
}

fn others_than_nads_or(condition: &str) -> String {
    format!("request.kind.kind != 'NetworkAttachmentDefinition' || {condition}")
}

/// A list with the value at `path`, or an empty one where it is absent. An object always has metadata.
fn optional(path: &str) -> String {
    let mut conditions = Vec::new();
    for (end, _) in path.match_indices('.').skip(1).chain([(path.len(), "")]) {
        let Some(part) = path.get(..end).filter(|part| !matches!(*part, "object.metadata" | "oldObject.metadata"))
        else {
            continue;
        };
        conditions.push(format!("has({part})"));
    }
    format!("({} ? [{path}] : [])", conditions.join(" && "))
}
