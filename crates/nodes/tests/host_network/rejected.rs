//! What no file can be written for, and names that reach no file.

use ceph_multus_nodes::host_network::{Tool, Wish};
use ceph_multus_upstream::address::Cidr;
use serde_json::{Value, json};

use crate::support::inventories::inventories;
use crate::{TOOLS, plugins, with, written};

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
        [
            "`rook-ceph/public-net`: `rook-ceph/public-net` assigns addresses of 192.168.20.0/30 to pods, and too few are left \
             for 1 node; use another `--node-range`, or add this one to `exclude` of the NAD"
        ]
    );
    let names = ["a", "b", "c"].map(String::from);
    let wish = Wish { node_ranges: &range, nodes: &names };
    assert_eq!(
        with(&text, Tool::Nmstate, &wish).expect_err("an error"),
        ["`rook-ceph/public-net`: 192.168.20.0/30 has too few addresses for 3 nodes; use a larger `--node-range`"]
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

/// Each node assigns the addresses of a slice, and no exclude keeps one from it.
#[test]
fn nodes_have_no_addresses_in_a_range_with_slices() {
    let ipam = json!({"type": "whereabouts", "range": "10.0.0.0/24", "node_slice_size": "/26", "network_name": "ceph"});
    let text = ceph(&ipam);
    let names = [String::from("a")];
    let range = [Cidr::parse("10.0.0.64/28").expect("a range")];
    assert_eq!(
        with(&text, Tool::Nmstate, &Wish { node_ranges: &range, nodes: &names }).expect_err("an error"),
        [
            "`rook-ceph/public-net`: `rook-ceph/public-net` assigns addresses of 10.0.0.64/28 to pods, and too few are left for \
             1 node; use a `--node-range` outside 10.0.0.0/24, all of which is assigned in slices"
        ]
    );
    assert_eq!(
        with(&text, Tool::Nmstate, &Wish { node_ranges: &[], nodes: &names }).expect_err("an error"),
        ["`rook-ceph/public-net`: the IPv4 addresses of the nodes are not known; set `--node-range`"]
    );
}

/// As two NADs of one name: nothing says which of them is meant.
#[test]
fn two_policies_of_one_name_are_rejected() {
    let policy = |name: &str| json!({"apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": name}});
    let ceph = ceph(&json!({"type": "whereabouts", "range": "10.0.0.0/24", "exclude": ["10.0.0.0/28"]}));
    let of = |names: [&str; 2]| {
        written(&format!("{}\n---\n{}\n---\n{ceph}", policy(names[0]), policy(names[1])), Tool::Nmstate)
    };
    assert_eq!(
        of(["a", "a"]).expect_err("an error"),
        ["test.yaml:3:90: the same object as at test.yaml:1:90; keep one"]
    );
    assert!(of(["a", "b"]).is_ok());
}

/// A CephCluster, and its public network with `ipam`.
fn ceph(ipam: &Value) -> String {
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam});
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    });
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {"network": {"provider": "multus", "selectors": {"public": "rook-ceph/public-net"}}},
    });
    format!("{nad}\n---\n{cluster}\n")
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
    let files = named("shim0").expect("files");
    let link = files[0].text.lines().find(|line| line.starts_with("ip link add "));
    assert_eq!(link, Some("ip link add shim0 link eth1 type macvlan mode bridge"));
}
