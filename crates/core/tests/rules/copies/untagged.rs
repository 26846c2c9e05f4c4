//! VLAN 0, which is none.

use serde_json::{Value, json};

use super::{CLUSTER, ON_ETH0, OTHERS, found_in, inventory};

#[test]
fn vlan_0_is_the_segment_without_a_vlan() {
    let ipam = r#""ipam":{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
    let ovn = r#""type":"ovn-k8s-cni-overlay","topology":"localnet","physicalNetworkName":"phys""#;
    for (theirs, own, found) in [
        (
            r#""type":"ovs","bridge":"br1","vlan":0"#,
            format!(r#"{{"type":"macvlan","master":"br1",{ipam}}}"#),
            "`spec.config.ipam.addresses`: assigns `192.168.21.7` on `br1`",
        ),
        (
            r#""type":"bridge","bridge":"br1""#,
            format!(r#"{{"type":"ovs","bridge":"br1","vlan":0,{ipam}}}"#),
            "`spec.config.ipam.addresses`: assigns `192.168.21.7` on `br1`",
        ),
        (
            &format!(r#"{ovn},"name":"a","subnets":"192.168.21.0/24""#),
            format!(r#"{{{ovn},"name":"b","vlanID":0,"subnets":"192.168.21.0/28"}}"#),
            "`spec.config.subnets`: assigns `192.168.21.0-192.168.21.15` on physical network `phys`",
        ),
    ] {
        let expected = format!("deny: {found}, like {CLUSTER}; {OTHERS} [ceph-network-copied]");
        assert_eq!(found_in(&inventory(ON_ETH0, theirs), &own), [expected], "{own}");
    }
}

#[test]
fn vlan_0_of_a_resource_is_the_resource_itself() {
    let resource = json!({"k8s.v1.cni.cncf.io/resourceName": "example.com/storage"});
    let mut inventory = inventory(ON_ETH0, r#""type":"sriov""#);
    inventory[2]["metadata"]["annotations"] = resource.clone();
    let found = |vlan: u16| {
        let ipam = r#"{"type":"static","addresses":[{"address":"192.168.21.7/24"}]}"#;
        let mut own = super::nad("shop", "edge-net", &format!(r#"{{"type":"sriov","vlan":{vlan},"ipam":{ipam}}}"#));
        own["metadata"]["annotations"] = resource.clone();
        crate::support::findings(&Value::Null, &own, &json!({ "inventory": inventory }))
    };
    let problem = format!("assigns `192.168.21.7` on resource `example.com/storage`, like {CLUSTER}");
    assert_eq!(found(0), [format!("deny: `spec.config.ipam.addresses`: {problem}; {OTHERS} [ceph-network-copied]")]);
    assert_eq!(found(9), [""; 0]);
}
