//! The devices that a plugin moves into a pod by another name than that of their link.

use super::{Carrier, Hold, Segment};
use crate::cni::Plugin;
use crate::cni::fields::PLUGIN_CONF;
use crate::go_json::{Fields, Type, get};
use ceph_multus_json::{Node, Path};

const RUNTIME: Fields = &[("deviceID", Type::Text)];

/// The way to the device that a configuration has in place of what Multus writes there for a pod.
fn runtime_path() -> Path {
    Path::from("runtimeConfig").key("deviceID")
}

fn runtime<'c>(plugin: &Plugin<'c>) -> Option<&'c str> {
    let device = get(plugin.value("runtimeConfig")?.as_map()?, RUNTIME, "deviceID");
    device.and_then(Node::as_text).filter(|device| !device.is_empty())
}

/// Whether a pod names the device of the plugin (k8snetworkplumbingwg/multus-cni: pkg/types/conf.go, `LoadDelegateNetConf`).
fn is_asked_for(plugin: &Plugin<'_>) -> bool {
    let capabilities = get(&plugin.members(), PLUGIN_CONF, "capabilities").and_then(Node::as_map);
    capabilities.and_then(|map| map.get("deviceID")?.as_bool()).unwrap_or(false)
}

/// What `host-device` moves: the first that it has of `device`, `hwaddr`, `kernelpath` and the device on a bus, for which
/// what a pod or a resource brings comes before what is written (containernetworking/plugins:
/// plugins/main/host-device/host-device.go, `getLink`, `handleDeviceID`).
pub(super) fn moved(plugin: &Plugin<'_>, resource: Option<Segment>) -> Vec<Segment> {
    let at = |carrier, key: Path, name: &str| Segment::new(carrier, name, plugin.path_of(key)).held(Hold::Moved);
    let digits = |mac: &str| mac.to_ascii_lowercase().replace(|letter: char| !letter.is_ascii_hexdigit(), "");
    let text = |key: &'static str| plugin.text(key).map(|name| (Path::from(key), name));
    let first = text("device").map(|(key, name)| at(Carrier::Link, key, name));
    let first = first.or_else(|| text("hwaddr").map(|(key, mac)| at(Carrier::Mac, key, &digits(mac))));
    let first = first.or_else(|| text("kernelpath").map(|(key, path)| at(Carrier::Device, key, on_bus(path))));
    if let Some(first) = first {
        return vec![first];
    }
    let written = runtime(plugin).map(|name| (runtime_path(), name)).or_else(|| text("pciBusID"));
    let written = written.map(|(key, name)| at(Carrier::Device, key, name));
    let asked = is_asked_for(plugin).then(|| at(Carrier::Device, Path::from("capabilities"), ""));
    [written, asked, resource].into_iter().flatten().collect()
}

/// The device `deviceID` of plugins that move one, which counts if no resource brings another. Of a plugin that is not known a
/// path may be anything, and what may be the name of a link is one (kubevirt/macvtap-cni: pkg/cni/plugin.go;
/// intel/afxdp-plugins-for-kubernetes: internal/cni/cni.go; openshift/dpu-operator: dpu-cni/pkgs/networkfn/networkfn.go): that
/// has neither a colon, as on the PCI bus, nor a slash (torvalds/linux: net/core/dev.c, `dev_valid_name`).
pub(super) fn named(plugin: &Plugin<'_>) -> Option<Segment> {
    let name = plugin.text("deviceID")?;
    let carrier = if plugin.is_known() || name.contains([':', '/']) { Carrier::Device } else { Carrier::Link };
    let device = Segment::new(carrier, name, plugin.path_of("deviceID")).held(Hold::Moved);
    (plugin.is_known() || !device.is_unnamed()).then_some(device)
}

/// The name on the bus of the device at `path`, where that ends with one; the link of a virtio device is one below it.
fn on_bus(path: &str) -> &str {
    let mut names = path.rsplit('/').skip_while(|name| name.starts_with("virtio"));
    names.next().filter(|name| name.contains(':') && name.contains('.')).unwrap_or(path)
}

impl Segment {
    /// Whether it is a device of which the name does not tell which one of those on the bus it is.
    pub(super) fn is_unnamed(&self) -> bool {
        self.carrier == Carrier::Device && (self.name.is_empty() || self.name.starts_with('/'))
    }
}

impl Plugin<'_> {
    /// The way to the key that names a device by a path in place of its name on the bus: plugins join it to a folder, from
    /// where it may lead to any device. Kernel paths have no detours.
    pub fn device_detour(&self) -> Option<Path> {
        if !self.is_known() {
            return None;
        }
        let has_slash = |name: &str| name.contains('/');
        let has_detour = |path: &str| path.split('/').skip(1).any(|name| matches!(name, "" | "." | ".."));
        let key = |key: &'static str, is: &dyn Fn(&str) -> bool| {
            self.text(key).filter(|name| is(name)).map(|_| Path::from(key))
        };
        let found = key("pciBusID", &has_slash).or_else(|| key("deviceID", &has_slash));
        let found = found.or_else(|| key("kernelpath", &has_detour));
        let found = found.or_else(|| runtime(self).filter(|name| has_slash(name)).map(|_| runtime_path()));
        found.map(|key| self.path_of(key))
    }
}
