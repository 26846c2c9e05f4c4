//! The addresses of Ceph's networks that pods outside Ceph ask for.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, ON_VLAN, PUBLIC, inventory, nad};

#[test]
fn a_running_pod_hides_no_network_behind_keys_that_only_multus_reads() {
    let path = "metadata.annotations[k8s.v1.cni.cncf.io/networks]";
    let mut settings = json!({"inventory": inventory(ON_ETH0, ON_VLAN)});
    let found = |network: &str, more: &str, settings: &Value| {
        let text = format!(r#"[{{"name":"{network}","namespace":"rook-ceph","interface":"n1"{more}}}]"#);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}});
        let mut before = pod.clone();
        before["metadata"]["annotations"] = json!({});
        crate::support::findings(&before, &pod, settings)
    };
    let problem = format!("asks for `192.168.20.5`, an address of {PUBLIC}");
    let help = "remove `ips`, or use an address that Whereabouts excludes";
    let pinned = [format!("deny: `{path}`: {problem}; {help} [attachment-pins-address]")];
    let help = "remove `rook-ceph/cluster-net`";
    let problem = format!("only OSDs may be attached to {CLUSTER}");
    let foreign = [format!("deny: `{path}`: {problem}; {help} [foreign-attachment]")];
    let problem = format!("asks for `192.168.21.5`, an address of {CLUSTER}");
    let pin = "remove `ips`, or use an address that Whereabouts excludes";
    let of_osds =
        [format!("deny: `{path}`: {problem}; {pin} [attachment-pins-address]"), foreign[0].replacen("deny", "warn", 1)];
    let closed = json!({"foreign-public-attachment": "deny"});
    let problem = format!("`rook-ceph/public-net` is {}", &PUBLIC["`rook-ceph/public-net`, ".len()..]);
    let public = [format!("deny: `{path}`: {problem}; remove `rook-ceph/public-net` [foreign-public-attachment]")];
    for hidden in ["", r#","deviceID":5"#, r#","interfaceRequest":[]"#] {
        let ips = format!(r#","ips":["192.168.20.5/24"]{hidden}"#);
        assert_eq!(found("public-net", &ips, &settings), pinned, "{hidden}");
        assert_eq!(found("cluster-net", hidden, &settings), foreign, "{hidden}");
        // It has to leave the network, whatever address it asks for.
        let of_an_osd = format!(r#","ips":["192.168.21.5/24"]{hidden}"#);
        assert_eq!(found("cluster-net", &of_an_osd, &settings), foreign, "{hidden}");
        settings["rules"] = json!({"foreign-attachment": "warn"});
        assert_eq!(found("cluster-net", &of_an_osd, &settings), of_osds, "{hidden}");
        settings["rules"] = closed.clone();
        assert_eq!(found("public-net", hidden, &settings), public, "{hidden}");
        settings["rules"] = json!({});
    }
    // What neither reads attaches nothing.
    assert_eq!(found("public-net", r#","ips":5"#, &settings), [""; 0]);
}

#[test]
fn a_pod_outside_ceph_asks_for_no_address_that_ceph_assigns() {
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    let public = r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.20.0/24","exclude":["192.168.20.0/27"]}}"#;
    inventory[1] = nad("rook-ceph", "public-net", public);
    let window =
        r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.20.2-192.168.20.6/24"}}"#;
    inventory.push(nad("rook-ceph", "mon-net", window));
    let settings = json!({"inventory": inventory, "monitorNetwork": "rook-ceph/mon-net"});
    let pod = |annotation: &str, network: &str, ips: &str| {
        let text = format!(r#"[{{{network},"ips":[{ips}]}}]"#);
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {annotation: text},
        }, "spec": {}})
    };
    let found = |object: &Value| crate::support::findings(&Value::Null, object, &settings);
    let networks = "k8s.v1.cni.cncf.io/networks";
    let on_public = r#""name":"public-net","namespace":"rook-ceph""#;
    let asks = |path: &str, address: &str, title: &str| {
        let problem = format!("asks for `{address}`, an address of {title}");
        let help = "remove `ips`, or use an address that Whereabouts excludes";
        [format!("deny: `{path}`: {problem}; {help} [attachment-pins-address]")]
    };
    let at_pod = |annotation: &str| format!("metadata.annotations[{annotation}]");
    let window = "`rook-ceph/mon-net`, the network of `monitorNetwork`";
    for (ips, address, title) in [
        (r#""192.168.20.200/24""#, "192.168.20.200", PUBLIC),
        (r#""192.168.20.7/24","192.168.21.7/24""#, "192.168.21.7", CLUSTER),
        (r#""192.168.20.5/24""#, "192.168.20.5", window),
        (r#""::ffff:192.168.20.200""#, "192.168.20.200", PUBLIC),
    ] {
        let pod = pod(networks, on_public, ips);
        assert_eq!(found(&pod), asks(&at_pod(networks), address, title), "{ips}");
        let template = json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "client", "namespace": "shop"}, "spec": {"template": pod}});
        let path = format!("spec.template.{}", at_pod(networks));
        assert_eq!(found(&template), asks(&path, address, title), "{ips}");
    }
    let default = "v1.multus-cni.io/default-network";
    let by_default = pod(default, on_public, r#""192.168.20.200/24""#);
    assert_eq!(found(&by_default), asks(&at_pod(default), "192.168.20.200", PUBLIC));
    for (network, ips) in [
        // What Ceph excludes is for others.
        (on_public, r#""192.168.20.7/24""#),
        (on_public, r#""10.9.0.7/24""#),
        (on_public, ""),
        // Another network may have the same addresses.
        (r#""name":"own-net""#, r#""192.168.20.200/24""#),
    ] {
        assert_eq!(found(&pod(networks, network, ips)), [""; 0], "{network} {ips}");
    }
    let mut on_host = pod(networks, on_public, r#""192.168.20.200/24""#);
    on_host["spec"]["hostNetwork"] = json!(true);
    assert_eq!(found(&on_host), [""; 0]);
}

#[test]
fn a_pod_outside_ceph_asks_for_no_address_by_cni_args_that_its_ipam_plugin_assigns() {
    let inventory = |ipam: &str| {
        let mut inventory = inventory(ON_ETH0, ON_VLAN);
        inventory[1] = nad("rook-ceph", "public-net", &format!(r#"{{{ON_ETH0},"ipam":{{{ipam}}}}}"#));
        inventory
    };
    let host_local = inventory(r#""type":"host-local","subnet":"192.168.20.0/24""#);
    let of_static = inventory(r#""type":"static","addresses":[{"address":"192.168.20.9/24"}]"#);
    let whereabouts = inventory(r#""type":"whereabouts","range":"192.168.20.0/24""#);
    let found = |inventory: &[Value], members: &str| {
        let text = format!(r#"[{{"name":"public-net","namespace":"rook-ceph",{members}}}]"#);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}});
        let settings = json!({"inventory": inventory, "allowedIpamTypes": ["whereabouts", "host-local", "static"]});
        crate::support::findings(&Value::Null, &pod, &settings)
    };
    let asks = |help: &str| {
        let problem = format!("asks for `192.168.20.9`, an address of {PUBLIC}");
        [format!(
            "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: {problem}; {help} [attachment-pins-address]"
        )]
    };
    let (by_args, by_both) =
        (asks("remove `cni-args.ips`"), asks("remove `ips`, or use an address that Whereabouts excludes"));
    for args in [
        r#""cni-args":{"ips":["192.168.20.9"]}"#,
        r#""cni-args":{"ips":["10.0.0.9","192.168.20.9/24"]}"#,
        r#""cni-args":{"IPs":["192.168.20.9"]},"ips":["10.0.0.9"]"#,
    ] {
        for theirs in [&host_local, &of_static] {
            assert_eq!(found(theirs, args), by_args, "{args}");
        }
        // It reads no `cni-args`.
        assert_eq!(found(&whereabouts, args), [""; 0], "{args}");
    }
    for theirs in [&host_local, &of_static, &whereabouts] {
        let both = r#""ips":["192.168.20.9"],"cni-args":{"ips":["192.168.20.9"]}"#;
        assert_eq!(found(theirs, both), by_both);
        for args in [r#""cni-args":{"ips":["10.0.0.9"]}"#, r#""cni-args":{"cni":{"ips":["192.168.20.9"]}}"#] {
            assert_eq!(found(theirs, args), [""; 0], "{args}");
        }
    }
}

#[test]
fn addresses_of_an_earlier_moment_are_ceph_s_for_pods_too() {
    let before = r#"{"type":"macvlan","master":"eth0","ipam":{"type":"whereabouts","range":"192.168.40.0/24"}}"#;
    let settings = json!({
        "inventory": inventory(ON_ETH0, ON_VLAN), "previous": [nad("rook-ceph", "public-net", before)],
    });
    for address in ["192.168.20.9", "192.168.40.9"] {
        let text = format!(r#"[{{"name":"public-net","namespace":"rook-ceph","ips":["{address}/24"]}}]"#);
        let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}});
        let findings = crate::support::findings(&Value::Null, &pod, &settings);
        assert_eq!(
            findings,
            [format!(
                "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: asks for `{address}`, an address of {PUBLIC}; remove `ips`, or use an address that Whereabouts excludes [attachment-pins-address]"
            )]
        );
    }
}

#[test]
fn a_pod_outside_ceph_asks_for_no_address_of_a_node_on_a_public_network() {
    let public = |master: &str, ipam: &str| format!(r#"{{"type":"macvlan","master":"{master}","ipam":{{{ipam}}}}}"#);
    let pool = r#""type":"whereabouts","range":"192.168.20.128/25""#;
    let mut objects = inventory(ON_ETH0, ON_VLAN);
    objects[1] = nad("rook-ceph", "public-net", &public("eth0", pool));
    objects.push(nad("rook-ceph", "mon-net", &public("eth0", &format!(r#"{pool},"range_start":"192.168.20.250""#))));
    let mut second = super::cluster();
    second["metadata"]["namespace"] = json!("ceph-two");
    second["spec"]["network"]["selectors"] = json!({"public": "ceph-two/public-net"});
    objects.push(second);
    objects.push(nad("ceph-two", "public-net", &public("eth9", r#""type":"static""#)));
    let settings = json!({
        "inventory": objects, "monitorNetwork": "rook-ceph/mon-net",
        "nodeRanges": ["192.168.20.0/26", "fd00:20::/64"],
    });
    let pod = |annotation: &str, namespace: &str, name: &str, members: &str| {
        let text = format!(r#"[{{"name":"{name}","namespace":"{namespace}",{members}}}]"#);
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {annotation: text},
        }, "spec": {}})
    };
    let found = |old: &Value, object: &Value| crate::support::findings(old, object, &settings);
    let by_ips = "remove `ips`, or use an address outside `nodeRanges` that Whereabouts excludes";
    let asks = |path: &str, address: &str, title: &str, help: &str| {
        let problem = format!("asks for `{address}`, an address of nodes on {title}");
        [format!("deny: `{path}`: {problem}; {help} [attachment-pins-address]")]
    };
    let networks = "k8s.v1.cni.cncf.io/networks";
    let at_pod = |annotation: &str| format!("metadata.annotations[{annotation}]");
    let two = "`ceph-two/public-net`, the public network of CephCluster ceph-two/my-cluster";
    let window = "`rook-ceph/mon-net`, the network of `monitorNetwork`";
    for (namespace, name, members, address, title, help) in [
        ("rook-ceph", "public-net", r#""ips":["192.168.20.5/24"]"#, "192.168.20.5", PUBLIC, by_ips),
        ("rook-ceph", "public-net", r#""ips":["10.0.0.7/24","192.168.20.63"]"#, "192.168.20.63", PUBLIC, by_ips),
        ("rook-ceph", "public-net", r#""IPs":["::ffff:192.168.20.5"]"#, "192.168.20.5", PUBLIC, by_ips),
        ("rook-ceph", "public-net", r#""ips":["fd00:20::5/64"]"#, "fd00:20::5", PUBLIC, by_ips),
        ("rook-ceph", "mon-net", r#""ips":["192.168.20.5/24"]"#, "192.168.20.5", window, by_ips),
        ("ceph-two", "public-net", r#""ips":["192.168.20.5/24"]"#, "192.168.20.5", two, by_ips),
        (
            "ceph-two",
            "public-net",
            r#""cni-args":{"IPS":["192.168.20.5/24"]}"#,
            "192.168.20.5",
            two,
            "remove `cni-args.ips`",
        ),
    ] {
        let object = pod(networks, namespace, name, members);
        assert_eq!(found(&Value::Null, &object), asks(&at_pod(networks), address, title, help), "{members}");
        let mut running = object.clone();
        running["metadata"]["annotations"] = json!({});
        assert_eq!(found(&running, &object), asks(&at_pod(networks), address, title, help), "{members}");
        let default = "v1.multus-cni.io/default-network";
        let by_default = pod(default, namespace, name, members);
        assert_eq!(found(&Value::Null, &by_default), asks(&at_pod(default), address, title, help), "{members}");
        let template = json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "client", "namespace": "shop"}, "spec": {"template": object}});
        let path = format!("spec.template.{}", at_pod(networks));
        assert_eq!(found(&Value::Null, &template), asks(&path, address, title, help), "{members}");
    }
    for (namespace, name, members) in [
        ("rook-ceph", "public-net", r#""ips":["192.168.20.64/24"]"#),
        // Whereabouts reads no `cni-args`.
        ("rook-ceph", "public-net", r#""cni-args":{"ips":["192.168.20.5/24"]}"#),
        ("rook-ceph", "public-net", r#""mac":"02:00:00:00:00:05""#),
        // On a NAD of others nobody knows whose segment that is.
        ("shop", "own-net", r#""ips":["192.168.20.5/24"]"#),
    ] {
        assert_eq!(found(&Value::Null, &pod(networks, namespace, name, members)), [""; 0], "{members}");
    }
    // An address of the pool is one of Ceph, whatever else `nodeRanges` says of it.
    let problem = format!("asks for `192.168.20.200`, an address of {PUBLIC}");
    let help = "remove `ips`, or use an address that Whereabouts excludes";
    assert_eq!(
        found(&Value::Null, &pod(networks, "rook-ceph", "public-net", r#""ips":["192.168.20.200","192.168.20.5"]"#)),
        [format!("deny: `{}`: {problem}; {help} [attachment-pins-address]", at_pod(networks))]
    );
    // Nodes have none on the cluster network, which is not for this pod anyway.
    let problem = format!("only OSDs may be attached to {CLUSTER}; remove `rook-ceph/cluster-net`");
    assert_eq!(
        found(&Value::Null, &pod(networks, "rook-ceph", "cluster-net", r#""ips":["192.168.20.5/24"]"#)),
        [format!("deny: `{}`: {problem} [foreign-attachment]", at_pod(networks))]
    );
}

#[test]
fn addresses_of_nodes_count_where_the_nad_is_not_known() {
    let settings = json!({"inventory": [super::cluster()], "nodeRanges": ["192.168.20.0/26"]});
    let text = r#"[{"name":"public-net","namespace":"rook-ceph","ips":["192.168.20.5/24"]}]"#;
    let pod = |app: &str, namespace: &str| {
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "a", "namespace": namespace, "annotations": {"k8s.v1.cni.cncf.io/networks": text},
            "labels": {"app": app},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "a", "controller": true}],
        }, "spec": {}})
    };
    let path = "`metadata.annotations[k8s.v1.cni.cncf.io/networks]`";
    let found = |pod: &Value| crate::support::findings(&Value::Null, pod, &settings);
    let problem = format!("asks for `192.168.20.5`, an address of nodes on {PUBLIC}");
    let help = "remove `ips`, or use an address outside `nodeRanges` that Whereabouts excludes";
    assert_eq!(found(&pod("client", "shop")), [format!("deny: {path}: {problem}; {help} [attachment-pins-address]")]);
    // A daemon comes back, whatever address it asks for.
    let problem = "the IPAM plugin neither reserves nor checks `ips` for `rook-ceph/public-net`; remove `ips`";
    assert_eq!(
        found(&pod("rook-ceph-mon", "rook-ceph")),
        [format!("warn: {path}: {problem} [attachment-pins-address]")]
    );
}
