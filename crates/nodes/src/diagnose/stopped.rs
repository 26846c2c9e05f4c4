//! Daemons that do not run, each with what may be the reason: what was compared, and no guess.

use std::collections::BTreeSet;

use ceph_multus_core::report::text::{counted, shortened};
use ceph_multus_manifests::Document;
use serde_json::Value;

use super::Item;
use crate::dump::pod::PodFacts;
use crate::live::{Kind, LiveReport};
use crate::site::Site;
use crate::value::text;

/// All of them as one item: they are symptoms.
pub(super) fn item(site: &Site, live: &LiveReport, documents: &[Document], items: &[Item]) -> Option<Item> {
    let is_ceph = |pod: &&PodFacts| pod.daemon.is_some_and(|daemon| daemon.needs_controller()) && !pod.is_job();
    let pods = &site.live.pods;
    let taken: BTreeSet<_> = pods.iter().filter(|pod| pod.is_live()).flat_map(PodFacts::places).collect();
    // A pod that was evicted, or whose node shut down, stays until there are thousands, while another one does its work
    // (kubernetes/kubernetes: pkg/controller/podgc/gc_controller.go).
    let is_replaced = |pod: &PodFacts| !pod.is_live() && pod.places().any(|place| taken.contains(&place));
    let stopped: Vec<&PodFacts> =
        pods.iter().filter(is_ceph).filter(|pod| !pod.is_well() && !is_replaced(pod)).collect();
    if stopped.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = stopped.iter().filter_map(|pod| pod.daemon.map(|daemon| daemon.name())).collect();
    names.sort_unstable();
    names.dedup();
    let noun = if let [name] = names.as_slice() { name } else { "daemon" };
    let verb = if stopped.len() == 1 { "does" } else { "do" };
    let step = match items {
        [] => "run `kubectl describe` on the pods that do not run",
        _ => "fix the problems above first; then run `kubectl describe` on the pods that still do not run",
    };
    Some(Item {
        kind: "daemon-stopped",
        title: format!("{} {verb} not run", counted(stopped.len(), noun)),
        facts: stopped.iter().map(|pod| fact(site, live, documents, items, pod)).collect(),
        steps: vec![step.to_owned()],
        ..Item::default()
    })
}

fn fact(site: &Site, live: &LiveReport, documents: &[Document], items: &[Item], pod: &PodFacts) -> String {
    let state = if pod.waiting.is_empty() { pod.phase.clone() } else { format!("{}, {}", pod.phase, pod.waiting) };
    let on = if pod.node.is_empty() { String::new() } else { format!(" on {}", pod.node) };
    let event = event(documents, pod).map(|message| format!("; its last event: {message}")).unwrap_or_default();
    format!("{} ({state}{on}): {}{event}", pod.podref(), reason(site, live, items, pod))
}

fn reason(site: &Site, live: &LiveReport, items: &[Item], pod: &PodFacts) -> String {
    let podref = pod.podref();
    if let Some(twice) = live.of_kind(Kind::Duplicate).find(|one| one.podrefs().any(|own| *own == podref)) {
        let address = twice.address.map(|address| address.to_string()).unwrap_or_default();
        let place = see(items, |item| item.kind == Kind::Duplicate.id());
        return format!("another pod also has its address {address}{place}");
    }
    for wanted in &pod.wanted {
        let name = wanted.nad.clone();
        if pod.entry_of(&name).is_some() {
            continue;
        }
        if !site.nads.iter().any(|nad| nad.name == name) {
            return format!("its NetworkAttachmentDefinition {name} is not in the input");
        }
        let network = live.networks.iter().find(|network| network.nad == name);
        let full = network.and_then(|network| network.ranges.iter().find(|range| range.free() == 0));
        if let Some(range) = full {
            let is_its =
                |item: &Item| item.full.as_ref().is_some_and(|(nad, full)| (nad, full) == (&name, &range.range));
            let place = see(items, is_its);
            return format!("it has no address on {name}, and {} has no free address{place}", range.range);
        }
    }
    for network in site.networks.iter().filter(|network| network.wants(pod)) {
        let name = &network.nad.name;
        if pod.status.is_some() && pod.entry_of(name).is_none() {
            let role = network.role.key();
            return format!("it is not attached to {name}, the {role} network");
        }
    }
    match items.iter().position(|item| item.podrefs.contains(&podref)) {
        Some(place) => format!("see {}", place + 1),
        None => String::from("its networks do not explain it"),
    }
}

/// The number of an item, to be added to a sentence.
fn see(items: &[Item], is_it: impl Fn(&Item) -> bool) -> String {
    items.iter().position(is_it).map(|place| format!(", see {}", place + 1)).unwrap_or_default()
}

/// What the last warning about a pod says, where events are in the input.
fn event(documents: &[Document], pod: &PodFacts) -> Option<String> {
    let mut last: Option<(String, String)> = None;
    for document in documents.iter().filter(|document| document.kind() == "Event") {
        let value: Value = serde_json::from_str(document.json()).unwrap_or_default();
        let of = |key: &str| {
            let old = text(&value, &["involvedObject", key]);
            if old.is_empty() { text(&value, &["regarding", key]) } else { old }
        };
        if of("name") != pod.name || of("namespace") != pod.namespace || text(&value, &["type"]) != "Warning" {
            continue;
        }
        let message = [text(&value, &["message"]), text(&value, &["note"])].concat();
        let times = ["lastTimestamp", "eventTime"].map(|key| text(&value, &[key]));
        let time = times.concat();
        if last.as_ref().is_none_or(|(known, _)| *known <= time) {
            last = Some((time, shortened(&message, 160)));
        }
    }
    last.map(|(_, message)| message)
}
