//! What is written for nodes: it passes the check, it is compared with what is there, and the tools read it.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod addresses;
mod compared;
mod kept;
mod links;
mod rejected;
#[path = "../support/mod.rs"]
mod support;
mod there;
mod tools;

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::host_network::{NodeFile, Tool, Wish, files, stream};
use serde_json::{Value, json};
use support::inventories::inventories;
use support::{documents, lines};

const TOOLS: [Tool; 5] = [Tool::Nmstate, Tool::Networkd, Tool::NetworkManager, Tool::Iproute2, Tool::Talos];

fn plugins() -> Vec<Value> {
    vec![
        json!({"type": "macvlan", "master": "eth1", "mode": "bridge"}),
        json!({"type": "macvlan", "master": "eth1.201", "mode": "bridge", "mtu": 9000}),
        json!({"type": "ipvlan", "master": "eth1", "mode": "l2"}),
        json!({"type": "bridge", "bridge": "br-ceph"}),
        json!({"type": "bridge", "bridge": "br-ceph", "vlan": 7}),
    ]
}

/// Whether Talos Linux can join a network of `plugin`.
fn is_for_talos(plugin: &Value) -> bool {
    plugin["type"] != "ipvlan" && (plugin["type"] != "bridge" || plugin["vlan"].is_null())
}

fn written(text: &str, tool: Tool) -> Result<Vec<NodeFile>, Vec<String>> {
    let names: Vec<String> = ["worker-1", "worker-2", "worker-3"].map(String::from).to_vec();
    with(text, tool, &Wish { node_ranges: &[], nodes: &names })
}

fn with(text: &str, tool: Tool, wish: &Wish<'_>) -> Result<Vec<NodeFile>, Vec<String>> {
    files(&documents(text), &SettingsText::default(), "default", tool, wish)
}

#[test]
fn what_is_written_for_nmstate_passes_the_check() {
    for inventory in inventories() {
        for plugin in plugins() {
            let text = inventory.text(&plugin);
            let before = lines(&text);
            assert!(!before.iter().any(|line| line.contains("[host-") || line.contains("[pod-route")), "{before:?}");
            let policies = stream(&written(&text, Tool::Nmstate).expect("policies"), Tool::Nmstate);
            let mut all = documents(&text);
            all.extend(documents(&policies));
            let node = |name: &str| json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}).to_string();
            for name in ["worker-1", "worker-2", "worker-3"] {
                all.extend(documents(&node(name)));
            }
            let report = support::report(&all, "clusterSelector: implicit");
            let found = report.objects.iter().flat_map(|object| &object.findings).count();
            assert_eq!(found, before.len(), "{}: {plugin}\n{policies}", inventory.name);
        }
    }
}
