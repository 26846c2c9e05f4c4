//! Mistakes that upstream accepts or refuses late, as people make them: each with the exact findings about one object of
//! the world of the others.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use serde_json::{Value, json};

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

fn object(version: &str, kind: &str, namespace: &str, name: &str, spec: Value) -> Value {
    json!({"apiVersion": version, "kind": kind, "metadata": {"namespace": namespace, "name": name}, "spec": spec})
}

fn cluster(namespace: &str, spec: Value) -> Value {
    object("ceph.rook.io/v1", "CephCluster", namespace, "my-cluster", spec)
}

fn multus(selectors: Value) -> Value {
    json!({"network": {"provider": "multus", "selectors": selectors}})
}

fn both() -> Value {
    json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"})
}

fn nad_with(name: &str, plugin: Value) -> Value {
    let nad = "NetworkAttachmentDefinition";
    let mut config = json!({"cniVersion": "0.3.1"});
    for (key, value) in plugin.as_object().expect("a plugin") {
        config[key] = value.clone();
    }
    object("k8s.cni.cncf.io/v1", nad, "rook-ceph", name, json!({"config": config.to_string()}))
}

fn nad(ipam: Value) -> Value {
    nad_with("public-net", json!({"type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam}))
}

fn config_map(name: &str, data: Value) -> Value {
    let mut map = object("v1", "ConfigMap", "rook-ceph", name, Value::Null);
    map.as_object_mut().expect("an object").remove("spec");
    map["data"] = data;
    map
}

/// What is found about `object` beside `others`.
#[track_caller]
fn found(object: &Value, others: &[Value], expected: &[&str]) {
    assert_eq!(
        support::findings(&Value::Null, object, &json!({"inventory": others, "clusterSelector": "implicit"})),
        expected
    );
}

fn whereabouts(range: &str, more: Value) -> Value {
    let mut ipam = json!({"type": "whereabouts", "range": range});
    for (key, value) in more.as_object().expect("an object") {
        ipam[key] = value.clone();
    }
    ipam
}

#[test]
fn a_route_with_host_bits_is_refused() {
    let ipam = whereabouts("10.71.14.0/23", json!({"routes": [{"dst": "10.60.1.5/24"}]}));
    found(
        &nad(ipam.clone()),
        &[],
        &["deny: `spec.config.ipam.routes[0].dst`: `10.60.1.5/24` has host bits, the kernel \
        refuses the route and no pod starts; write `10.60.1.0/24` [route-invalid]"],
    );
    let unknown = nad_with("public-net", json!({"type": "my-cni", "ipam": ipam}));
    found(
        &unknown,
        &[],
        &["warn: `spec.config.ipam.routes[0].dst`: `10.60.1.5/24` has host bits, the kernel refuses the \
        route and no pod starts; write `10.60.1.0/24` [route-invalid]"],
    );
    let v6 = whereabouts("fd00:20::/112", json!({"routes": [{"dst": "fd00:29::5/64"}]}));
    found(&nad(v6), &[], &[]);
}

#[test]
fn a_static_network_that_the_settings_allow_has_its_routes_looked_at() {
    let ipam = json!({"type": "static", "addresses": [{"address": "10.64.0.5/24"}],
        "routes": [{"dst": "10.60.1.5/24"}, {"dst": "10.61.0.0/24", "gw": "10.99.0.1"}]});
    let settings = json!({"allowedIpamTypes": ["whereabouts", "static"]});
    assert_eq!(
        support::findings(&Value::Null, &nad(ipam), &settings),
        [
            "deny: `spec.config.ipam.routes[0].dst`: `10.60.1.5/24` has host bits, the kernel refuses the route and no pod \
             starts; write `10.60.1.0/24` [route-invalid]",
            "deny: `spec.config.ipam.routes[1].gw`: `10.99.0.1` is in no subnet of the interface, the kernel refuses the \
             route and no pod starts; use an address of `10.64.0.0/24`, or leave `gw` out [gateway-invalid]",
        ]
    );
}

#[test]
fn a_route_by_a_gateway_out_of_reach_is_refused() {
    let by = |range: &str, dst: &str, gw: &str| nad(whereabouts(range, json!({"routes": [{"dst": dst, "gw": gw}]})));
    found(
        &by("10.64.0.0/24", "10.60.2.0/24", "10.99.0.1"),
        &[],
        &["deny: `spec.config.ipam.routes[0].gw`: `10.99.0.1` is \
        in no subnet of the interface, the kernel refuses the route and no pod starts; use an address of `10.64.0.0/24`, \
        or leave `gw` out [gateway-invalid]"],
    );
    found(
        &by("10.64.0.0/24", "fd01::/64", "fd00::1"),
        &[],
        &["deny: `spec.config.ipam.routes[0].gw`: `fd00::1` is in no \
        subnet of the interface, the kernel refuses the route and no pod starts; leave `gw` out [gateway-invalid]"],
    );
    found(&by("10.64.0.0/24", "10.60.2.0/24", "10.64.0.1"), &[], &[]);
    found(&by("fd00:20::/112", "fd01::/64", "fe80::1"), &[], &[]);
    let second = whereabouts(
        "10.64.0.0/24",
        json!({"ipRanges": [{"range": "10.99.0.0/24"}], "routes": [{"dst": "10.60.2.0/24", "gw": "10.99.0.1"}]}),
    );
    found(&nad(second), &[], &[]);
    let inherited = |gateway: &str| {
        let routes = json!({"gateway": gateway, "routes": [{"dst": "10.60.2.0/24"}, {"dst": "10.60.3.0/24"}]});
        nad(whereabouts("10.64.0.0/24", routes))
    };
    found(
        &inherited("10.99.0.1"),
        &[],
        &["deny: `spec.config.ipam.gateway`: `10.99.0.1` is in no subnet of the interface, \
        the kernel refuses `routes[0]`, which goes by it, and no pod starts; use an address of `10.64.0.0/24`, or remove it \
        [gateway-invalid]"],
    );
}

#[test]
fn host_bits_that_hide_where_a_range_begins_are_a_warning_that_shows_it() {
    let odf =
        whereabouts("10.71.15.0/23", json!({"exclude": ["10.71.15.102/32"], "routes": [{"dst": "10.71.14.0/23"}]}));
    found(
        &nad(odf),
        &[],
        &["warn: `spec.config.ipam.range`: `10.71.15.0/23` is the network `10.71.14.0/23`: addresses are \
        handed out from `10.71.14.1` on; write `10.71.14.0/23`, or set `range_start` [range-host-bits]"],
    );
    let begins_there = [
        whereabouts("10.0.0.1/24", json!({})),
        whereabouts("10.0.0.200/24", json!({"range_start": "10.0.0.200"})),
        whereabouts("10.0.0.200-10.0.0.210/24", json!({})),
        whereabouts("10.0.0.64/24", json!({"exclude": ["10.0.0.0/26"]})),
    ];
    for ipam in begins_there {
        found(&nad(ipam), &[], &[]);
    }
}

#[test]
fn selectors_beside_selectors_are_told_without_a_provider_too() {
    let network = json!({"network": {"public": "rook-ceph/pub", "cluster": "rook-ceph/clu"}});
    found(
        &cluster("rook-ceph", network),
        &[],
        &[
            "warn: `spec.network.cluster`: Rook ignores a selector here; move it to `spec.network.selectors.cluster`, and set \
         provider `multus` [selector-unknown-key]",
            "warn: `spec.network.public`: Rook ignores a selector here; move it to `spec.network.selectors.public`, and set \
         provider `multus` [selector-unknown-key]",
        ],
    );
    let misspelt = json!({"network": {"provider": "host", "selector": {"public": "rook-ceph/pub"}}});
    let told = support::findings(&Value::Null, &cluster("rook-ceph", misspelt), &json!({}));
    let line = "warn: `spec.network.selector`: Rook ignores this key; did you mean `selectors`? [selector-unknown-key]";
    assert!(told.contains(&line.to_owned()), "{told:?}");
}

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
        &["warn: `spec.resources`: no `intel.com/ceph_vf` for `osd`, `cmd-reporter`, \
        whose pods join `rook-ceph/cluster-net` by it; request it there, unless network-resources-injector does \
        [device-not-requested]"],
    );
    let ranges = json!({"cluster": ["10.62.0.0/24"]});
    let other = json!({"osd": {"limits": {"intel.com/storage_vf": "1"}}});
    found(
        &with(other, ranges.clone()),
        &nads,
        &["warn: `spec.resources`: no `intel.com/ceph_vf` for `osd`, whose pods join \
        `rook-ceph/cluster-net` by it; request it there, unless network-resources-injector does [device-not-requested]"],
    );
    let right = json!({"osd": {"limits": {"intel.com/ceph_vf": "1"}}});
    found(&with(right.clone(), ranges), &nads, &[]);
    found(
        &with(right, json!({})),
        &nads,
        &["warn: `spec.resources`: no `intel.com/ceph_vf` for `cmd-reporter`, whose pods \
        join `rook-ceph/cluster-net` by it; request it there, unless network-resources-injector does [device-not-requested]"],
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
            "warn: `spec.resources.osd`: requests 1 `intel.com/vf` for 2 networks: network-resources-injector adds none where some are requested; \
         request 2 [device-not-requested]",
            "warn: `spec.resources.prepareosd`: takes a `intel.com/vf` for nothing: these pods join no Multus network; remove it \
         [device-not-requested]",
        ],
    );
}

#[test]
fn network_options_of_ceph_beside_multus_are_told() {
    let multus = cluster("rook-ceph", multus(both()));
    let nads = [
        nad(whereabouts("10.61.0.0/24", json!({}))),
        nad_with(
            "cluster-net",
            json!({"type": "macvlan", "master": "eth2", "ipam": {"type": "whereabouts", "range": "10.62.0.0/24"}}),
        ),
    ];
    let text = "[global]\npublic network = 172.30.1.0/24\ncluster-network = 172.30.2.0/24\npublic addr = \"\"\n";
    let map = config_map("rook-config-override", json!({"config": text}));
    let world = |more: &Value| [nads.as_slice(), std::slice::from_ref(more)].concat();
    found(
        &map,
        &world(&multus),
        &["warn: `data.config`: `public_network`, `cluster_network` come in place of what Rook finds \
        for CephCluster rook-ceph/my-cluster; remove them, Rook sets the networks of Multus itself [network-option-set]"],
    );
    found(
        &multus,
        &world(&map),
        &["warn: `spec.network.provider`: `public_network`, `cluster_network` of ConfigMap \
        rook-ceph/rook-config-override come in place of what Rook finds; remove them, Rook sets the networks of Multus itself \
        [network-option-set]"],
    );
    let same = config_map("rook-config-override", json!({"config": "[osd]\npublic_network = 10.61.0.0/24\n"}));
    found(&same, &world(&multus), &[]);
    let mut elsewhere = map.clone();
    elsewhere["metadata"]["namespace"] = json!("shop");
    found(&elsewhere, &world(&multus), &[]);
    found(&config_map("other", json!({"config": text})), &world(&multus), &[]);
    let mut set = multus;
    set["spec"]["cephConfig"] = json!({"global": {"public_network": "172.30.1.0/24", "osd_max_backfills": "1"},
        "osd": {"cluster network": "172.30.2.0/24"}});
    found(
        &set,
        &nads,
        &[
            "warn: `spec.cephConfig.global.public_network`: Rook sets it to the Multus network, and this takes its place, by turns \
         at each reconcile; remove it [network-option-set]",
            "warn: `spec.cephConfig.osd.cluster network`: takes the place of the Multus network that Rook sets; remove it \
         [network-option-set]",
        ],
    );
}

#[test]
fn operator_settings_that_do_not_go_with_multus_are_told() {
    let multus = cluster("rook-ceph", multus(json!({"public": "rook-ceph/public-net"})));
    let map = config_map(
        "rook-ceph-operator-config",
        json!({"ROOK_ENFORCE_HOST_NETWORK": "true", "CSI_ENABLE_HOST_NETWORK": "1"}),
    );
    let why =
        "puts all daemons on the network of the host, and the network canary waits for a network that never comes";
    let at_map = format!("warn: `data.ROOK_ENFORCE_HOST_NETWORK`: {why}; set it to `false` [operator-setting-unfit]");
    found(&map, std::slice::from_ref(&multus), &[&at_map]);
    let at_cluster = format!(
        "warn: `spec.network.provider`: `ROOK_ENFORCE_HOST_NETWORK` of ConfigMap rook-ceph/rook-ceph-operator-config {why}; \
         set it to `false` [operator-setting-unfit]"
    );
    found(&multus, std::slice::from_ref(&map), &[&at_cluster]);
    found(&map, &[], &[]);
    let template = json!({"metadata": {"labels": {"app": "rook-ceph-operator"}}, "spec": {"containers": [
        {"name": "operator", "env": [{"name": "CSI_ENABLE_HOST_NETWORK", "value": "False"}]}]}});
    let operator = object("apps/v1", "Deployment", "rook-ceph", "rook-ceph-operator", json!({"template": template}));
    found(
        &operator,
        std::slice::from_ref(&multus),
        &["warn: `spec.template.spec.containers[0].env[0].value`: `CSI_ENABLE_HOST_NETWORK` \
        takes the CSI node plugins off the network of the host, and they join no Multus network; set it to `true` \
        [operator-setting-unfit]"],
    );
    found(&operator, &[multus, map], &[]);
}

fn two_clusters() -> [Value; 2] {
    let second = json!({"public": "rook-ceph-secondary/public-net", "cluster": "rook-ceph-secondary/cluster-net"});
    [cluster("rook-ceph", multus(both())), cluster("rook-ceph-secondary", multus(second))]
}

#[test]
fn the_csi_controllers_of_two_clusters_need_both_public_networks() {
    let controller = |networks: &str| {
        let app = "rook-ceph.rbd.csi.ceph.com-ctrlplugin";
        let mut pod = object("v1", "Pod", "rook-ceph", app, json!({}));
        pod["metadata"]["labels"] = json!({"app": app});
        pod["metadata"]["annotations"] = json!({NETWORKS: networks});
        pod["metadata"]["ownerReferences"] =
            json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": app, "controller": true}]);
        pod
    };
    let path = format!("metadata.annotations[{NETWORKS}]");
    let clusters = two_clusters();
    found(&controller("rook-ceph/public-net,rook-ceph-secondary/public-net"), &clusters, &[]);
    let missing = format!(
        "warn: `{path}`: no public network `rook-ceph-secondary/public-net` of CephCluster rook-ceph-secondary/my-cluster, which \
         the CSI controller serves; add `rook-ceph-secondary/public-net` [attachment-missing]"
    );
    found(&controller("rook-ceph/public-net"), &clusters, &[&missing]);
    let wrong = format!(
        "deny: `{path}`: `rook-ceph-secondary/cluster-net` is the cluster network of CephCluster \
         rook-ceph-secondary/my-cluster, which is for its OSDs only; remove `rook-ceph-secondary/cluster-net` \
         [foreign-attachment]"
    );
    found(&controller("rook-ceph/public-net,rook-ceph-secondary/cluster-net"), &clusters, &[&missing, &wrong]);
    // With Drivers of its own the second cluster has an operator of its own.
    let driver = object("csi.ceph.io/v1", "Driver", "rook-ceph-secondary", "d", json!({}));
    let [one, two] = clusters;
    found(&controller("rook-ceph/public-net"), &[one, two, driver], &[]);
}

#[test]
fn cephclusters_that_share_a_nad_are_added_up() {
    let shared = |namespace: &str| {
        let mut spec = multus(json!({"public": "rook-ceph/public-net"}));
        spec["mon"] = json!({"count": 3});
        spec["mgr"] = json!({"count": 2});
        spec["storage"] = json!({"storageClassDeviceSets": [{"name": "s", "count": 17}]});
        cluster(namespace, spec)
    };
    let small = nad(whereabouts("192.168.20.0/27", json!({})));
    let (one, two, three) = (shared("rook-ceph"), shared("rook-ceph-2"), shared("rook-ceph-3"));
    found(
        &one,
        &[two.clone(), small.clone()],
        &["deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 30 \
        addresses for 3 mon + 2 mgr + 17 osd = 22, with 22 of CephCluster rook-ceph-2/my-cluster 44; use a larger range, or \
        exclude less [network-too-small]"],
    );
    found(
        &small,
        &[one.clone(), two.clone()],
        &["deny: `spec.config.ipam.range`: has 30 addresses for 3 mon + 2 mgr + 17 osd = \
        22 of CephCluster rook-ceph/my-cluster, with 22 of CephCluster rook-ceph-2/my-cluster 44; use a larger range, or \
        exclude less [network-too-small]"],
    );
    found(
        &three,
        &[one.clone(), two.clone(), small.clone()],
        &["deny: `spec.network.selectors.public`: `rook-ceph/public-net` \
        has 30 addresses for 3 mon + 2 mgr + 17 osd = 22, with 44 of 2 other CephClusters 66; use a larger range, or exclude \
        less [network-too-small]"],
    );
    let large = nad(whereabouts("192.168.20.0/25", json!({})));
    found(&one, &[two, large], &[]);
}

#[test]
fn what_is_taken_of_one_pool_through_several_nads_is_added_up() {
    let on = |namespace: &str, selectors: Value| {
        let mut spec = multus(selectors);
        spec["mon"] = json!({"count": 3});
        spec["mgr"] = json!({"count": 2});
        spec["storage"] = json!({"storageClassDeviceSets": [{"name": "s", "count": 17}]});
        cluster(namespace, spec)
    };
    let pool = |name: &str, more: Value| {
        let mut nad = nad(whereabouts("192.168.20.0/27", more));
        nad["metadata"]["name"] = json!(name);
        nad
    };
    let one = on("rook-ceph", json!({"public": "rook-ceph/public-net"}));
    let two = on("rook-ceph-2", json!({"public": "rook-ceph/other-net"}));
    let nads = [pool("public-net", json!({})), pool("other-net", json!({}))];
    let world = |cluster: &Value| [nads.as_slice(), std::slice::from_ref(cluster)].concat();
    found(
        &one,
        &world(&two),
        &[
            "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 30 addresses for 3 mon + 2 mgr + 17 osd = 22, \
        with 22 of CephCluster rook-ceph-2/my-cluster 44; use a larger range, or exclude less [network-too-small]",
        ],
    );
    found(
        &nads[1],
        &[one.clone(), two.clone(), nads[0].clone()],
        &["deny: `spec.config.ipam.range`: has 30 addresses for 3 mon + 2 mgr + 17 osd = 22 of CephCluster \
        rook-ceph-2/my-cluster, with 22 of CephCluster rook-ceph/my-cluster 44; use a larger range, or exclude less \
        [network-too-small]"],
    );
    // Windows without common addresses are counted apart.
    let low = pool("public-net", json!({"range_end": "192.168.20.29"}));
    let high = pool("other-net", json!({"range_start": "192.168.20.30"}));
    let apart = on("rook-ceph-2", json!({"cluster": "rook-ceph/other-net"}));
    found(&one, &[low.clone(), high.clone(), two], &[]);
    found(
        &apart,
        &[low, high, one],
        &[
            "deny: `spec.network.selectors.cluster`: `rook-ceph/other-net` has 1 address for 17 osd; use a larger range, or \
        exclude less [network-too-small]",
        ],
    );
    // A network of the cluster that has less than it takes itself is reported beside the sum, one that has all is not.
    let both = on("rook-ceph", json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/other-net"}));
    let small = pool("other-net", json!({"range_end": "192.168.20.10"}));
    let sums = |others: &[Value]| -> Vec<String> {
        let told = support::findings(&Value::Null, &both, &json!({"inventory": others}));
        told.into_iter().filter(|line| line.contains("network-too-small")).collect()
    };
    let sum = "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has 30 addresses for 3 mon + 2 mgr + 17 osd = 22, \
               with 17 of the cluster network `rook-ceph/other-net` 39; use a larger range, or exclude less \
               [network-too-small]";
    assert_eq!(sums(&nads), [sum]);
    let windows = [
        pool("public-net", json!({"range_end": "192.168.20.25"})),
        pool("other-net", json!({"range_start": "192.168.20.8"})),
    ];
    assert_eq!(
        sums(&windows),
        [
            "deny: `spec.network.selectors.public`: `rook-ceph/public-net` has with the other NADs of its pool 30 addresses for \
          3 mon + 2 mgr + 17 osd = 22, with 17 of the cluster network `rook-ceph/other-net` 39; use a larger range, or \
          exclude less [network-too-small]"
        ]
    );
    assert_eq!(
        sums(&[nads[0].clone(), small]),
        [
            "deny: `spec.network.selectors.cluster`: `rook-ceph/other-net` has 10 addresses for 17 osd; use a larger range, \
             or exclude less [network-too-small]",
            sum,
        ]
    );
}

fn storage_cluster(spec: Value) -> Value {
    object("ocs.openshift.io/v1", "StorageCluster", "openshift-storage", "ocs-storagecluster", spec)
}

#[test]
fn a_storage_cluster_with_host_network_beside_multus_is_refused() {
    let selectors = json!({"public": "openshift-storage/public-net", "cluster": "openshift-storage/cluster-net"});
    let mut spec = multus(selectors);
    found(&storage_cluster(spec.clone()), &[], &[]);
    let old = storage_cluster(spec.clone());
    spec["hostNetwork"] = json!(true);
    let line = "deny: `spec.hostNetwork`: `true` beside a `provider`, which Rook refuses; remove `hostNetwork` [host-network-conflict]";
    found(&storage_cluster(spec.clone()), &[], &[line]);
    assert_eq!(support::findings(&old, &storage_cluster(spec), &json!({})), [line]);
}

#[test]
fn the_cephcluster_that_odf_writes_is_left_alone() {
    let spec = multus(json!({"public": "openshift-storage/public-net"}));
    let mut object = cluster("openshift-storage", spec.clone());
    let line = "warn: `spec.network.selectors.cluster`: absent, so that it takes the value of `public`; set it to \
                `openshift-storage/public-net` [cluster-selector-implicit]";
    assert_eq!(support::findings(&Value::Null, &object, &json!({})), [line]);
    assert_eq!(support::findings(&Value::Null, &storage_cluster(spec), &json!({})), [line]);
    object["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "ocs.openshift.io/v1", "kind": "StorageCluster", "name": "s", "controller": true}]);
    assert_eq!(support::findings(&Value::Null, &object, &json!({})), [""; 0]);
}

#[test]
fn the_address_family_of_a_storage_cluster_is_that_of_the_platform() {
    let selectors = json!({"public": "openshift-storage/public-net", "cluster": "openshift-storage/public-net"});
    let mut network = nad(whereabouts("fd00:20::/112", json!({})));
    network["metadata"]["namespace"] = json!("openshift-storage");
    let mut spec = multus(selectors);
    found(&storage_cluster(spec.clone()), std::slice::from_ref(&network), &[]);
    spec["network"]["ipFamily"] = json!("IPv4");
    found(
        &storage_cluster(spec),
        &[network],
        &[
            "warn: `spec.network.ipFamily`: ODF puts the family of OpenShift's first cluster network in its place; remove \
        it [odf-network-unsupported]",
        ],
    );
}

#[test]
fn a_selector_that_odf_does_not_read_is_a_warning() {
    let with =
        |public: &str| storage_cluster(multus(json!({"public": public, "cluster": "openshift-storage/cluster-net"})));
    let line = "warn: `spec.network.selectors.public`: the toolbox and the metrics exporter of ODF do not read this form, and find \
        no NAD; write `openshift-storage/public-net` [odf-network-unsupported]";
    found(&with(r#"[{"name":"public-net","namespace":"openshift-storage"}]"#), &[], &[line]);
    found(&with("openshift-storage/public-net@pub0"), &[], &[line]);
    found(&with("openshift-storage/public-net"), &[], &[]);
}

#[test]
fn a_storage_client_hands_its_networks_to_the_csi_pods() {
    let client = |name: &str, networks: &str| {
        let mut client = object("ocs.openshift.io/v1alpha1", "StorageClient", "", name, json!({}));
        client["metadata"].as_object_mut().expect("metadata").remove("namespace");
        client["metadata"]["annotations"] = json!({NETWORKS: networks});
        client
    };
    let selectors = json!({"public": "openshift-storage/public-net", "cluster": "openshift-storage/cluster-net"});
    let world = [storage_cluster(multus(selectors))];
    found(&client("a", "public-net"), &world, &[]);
    let path = format!("metadata.annotations[{NETWORKS}]");
    let missing = format!(
        "warn: `{path}`: the CSI controller does not join the public network `openshift-storage/public-net`; add \
         `openshift-storage/public-net` [csi-attachment-missing]"
    );
    let denied = format!(
        "deny: `{path}`: `openshift-storage/cluster-net` is the cluster network, which is for OSDs only; remove \
         `openshift-storage/cluster-net` [csi-attachment-not-allowed]"
    );
    found(&client("a", "openshift-storage/cluster-net"), &world, &[&missing, &denied]);
    let second = format!(
        "warn: `{path}`: the StorageClient `a` names networks, too, and ODF takes those of one alone; remove one of the \
         annotations [odf-network-unsupported]"
    );
    found(&client("b", "x/y"), &[client("a", "x/y")], &[&second]);
}

#[test]
fn openshift_storage_is_a_namespace_of_ceph_where_no_cluster_is_known() {
    let mut range = nad(whereabouts("10.0.0.0/31", json!({})));
    range["metadata"]["namespace"] = json!("openshift-storage");
    let told = support::findings(&Value::Null, &range, &json!({}));
    assert!(told.len() == 1 && told[0].ends_with("[range-invalid]"), "{told:?}");
    range["metadata"]["namespace"] = json!("shop");
    found(&range, &[], &[]);
}

#[test]
fn services_of_several_clusters_take_osds_off_multus() {
    let mut spec = multus(json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/public-net"}));
    spec["network"]["multiClusterService"] = json!({"enabled": true});
    found(
        &cluster("rook-ceph", spec.clone()),
        &[],
        &["warn: `spec.network.multiClusterService.enabled`: the OSDs listen on the pod \
        network, and use no Multus network that they join; use Multus, or `multiClusterService` [multi-cluster-service]"],
    );
    spec["network"]["provider"] = json!("host");
    let told = support::findings(&Value::Null, &cluster("rook-ceph", spec), &json!({}));
    assert!(!told.iter().any(|line| line.contains("multi-cluster-service")), "{told:?}");
}

#[test]
fn an_annotation_in_a_place_that_is_no_field_has_no_effect() {
    let annotations = json!({NETWORKS: "rook-ceph/public-net"});
    let line = |path: &str, help: &str| {
        format!(
            "warn: `{path}[{NETWORKS}]`: no effect, no pod takes its annotations from here; {help} [annotation-misplaced]"
        )
    };
    let of_cluster = |at: &str, value: Value| {
        let mut spec = multus(both());
        spec[at] = value;
        cluster("rook-ceph", spec)
    };
    for (at, value, path, help) in [
        ("mon", json!({"annotations": annotations}), "spec.mon.annotations", "move it to `spec.annotations.mon`"),
        ("mgr", json!({"annotations": annotations}), "spec.mgr.annotations", "move it to `spec.annotations.mgr`"),
        (
            "storage",
            json!({"annotations": annotations}),
            "spec.storage.annotations",
            "move it to `spec.annotations.osd`",
        ),
        (
            "annotations",
            json!({"rgw": annotations}),
            "spec.annotations.rgw",
            "move it to `spec.gateway.annotations` of the CephObjectStore",
        ),
    ] {
        found(&of_cluster(at, value), &[], &[&line(path, help)]);
    }
    let selectors = "remove it: `spec.network.selectors` of the CephCluster attach the pods";
    let mut mirror = object("ceph.rook.io/v1", "CephRBDMirror", "rook-ceph", "m", json!({"count": 1}));
    mirror["metadata"]["annotations"] = annotations.clone();
    found(&mirror, &[], &[&line("metadata.annotations", selectors)]);
    let store = json!({"gateway": {"instances": 1, "service": {"annotations": annotations}}});
    let store = object("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", "s", store);
    found(&store, &[], &[&line("spec.gateway.service.annotations", selectors)]);
}

#[test]
fn a_toolbox_without_the_public_network_is_reported_where_it_is_written_and_left_alone() {
    let world = [cluster("rook-ceph", multus(both()))];
    let toolbox = |networks: Value| {
        let metadata = json!({"labels": {"app": "rook-ceph-tools"}, "annotations": networks});
        object("apps/v1", "Deployment", "rook-ceph", "rook-ceph-tools", json!({"template": {"metadata": metadata}}))
    };
    let line = format!(
        "warn: `spec.template.metadata.annotations[{NETWORKS}]`: no public network `rook-ceph/public-net`: `rados`, `rbd` and \
         `radosgw-admin` do not reach the OSDs; add `rook-ceph/public-net`, Rook does not [attachment-missing]"
    );
    found(&toolbox(json!({})), &world, &[&line]);
    found(&toolbox(json!({NETWORKS: "public-net"})), &world, &[]);
    found(&toolbox(json!({})), &[], &[]);
    // So is one without a Deployment; of a Deployment's pods nothing is said again.
    let mut pod = object("v1", "Pod", "rook-ceph", "rook-ceph-tools", json!({}));
    pod["metadata"]["labels"] = json!({"app": "rook-ceph-tools"});
    found(&pod, &world, &[&line.replace("spec.template.", "")]);
    pod["metadata"]["ownerReferences"] = json!([{"kind": "ReplicaSet", "name": "rook-ceph-tools", "controller": true}]);
    found(&pod, &world, &[]);
}

#[test]
fn an_endpoint_at_an_address_of_the_pool_is_told() {
    let world = [
        cluster("rook-ceph", multus(json!({"public": "rook-ceph/public-net"}))),
        nad(whereabouts("192.168.20.0/24", json!({"exclude": ["192.168.20.240/28"]}))),
    ];
    let store = |ip: &str| {
        let spec =
            json!({"gateway": {"externalRgwEndpoints": [{"ip": ip}]}, "hosting": {"dnsNames": ["s3.example.net"]}});
        object("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", "s", spec)
    };
    found(
        &store("192.168.20.7"),
        &world,
        &["warn: `spec.gateway.externalRgwEndpoints[0].ip`: `192.168.20.7` is handed out by \
        `rook-ceph/public-net` to any pod, and a gateway does not keep its address; use the Service of the object store, or a \
        load balancer at an address of its own [endpoint-assignable]"],
    );
    found(&store("192.168.20.245"), &world, &[]);
    found(&store("rgw.example.net"), &world, &[]);
}
