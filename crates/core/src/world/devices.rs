//! The devices by which pods join networks.

use crate::facts::nad::Nad;
use crate::facts::object::{Object, RESOURCE_NAME_ANNOTATION};
use crate::facts::pod::Pod;
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

/// The resource that keeps `pod` from joining the network of `selection`: it requests fewer devices than it needs for its
/// networks with those of `added`. Multus would not start it (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go).
pub fn missing_for<'w>(
    pod: &Pod<'_>,
    selection: &NetworkSelection,
    added: &[&NetworkSelection],
    world: &World<'w>,
) -> Option<&'w str> {
    let resource = resource_of(world.nad(selection)?)?;
    let is_of_it = |one: &&NetworkSelection| {
        let nad = world.nad(one).filter(|nad| nad.annotation(RESOURCE_NAME_ANNOTATION) == Some(resource));
        nad.is_some_and(|nad| resource_of(nad).is_some())
    };
    let needed = pod.attachments().iter().chain(added.iter().copied()).filter(is_of_it).count();
    let containers = pod.object.at(&["spec", "containers"]).and_then(Node::as_list).unwrap_or_default();
    let requests = containers.iter().map(|container| requested(container.get("resources"), resource));
    (requests.fold(0, usize::saturating_add) < needed).then_some(resource)
}

/// How many of `resource` a container with these `resources` has.
pub fn requested(resources: Option<&Node<'_>>, resource: &str) -> usize {
    let number = |list: &str| {
        let value = resources?.get(list)?.get(resource)?;
        value.as_u64().or_else(|| value.as_text()?.trim().parse().ok())
    };
    let most = number("limits").into_iter().chain(number("requests")).max().unwrap_or_default();
    usize::try_from(most).unwrap_or(usize::MAX)
}
