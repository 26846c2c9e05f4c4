//! What the core makes of the same pod.

use ceph_multus_core::json::Arena;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::{Level, Payload, Verdict, evaluate, read_settings};
use serde_json::{Value, json};

use super::design::{Attachment, Choice, Cluster, Fate, Pod};

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// How an annotation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Compact JSON.
    Rook,
    /// JSON with blanks, its keys in another order, and one that nobody knows.
    Loose,
    /// `namespace/name@interface`
    Short,
    /// Like [`Form::Short`], and no annotation instead of an empty one.
    Absent,
}

/// The fate of a pod, and the annotation that it gets.
pub(crate) fn fate_of(app: &str, pod: Pod<'_>, form: Form, settings: &Settings<'_>) -> (Fate, Option<String>) {
    let account = match app {
        "rook-ceph-network-canary" => "rook-ceph-cmd-reporter",
        "odf-blackbox-exporter" => "odf-blackbox-exporter",
        _ => "rook-ceph-osd",
    };
    let mut object = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": "a-pod", "namespace": "rook-ceph", "labels": {"app": app}, "ownerReferences": [{"controller": true}],
        },
        "spec": {"serviceAccountName": account, "hostNetwork": pod.host_network},
    });
    if let Some(text) = annotation(pod.joins, form) {
        object["metadata"]["annotations"] = json!({NETWORKS: text});
    }
    let request = json!({
        "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "namespace": "rook-ceph",
        "object": object,
    });
    let bytes = format!(r#"{{"request":{request}}}"#).into_bytes();
    let arena = Arena::new();
    let payload = Payload::read(&bytes, &arena).expect("a payload");
    read(&evaluate(&payload.request(), settings, || payload.object_text()))
}

/// Asks under settings, which are read once: hundreds of pods have the same.
pub(crate) fn under(settings: &Value, ask: impl FnOnce(&Settings<'_>)) {
    let bytes = format!(r#"{{"request":{{}},"settings":{settings}}}"#).into_bytes();
    let arena = Arena::new();
    let payload = Payload::read(&bytes, &arena).expect("a payload");
    ask(&read_settings(payload.settings()).unwrap_or_else(|problems| panic!("{problems:?}")));
}

pub(crate) fn settings(cluster: Option<Cluster>, choice: Choice) -> Value {
    let nads = [super::PUBLIC, super::CLUSTER, super::MONITORS].into_iter().filter(|_| choice.nads).map(nad);
    let inventory: Vec<Value> = cluster.map(ceph_cluster).into_iter().chain(nads).collect();
    let mut settings = json!({"inventory": inventory, "mutate": choice.mutate, "validationNamespaces": ["rook-ceph"]});
    if let Some(earlier) = choice.earlier {
        settings["previous"] = json!([ceph_cluster(earlier)]);
    }
    if let Some(nad) = choice.monitor_network {
        settings["monitorNetwork"] = json!(nad);
    }
    if choice.allowed {
        settings["rules"] = json!({"attachment-not-allowed": "allow"});
    }
    settings
}

fn ceph_cluster(cluster: Cluster) -> Value {
    let mut network = json!({"provider": if cluster.multus { "multus" } else { "" }, "selectors": {}});
    for (key, selected) in [("public", cluster.public), ("cluster", cluster.cluster)] {
        if let Some(selected) = selected {
            network["selectors"][key] = json!(short(selected));
        }
    }
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": "rook-ceph"}, "spec": {"network": network},
    })
}

fn nad(name: &str) -> Value {
    let (namespace, name) = name.split_once('/').expect("a namespace");
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace}, "spec": {"config": "{}"},
    })
}

fn read(verdict: &Verdict) -> (Fate, Option<String>) {
    let mut fate = Fate::default();
    for finding in verdict.findings() {
        match finding.level {
            Level::Deny => fate.denied.insert(finding.rule),
            _ => fate.warned.insert(finding.rule),
        };
    }
    assert_eq!(verdict.is_accepted(), fate.denied.is_empty(), "{verdict:?}");
    let Verdict::Mutate { object, fixed, .. } = verdict else { return (fate, None) };
    fate.mutated = fixed.iter().map(|finding| finding.rule).collect();
    let object: Value = serde_json::from_str(object).expect("an object");
    let text = object["metadata"]["annotations"][NETWORKS].as_str().expect("an annotation").to_owned();
    let elements: Vec<Value> = serde_json::from_str(&text).expect("a list");
    fate.networks = Some(elements.iter().map(attachment).collect());
    (fate, Some(text))
}

/// An element of a mutated annotation; what it says is one of the names that the oracle uses.
fn attachment(element: &Value) -> Attachment {
    let name = format!(
        "{}/{}",
        element["namespace"].as_str().expect("a namespace"),
        element["name"].as_str().expect("a name")
    );
    let known = [super::PUBLIC, super::CLUSTER, super::MONITORS, super::FOREIGN];
    let name = known.into_iter().find(|one| *one == name).unwrap_or_else(|| panic!("{name}"));
    let interface = element["interface"].as_str().map(|text| if text == "public" { "public" } else { "cluster" });
    (name, interface)
}

fn annotation(joins: Option<&[Attachment]>, form: Form) -> Option<String> {
    let Some(joins) = joins else { return Some("a/b/c".to_owned()) };
    match form {
        Form::Absent if joins.is_empty() => None,
        _ if joins.is_empty() => Some(String::new()),
        Form::Short | Form::Absent => {
            let items: Vec<String> = joins.iter().map(|one| short(*one)).collect();
            Some(items.join(" , "))
        }
        Form::Rook | Form::Loose => {
            let elements: Vec<String> = joins.iter().map(|one| element(*one, form)).collect();
            let text = format!("[{}]", elements.join(","));
            Some(if form == Form::Loose { text.replace(',', " ,\n ").replace(':', ": ") } else { text })
        }
    }
}

fn short((name, interface): Attachment) -> String {
    interface.map_or_else(|| name.to_owned(), |interface| format!("{name}@{interface}"))
}

/// An element as JSON without blanks.
fn element((network, interface): Attachment, form: Form) -> String {
    let (namespace, name) = network.split_once('/').expect("a namespace");
    let interface = interface.map(|interface| format!(r#","interface":"{interface}""#)).unwrap_or_default();
    match form {
        Form::Loose => format!(r#"{{"namespace":"{namespace}","future":[1.50],"name":"{name}"{interface}}}"#),
        _ => format!(r#"{{"name":"{name}","namespace":"{namespace}"{interface}}}"#),
    }
}

/// The annotation that attaches `networks`: what was there as it was written, what is new in Rook's form.
pub(crate) fn fixed_text(networks: &[Attachment], joins: &[Attachment], form: Form) -> String {
    let written = |one: &Attachment| element(*one, if joins.contains(one) { form } else { Form::Rook });
    let elements: Vec<String> = networks.iter().map(written).collect();
    format!("[{}]", elements.join(","))
}
