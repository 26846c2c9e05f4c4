//! Daemons that join a network by a device.

use serde_json::{Value, json};

use super::super::moments::support::{self as moments, Outcome, made, nad, pod, request};
use super::super::support::findings;
use super::support::{NETWORKS, both, cluster, found, multus, nad_with, object};

fn sriov(name: &str, resource: &str) -> Value {
    let mut nad =
        nad_with(name, json!({"type": "sriov", "vlan": 30, "ipam": {"type": "whereabouts", "range": "10.62.0.0/24"}}));
    nad["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": resource});
    nad
}

#[test]
fn daemons_that_join_an_sriov_network_request_its_device() {
    let nads = [sriov("cluster-net", "intel.com/ceph_vf")];
    let with = |resources: Value, ranges: Value| {
        let mut spec = multus(json!({"cluster": "rook-ceph/cluster-net"}));
        spec["resources"] = resources;
        spec["network"]["addressRanges"] = ranges;
        cluster("rook-ceph", spec)
    };
    found(
        &with(json!({}), json!({})),
        &nads,
        &[
            "warn: `spec.resources`: no `intel.com/ceph_vf` for `osd`, `cmd-reporter`, whose pods need it for `rook-ceph/cluster-net`; add it there, unless network-resources-injector does \
        [device-not-requested]",
        ],
    );
    let ranges = json!({"cluster": ["10.62.0.0/24"]});
    let other = json!({"osd": {"limits": {"intel.com/storage_vf": "1"}}});
    found(
        &with(other, ranges.clone()),
        &nads,
        &[
            "warn: `spec.resources`: no `intel.com/ceph_vf` for `osd`, whose pods need it for `rook-ceph/cluster-net`; add it there, unless network-resources-injector does [device-not-requested]",
        ],
    );
    let right = json!({"osd": {"limits": {"intel.com/ceph_vf": "1"}}});
    found(&with(right.clone(), ranges), &nads, &[]);
    found(
        &with(right, json!({})),
        &nads,
        &[
            "warn: `spec.resources`: no `intel.com/ceph_vf` for `cmd-reporter`, whose pods need it for `rook-ceph/cluster-net`; add it there, unless network-resources-injector does [device-not-requested]",
        ],
    );
}

#[test]
fn an_osd_on_two_networks_of_one_device_requests_two() {
    let nads = [sriov("public-net", "intel.com/vf"), {
        let mut nad = sriov("cluster-net", "intel.com/vf");
        let config = nad["spec"]["config"].as_str().expect("a text").replace("10.62.", "10.63.");
        nad["spec"]["config"] = json!(config);
        nad
    }];
    let one = json!({"limits": {"intel.com/vf": 1}});
    let mut spec = multus(both());
    spec["resources"] = json!({"mon": one, "mgr": one, "cmd-reporter": one, "osd": one, "prepareosd": one});
    found(
        &cluster("rook-ceph", spec.clone()),
        &nads,
        &[
            "warn: `spec.resources.osd`: requests 1 `intel.com/vf` for 2 networks; set it to 2 [device-not-requested]",
            "warn: `spec.resources.prepareosd`: requests `intel.com/vf`, but these pods have no Multus network; remove it \
             [device-not-requested]",
        ],
    );
}

/// A NAD of the inventory whose pods need an `intel.com/vf`.
fn by_device(name: &str, net: u8) -> Value {
    let mut nad = nad(name, net);
    let config = nad["spec"]["config"].as_str().expect("a text").replace("macvlan", "sriov");
    nad["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": "intel.com/vf"});
    nad["spec"]["config"] = json!(config);
    nad
}

#[test]
fn no_pod_gets_a_network_whose_device_it_does_not_request() {
    let settings =
        json!({"inventory": [moments::cluster(&moments::multus("public-net", "")), by_device("public-net", 1)]});
    let path = "metadata.annotations[k8s.v1.cni.cncf.io/networks]";
    let warned = |name: &str| {
        Outcome::Warned(vec![
            format!(
                "`{path}`: the {name} is not attached to the public network `rook-ceph/public-net`, whose device \
                 `intel.com/vf` it does not request [attachment-missing]"
            ),
            String::from("add `rook-ceph/public-net`, and `intel.com/vf` to its resources [attachment-missing]"),
        ])
    };
    let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
    assert_eq!(made(&pod("rook-ceph-mgr", &Value::Null), &settings), warned("mgr"));
    assert_eq!(made(&pod(app, &Value::Null), &settings), warned("CSI controller"));
    assert_eq!(made(&pod(app, &json!("")), &settings), warned("CSI controller"));
    let mut requests = pod(app, &Value::Null);
    requests["spec"]["containers"] = json!([{"name": "a"}, {"resources": {"limits": {"intel.com/vf": "1"}}}]);
    let added = Outcome::Networks(String::from(r#"[{"name":"public-net","namespace":"rook-ceph"}]"#));
    assert_eq!(made(&requests, &settings), added);
    // What is in the template is looked at when the pods come.
    let deployment = moments::deployment("rook-ceph-mgr", &Value::Null);
    assert_eq!(request("CREATE", "alice", &deployment, &Value::Null, &settings), Outcome::Accepted);
    let driver = json!({
        "apiVersion": "csi.ceph.io/v1", "kind": "Driver",
        "metadata": {"name": "rook-ceph.rbd.csi.ceph.com", "namespace": "rook-ceph"}, "spec": {},
    });
    assert_eq!(
        findings(&Value::Null, &driver, &settings),
        ["warn: `spec.controllerPlugin.annotations[k8s.v1.cni.cncf.io/networks]`: the CSI controller is not attached \
             to the public network `rook-ceph/public-net`; add `rook-ceph/public-net`, and its device `intel.com/vf` to \
             the resources of a container [csi-attachment-missing]"]
    );
}

#[test]
fn a_pod_on_two_networks_of_one_device_requests_two() {
    let cluster = moments::cluster(&moments::multus("public-net", "cluster-net"));
    let settings = json!({"inventory": [cluster, by_device("public-net", 1), by_device("cluster-net", 2)]});
    let osd = |devices: u8| {
        let mut osd = pod("rook-ceph-osd", &json!("rook-ceph/public-net"));
        osd["spec"]["containers"] = json!([{"resources": {"requests": {"intel.com/vf": devices}}}]);
        made(&osd, &settings)
    };
    let problem = "the OSD is not attached to the cluster network `rook-ceph/cluster-net`, whose device `intel.com/vf` it does \
                   not request";
    assert_eq!(
        osd(1),
        Outcome::Warned(vec![
            format!("`metadata.annotations[{NETWORKS}]`: {problem} [attachment-missing]"),
            String::from("add `rook-ceph/cluster-net`, and `intel.com/vf` to its resources [attachment-missing]"),
        ])
    );
    let both = moments::networks(&["public-net", "cluster-net"]);
    assert_eq!(osd(2), Outcome::Networks(both.as_str().expect("a text").to_owned()));
}

#[test]
fn a_pod_gets_a_network_that_names_its_device_itself() {
    let cluster = moments::cluster(&moments::multus("public-net", ""));
    let mut named = by_device("public-net", 1);
    let config = named["spec"]["config"].as_str().expect("a text");
    named["spec"]["config"] = json!(config.replacen('{', r#"{"deviceID":"0000:03:02.0","#, 1));
    let settings = json!({"inventory": [cluster, named]});
    let warnings = [
        format!(
            "`metadata.annotations[{NETWORKS}]`: was not set, although Rook sets it for Multus [attachment-missing]"
        ),
        String::from("update `inventory` if the CephCluster no longer uses Multus [attachment-missing]"),
    ];
    let networks = moments::networks(&["public-net"]).as_str().expect("a text").to_owned();
    assert_eq!(
        made(&pod("rook-ceph-mon", &Value::Null), &settings),
        Outcome::NetworksAndWarned(networks, warnings.into())
    );
}

/// Rook gives an OSD the resources of its device class in place of those of its device set
/// (rook/rook: pkg/operator/ceph/cluster/osd/spec.go).
#[test]
fn the_resources_of_a_device_class_replace_those_of_a_device_set() {
    let one = json!({"limits": {"intel.com/vf": 1}});
    let mut spec = multus(json!({"public": "rook-ceph/public-net"}));
    spec["storage"] =
        json!({"storageClassDeviceSets": [{"name": "a", "count": 3, "resources": {"limits": {"cpu": 1}}}]});
    let with = |class: Option<&Value>| {
        let mut spec = spec.clone();
        spec["resources"] = json!({"mon": one, "mgr": one, "cmd-reporter": one});
        if let Some(class) = class {
            spec["resources"]["osd-ssd"] = class.clone();
        }
        cluster("rook-ceph", spec)
    };
    let line = |key: &str| {
        format!(
            "warn: `spec.resources`: no `intel.com/vf` for `{key}`, whose pods need it for `rook-ceph/public-net`; add it there, unless network-resources-injector does [device-not-requested]"
        )
    };
    let nads = [sriov("public-net", "intel.com/vf")];
    found(&with(Some(&one)), &nads, &[]);
    found(&with(Some(&json!({"limits": {"cpu": 1}}))), &nads, &[&line("osd-ssd")]);
    found(&with(None), &nads, &[&line("storageClassDeviceSets[0]")]);
}

#[test]
fn a_store_whose_gateways_run_elsewhere_requests_no_device() {
    let public = json!({"public": "rook-ceph/public-net"});
    let others = [cluster("rook-ceph", multus(public)), sriov("public-net", "intel.com/vf")];
    let store =
        |gateway: Value| object("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", "s3", json!({ "gateway": gateway }));
    found(
        &store(json!({"port": 80})),
        &others,
        &[
            "warn: `spec.gateway.resources`: no `intel.com/vf`, which the pods need for `rook-ceph/public-net`; add it there, unless network-resources-injector does [device-not-requested]",
        ],
    );
    found(&store(json!({"port": 80, "externalRgwEndpoints": [{"ip": "10.0.0.1"}]})), &others, &[]);
}
