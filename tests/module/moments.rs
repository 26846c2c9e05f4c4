//! Settings that are older or newer than the cluster, and what is not held up, through the module.

use serde_json::{Value, json};

use super::support::{CONTROLLER, NETWORKS, Outcome, create, nad, outcome, pod, request, selecting};

const OPERATOR: &str = "system:serviceaccount:rook-ceph:rook-ceph-system";
const BOTH: &str = r#"[{"name":"public-net","namespace":"rook-ceph"},{"name":"cluster-net","namespace":"rook-ceph"}]"#;
const PUBLIC: &str = r#"[{"name":"public-net","namespace":"rook-ceph"}]"#;
const HELP: &str = "update `inventory`, or keep the old objects in `previous` during a change";

/// Settings for a CephCluster that selects `cluster-net` and this public network.
fn settings(public: &str) -> Value {
    let nads = ["public-net", "public-v2", "cluster-net"].map(|name| nad(name, &json!({})));
    let cluster = selecting(&format!("rook-ceph/{public}"), "rook-ceph/cluster-net");
    let mut inventory = vec![cluster];
    inventory.extend(nads);
    json!({ "inventory": inventory })
}

fn during_change() -> Value {
    let mut settings = settings("public-v2");
    settings["previous"] = json!([selecting("rook-ceph/public-net", "rook-ceph/cluster-net")]);
    settings
}

/// A pod that a ReplicaSet owns.
fn owned(app: &str, networks: &Value) -> Value {
    let mut pod = pod(app, networks);
    pod["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rs", "uid": "1", "controller": true}]);
    pod
}

fn workload(kind: &str, name: &str, pod: &Value) -> Value {
    let mut metadata = pod["metadata"].clone();
    for key in ["name", "namespace", "ownerReferences"] {
        metadata.as_object_mut().expect("an object").remove(key);
    }
    json!({
        "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": "rook-ceph"},
        "spec": {"template": {"metadata": metadata, "spec": pod["spec"]}},
    })
}

fn by(user: &str, mut request: Value) -> Value {
    request["userInfo"]["username"] = json!(user);
    request
}

fn on_the_cluster_network(template: &str, nad: &str) -> String {
    format!("`{template}metadata.annotations[{NETWORKS}]`: only OSDs may be attached to the cluster network `{nad}`")
}

fn rejected(object: &str, template: &str, nad: &str) -> Outcome {
    let problem = on_the_cluster_network(template, nad);
    Outcome::Rejected(format!("{object}: 1 problem:\n{problem}; remove `{nad}` [attachment-not-allowed]"))
}

fn warned(template: &str, nad: &str) -> Outcome {
    let problem = on_the_cluster_network(template, nad);
    Outcome::Warned(vec![
        format!("{problem} [attachment-not-allowed]"),
        format!("remove `{nad}` [attachment-not-allowed]"),
    ])
}

fn unknown(template: &str, joins: &str, sides: &str) -> Outcome {
    // Those of the pod's own namespace by their names alone.
    let [joins, sides] = [joins, sides].map(|text| text.replace("rook-ceph/", ""));
    Outcome::Warned(vec![
        format!("`{template}metadata.annotations[{NETWORKS}]`: the pod has {joins}, but {sides} [attachment-unknown]"),
        format!("{HELP} [attachment-unknown]"),
    ])
}

#[test]
fn an_osd_of_before_the_change_comes_back_while_rook_updates_the_others() {
    let osd = create(&owned("rook-ceph-osd", &json!(BOTH)));
    let joins = "`rook-ceph/public-net` and `rook-ceph/cluster-net`";
    let sides = "the inventory has `rook-ceph/public-v2` and `rook-ceph/cluster-net`";
    assert_eq!(outcome(&osd, &settings("public-v2")), unknown("", joins, sides));
    assert_eq!(outcome(&osd, &during_change()), Outcome::Accepted);
}

#[test]
fn an_osd_of_after_the_change_starts_while_the_settings_are_old() {
    let new = BOTH.replace("public-net", "public-v2");
    let osd = create(&owned("rook-ceph-osd", &json!(new)));
    let joins = "`rook-ceph/public-v2` and `rook-ceph/cluster-net`";
    let sides = "the inventory has `rook-ceph/public-net` and `rook-ceph/cluster-net`";
    assert_eq!(outcome(&osd, &settings("public-net")), unknown("", joins, sides));
    assert_eq!(outcome(&osd, &during_change()), Outcome::Accepted);
}

#[test]
fn a_network_canary_probes_a_network_that_the_settings_do_not_know() {
    let mut canary = owned("rook-ceph-network-canary", &json!("rook-ceph/public-v2@public"));
    canary["spec"]["serviceAccountName"] = json!("rook-ceph-cmd-reporter");
    let sides = "the inventory has `rook-ceph/public-net` and `rook-ceph/cluster-net`";
    assert_eq!(outcome(&create(&canary), &settings("public-net")), unknown("", "`rook-ceph/public-v2`", sides));
}

#[test]
fn a_pod_that_joined_before_the_policy_came_only_gets_a_label() {
    let old = owned("rook-ceph-mgr", &json!(BOTH));
    let mut new = old.clone();
    new["metadata"]["labels"]["mgr_role"] = json!("active");
    assert_eq!(outcome(&request("UPDATE", &new, &old), &settings("public-net")), Outcome::Accepted);
    let new = rejected("Pod rook-ceph/rook-ceph-mgr-0", "", "rook-ceph/cluster-net");
    assert_eq!(outcome(&create(&old), &settings("public-net")), new);
}

#[test]
fn rook_tries_to_create_a_deployment_that_exists() {
    let mgr = workload("Deployment", "rook-ceph-mgr-a", &pod("rook-ceph-mgr", &json!(PUBLIC)));
    let attempt = by(OPERATOR, create(&mgr));
    assert_eq!(outcome(&attempt, &settings("public-net")), Outcome::Accepted);
    assert_eq!(outcome(&attempt, &during_change()), Outcome::Accepted);
    let sides = "the inventory has `rook-ceph/public-v2`";
    let expected = unknown("spec.template.", "`rook-ceph/public-net`", sides);
    assert_eq!(outcome(&attempt, &settings("public-v2")), expected);
}

#[test]
fn a_holder_of_an_old_rook_comes_back_after_a_reboot() {
    let holder = owned("csi-rbdplugin-holder", &json!("rook-ceph/public-net"));
    let daemon_set = workload("DaemonSet", "csi-rbdplugin-holder-my-cluster", &holder);
    let user = "system:serviceaccount:kube-system:daemon-set-controller";
    for settings in [settings("public-net"), during_change()] {
        assert_eq!(outcome(&by(user, create(&holder)), &settings), Outcome::Accepted);
    }
    let joins = "`rook-ceph/public-net`";
    let sides = "the inventory has `rook-ceph/public-v2`";
    assert_eq!(outcome(&by(user, create(&holder)), &settings("public-v2")), unknown("", joins, sides));
    let relabelled = {
        let mut object = daemon_set.clone();
        object["metadata"]["labels"] = json!({"team": "storage"});
        object
    };
    assert_eq!(outcome(&request("UPDATE", &relabelled, &daemon_set), &settings("public-v2")), Outcome::Accepted);
    // Its network is the cluster network by now: also then.
    let swapped = json!({"inventory": [selecting("rook-ceph/cluster-net", "rook-ceph/public-net")]});
    assert_eq!(outcome(&by(user, create(&holder)), &swapped), warned("", "rook-ceph/public-net"));
}

#[test]
fn a_person_puts_a_daemon_into_maintenance() {
    let osd = workload("Deployment", "rook-ceph-osd-0-maintenance", &pod("rook-ceph-osd", &json!(BOTH)));
    for settings in [settings("public-net"), during_change()] {
        assert_eq!(outcome(&create(&osd), &settings), Outcome::Accepted);
    }
}

#[test]
fn a_copy_of_a_pod_for_debugging_has_no_labels() {
    for networks in [json!(null), json!(PUBLIC)] {
        let mut copy = pod("rook-ceph-osd", &networks);
        copy["metadata"].as_object_mut().expect("an object").remove("labels");
        assert_eq!(outcome(&by("alice", create(&copy)), &settings("public-net")), Outcome::Accepted);
    }
}

#[test]
fn the_controller_makes_a_replica_set_of_what_is_stored() {
    let mds = workload("ReplicaSet", "rook-ceph-mds-a-5d4", &pod("rook-ceph-mds", &json!("rook-ceph/cluster-net")));
    let user = CONTROLLER.replace("replicaset", "deployment");
    let [template, nad] = ["spec.template.", "rook-ceph/cluster-net"];
    assert_eq!(outcome(&by(&user, create(&mds)), &settings("public-net")), warned(template, nad));
    let by_anyone = rejected("ReplicaSet rook-ceph/rook-ceph-mds-a-5d4", template, nad);
    assert_eq!(outcome(&create(&mds), &settings("public-net")), by_anyone);
}

#[test]
fn nads_and_their_new_cephcluster_come_in_one_apply() {
    let settings = json!({"inventory": [nad("other-net", &json!({}))], "clusterSelector": "implicit"});
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1",
        "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"},
    });
    assert_eq!(outcome(&create(&nad("public-net", &config)), &settings), Outcome::Accepted);
    let expected = Outcome::Warned(vec![
        "`spec.network.selectors.public`: `rook-ceph/public-net` is not in the inventory, which has 1 NAD \
         [selector-unknown-network]"
            .to_owned(),
        "change the name, or add the NAD to `inventory` [selector-unknown-network]".to_owned(),
    ]);
    assert_eq!(outcome(&create(&selecting("rook-ceph/public-net", "")), &settings), expected);
}
