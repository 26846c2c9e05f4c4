//! Which NADs belong to Ceph wherever they are.

use ceph_multus_upstream::NamespacedName;
use std::collections::BTreeSet;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::json::{Arena, read};
use serde_json::Value;

use crate::kinds::is_cluster;
use crate::settings::SettingsText;
use crate::world::Parsed;

/// The NADs that the CephClusters and StorageClusters among `objects` select, that those in the
/// inventories of `settings` select, and that these give to monitors. What cannot be read selects nothing.
pub fn selected_nads(objects: &[Value], settings: &[&Value]) -> BTreeSet<NamespacedName> {
    let (arena, mut selected) = (Arena::new(), BTreeSet::new());
    for object in objects {
        let text = |key| object.get(key).and_then(Value::as_str).unwrap_or_default();
        let Some(kind) = Kind::of_api_version(text("apiVersion"), text("kind")) else { continue };
        let json = object.to_string();
        if let Ok(node) = read(arena.text(&json), &arena, &OBJECT) {
            add(&mut selected, &Object::new(kind, &node, "", ""));
        }
    }
    for settings in settings {
        let Ok(text) = SettingsText::read("settings.json", &settings.to_string()) else { continue };
        let Ok(parsed) = Parsed::read(&[], &text, &arena) else { continue };
        let Ok(world) = parsed.world("") else { continue };
        world.inventory.iter().for_each(|object| add(&mut selected, object));
        let monitors = world.settings.monitor_network.as_ref();
        selected.extend(monitors.map(|network| network.nad.clone()));
    }
    selected
}

fn add(selected: &mut BTreeSet<NamespacedName>, object: &Object<'_>) {
    if is_cluster(object.kind) {
        let cluster = CephCluster::new(*object);
        selected.extend(cluster.networks().map(|(_, network)| network.nad.clone()));
    }
}
