//! What leads a plugin to interfaces and addresses that the text of a NAD does not show.

use super::fields::{CREDENTIALS, FILES, INPUT, IPAM_FILES, IPAM_LOGS, IPAM_SOCKETS, KUBERNETES, MULTUS, SOCKETS};
use super::{Footprint, list, member, text};
use crate::facts::nad::config_path;
use crate::json::{Map, Node, Path};
use crate::upstream::cni::Plugin;
use crate::upstream::go_json::{Fields, get, same_but_for_case};

/// Why the text of a NAD does not show all that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hiding {
    /// A plugin takes it for the result of another one before it: there are links and addresses in it.
    Result,
    /// It names a device by a path that may lead to any other.
    Detour,
    /// It is read from the node, where a pod may have written it: keys of the plugin, credentials.
    File,
    /// Who listens there says what the pod gets, and may be a pod.
    Socket,
    /// Multus and the plugins that it calls run the programs in it (k8snetworkplumbingwg/multus-cni: pkg/multus/multus.go,
    /// `confAdd`), also those that are no plugins: a shell runs what the text of the NAD says.
    Programs,
    /// A plugin appends to it as root, also text of the NAD with its line breaks (k8snetworkplumbingwg/whereabouts:
    /// pkg/logging/logging.go; k8snetworkplumbingwg/multus-cni: pkg/logging/logging.go; k8snetworkplumbingwg/sriov-cni:
    /// pkg/logging/logging.go): as a line in a file of keys or of jobs it is a command.
    Log,
    /// The plugin that it names as IPAM plugin makes interfaces, and reads the keys of its caller.
    Ipam,
    /// With it `host-device` returns a link without looking for one, under the name that the pod asks for
    /// (containernetworking/plugins: plugins/main/host-device/host-device.go, `cmdAdd`): `ipvlan` takes that name on the
    /// host (plugins/main/ipvlan/ipvlan.go, `loadConf`).
    Link,
    /// It is `ipvlan`, which takes the host's link of the name that `sriov` returns: that a pod asks for, also if `sriov` has left
    /// the device to a driver of the pod and made no link (k8snetworkplumbingwg/sriov-cni: pkg/cnicommands/cni.go, `CmdAdd`).
    Name,
    /// Flannel sets the same key, or sets it in what it calls (flannel-io/cni-plugin: flannel.go, `cmdAdd`; flannel_linux.go,
    /// `doCmdAdd`): the plugin reads the members of both.
    Merged,
    /// It is an address as Go has it in memory (containernetworking/plugins: plugins/ipam/static/main.go, `Address`).
    Address,
}

/// Directories of a node into which no pod without rights on the node writes. Below others are the volumes of pods and the
/// files of their containers.
const OF_NODES: [&str; 15] = [
    "/etc/",
    "/host/etc/",
    "/host/run/multus",
    "/opt/cni/",
    "/run/cni/",
    "/run/flannel/",
    "/run/multus",
    "/run/openvswitch/",
    "/run/spidernet/",
    "/run/vpc/cni/",
    "/usr/",
    "/var/lib/cni/",
    "/var/lib/rancher/k3s/agent/etc/",
    "/var/snap/microk8s/current/args/",
    "/var/snap/microovn/",
];

/// Directories of a node in which all programs are CNI plugins: those of most nodes, of packages, of OpenShift
/// (openshift/cluster-network-operator: pkg/network/multus.go, `CNIBinDir`), of K3s and of MicroK8s.
const OF_PLUGINS: [&str; 6] = [
    "/opt/cni/",
    "/usr/lib/cni",
    "/usr/libexec/cni",
    "/var/lib/cni/bin",
    "/var/lib/rancher/k3s/data/cni",
    "/var/snap/microk8s/current/opt/cni/",
];

/// Directories in which a line of text does nothing.
const OF_LOGS: [&str; 3] = ["/host/var/log/", "/tmp/", "/var/log/"];

impl Footprint {
    /// Adds what hides behind the keys of `plugin`, if nothing did before.
    pub(super) fn add_hiding(&mut self, plugin: &Plugin<'_>, has_device: bool) {
        if self.hiding.is_none() {
            let detour = || plugin.device_detour().map(|path| (path, Hiding::Detour));
            let key = || key(plugin, has_device).map(|(key, hiding)| (plugin.path_of(key), hiding));
            self.hiding = detour().or_else(key).map(|(path, hiding)| (config_path(path), hiding));
        }
    }
}

/// `has_device` says whether a plugin before it takes a device.
fn key(plugin: &Plugin<'_>, has_device: bool) -> Option<(Path, Hiding)> {
    let map = &plugin.members();
    if get(map, INPUT, "prevResult").is_some() {
        return Some((Path::from("prevResult"), Hiding::Result));
    }
    let is_ipam = |(key, _): (&str, &Node<'_>)| same_but_for_case("ipam", key);
    if plugin.is_of_flannel() && map.iter().any(is_ipam) {
        return Some((Path::from("ipam"), Hiding::Merged));
    }
    if plugin.kind() == "flannel" && get(map, INPUT, "runtimeConfig").is_some() {
        return Some((Path::from("runtimeConfig"), Hiding::Merged));
    }
    if plugin.kind() == "host-device" && plugin.flag("DPDKMode") {
        return Some((Path::from("DPDKMode"), Hiding::Link));
    }
    let is_chained = has_device && plugin.kind() == "ipvlan" && plugin.place() > 0;
    if is_chained && plugin.text("master").is_none() && !plugin.flag("linkInContainer") {
        return Some((Path::from("type"), Hiding::Name));
    }
    // Plugins split it at colons when they call an IPAM plugin.
    if text(map, MULTUS, "binDir").is_some_and(|path| path.contains(':') || is_outside(&OF_PLUGINS, path)) {
        return Some((Path::from("binDir"), Hiding::Programs));
    }
    let is_no_log = |path: &str| is_outside(&OF_LOGS, path);
    if text(map, MULTUS, "logFile").is_some_and(is_no_log) {
        return Some((Path::from("logFile"), Hiding::Log));
    }
    let ipam = plugin.ipam().and_then(Node::as_map);
    let of_ipam = |path: Path| Path::from("ipam").join(path);
    if let Some(path) = ipam.and_then(|ipam| written(ipam, IPAM_LOGS, is_no_log)) {
        return Some((of_ipam(path), Hiding::Log));
    }
    if plugin.has_interface_as_ipam() {
        return Some((Path::from("ipam").key("type"), Hiding::Ipam));
    }
    let file = file(map).or_else(|| file_of_ipam(ipam?).map(of_ipam)).map(|path| (path, Hiding::File));
    let socket = || written(map, SOCKETS, is_of_pod).or_else(|| written(ipam?, IPAM_SOCKETS, is_of_pod).map(of_ipam));
    file.or_else(|| socket().map(|path| (path, Hiding::Socket)))
}

/// The key of a file of a plugin: where it has its configuration, networks, or what it has kept for the end of a pod
/// (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go, `getNetDelegate`; pkg/multus/multus.go, `CmdDel`;
/// k8snetworkplumbingwg/ovs-cni: pkg/config/config.go, `mergeConf`; flannel-io/cni-plugin: flannel.go, flannel_linux.go).
fn file(map: &Map<'_>) -> Option<Path> {
    let names = list(map, MULTUS, "defaultNetworks").iter().filter_map(Node::as_text);
    let networks = text(map, MULTUS, "clusterNetwork").map(|name| ("clusterNetwork", name));
    let networks = networks.into_iter().chain(names.map(|name| ("defaultNetworks", name)));
    let mut networks = networks.filter(|(_, name)| name.contains('/') && is_outside(&OF_NODES, name));
    networks.next().map(|(key, _)| Path::from(key)).or_else(|| written(map, FILES, may_be_written))
}

/// The same of Whereabouts (k8snetworkplumbingwg/whereabouts: pkg/config/config.go, `LoadIPAMConfig`;
/// pkg/storage/kubernetes/client.go, `NewClientViaKubeconfig`) and nv-ipam.
fn file_of_ipam(map: &Map<'_>) -> Option<Path> {
    let kubeconfig = member(map, CREDENTIALS, "kubernetes").and_then(|map| text(map, KUBERNETES, "kubeconfig"));
    let kubeconfig = kubeconfig.filter(|path| may_be_written(path));
    written(map, IPAM_FILES, may_be_written).or_else(|| kubeconfig.map(|_| Path::from("kubernetes").key("kubeconfig")))
}

/// The first of the keys `fields` whose value is wrong.
fn written(map: &Map<'_>, fields: Fields, is_wrong: fn(&str) -> bool) -> Option<Path> {
    let mut keys = fields.iter().map(|(key, _)| *key);
    keys.find(|key| text(map, fields, key).is_some_and(is_wrong)).map(Path::from)
}

/// Whether a pod may have written the file.
fn may_be_written(path: &str) -> bool {
    is_outside(&OF_NODES, path)
}

/// Whether a pod may listen there. Open vSwitch and nv-ipam read a URL, of which `%2e` is a dot
/// (k8snetworkplumbingwg/ovs-cni: vendor/github.com/ovn-org/libovsdb/client/client.go; Mellanox/nvidia-k8s-ipam:
/// pkg/cni/plugin/plugin.go).
fn is_of_pod(socket: &str) -> bool {
    let path = socket.strip_prefix("unix:").unwrap_or(socket);
    let path = path.strip_prefix("//").unwrap_or(path);
    path.contains('%') || is_outside(&OF_NODES, path)
}

fn is_outside(directories: &[&str], path: &str) -> bool {
    let leaves = path.split('/').any(|name| name == "..");
    // `/var/run` is a link to `/run`.
    let path = path.strip_prefix("/var").filter(|path| path.starts_with("/run/")).unwrap_or(path);
    !path.is_empty() && (leaves || !directories.iter().any(|directory| path.starts_with(directory)))
}
