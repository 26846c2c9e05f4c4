//! What is written for nodes passes the check, and what has been changed since is found.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::process::Command;

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::host_network::{NodeFile, Tool, Wish, compare, files, stream};
use ceph_multus_upstream::address::Cidr;
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

/// The places of the digits that mean something: not those of comments.
fn digits(text: &str) -> Vec<usize> {
    let (mut places, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        if !line.starts_with('#') || line.starts_with("# ==> ") {
            let own = line.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit());
            places.extend(own.map(|(place, _)| start + place));
        }
        start += line.len();
    }
    places
}

#[test]
fn a_changed_digit_in_any_file_is_found() {
    let mut random = fastrand::Rng::with_seed(20);
    for inventory in inventories() {
        for plugin in plugins() {
            for tool in TOOLS {
                let Ok(right) = written(&inventory.text(&plugin), tool) else {
                    assert_eq!((tool, &plugin["type"]), (Tool::Talos, &json!("ipvlan")));
                    continue;
                };
                let text = stream(&right, tool);
                assert_eq!(compare(&right, &text, tool), Ok(Vec::new()), "{text}");
                let digits = digits(&text);
                for _ in 0..12 {
                    let place = digits[random.usize(..digits.len())];
                    let mut changed = text.clone().into_bytes();
                    changed[place] = b'0' + (changed[place] - b'0' + random.u8(1..10)) % 10;
                    let changed = String::from_utf8(changed).expect("text");
                    let found = compare(&right, &changed, tool).expect("differences");
                    assert!(!found.is_empty(), "{tool:?} at {place}:\n{changed}");
                }
            }
        }
    }
}

#[test]
fn comments_blank_lines_and_the_status_do_not_count() {
    let text = inventories()[0].text(&plugins()[0]);
    let right = written(&text, Tool::Networkd).expect("files");
    let own = stream(&right, Tool::Networkd);
    let kept: String = own
        .lines()
        .filter(|line| !line.starts_with('#') || line.starts_with("# ==> "))
        .map(|line| format!("{line}\n\n# ours\n"))
        .collect();
    assert_eq!(compare(&right, &kept, Tool::Networkd), Ok(Vec::new()));
    for tool in TOOLS {
        let right = written(&text, tool).expect("files");
        let reworded =
            stream(&right, tool).replace("the same kind and mode as the pods' interfaces on eth1", "the kind of eth9");
        assert_eq!(compare(&right, &reworded, tool), Ok(Vec::new()), "{tool:?}");
    }
    let missing = own.replacen("Scope=link\n", "", 1);
    let found: Vec<String> =
        compare(&right, &missing, Tool::Networkd).expect("differences").into_iter().map(|one| one.problem).collect();
    assert_eq!(found, ["`Scope=link` is missing in `[Route]`"]);
    let right = written(&text, Tool::Nmstate).expect("policies");
    let mut there = String::new();
    for document in documents(&stream(&right, Tool::Nmstate)) {
        let mut value: Value = serde_json::from_str(document.json()).expect("an object");
        value["status"] = json!({"conditions": []});
        value["metadata"]["uid"] = json!("1");
        there.push_str(&format!("{value}\n"));
    }
    assert_eq!(compare(&right, &there, Tool::Nmstate), Ok(Vec::new()));
}

#[test]
fn a_text_without_the_name_of_a_file_belongs_to_none() {
    let right = written(&inventories()[0].text(&plugins()[0]), Tool::Iproute2).expect("files");
    let right = &right[..1];
    let found = compare(right, &right[0].text, Tool::Iproute2).expect("differences");
    let found: Vec<(&str, &str)> = found.iter().map(|one| (one.file.as_str(), one.problem.as_str())).collect();
    assert_eq!(
        found,
        [
            ("worker-1/public-shim.sh", "the file is missing"),
            ("", "what is above the first line `# ==> NODE/FILE <==` belongs to no file"),
        ]
    );
    let other = stream(&[NodeFile { node: String::from("worker-9"), ..right[0].clone() }], Tool::Iproute2);
    let both = format!("{}\n{other}", stream(right, Tool::Iproute2));
    let found = compare(right, &both, Tool::Iproute2).expect("differences");
    let found: Vec<(&str, &str)> = found.iter().map(|one| (one.file.as_str(), one.problem.as_str())).collect();
    assert_eq!(found, [("worker-9/public-shim.sh", "no node needs this file")]);
}

#[test]
fn addresses_that_nodes_have_stay() {
    let text = inventories()[0].text(&plugins()[0]);
    let first = stream(&written(&text, Tool::Nmstate).expect("policies"), Tool::Nmstate);
    let names: Vec<String> = ["worker-0", "worker-1", "worker-2", "worker-3"].map(String::from).to_vec();
    let mut all = documents(&text);
    all.extend(documents(&first));
    let wish = Wish { node_ranges: &[], nodes: &names };
    let again = files(&all, &SettingsText::default(), "default", Tool::Iproute2, &wish).expect("files");
    let address = |file: &NodeFile| {
        let line = file.text.lines().find(|line| line.starts_with("ip addr add")).expect("an address").to_owned();
        format!("{}: {line}", file.node)
    };
    assert_eq!(
        again.iter().map(address).collect::<Vec<_>>(),
        [
            "worker-0: ip addr add 192.168.20.132/25 dev public-shim",
            "worker-1: ip addr add 192.168.20.129/25 dev public-shim",
            "worker-2: ip addr add 192.168.20.130/25 dev public-shim",
            "worker-3: ip addr add 192.168.20.131/25 dev public-shim",
        ]
    );
}

#[test]
fn what_cannot_work_is_an_error_that_says_the_way_out() {
    let inventory = &inventories()[0];
    let error = |plugin: Value| written(&inventory.text(&plugin), Tool::Nmstate).expect_err("an error").join("\n");
    assert_eq!(
        error(json!({"type": "macvlan", "master": "eth1", "mode": "passthru"})),
        "`rook-ceph/public-net`: in mode `passthru` its parent takes one interface, which is the pod's; use mode `bridge`"
    );
    assert_eq!(
        error(json!({"type": "macvlan"})),
        "`rook-ceph/public-net`: `master` is not set, so the link of its pods is not known; set `master`"
    );
    let text = inventory.text(&plugins()[0]);
    let names = [String::from("a")];
    let range = [Cidr::parse("10.0.0.0/24").expect("a range")];
    let wish = Wish { node_ranges: &range, nodes: &names };
    assert_eq!(
        with(&text, Tool::Nmstate, &wish).expect_err("an error"),
        [
            "`rook-ceph/public-net`: its pods have no route to the nodes in 10.0.0.0/24; add {\"dst\": \"10.0.0.0/24\"} to \
          `routes` of its `ipam` first, and restart the pods"
        ]
    );
    let range = [Cidr::parse("192.168.20.0/30").expect("a range")];
    let wish = Wish { node_ranges: &range, nodes: &names };
    assert_eq!(
        with(&text, Tool::Nmstate, &wish).expect_err("an error"),
        ["`rook-ceph/public-net`: 192.168.20.0/30 has too few addresses for 1 nodes; use a larger `--node-range`"]
    );
    assert_eq!(
        with(&text, Tool::Nmstate, &Wish::default()).expect_err("an error"),
        ["no nodes; set `--nodes`, or add the Node objects (`kubectl get nodes -o yaml`)"]
    );
    let without_nads: String = inventory.objects.iter().map(|object| format!("{object}\n")).collect();
    assert_eq!(
        written(&without_nads, Tool::Nmstate).expect_err("an error"),
        ["CephCluster rook-ceph/my-cluster selects `rook-ceph/public-net`, which is not in the input; add this \
             NetworkAttachmentDefinition"]
    );
    assert_eq!(
        written("apiVersion: v1\nkind: Node\nmetadata: {name: a}\n", Tool::Nmstate).expect_err("an error"),
        [
            "no public network; add a CephCluster with provider `multus` and the NetworkAttachmentDefinition that it selects"
        ]
    );
}

/// Names that would be commands, other files or other fields.
#[test]
fn what_is_no_name_reaches_no_file() {
    let inventory = &inventories()[0];
    let error = |plugin: Value, tool| written(&inventory.text(&plugin), tool).expect_err("an error").join("\n");
    let plain = &inventory.text(&plugins()[0]);
    let valid = "use 1 to 15 letters, digits, `.`, `_` or `-`";
    for tool in TOOLS {
        for (name, shown) in [
            ("eth1; reboot #", "eth1; reboot #"),
            ("$(reboot)", "$(reboot)"),
            ("eth1\nreboot", "eth1?reboot"),
            ("../eth1", "../eth1"),
            ("-batch", "-batch"),
            ("eth1;reboot.201", "eth1;reboot.201"),
        ] {
            assert_eq!(
                error(json!({"type": "macvlan", "master": name}), tool),
                format!("`rook-ceph/public-net`: `master` is `{shown}`, which is not a valid interface name; {valid}")
            );
            for plugin in
                [json!({"type": "bridge", "bridge": name}), json!({"type": "bridge", "bridge": name, "vlan": 7})]
            {
                assert_eq!(
                    error(plugin, tool),
                    format!(
                        "`rook-ceph/public-net`: `bridge` is `{shown}`, which is not a valid interface name; {valid}"
                    )
                );
            }
        }
        assert_eq!(
            error(json!({"type": "bridge", "bridge": "br-ceph-public", "vlan": 7}), tool),
            "`rook-ceph/public-net`: VLAN interface `br-ceph-public.7` has more than 15 bytes; rename the bridge \
             `br-ceph-public`"
        );
        assert_eq!(
            error(json!({"type": "macvlan", "master": "eth1", "mode": "bridge; reboot"}), tool),
            "`rook-ceph/public-net`: `mode` is `bridge; reboot`, which is not a mode of macvlan; use `bridge`, `private`, \
             `vepa` or `passthru`"
        );
        assert_eq!(
            error(json!({"type": "ipvlan", "master": "eth1", "mode": "l2\nreboot"}), tool),
            "`rook-ceph/public-net`: `mode` is `l2?reboot`, which is not a mode of ipvlan; use `l2`, `l3` or `l3s`"
        );
        let rest = "is not a valid name in Kubernetes; use lower case letters, digits, `-` and `.`";
        let cluster = plain.replace("my-cluster", "my-cluster;reboot");
        assert_eq!(
            written(&cluster, tool).expect_err("an error"),
            [format!("CephCluster `rook-ceph/my-cluster;reboot`: `metadata.name` {rest}")]
        );
        let namespace = plain.replace("rook-ceph/", "").replace("rook-ceph", "rook-ceph;reboot");
        assert_eq!(
            written(&namespace, tool).expect_err("an error"),
            [format!("NetworkAttachmentDefinition `rook-ceph;reboot/public-net`: `metadata.namespace` {rest}")]
        );
    }
}

#[test]
fn nodes_have_names_that_kubernetes_accepts() {
    let text = inventories()[0].text(&plugins()[0]);
    let node = |name: &str, hostname: &str| {
        let metadata = json!({"name": name, "labels": {"kubernetes.io/hostname": hostname}});
        json!({"apiVersion": "v1", "kind": "Node", "metadata": metadata}).to_string()
    };
    let evil = format!("{text}{}\n", node("../../../evil;reboot;#", "a;reboot"));
    for tool in TOOLS {
        assert_eq!(
            with(&evil, tool, &Wish::default()).expect_err("an error"),
            [
                "Node `../../../evil;reboot;#`: `metadata.name` is not a valid name in Kubernetes; use lower case letters, \
                 digits, `-` and `.`",
                "Node `../../../evil;reboot;#`: label `kubernetes.io/hostname` is `a;reboot`, which is not a valid label",
            ]
        );
    }
    let of = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        with(&text, Tool::Iproute2, &Wish { node_ranges: &[], nodes: &names })
    };
    assert_eq!(
        of(&["Worker_1", " b", "../c"]).expect_err("an error"),
        [
            "`--nodes`: `Worker_1` is not a valid name of a node; use lower case letters, digits, `-` and `.`",
            "`--nodes`: `../c` is not a valid name of a node; use lower case letters, digits, `-` and `.`",
        ]
    );
    let empty = "`--nodes`: a name is an empty string; name the nodes, with one comma between two";
    assert_eq!(of(&[""]).expect_err("an error"), [empty]);
    assert_eq!(of(&["a", " "]).expect_err("an error"), [empty]);
    let names: Vec<String> = of(&[" a", "b ", "a"]).expect("files").into_iter().map(|file| file.node).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn the_name_of_an_interface_that_is_there_is_checked_too() {
    let text = inventories()[0].text(&plugins()[0]);
    let policy = |name: &str| {
        let shim = json!({"name": name, "type": "mac-vlan", "state": "up", "mac-vlan": {"base-iface": "eth1", "mode": "bridge"}});
        let spec = json!({"desiredState": {"interfaces": [shim]}});
        json!({"apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": "shims"}, "spec": spec})
    };
    let named = |name: &str| written(&format!("{text}{}\n", policy(name)), Tool::Iproute2);
    assert_eq!(
        named("shim;reboot").expect_err("an error"),
        [
            "NodeNetworkConfigurationPolicy `shims`: `spec.desiredState.interfaces[0].name` is `shim;reboot`, which is not a \
             valid interface name; use 1 to 15 letters, digits, `.`, `_` or `-`"
        ]
    );
    assert!(named("shim0").expect("files")[0].text.contains("ip link add shim0 link eth1 type macvlan mode bridge\n"));
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

/// What systemd-networkd says of files, in a network and a mount namespace of its own; `None` where that cannot be.
fn networkd_says(files: &[NodeFile]) -> Option<String> {
    let folder = std::env::temp_dir().join(format!("networkd-{}", std::process::id()));
    std::fs::create_dir_all(&folder).ok()?;
    for file in files {
        let name = file.path.rsplit('/').next()?;
        std::fs::write(folder.join(name), &file.text).ok()?;
    }
    let script = "mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/network && cp \"$0\"/* /run/systemd/network/ && \
                  SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info timeout 3 /lib/systemd/systemd-networkd; true";
    let output = Command::new("unshare").args(["-nm", "sh", "-c", script]).arg(&folder).output();
    std::fs::remove_dir_all(&folder).ok()?;
    let said = String::from_utf8_lossy(&output.ok()?.stderr).into_owned();
    said.contains("Enumeration completed").then_some(said)
}

#[test]
fn networkd_reads_what_is_written() {
    let text = inventories()[0].text(&plugins()[1]);
    let files: Vec<NodeFile> =
        written(&text, Tool::Networkd).expect("files").into_iter().filter(|file| file.node == "worker-1").collect();
    let Some(said) = networkd_says(&files) else {
        println!("skipped: systemd-networkd cannot be started in a namespace here");
        return;
    };
    let complaints = |said: &str| said.lines().filter(|line| line.contains("/network/")).count();
    assert_eq!(complaints(&said), 0, "{said}");
    let mut broken = files;
    broken[0].text.push_str("Nonsense=1\n");
    let said = networkd_says(&broken).expect("it was there before");
    assert_eq!(complaints(&said), 1, "{said}");
}

/// What NetworkManager's own tool makes of a profile; `None` where there is none.
fn nmcli_writes(profile: &str) -> Option<String> {
    let mut child = Command::new("nmcli")
        .args(["--offline", "connection", "modify", "connection.autoconnect", "yes"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .ok()?;
    std::io::Write::write_all(&mut child.stdin.take()?, profile.as_bytes()).ok()?;
    String::from_utf8(child.wait_with_output().ok()?.stdout).ok()
}

#[test]
fn nmcli_writes_back_the_profiles_that_are_written() {
    let mut profiles = 0;
    for inventory in inventories() {
        for plugin in plugins() {
            for file in written(&inventory.text(&plugin), Tool::NetworkManager).expect("files") {
                // Debian's version is older than the profiles of ipvlan.
                if file.text.contains("type=ipvlan") {
                    continue;
                }
                let Some(back) = nmcli_writes(&file.text) else {
                    println!("skipped: nmcli is not installed");
                    return;
                };
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
    assert!(!broken.expect("it was there before").contains("mode=bridge"));
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
for try in $(seq 50); do runs && break; sleep 0.1; done
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
        println!("skipped: NetworkManager cannot be started in a namespace here");
        return;
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
        for plugin in plugins().iter().filter(|plugin| plugin["type"] != "ipvlan") {
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
