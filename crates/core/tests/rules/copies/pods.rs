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
    let closed = json!({"foreign-public-attachment": "deny"});
    let problem = format!("`rook-ceph/public-net` is {}", &PUBLIC["`rook-ceph/public-net`, ".len()..]);
    let public = [format!("deny: `{path}`: {problem}; remove `rook-ceph/public-net` [foreign-public-attachment]")];
    for hidden in ["", r#","deviceID":5"#, r#","interfaceRequest":[]"#] {
        let ips = format!(r#","ips":["192.168.20.5/24"]{hidden}"#);
        assert_eq!(found("public-net", &ips, &settings), pinned, "{hidden}");
        assert_eq!(found("cluster-net", hidden, &settings), foreign, "{hidden}");
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
