//! Pods in the namespace of a CephCluster that a controller makes.

use serde_json::{Value, json};

use super::support::{
    NETWORKS, Outcome, cluster, during_change, for_osds, inventory, made, multus, networks, pod, request, unknown,
};

const OSD: &str = "rook-ceph-osd";
const MON: &str = "rook-ceph-mon";
const BOTH: &str = "`rook-ceph/public-net` and `rook-ceph/cluster-net`";
const BOTH_NEW: &str = "`rook-ceph/public-v2` and `rook-ceph/cluster-v2`";

fn before() -> Value {
    multus("public-net", "cluster-net")
}

fn after() -> Value {
    multus("public-v2", "cluster-v2")
}

fn written(names: &[&str]) -> Outcome {
    Outcome::Networks(networks(names).as_str().expect("a text").to_owned())
}

/// The same in an annotation that was absent.
fn filled(names: &[&str]) -> Outcome {
    let warnings = [
        format!("`metadata.annotations[{NETWORKS}]`: was not set, although Rook sets it for Multus"),
        String::from("update `inventory` if the CephCluster no longer uses Multus"),
    ];
    let warnings = warnings.map(|warning| format!("{warning} [attachment-missing]"));
    Outcome::NetworksAndWarned(networks(names).as_str().expect("a text").to_owned(), warnings.into())
}

#[test]
fn absent_where_the_daemon_needs_networks_and_the_inventory_has_multus() {
    let settings = inventory(&before());
    assert_eq!(made(&pod(OSD, &Value::Null), &settings), filled(&["public-net", "cluster-net"]));
    assert_eq!(made(&pod(MON, &Value::Null), &settings), filled(&["public-net"]));
    assert_eq!(made(&pod("csi-rbdplugin-holder", &Value::Null), &settings), filled(&["public-net"]));
    // Since v1.18 it is not Rook that makes these.
    let controller = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
    assert_eq!(made(&pod(controller, &Value::Null), &settings), written(&["public-net"]));
    // Nothing is denied that is mutated, whatever the level of the rule.
    let mut denying = settings.clone();
    denying["rules"] = json!({"attachment-missing": "deny"});
    assert_eq!(made(&pod(MON, &Value::Null), &denying), filled(&["public-net"]));
    // A NAD that the inventory lacks may be gone, and the pod would wait for it for ever.
    let mut without = settings.clone();
    without["inventory"].as_array_mut().expect("a list").retain(|object| object["metadata"]["name"] != "public-net");
    let warnings = [
        "the mon is not attached to the public network `rook-ceph/public-net`, as Rook does it",
        "add it, and add its NAD to `inventory`",
    ];
    let warnings = vec![
        format!("`metadata.annotations[{NETWORKS}]`: {} [attachment-missing]", warnings[0]),
        format!("{} [attachment-missing]", warnings[1]),
    ];
    assert_eq!(made(&pod(MON, &Value::Null), &without), Outcome::Warned(warnings));
    // Before the change the cluster did not use Multus, and the pod is of then.
    assert_eq!(made(&pod(MON, &Value::Null), &during_change(&before(), &json!({}))), Outcome::Accepted);
}

#[test]
fn absent_where_the_inventory_has_no_multus() {
    let none = json!({"provider": ""});
    for settings in [inventory(&none), during_change(&none, &before())] {
        assert_eq!(made(&pod(OSD, &Value::Null), &settings), Outcome::Accepted);
    }
}

#[test]
fn empty_is_a_statement_of_rook() {
    for settings in [inventory(&before()), inventory(&multus("", "cluster-net")), during_change(&after(), &before())] {
        for app in [OSD, MON, "rook-ceph-rgw"] {
            assert_eq!(made(&pod(app, &json!("")), &settings), Outcome::Accepted, "{app}");
        }
    }
}

#[test]
fn equal_to_the_set_of_the_inventory() {
    let settings = inventory(&before());
    assert_eq!(made(&pod(OSD, &networks(&["public-net", "cluster-net"])), &settings), Outcome::Accepted);
    assert_eq!(made(&pod(OSD, &json!("cluster-net, public-net")), &settings), Outcome::Accepted);
    assert_eq!(made(&pod(MON, &networks(&["public-net"])), &settings), Outcome::Accepted);
}

#[test]
fn the_same_nad_twice_and_otherwise_equal() {
    let settings = inventory(&multus("public-net", "public-net"));
    assert_eq!(made(&pod(OSD, &networks(&["public-net", "public-net"])), &settings), written(&["public-net"]));
    // Also where the settings do not know it yet: nothing else changes.
    let twice = networks(&["public-v2", "public-v2"]);
    let unknown = unknown("", "`rook-ceph/public-v2`", "the inventory has `rook-ceph/public-net`");
    let (Outcome::Networks(once), Outcome::Warned(warnings)) = (written(&["public-v2"]), unknown) else { panic!() };
    assert_eq!(made(&pod(OSD, &twice), &settings), Outcome::NetworksAndWarned(once, warnings));
    // What stands there first stays first.
    let mixed = networks(&["cluster-net", "public-net", "cluster-net"]);
    assert_eq!(made(&pod(OSD, &mixed), &inventory(&before())), written(&["cluster-net", "public-net"]));
}

#[test]
fn of_several_nads_that_are_there_twice_the_first_is_named() {
    let mut settings = inventory(&before());
    settings["mutate"] = json!(false);
    let warnings = [
        format!(
            "`metadata.annotations[{NETWORKS}]`: `rook-ceph/public-net` and 1 other network are listed more than once \
             [attachment-repeated]"
        ),
        String::from("remove the duplicates [attachment-repeated]"),
    ];
    let twice = networks(&["public-net", "cluster-net", "public-net", "cluster-net"]);
    assert_eq!(made(&pod(OSD, &twice), &settings), Outcome::Warned(warnings.into()));
}

#[test]
fn an_osd_with_public_only_where_the_inventory_has_both() {
    let osd = pod(OSD, &networks(&["public-net"]));
    assert_eq!(made(&osd, &inventory(&before())), written(&["public-net", "cluster-net"]));
    // `cluster` is new: the pod is right by what was before.
    assert_eq!(made(&osd, &during_change(&before(), &multus("public-net", ""))), Outcome::Accepted);
    assert_eq!(made(&osd, &during_change(&multus("public-net", ""), &before())), Outcome::Accepted);
}

#[test]
fn an_osd_with_the_set_of_the_inventory_and_others() {
    let osd = pod(OSD, &networks(&["public-net", "cluster-net", "public-v2"]));
    let expected = unknown("", &format!("{BOTH} and `rook-ceph/public-v2`"), &format!("the inventory has {BOTH}"));
    assert_eq!(made(&osd, &inventory(&before())), expected);
}

#[test]
fn a_complete_set_of_other_nads() {
    let (old, new) = (["public-net", "cluster-net"], ["public-v2", "cluster-v2"]);
    let sides = |has: &str| format!("the inventory has {has}");
    assert_eq!(made(&pod(OSD, &networks(&new)), &inventory(&before())), unknown("", BOTH_NEW, &sides(BOTH)));
    assert_eq!(made(&pod(OSD, &networks(&old)), &inventory(&after())), unknown("", BOTH, &sides(BOTH_NEW)));
    for settings in [during_change(&after(), &before()), during_change(&before(), &after())] {
        assert_eq!(made(&pod(OSD, &networks(&old)), &settings), Outcome::Accepted);
        assert_eq!(made(&pod(OSD, &networks(&new)), &settings), Outcome::Accepted);
    }
    // The inventory says that the cluster does not use Multus, or not yet.
    let none = inventory(&json!({"provider": ""}));
    assert_eq!(made(&pod(OSD, &networks(&old)), &none), unknown("", BOTH, &sides("none")));
}

#[test]
fn half_of_each() {
    let osd = pod(OSD, &networks(&["public-net", "cluster-v2"]));
    let joins = "`rook-ceph/public-net` and `rook-ceph/cluster-v2`";
    assert_eq!(made(&osd, &inventory(&before())), unknown("", joins, &format!("the inventory has {BOTH}")));
    // Both are known, but never were wanted together.
    let sides = format!("the inventory has {BOTH_NEW}, and `previous` {BOTH}");
    assert_eq!(made(&osd, &during_change(&after(), &before())), unknown("", joins, &sides));
    assert_eq!(made(&osd, &during_change(&multus("public-net", "cluster-v2"), &before())), Outcome::Accepted);
}

#[test]
fn a_daemon_that_is_no_osd_with_exactly_one_unknown_nad() {
    for app in [MON, "rook-ceph-mgr", "rook-ceph-mds", "rook-ceph-rgw", "rook-ceph.rbd.csi.ceph.com-ctrlplugin"] {
        let daemon = pod(app, &networks(&["public-v2"]));
        let sides = "the inventory has `rook-ceph/public-net`";
        assert_eq!(made(&daemon, &inventory(&before())), unknown("", "`rook-ceph/public-v2`", sides), "{app}");
        assert_eq!(made(&daemon, &during_change(&before(), &after())), Outcome::Accepted, "{app}");
    }
}

#[test]
fn a_daemon_that_is_no_osd_on_a_nad_that_is_only_the_cluster_network() {
    let daemon = pod(MON, &networks(&["cluster-net"]));
    assert_eq!(made(&daemon, &inventory(&before())), for_osds("", "cluster-net"));
    assert_eq!(made(&daemon, &during_change(&before(), &after())), for_osds("", "cluster-net"));
    // The selectors were swapped, or are about to be.
    let swapped = multus("cluster-net", "public-net");
    for settings in [during_change(&before(), &swapped), during_change(&swapped, &before())] {
        assert_eq!(made(&daemon, &settings), Outcome::Accepted);
    }
}

#[test]
fn a_daemon_that_is_no_osd_with_two_networks_or_more() {
    let daemon = pod(MON, &networks(&["public-net", "public-v2"]));
    let joins = "`rook-ceph/public-net` and `rook-ceph/public-v2`";
    let expected = unknown("", joins, "the inventory has `rook-ceph/public-net`");
    assert_eq!(made(&daemon, &inventory(&before())), expected);
    let both = pod(MON, &networks(&["public-net", "cluster-net"]));
    assert_eq!(made(&both, &inventory(&before())), for_osds("", "cluster-net"));
}

#[test]
fn unparsable_is_rejected_as_multus_rejects_it() {
    assert_eq!(
        made(&pod(MON, &json!("a/b/c")), &inventory(&before())),
        Outcome::Rejected(format!(
            "`metadata.annotations[{NETWORKS}]`: element 1: `a/b/c` has more than one `/`, expected \
             [namespace/]name[@interface]; use `namespace/name`, or a JSON list of networks [annotation-unparsable]"
        ))
    );
}

#[test]
fn on_the_network_of_the_host() {
    let mut daemon = pod(MON, &Value::Null);
    daemon["spec"]["hostNetwork"] = json!(true);
    let warning =
        "`spec.hostNetwork`: the mon uses the host network, so it has no Multus network; remove `hostNetwork`";
    let expected = Outcome::Warned(vec![format!("{warning} [pod-host-network]")]);
    assert_eq!(made(&daemon, &inventory(&before())), expected);
    // On its way from the host's network to Multus, or back.
    let host = json!({"provider": "host"});
    assert_eq!(made(&daemon, &during_change(&before(), &host)), Outcome::Accepted);
    assert_eq!(made(&daemon, &during_change(&host, &before())), Outcome::Accepted);
}

#[test]
fn holder_canary_prepare_cleanup_and_tools() {
    let settings = inventory(&after());
    for app in ["rook-ceph-osd-prepare", "rook-ceph-cleanup", "rook-ceph-tools"] {
        assert_eq!(made(&pod(app, &Value::Null), &settings), Outcome::Accepted, "{app}");
    }
    let holder = pod("csi-rbdplugin-holder", &networks(&["public-net"]));
    let sides = "the inventory has `rook-ceph/public-v2`";
    assert_eq!(made(&holder, &settings), unknown("", "`rook-ceph/public-net`", sides));
    let swapped = made(&holder, &inventory(&multus("cluster-net", "public-net")));
    let warned = |problem: &str, help: &str| {
        Outcome::Warned(vec![
            format!("`metadata.annotations[{NETWORKS}]`: {problem} [attachment-not-allowed]"),
            format!("{help} [attachment-not-allowed]"),
        ])
    };
    let problem = "only OSDs may be attached to the cluster network `rook-ceph/public-net`";
    assert_eq!(swapped, warned(problem, "remove `rook-ceph/public-net`"));
    let canary = |name: &str| {
        let element = json!([{"name": name, "namespace": "rook-ceph", "interface": "public"}]).to_string();
        made(&pod("rook-ceph-network-canary", &json!(element)), &settings)
    };
    assert_eq!(canary("public-v2"), Outcome::Accepted);
    assert_eq!(canary("public-net"), unknown("", "`rook-ceph/public-net`", &format!("the inventory has {BOTH_NEW}")));
    let two = made(&pod("rook-ceph-network-canary", &networks(&["public-v2", "cluster-v2"])), &settings);
    assert_eq!(two, warned("a network canary has 2 networks, but may have only one", "keep the one to probe"));
}

#[test]
fn an_update_that_leaves_the_networks_alone() {
    // It joined before the policy came, and only gets a label.
    let old = pod(MON, &networks(&["public-net", "cluster-net"]));
    let mut new = old.clone();
    new["metadata"]["labels"]["mgr_role"] = json!("active");
    let account = "system:serviceaccount:rook-ceph:rook-ceph-mgr";
    assert_eq!(request("UPDATE", account, &new, &old, &inventory(&before())), Outcome::Accepted);
    new["metadata"]["annotations"][NETWORKS] = networks(&["cluster-net"]);
    assert_eq!(request("UPDATE", account, &new, &old, &inventory(&before())), for_osds("", "cluster-net"));
}

#[test]
fn of_two_changes_at_once_pods_of_all_versions_are_right_and_no_other_is() {
    let settings = |now: &Value, versions: [&Value; 2]| {
        let mut settings = inventory(now);
        settings["previous"] = json!(versions.map(cluster));
        settings
    };
    let now = multus("public-net", "public-v2");
    let [first, second] = [multus("public-net", "cluster-net"), multus("public-net", "cluster-v2")];
    for versions in [[&first, &second], [&second, &first]] {
        let settings = settings(&now, versions);
        for own in ["cluster-net", "cluster-v2", "public-v2"] {
            let both = networks(&["public-net", own]);
            assert_eq!(made(&pod(OSD, &both), &settings), Outcome::Accepted, "{own}");
            let mon = made(&pod(MON, &both), &settings);
            assert!(
                matches!(&mon, Outcome::Rejected(why) if why.contains("only OSDs may be attached")),
                "{own}: {mon:?}"
            );
        }
        assert_eq!(made(&pod(MON, &networks(&["public-net"])), &settings), Outcome::Accepted);
    }
    // The networks are swapped, and then both are new.
    let [first, second] = [multus("public-net", "cluster-net"), multus("cluster-net", "public-net")];
    for versions in [[&first, &second], [&second, &first]] {
        let settings = settings(&after(), versions);
        for own in ["public-net", "cluster-net", "public-v2"] {
            assert_eq!(made(&pod(MON, &networks(&[own])), &settings), Outcome::Accepted, "{own}");
        }
    }
}
