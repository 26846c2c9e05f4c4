//! NADs: any interface type, and Whereabouts only.

use serde_json::{Value, json};

use super::support::{Outcome, create, nad, outcome};

fn with_ipam(plugin: &Value, ipam: &Value) -> Value {
    let mut config = plugin.clone();
    config["cniVersion"] = json!("0.3.1");
    config["ipam"] = ipam.clone();
    nad("public-net", &config)
}

#[test]
fn every_interface_type_passes_with_whereabouts() {
    let whereabouts = json!({"type": "whereabouts", "range": "192.168.20.0/24"});
    for plugin in [
        json!({"type": "macvlan", "master": "eth1", "mode": "bridge"}),
        json!({"type": "ipvlan", "master": "eth1"}),
        json!({"type": "bridge", "bridge": "br-storage"}),
        json!({"type": "sriov", "deviceID": "0000:03:02.0"}),
    ] {
        assert_eq!(outcome(&create(&with_ipam(&plugin, &whereabouts)), &json!({})), Outcome::Accepted, "{plugin}");
    }
    for plugin in [
        json!({"type": "host-device", "device": "eth2"}),
        json!({"type": "vlan", "master": "eth1", "vlanId": 100}),
        json!({"type": "ptp"}),
    ] {
        let outcome = outcome(&create(&with_ipam(&plugin, &whereabouts)), &json!({}));
        let Outcome::Warned(warnings) = outcome else { panic!("{plugin}: {outcome:?}") };
        assert!(warnings.iter().all(|warning| warning.ends_with("[cni-type-unfit]")), "{warnings:?}");
    }
}

#[test]
fn the_three_rejected_ipam_types_are_rejected_each_with_its_reason() {
    let reasons = [
        ("host-local", "`host-local` allocates addresses per node, so two nodes can assign the same one"),
        ("static", "`static` assigns the same addresses to every pod, which does not scale to all daemons"),
        (
            "dhcp",
            "`dhcp` is not predictable: an address is known only when the pod runs, and every node needs a daemon",
        ),
    ];
    for (ipam, reason) in reasons {
        let object = with_ipam(&json!({"type": "macvlan", "master": "eth1"}), &json!({"type": ipam}));
        assert_eq!(
            outcome(&create(&object), &json!({})),
            Outcome::Rejected(format!(
                "NetworkAttachmentDefinition rook-ceph/public-net: 1 problem:\n\
                 `spec.config.ipam.type`: {reason}; use `whereabouts` [ipam-type-not-allowed]"
            ))
        );
    }
}

#[test]
fn a_nad_that_is_not_ceph_s_is_accepted_unseen() {
    let mut object = nad("other", &json!("broken"));
    object["metadata"]["namespace"] = json!("shop");
    assert_eq!(outcome(&create(&object), &json!({})), Outcome::Accepted);
}

#[test]
fn a_nad_elsewhere_is_ceph_s_where_a_ceph_cluster_selects_it() {
    let mut object = nad("public-net", &json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1"}));
    object["metadata"]["namespace"] = json!("networks");
    let settings = json!({"inventory": [super::support::selecting("networks/public-net", "")]});
    assert_eq!(
        outcome(&create(&object), &settings),
        Outcome::Rejected(
            "NetworkAttachmentDefinition networks/public-net: 1 problem:\n\
             `spec.config.ipam`: `ipam` is not set, so the interface gets no address; \
             set `ipam.type` to `whereabouts` [ipam-missing]"
                .to_owned()
        )
    );
}
