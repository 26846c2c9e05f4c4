//! The network of `monitorNetwork`, which has addresses that the public network excludes.

use serde_json::{Value, json};

use super::{ON_ETH0, ON_VLAN, PUBLIC, inventory, nad};

const WINDOW: &str = "`rook-ceph/mon-net`, the network of `monitorNetwork`";

fn settings() -> Value {
    let mut inventory = inventory(ON_ETH0, ON_VLAN);
    let config = |ipam: &str| format!(r#"{{"cniVersion":"0.3.1",{ON_ETH0},"ipam":{{"type":"whereabouts",{ipam}}}}}"#);
    let public = config(r#""range":"192.168.20.0/24","exclude":["192.168.20.0/27"]"#);
    inventory[1] = nad("rook-ceph", "public-net", &public);
    inventory.push(nad("rook-ceph", "mon-net", &config(r#""range":"192.168.20.2-192.168.20.6/24""#)));
    json!({"inventory": inventory, "monitorNetwork": "rook-ceph/mon-net"})
}

fn found(config: &str) -> Vec<String> {
    crate::support::findings(&Value::Null, &nad("shop", "edge-net", config), &settings())
}

#[test]
fn a_nad_outside_ceph_assigns_no_address_of_a_monitor() {
    let denied = |key: &str, common: &str| {
        let problem = format!("assigns `{common}` on `eth0`, like {WINDOW}");
        format!("deny: `spec.config.ipam.{key}`: {problem}; use other addresses [ceph-network-copied]")
    };
    let host_local = format!(r#"{{{ON_ETH0},"ipam":{{"type":"host-local","subnet":"192.168.20.4/30"}}}}"#);
    assert_eq!(found(&host_local), [denied("subnet", "192.168.20.5-192.168.20.6")]);
    let named =
        format!(r#"{{{ON_ETH0},"ipam":{{"type":"whereabouts","range":"192.168.20.4/30","network_name":"own"}}}}"#);
    assert_eq!(found(&named), [denied("range", "192.168.20.5-192.168.20.6")]);
    // That a pod may ask for other addresses is a warning for the public network, and no excuse for this one.
    let fixed = format!(r#"{{{ON_ETH0},"ipam":{{"type":"static","addresses":[{{"address":"192.168.20.5/24"}}]}}}}"#);
    let unknown = format!(
        "warn: `spec.config.master`: is on `eth0`, like {PUBLIC}, and its addresses are not known (`static`, and a pod may ask for others); use another host interface, VLAN or IPAM [ceph-network-copied]"
    );
    assert_eq!(found(&fixed), [denied("addresses", "192.168.20.5"), unknown]);
    // What neither of the two assigns is for others.
    let beside = format!(r#"{{{ON_ETH0},"ipam":{{"type":"host-local","subnet":"192.168.20.8/29"}}}}"#);
    assert_eq!(found(&beside), [""; 0]);
}

#[test]
fn what_harms_the_public_network_is_said_once() {
    let pool = format!(r#"{{{ON_ETH0},"ipam":{{"type":"whereabouts","range":"192.168.20.0/24"}}}}"#);
    let help = "attach pods to `rook-ceph/public-net` itself, or add the CephCluster of this namespace to `inventory`";
    let problem = format!("assigns addresses of the pool of {PUBLIC}");
    let copied = format!("deny: `spec.config.ipam.range`: {problem}; {help} [ceph-network-copied]");
    assert_eq!(found(&pool), [copied]);
    let unknown = format!(r#"{{{ON_ETH0},"ipam":{{"type":"dhcp"}}}}"#);
    let problem = format!("is on `eth0`, like {PUBLIC}, and its addresses are not known (`dhcp`)");
    let help = "use another host interface, VLAN or IPAM";
    assert_eq!(found(&unknown), [format!("warn: `spec.config.master`: {problem}; {help} [ceph-network-copied]")]);
}

#[test]
fn a_client_on_it_is_one_on_a_public_network() {
    let pod = |ips: &str| {
        let text = format!(r#"[{{"name":"mon-net","namespace":"rook-ceph"{ips}}}]"#);
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {
            "name": "client", "namespace": "shop", "annotations": {"k8s.v1.cni.cncf.io/networks": text},
        }, "spec": {}})
    };
    let found = |pod: &Value, settings: &Value| crate::support::findings(&Value::Null, pod, settings);
    let path = "`metadata.annotations[k8s.v1.cni.cncf.io/networks]`";
    let pinned = format!(
        "deny: {path}: asks for `192.168.20.5`, an address of {WINDOW}; remove `ips`, or use an address that Whereabouts excludes [attachment-pins-address]"
    );
    assert_eq!(found(&pod(r#","ips":["192.168.20.5/24"]"#), &settings()), [pinned]);
    assert_eq!(found(&pod(""), &settings()), [""; 0]);
    let mut closed = settings();
    closed["rules"] = json!({"foreign-public-attachment": "deny"});
    let problem = "`rook-ceph/mon-net` is the network of `monitorNetwork`";
    assert_eq!(
        found(&pod(""), &closed),
        [format!("deny: {path}: {problem}; remove `rook-ceph/mon-net` [foreign-public-attachment]")]
    );
}

#[test]
fn the_nad_that_csi_pods_need_in_place_of_the_public_network_is_only_reported() {
    let mut settings = settings();
    settings["namespaceIsolation"] = json!(["default"]);
    let driver = json!({
        "apiVersion": "csi.ceph.io/v1", "kind": "Driver",
        "metadata": {"name": "rook-ceph.rbd.csi.ceph.com", "namespace": "csi"}, "spec": {},
    });
    settings["inventory"].as_array_mut().expect("a list").push(driver);
    for exclude in ["", r#","exclude":["192.168.20.0/27"]"#] {
        let config = format!(r#"{{{ON_ETH0},"ipam":{{"type":"whereabouts","range":"192.168.20.0/24"{exclude}}}}}"#);
        let problem = format!("assigns addresses of the pool of {PUBLIC}");
        assert_eq!(
            crate::support::findings(&Value::Null, &nad("csi", "storage", &config), &settings),
            [format!("warn: `spec.config.ipam.range`: {problem}; use it only for CSI pods [ceph-network-copied]")]
        );
    }
}

#[test]
fn without_monitors_it_is_no_network_of_ceph() {
    let host_local = format!(r#"{{{ON_ETH0},"ipam":{{"type":"host-local","subnet":"192.168.20.4/30"}}}}"#);
    let found = |settings: &Value, config: &str| {
        crate::support::findings(&Value::Null, &nad("shop", "edge-net", config), settings)
    };
    assert_eq!(found(&json!({"monitorNetwork": "rook-ceph/mon-net"}), "{"), [""; 0]);
    let (mut on_host, mut external) = (settings(), settings());
    on_host["inventory"][0]["spec"]["network"] = json!({"provider": "host"});
    external["inventory"][0]["spec"]["external"] = json!({"enable": true});
    assert_eq!(found(&on_host, &host_local), [""; 0]);
    assert_eq!(found(&external, &host_local), [""; 0]);
}
