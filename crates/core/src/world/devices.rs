//! The devices by which pods join networks.

use std::cell::OnceCell;

use crate::facts::nad::Nad;
use crate::facts::object::{Object, RESOURCE_NAME_ANNOTATION};
use crate::facts::pod::Pod;
use crate::json::order::{firsts, last_by_key, sorted};
use crate::json::{Arena, Node};
use crate::upstream::selection::NetworkSelection;
use crate::world::World;

/// Plugins that fail without the device which Multus hands them (k8snetworkplumbingwg/sriov-cni: pkg/config/config.go,
/// containernetworking/plugins: plugins/main/host-device/host-device.go).
const BY_DEVICE: [&str; 3] = ["sriov", "ib-sriov", "host-device"];

/// What names the device in the configuration itself, so that none is needed from Multus.
const NAMED: [&str; 5] = ["deviceID", "device", "hwaddr", "kernelpath", "pciBusID"];

/// The resource of which a pod must request a device to join the network of `nad`; `None` where it needs none.
pub fn resource_of<'a>(nad: &Object<'a>) -> Option<&'a str> {
    let name = nad.annotation(RESOURCE_NAME_ANNOTATION).filter(|name| !name.is_empty())?;
    let arena = Arena::new();
    let nad = Nad::new(*nad, &arena);
    let plugins = nad.plugins();
    let plugin = plugins.first()?;
    let is_needed = BY_DEVICE.contains(&plugin.kind()) && NAMED.iter().all(|key| plugin.text(key).is_none());
    is_needed.then_some(name)
}

/// The devices that a pod needs and those that it requests, counted once for all networks that it may lack.
pub struct Devices<'p, 'w> {
    pod: &'p Pod<'p>,
    added: Vec<&'p NetworkSelection>,
    world: &'p World<'w>,
    counted: OnceCell<Counted<'p, 'w>>,
}

struct Counted<'p, 'w> {
    /// The resource of each network that is joined by a device, sorted: one that is listed twice takes two devices.
    needed: Vec<&'w str>,
    /// What all containers together have of each resource, sorted.
    requested: Vec<(&'p str, usize)>,
}

impl<'p, 'w> Devices<'p, 'w> {
    /// Those for the networks of `pod` with those of `added`.
    pub fn new(pod: &'p Pod<'p>, added: Vec<&'p NetworkSelection>, world: &'p World<'w>) -> Self {
        Devices { pod, added, world, counted: OnceCell::new() }
    }

    /// The resource that keeps the pod from joining the network of `selection` besides: it requests fewer devices than it
    /// needs. Multus would not start it (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go).
    pub fn missing_for(&self, selection: &NetworkSelection) -> Option<&'w str> {
        let resource = resource_of(self.world.nad(selection)?)?;
        let Counted { needed, requested } = self.counted.get_or_init(|| self.count());
        let start = needed.partition_point(|one| *one < resource);
        let end = needed.partition_point(|one| *one <= resource);
        let is_added = self.added.iter().any(|one| one.nad == selection.nad);
        let place = requested.binary_search_by(|(name, _)| (*name).cmp(resource));
        let requested = place.ok().and_then(|place| requested.get(place)).map_or(0, |(_, number)| *number);
        (requested < end - start + usize::from(!is_added)).then_some(resource)
    }

    fn count(&self) -> Counted<'p, 'w> {
        let networks: Vec<_> = self.pod.attachments().iter().chain(self.added.iter().copied()).collect();
        let mut needed = Vec::with_capacity(networks.len());
        for (one, first) in networks.iter().zip(firsts(networks.iter().map(|one| &one.nad))) {
            let known = needed.get(first).copied();
            needed.push(known.unwrap_or_else(|| self.world.nad(one).and_then(resource_of)));
        }
        let containers = self.pod.object.at(&["spec", "containers"]).and_then(Node::as_list).unwrap_or_default();
        let mut requested = sorted(containers.iter().flat_map(|container| all_requested(container.get("resources"))));
        requested.dedup_by(|next, sum| {
            let is_same = next.0 == sum.0;
            if is_same {
                sum.1 = sum.1.saturating_add(next.1);
            }
            is_same
        });
        Counted { needed: sorted(needed.into_iter().flatten()), requested }
    }
}

/// How many of each resource a container with these `resources` has.
fn all_requested<'p>(resources: Option<&Node<'p>>) -> Vec<(&'p str, usize)> {
    let list = |key| resources.and_then(|resources| resources.get(key)?.as_map());
    let names = ["limits", "requests"].into_iter().filter_map(list).flat_map(|list| {
        last_by_key(list.iter().map(|(name, _)| name))
            .filter_map(|(name, place)| Some((name, number(list.value_at(place)?)?)))
    });
    // Backwards the first of equal names has the largest number, which is the one that `dedup` keeps.
    let mut names = sorted(names);
    names.reverse();
    names.dedup_by_key(|(name, _)| *name);
    names
}

/// How many of `resource` a container with these `resources` has.
pub fn requested(resources: Option<&Node<'_>>, resource: &str) -> usize {
    let of = |list: &str| number(resources?.get(list)?.get(resource)?);
    of("limits").max(of("requests")).unwrap_or_default()
}

fn number(value: &Node<'_>) -> Option<usize> {
    let number: u64 = value.as_u64().or_else(|| value.as_text()?.trim().parse().ok())?;
    Some(usize::try_from(number).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::facts::kind::Kind;
    use crate::facts::object::OBJECT;
    use crate::json::read;

    /// What keeps a pod with these containers, which is on the first network twice, from the second and the third: the
    /// first is to be added, too.
    fn missing(containers: &Value) -> [Option<String>; 3] {
        let nad = |kind: &str, resource: &str| {
            let annotations = json!({RESOURCE_NAME_ANNOTATION: resource});
            let config = json!({"cniVersion": "0.3.1", "name": "x", "type": kind}).to_string();
            json!({"metadata": {"annotations": annotations}, "spec": {"config": config}}).to_string()
        };
        let texts = [nad("sriov", "r/x"), nad("host-device", "r/x"), nad("macvlan", "r/x"), nad("sriov", "r/y")];
        let arena = Arena::new();
        let nodes = texts.iter().map(|text| read(text, &arena, &OBJECT).unwrap()).collect::<Vec<_>>();
        let nads = nodes.iter().zip(["first", "second", "third", "fourth"]);
        let nads: Vec<_> =
            nads.map(|(node, name)| Object::new(Kind::NetworkAttachmentDefinition, node, "x", name)).collect();
        let world = World::of(nads.iter());
        let networks = json!({crate::facts::object::NETWORKS_ANNOTATION: "first,third,first,fourth,unknown"});
        let text = json!({"metadata": {"annotations": networks}, "spec": {"containers": containers}}).to_string();
        let node = read(&text, &arena, &OBJECT).unwrap();
        let pod = Pod::new(Object::new(Kind::Pod, &node, "x", "pod"));
        let attached = pod.attachments();
        let devices = Devices::new(&pod, vec![&attached[0]], &world);
        let mut second = attached[0].clone();
        second.nad.name = "second".to_owned();
        [&second, &attached[0], &attached[1]].map(|one| devices.missing_for(one).map(str::to_owned))
    }

    #[test]
    fn what_containers_request_is_enough_for_each_time_that_a_network_is_listed() {
        let missing_for = |containers| missing(&containers).map(|missing| missing.is_some());
        let of = |limits: u64, requests: &str| json!({"resources": {"limits": {"r/x": limits}, "requests": {"r/x": requests}}});
        // The second makes four with the three that the first takes.
        assert_eq!(missing_for(json!([of(2, "1"), {}, of(1, " 2 ")])), [false; 3]);
        assert_eq!(missing_for(json!([of(2, "1"), of(0, "1")])), [true, false, false]);
        assert_eq!(missing_for(json!([of(2, "1"), of(0, "no number")])), [true, true, false]);
        assert_eq!(missing_for(json!([of(u64::MAX, "1"), of(1, "1")])), [false; 3]);
        assert_eq!(missing_for(json!([{"resources": {"limits": {"r/y": 9}}}])), [true, true, false]);
        assert_eq!(missing(&json!([])), [Some("r/x".to_owned()), Some("r/x".to_owned()), None]);
    }
}
