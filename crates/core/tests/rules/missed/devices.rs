//! Daemons that join a network by a device.

use serde_json::{Value, json};

use super::support::{both, cluster, found, multus, nad_with};

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
            "warn: `spec.resources.osd`: requests 1 `intel.com/vf` for 2 networks, and network-resources-injector adds no more; set it to 2 [device-not-requested]",
            "warn: `spec.resources.prepareosd`: requests `intel.com/vf`, but these pods have no Multus network; remove it \
         [device-not-requested]",
        ],
    );
}
