//! What the tools themselves make of the files. Where one cannot run, its test says so and is skipped, unless they are
//! expected, as `make e2e-nodes` does.

use std::io::Write;
use std::process::Command;

use ceph_multus_nodes::host_network::{NodeFile, Tool, Wish};
use ceph_multus_upstream::address::Cidr;
use serde_json::{Value, json};

use crate::addresses::ceph;
use crate::support::documents;
use crate::support::inventories::inventories;
use crate::{is_for_talos, plugins, with, written};

/// Says why a test has nothing to compare with; a failure where the tools are expected.
fn skipped(why: &str) {
    assert!(std::env::var_os("NODE_TOOLS_EXPECTED").is_none(), "{why}");
    // Past the test runner, which keeps what a test that passes prints.
    _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// The example of the documentation, by every tool.
#[test]
fn the_networks_of_rooks_documentation_are_written_as_people_write_them() {
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {
        "type": "whereabouts", "range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/22"}],
    }});
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    });
    let text = format!("{nad}\n{}\n", inventories()[3].objects[0]);
    let names = [String::from("n1")];
    let of = |tool| with(&text, tool, &Wish { node_ranges: &[], nodes: &names }).expect("files");
    let plain = |file: &NodeFile| {
        let lines = file.text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        plain(&of(Tool::Iproute2)[0]),
        "set -e\nip link add public-shim link eth1 type macvlan mode bridge\nip addr add 192.168.252.1/22 dev public-shim\n\
         ip link set public-shim up\nip route add 192.168.0.0/18 dev public-shim"
    );
    assert_eq!(
        of(Tool::Networkd).iter().map(plain).collect::<Vec<_>>(),
        [
            "[NetDev]\nName=public-shim\nKind=macvlan\n[MACVLAN]\nMode=bridge",
            "[Match]\nName=eth1\n[Network]\nMACVLAN=public-shim",
            "[Match]\nName=public-shim\n[Network]\nAddress=192.168.252.1/22\n[Route]\nDestination=192.168.0.0/18\nScope=link",
        ]
    );
    assert_eq!(
        plain(&of(Tool::NetworkManager)[0]),
        "[connection]\nid=public-shim\ntype=macvlan\ninterface-name=public-shim\n[macvlan]\nmode=2\nparent=eth1\n[ipv4]\n\
         address1=192.168.252.1/22\nmethod=manual\nroute1=192.168.0.0/18\n[ipv6]\nmethod=disabled"
    );
}

/// Two files of one name would be one: the second.
#[test]
fn networks_on_one_link_share_its_file() {
    let of = |namespace: &str, net: u8| {
        let ipam = json!({"range": format!("192.168.{net}.0/24"), "exclude": [format!("192.168.{net}.240/28")]});
        ceph(namespace, "eth1", &ipam)
    };
    let names = [String::from("n1")];
    let wish = Wish { node_ranges: &[], nodes: &names };
    let files = with(&(of("a", 20) + &of("b", 30)), Tool::Networkd, &wish).expect("files");
    let below: Vec<_> = files.iter().filter(|file| file.path.contains("/20-")).collect();
    let [below] = below.as_slice() else { panic!("{below:?}") };
    assert_eq!(below.path, "etc/systemd/network/20-eth1.network");
    assert_eq!(
        below.text,
        "# public-shim and public-shim2 are made on eth1. Of several files that match eth1 networkd takes the first by \
         name: where there is one, add the last 2 lines there.\n\
         [Match]\nName=eth1\n\n[Network]\nMACVLAN=public-shim\nMACVLAN=public-shim2\n"
    );
}

/// A VLAN on a bridge that filters VLANs gets nothing as long as the bridge itself is no member of it.
#[test]
fn a_bridge_is_made_a_member_of_the_vlan_of_its_pods() {
    let text = inventories()[0].text(&json!({"type": "bridge", "bridge": "br-ceph", "vlan": 7}));
    let of = |tool| {
        let files = written(&text, tool).expect("files");
        files.into_iter().filter(|file| file.node == "worker-1").collect::<Vec<_>>()
    };
    let why = "# VLAN 7 of br-ceph carries the public network of CephCluster rook-ceph/my-cluster (NAD rook-ceph/public-net). \
               br-ceph drops what br-ceph.7 sends and gets unless it is a member of VLAN 7 itself.\n";
    for tool in [Tool::Nmstate, Tool::Networkd, Tool::NetworkManager, Tool::Iproute2] {
        assert!(of(tool).iter().any(|file| file.text.contains(why)), "{tool:?}");
    }
    assert!(of(Tool::Iproute2)[0].text.contains(
        "ip link add link br-ceph name br-ceph.7 type vlan id 7\nbridge vlan add dev br-ceph vid 7 self\nip addr add"
    ));
    assert_eq!(
        of(Tool::Networkd)[1].text,
        "# br-ceph.7 is made on br-ceph. Of several files that match br-ceph networkd takes the first by name: where there is \
         one, add all but `[Match]` there.\n\
         [Match]\nName=br-ceph\n\n[Network]\nVLAN=br-ceph.7\n\n[BridgeVLAN]\nVLAN=7\n"
    );
    assert!(of(Tool::NetworkManager)[0].text.contains(
        "\n# In the profile of br-ceph, set `vlan-filtering=true` and add 7 to `vlans`, both in `[bridge]`.\n"
    ));
    assert!(of(Tool::Nmstate)[0].text.contains(
        "\n# nmstate has no field for that: run `bridge vlan add dev br-ceph vid 7 self` on the node after each boot.\n"
    ));
    let line =
        "Talos Linux cannot make a bridge a member of a VLAN, so the node gets nothing from it; use a macvlan network";
    assert_eq!(written(&text, Tool::Talos), Err(vec![String::from(line)]));
    // Another VLAN is one of a link that filters nothing.
    let text = inventories()[0].text(&plugins()[1]);
    assert!(!written(&text, Tool::Iproute2).expect("files")[0].text.contains("bridge vlan"));
}

/// systemd-networkd, until it has read its files and knows the links.
const NETWORKD: &str = r#"
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/network && cp "$0"/* /run/systemd/network/ || exit 1
SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info /lib/systemd/systemd-networkd 2>/run/said &
for try in $(seq 600); do grep -q "Enumeration completed" /run/said && break; kill -0 $! 2>/dev/null || break; sleep 0.1; done
kill $! 2>/dev/null
cat /run/said >&2
"#;

/// What systemd-networkd says of files, in a network and a mount namespace of its own; `None` where that cannot be.
fn networkd_says(files: &[NodeFile]) -> Option<String> {
    let folder = std::env::temp_dir().join(format!("networkd-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    for file in files {
        let name = file.path.rsplit('/').next()?;
        std::fs::write(folder.join(name), &file.text).ok()?;
    }
    let output = Command::new("unshare").args(["-nm", "sh", "-c", NETWORKD]).arg(&folder).output();
    std::fs::remove_dir_all(&folder).ok()?;
    let said = String::from_utf8_lossy(&output.ok()?.stderr).into_owned();
    said.contains("Enumeration completed").then_some(said)
}

#[test]
fn networkd_reads_what_is_written() {
    let complaints = |said: &str| said.lines().filter(|line| line.contains("/network/")).count();
    let files = |plugin: &Value| {
        let files = written(&inventories()[0].text(plugin), Tool::Networkd).expect("files");
        files.into_iter().filter(|file| file.node == "worker-1").collect::<Vec<NodeFile>>()
    };
    for plugin in &plugins() {
        let Some(said) = networkd_says(&files(plugin)) else {
            return skipped("systemd-networkd cannot be started in a namespace here");
        };
        assert_eq!(complaints(&said), 0, "{said}");
    }
    let mut broken = files(&plugins()[1]);
    broken[0].text.push_str("Nonsense=1\n");
    let said = networkd_says(&broken).expect("it was there before");
    assert_eq!(complaints(&said), 1, "{said}");
}

/// What NetworkManager's own tool makes of a profile; `None` where there is none, or one without `--offline`.
fn nmcli_writes(profile: &str) -> Option<String> {
    let mut child = Command::new("nmcli")
        .args(["--offline", "connection", "modify", "connection.autoconnect", "yes"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(profile.as_bytes()).ok()?;
    let back = String::from_utf8(child.wait_with_output().ok()?.stdout).ok()?;
    (!back.is_empty()).then_some(back)
}

#[test]
fn nmcli_writes_back_the_profiles_that_are_written() {
    if nmcli_writes("[connection]\nid=a\ntype=dummy\ninterface-name=a\n").is_none() {
        return skipped("nmcli with `--offline` is not installed");
    }
    let mut profiles = 0;
    for inventory in inventories() {
        for plugin in plugins() {
            for file in written(&inventory.text(&plugin), Tool::NetworkManager).expect("files") {
                // Debian's version is older than the profiles of ipvlan.
                if file.text.contains("type=ipvlan") {
                    continue;
                }
                let back = nmcli_writes(&file.text).unwrap_or_else(|| panic!("rejected: {}", file.text));
                for line in file.text.lines().filter(|line| line.contains('=') && !line.starts_with('#')) {
                    assert!(back.lines().any(|own| own == line), "{line} is not in\n{back}");
                }
                profiles += 1;
            }
        }
    }
    assert!(profiles > 50, "{profiles} profiles");
    let broken =
        nmcli_writes("[connection]\nid=a\ntype=macvlan\ninterface-name=a\n\n[macvlan]\nmode=bridge\nparent=b\n");
    assert!(broken.is_none_or(|back| !back.contains("mode=bridge")));
}

/// NetworkManager with its bus in a network and a mount namespace of its own. Prints what the node has once the profile is
/// up: the mode, the MTU, the addresses and the routes.
const NETWORK_MANAGER: &str = r#"
command -v NetworkManager >/dev/null && mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /var/lib/NetworkManager || exit 1
mkdir -p /run/dbus /run/NetworkManager /run/etc/system-connections
cp "$0"/*.nmconnection /run/etc/system-connections/ && chmod 600 /run/etc/system-connections/*
touch /run/etc/NetworkManager.conf && mount --bind /run/etc /etc/NetworkManager || exit 1
ip link add "$1" mtu 9000 type veth peer name peer mtu 9000 && ip link set "$1" up && ip link set peer up || exit 1
ip link add probe link "$1" type macvlan && ip link del probe || exit 1
bus=$(dbus-daemon --system --fork --print-pid) || exit 1
NetworkManager --no-daemon >/dev/null 2>&1 &
trap 'kill $! "$bus"' EXIT
runs() { nmcli -t -f RUNNING general 2>/dev/null | grep -qx running; }
for try in $(seq 600); do runs && break; sleep 0.1; done
runs && echo started || exit 1
nmcli connection up public-shim >/dev/null 2>&1
ip -d -o link show public-shim | grep -oE '(macvlan mode|> mtu) [a-z0-9]+' | tr -d '>'
ip -o addr show public-shim scope global | awk '{ print $4 }'
{ ip route show dev public-shim; ip -6 route show dev public-shim; } | awk '{ print $1 }' | grep -v -e fe80 -e ff00 | LC_ALL=C sort
"#;

/// The lines of that; `None` where it cannot be started.
fn network_manager_sets_up(profile: &str, parent: &str) -> Option<Vec<String>> {
    let folder = std::env::temp_dir().join(format!("network-manager-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    std::fs::write(folder.join("public-shim.nmconnection"), profile).ok()?;
    let mut command = Command::new("unshare");
    command.args(["-nm", "--propagation", "private", "sh", "-c", NETWORK_MANAGER]).arg(&folder).arg(parent);
    let output = command.output();
    std::fs::remove_dir_all(&folder).ok()?;
    let said = String::from_utf8(output.ok()?.stdout).ok()?;
    let mut lines = said.lines().map(|line| line.trim().to_owned());
    (lines.next()? == "started").then(|| lines.collect())
}

#[test]
fn networkmanager_sets_up_what_is_written() {
    let profile = |inventory: usize| {
        let files = written(&inventories()[inventory].text(&plugins()[1]), Tool::NetworkManager).expect("files");
        let is_it = |file: &NodeFile| file.node == "worker-1" && file.path.ends_with("/public-shim.nmconnection");
        files.into_iter().find(is_it).expect("a profile").text
    };
    let Some(own) = network_manager_sets_up(&profile(0), "eth1.201") else {
        return skipped("NetworkManager cannot be started in a namespace here");
    };
    assert_eq!(own, ["mtu 9000", "macvlan mode bridge", "192.168.20.129/25", "192.168.20.0/24", "192.168.20.128/25"]);
    let of_ipv6 = network_manager_sets_up(&profile(4), "eth1.201").expect("it was there before");
    assert_eq!(of_ipv6, ["mtu 9000", "macvlan mode bridge", "fd00:20::8001/113", "fd00:20::/112", "fd00:20::8000/113"]);
    let broken = profile(0).replace("mode=2", "mode=9");
    assert_eq!(network_manager_sets_up(&broken, "eth1.201").expect("it was there before"), [""; 0]);
}

/// The fields of the documents that are written, with those that Talos Linux requires
/// (siderolabs/talos: pkg/machinery/config/schemas/config.schema.json; docs.siderolabs.com: MacVLANConfig). A BridgeConfig
/// also requires `links`, which the node's own document of the bridge has: documents of one name are merged.
const TALOS: [(&str, &[&str], &[&str]); 3] = [
    ("MacVLANConfig", &["apiVersion", "kind", "name", "parent"], &["mode", "up", "mtu", "addresses", "routes"]),
    ("VLANConfig", &["apiVersion", "kind", "name", "parent", "vlanID"], &["up", "mtu", "addresses", "routes"]),
    ("BridgeConfig", &["apiVersion", "kind", "name"], &["up", "mtu", "addresses", "routes"]),
];

#[test]
fn documents_of_talos_have_the_fields_of_its_schema() {
    let mut kinds = std::collections::BTreeSet::new();
    for inventory in inventories() {
        for plugin in plugins().iter().filter(|plugin| is_for_talos(plugin)) {
            for file in written(&inventory.text(plugin), Tool::Talos).expect("files") {
                for document in documents(&file.text) {
                    let value: Value = serde_json::from_str(document.json()).expect("an object");
                    let (kind, required, others) =
                        TALOS.into_iter().find(|(kind, ..)| value["kind"] == *kind).expect("a kind of Talos");
                    let keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
                    assert!(required.iter().all(|key| keys.contains(key)), "{value}");
                    assert!(keys.iter().all(|key| required.contains(key) || others.contains(key)), "{value}");
                    assert_eq!((&value["apiVersion"], &value["up"]), (&json!("v1alpha1"), &json!(true)));
                    let is_cidr = |value: &Value| value.as_str().is_some_and(|text| Cidr::parse(text).is_ok());
                    let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
                    assert!(list("addresses").iter().all(|one| is_cidr(&one["address"])), "{value}");
                    assert!(list("routes").iter().all(|one| is_cidr(&one["destination"])), "{value}");
                    assert!(value["mtu"].is_null() || value["mtu"].is_u64(), "{value}");
                    kinds.insert(kind);
                }
            }
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["BridgeConfig", "MacVLANConfig", "VLANConfig"]);
}
