//! All other requests.

use serde_json::{Value, json};

use super::support::{
    NETWORKS, OPERATOR, Outcome, PERSON, cluster, deployment, during_change, for_osds, inventory, made, multus, nad,
    networks, pod, request, unknown,
};

const TEMPLATE: &str = "spec.template.";
const DRIFT: &str = "`spec.network.selectors.public`: differs from the inventory";
const TO_DO: &str =
    "update `inventory` unless the sync does; keep the old object in `previous` until Rook is done [inventory-drift]";
const TO_DO_FOR_NAD: &str = "update `inventory` unless the sync does; keep the old NAD in `previous` until all its pods are \
                             restarted [inventory-drift]";

fn before() -> Value {
    multus("public-net", "cluster-net")
}

fn after() -> Value {
    multus("public-v2", "cluster-net")
}

/// The message of the rule alone, in a change that other rules have a word about as well.
fn about(outcome: &Outcome, rule: &str) -> Vec<String> {
    let Outcome::Warned(warnings) = outcome else { panic!("{outcome:?}") };
    warnings.iter().filter(|warning| warning.ends_with(&format!("[{rule}]"))).cloned().collect()
}

fn foreign(networks: &Value) -> Value {
    let mut pod = pod("web", networks);
    pod["metadata"]["namespace"] = json!("shop");
    pod
}

#[test]
fn a_pod_outside_on_a_nad_that_is_only_the_cluster_network() {
    let pod = foreign(&networks(&["cluster-net"]));
    assert_eq!(
        made(&pod, &inventory(&before())),
        Outcome::Rejected(format!(
            "`metadata.annotations[{NETWORKS}]`: only OSDs may be attached to `rook-ceph/cluster-net`, the cluster network of \
             CephCluster rook-ceph/my-cluster; remove `rook-ceph/cluster-net` [foreign-attachment]"
        ))
    );
}

#[test]
fn a_pod_outside_on_a_nad_that_is_not_known() {
    assert_eq!(made(&foreign(&networks(&["backup-net"])), &inventory(&before())), Outcome::Accepted);
}

#[test]
fn a_deployment_that_the_operator_writes() {
    let sides = "the inventory has `rook-ceph/public-net`";
    let expected = unknown(TEMPLATE, "`rook-ceph/public-v2`", sides);
    let mgr = deployment("rook-ceph-mgr", &networks(&["public-v2"]));
    assert_eq!(request("CREATE", OPERATOR, &mgr, &Value::Null, &inventory(&before())), expected);
    assert_eq!(
        request("UPDATE", OPERATOR, &mgr, &deployment("rook-ceph-mgr", &json!("x")), &inventory(&before())),
        expected
    );
    // The selectors were swapped, and the settings do not know.
    let swapped = deployment("rook-ceph-mgr", &networks(&["cluster-net"]));
    let outcome = request("CREATE", OPERATOR, &swapped, &Value::Null, &inventory(&before()));
    let problem = "only OSDs may be attached to the cluster network `rook-ceph/cluster-net`";
    assert_eq!(
        outcome,
        Outcome::Warned(vec![
            format!("`{TEMPLATE}metadata.annotations[{NETWORKS}]`: {problem} [attachment-not-allowed]"),
            String::from("remove `rook-ceph/cluster-net` [attachment-not-allowed]"),
        ])
    );
}

#[test]
fn a_deployment_of_a_person_with_the_networks_of_the_inventory() {
    // As `kubectl rook-ceph maintenance start` copies one.
    let mut osd = deployment("rook-ceph-osd", &networks(&["public-net", "cluster-net"]));
    osd["metadata"]["name"] = json!("rook-ceph-osd-0-maintenance");
    for settings in [inventory(&before()), during_change(&after(), &before())] {
        assert_eq!(request("CREATE", PERSON, &osd, &Value::Null, &settings), Outcome::Accepted);
    }
}

#[test]
fn a_deployment_of_a_person_that_puts_another_daemon_on_the_cluster_network() {
    let mon = deployment("rook-ceph-mon", &networks(&["cluster-net"]));
    let outcome = request("CREATE", PERSON, &mon, &Value::Null, &inventory(&before()));
    assert_eq!(outcome, for_osds(TEMPLATE, "cluster-net"));
}

#[test]
fn an_update_of_a_cephcluster_that_leaves_the_networks_alone() {
    let old = cluster(&multus("public-net", ""));
    let ranges = [
        "`spec.network.addressRanges`: changes on an existing cluster [network-changed]",
        "keep old and new networks connected until all daemons have restarted [network-changed]",
        "`spec.network.selectors.cluster`: differs from the inventory [inventory-drift]",
        TO_DO,
    ];
    for (key, value, expected) in [
        ("connections", json!({"encryption": {"enabled": true}}), Outcome::Accepted),
        ("addressRanges", json!({"public": ["10.0.0.0/24"]}), Outcome::Warned(ranges.map(String::from).to_vec())),
    ] {
        let mut new = old.clone();
        new["spec"]["network"][key] = value;
        assert_eq!(request("UPDATE", PERSON, &new, &old, &inventory(&before())), expected, "{key}");
    }
    let mut new = old.clone();
    new["spec"]["dashboard"] = json!({"enabled": true});
    assert_eq!(request("UPDATE", PERSON, &new, &old, &inventory(&before())), Outcome::Accepted);
}

#[test]
fn an_update_of_a_cephcluster_that_changes_the_networks_and_differs_from_the_inventory() {
    let change = |settings: &Value| request("UPDATE", PERSON, &cluster(&after()), &cluster(&before()), settings);
    let mut settings = inventory(&before());
    let expected = vec![format!("{DRIFT} [inventory-drift]"), TO_DO.to_owned()];
    assert_eq!(about(&change(&settings), "inventory-drift"), expected);
    settings["rules"] = json!({"inventory-drift": "deny"});
    assert_eq!(change(&settings), Outcome::Rejected(format!("{DRIFT}; {TO_DO}")));
    // First the settings, then the cluster; and back.
    for settings in [during_change(&after(), &before()), during_change(&before(), &after())] {
        assert_eq!(about(&change(&settings), "inventory-drift"), [""; 0]);
    }
}

#[test]
fn a_cephcluster_that_is_made() {
    // With its NADs in one `kubectl apply`: the inventory knows others of the namespace.
    let settings = json!({"inventory": [nad("other-net", 9)]});
    let outcome = request("CREATE", PERSON, &cluster(&before()), &Value::Null, &settings);
    let unknown = |network: &str| {
        [
            format!(
                "`spec.network.selectors.{network}`: `rook-ceph/{network}-net` is not in the inventory, which has 1 NAD \
                 [selector-unknown-network]"
            ),
            String::from("change the name, or add the NAD to `inventory` [selector-unknown-network]"),
        ]
    };
    assert_eq!(outcome, Outcome::Warned([unknown("cluster"), unknown("public")].concat()));
    // Created again, with other networks than the copy of the same name.
    let outcome = request("CREATE", PERSON, &cluster(&after()), &Value::Null, &inventory(&before()));
    assert_eq!(about(&outcome, "inventory-drift"), [format!("{DRIFT} [inventory-drift]"), TO_DO.to_owned()]);
}

#[test]
fn a_running_cephcluster_does_not_follow_a_typing_error() {
    let network = multus("public-nte", "cluster-net");
    let (new, old) = (cluster(&network), cluster(&before()));
    let problem = "`spec.network.selectors.public`: `rook-ceph/public-nte` is not in the inventory, which has 4 NADs; \
                   change the name to `public-net`, or add the NAD to `inventory` first [selector-unknown-network]";
    assert_eq!(request("UPDATE", PERSON, &new, &old, &inventory(&before())), Outcome::Rejected(problem.to_owned()));
    // One that follows it already is not held up in what it changes besides.
    let mut other = new.clone();
    other["spec"]["network"]["ipFamily"] = json!("IPv4");
    let warnings = [
        "`spec.network.ipFamily`: changes on an existing cluster [network-changed]",
        "keep old and new networks connected until all daemons have restarted [network-changed]",
        "`spec.network.selectors.public`: differs from the inventory [inventory-drift]",
        TO_DO,
        "`spec.network.selectors.public`: `rook-ceph/public-nte` is not in the inventory, which has 4 NADs \
         [selector-unknown-network]",
        "change the name to `public-net`, or add the NAD to `inventory` [selector-unknown-network]",
    ];
    let outcome = request("UPDATE", PERSON, &other, &new, &inventory(&before()));
    assert_eq!(outcome, Outcome::Warned(warnings.map(String::from).to_vec()));
}

#[test]
fn a_nad_that_the_inventory_selects_is_changed_or_deleted() {
    let outcome = request("UPDATE", PERSON, &nad("public-net", 7), &nad("public-net", 0), &inventory(&before()));
    let warnings = [
        "`spec.config`: differs from the inventory [inventory-drift]",
        TO_DO_FOR_NAD,
        "`spec.config.ipam.range`: changes from `10.0.0.0/24` to `10.0.7.0/24` [range-changed]",
        "restart every pod of the network, whose addresses stay in the old pool [range-changed]",
    ];
    assert_eq!(outcome, Outcome::Warned(warnings.map(String::from).to_vec()));
    let deleted = |settings: &Value| request("DELETE", PERSON, &Value::Null, &nad("public-net", 0), settings);
    assert_eq!(
        about(&deleted(&inventory(&before())), "nad-in-use"),
        [
            "`metadata.name`: CephCluster rook-ceph/my-cluster uses this NAD as its public network, so its pods cannot restart [nad-in-use]",
            "create it again, or select another NAD first [nad-in-use]",
        ]
    );
    assert_eq!(
        about(&deleted(&during_change(&after(), &before())), "nad-in-use"),
        [
            "`metadata.name`: CephCluster rook-ceph/my-cluster in `previous` uses this NAD as its public network, so its pods cannot restart [nad-in-use]",
            "remove it when no pod uses it any more [nad-in-use]",
        ]
    );
    assert_eq!(deleted(&inventory(&after())), Outcome::Accepted);
}

#[test]
fn a_nad_of_a_tenant_that_nobody_selects() {
    let mut tenant = nad("web-net", 0);
    tenant["metadata"]["namespace"] = json!("shop");
    let mut other = nad("other-net", 0);
    other["metadata"]["namespace"] = json!("bank");
    let settings = json!({"inventory": [cluster(&multus("public-v2", "cluster-v2")), other]});
    assert_eq!(request("CREATE", PERSON, &tenant, &Value::Null, &settings), Outcome::Accepted);
}

#[test]
fn a_pod_of_a_person_with_the_label_of_a_daemon_and_any_network() {
    let bare = "`metadata.ownerReferences`: no controller owns this pod, but Rook creates the mon with one; remove the label \
                [daemon-impersonated]";
    let Outcome::Rejected(attached) = for_osds("", "cluster-net") else { panic!("a rejection") };
    for (name, problems) in [
        ("public-net", bare.to_owned()),
        ("cluster-net", format!("{attached}\n{bare}")),
        ("backup-net", bare.to_owned()),
    ] {
        let mut bare = pod("rook-ceph-mon", &networks(&[name]));
        bare["metadata"].as_object_mut().expect("an object").remove("ownerReferences");
        let outcome = request("CREATE", PERSON, &bare, &Value::Null, &inventory(&before()));
        assert_eq!(outcome, Outcome::Rejected(problems), "{name}");
    }
}

#[test]
fn a_deployment_of_a_person_whose_label_does_not_match_the_service_account() {
    let mut osd = deployment("rook-ceph-osd", &networks(&["public-net", "cluster-net"]));
    osd["spec"]["template"]["spec"]["serviceAccountName"] = json!("default");
    let outcome = request("CREATE", PERSON, &osd, &Value::Null, &inventory(&before()));
    assert_eq!(
        outcome,
        Outcome::Rejected(String::from(
            "`spec.template.spec.serviceAccountName`: the pod has the label of an OSD but runs as `default`; remove the label, or \
             run the pod as `rook-ceph-osd` [daemon-impersonated]"
        ))
    );
}
