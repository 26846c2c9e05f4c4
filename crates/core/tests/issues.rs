//! Trouble that users had, from the threads in which they told it: each with the finding that would have spared them.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use serde_json::{Value, json};
use support::findings;

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

#[track_caller]
fn finds(object: &Value, settings: &Value, expected: &[&str]) {
    assert_eq!(findings(&Value::Null, object, settings), expected);
}

fn cluster(network: Value) -> Value {
    let metadata = json!({"name": "my-cluster", "namespace": "rook-ceph"});
    json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": metadata, "spec": {"network": network}})
}

fn multus() -> Value {
    cluster(json!({
        "provider": "multus",
        "selectors": {"public": "rook-ceph/public-net", "cluster": "rook-ceph/cluster-net"},
    }))
}

fn nad_text(name: &str, config: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": "rook-ceph"}, "spec": {"config": config},
    })
}

fn nad(config: &Value) -> Value {
    nad_text("public-net", &config.to_string())
}

fn macvlan(ipam: Value) -> Value {
    nad(&json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam}))
}

fn whereabouts(name: &str, members: Value) -> Value {
    let mut ipam = members;
    ipam["type"] = json!("whereabouts");
    let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge", "ipam": ipam});
    nad_text(name, &config.to_string())
}

fn pod(app: &str, networks: &str) -> Value {
    let metadata = json!({
        "name": "p", "namespace": "rook-ceph", "labels": {"app": app}, "annotations": {NETWORKS: networks},
    });
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"serviceAccountName": app}})
}

fn inventory(objects: &[Value]) -> Value {
    json!({"inventory": objects, "mutate": false})
}

const HOST_LOCAL: &str = "deny: `spec.config.ipam.type`: `host-local` allocates per node, so that two nodes hand out the \
                          same address; use `whereabouts` [ipam-type-not-allowed]";

#[test]
fn issue_rook_12490_keys_under_network_and_host_local_on_several_nodes() {
    finds(
        &cluster(
            json!({"provider": "multus", "public": "rook-ceph/public-net", "selectors": {"cluster": "rook-ceph/x"}}),
        ),
        &json!({}),
        &["deny: `spec.network.public`: Rook ignores a selector here; move it to `spec.network.selectors.public` \
           [selector-unknown-key]"],
    );
    let ipam = json!({"type": "host-local", "subnet": "172.16.0.0/16", "rangeStart": "172.16.2.10"});
    finds(&macvlan(ipam), &json!({}), &[HOST_LOCAL]);
}

#[test]
fn issue_rook_12445_and_12357_chains_without_address_ranges() {
    let chain = json!({"cniVersion": "0.3.1", "name": "n", "plugins": [
        {"type": "ovs", "bridge": "br1", "ipam": {"type": "whereabouts", "range": "192.168.10.0/24"}}, {"type": "sbr"},
    ]});
    finds(
        &nad(&chain),
        &json!({}),
        &["warn: `spec.config.plugins`: Rook before v1.12.4 finds no address range in a chain of plugins; \
           set `addressRanges` in the CephCluster, or use a single plugin [chained-ipam]"],
    );
}

#[test]
fn issue_rook_11642_12254_and_12940_the_provider_of_a_running_cluster_changes() {
    let host = cluster(json!({"provider": "host"}));
    let change = |from: &str, to: &str| {
        format!(
            "deny: `spec.network.provider`: changes from `{from}` to `{to}` on an existing cluster: daemons and volumes \
             lose their networks; make a new cluster, or allow this rule for the change [provider-changed]"
        )
    };
    assert_eq!(findings(&host, &multus(), &json!({})), [change("host", "multus")]);
    assert_eq!(
        findings(&multus(), &host, &json!({})),
        [
            "warn: `spec.network.provider`: the daemons see every interface of the host; use provider `multus` \
             [host-network]"
                .to_owned(),
            change("multus", "host"),
        ]
    );
}

#[test]
fn issue_rook_17639_16427_and_multus_463_671_no_route_from_the_public_network_to_the_nodes() {
    let settings = json!({"inventory": [multus()], "nodeRanges": ["192.168.29.0/24"]});
    finds(
        &whereabouts("public-net", json!({"range": "192.168.20.0/24"})),
        &settings,
        &["warn: `spec.config.ipam.range`: has no route to the nodes in `192.168.29.0/24`; \
           add the node range to `routes` [node-route-missing]"],
    );
}

#[test]
fn issue_rook_16427_and_ocs_operator_3271_the_csi_controller_lacks_the_public_network() {
    finds(
        &pod("rook-ceph.rbd.csi.ceph.com-ctrlplugin", ""),
        &inventory(&[multus()]),
        &[
            "warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: no public network `rook-ceph/public-net`, which \
           the CSI controller needs; add `rook-ceph/public-net` [attachment-missing]",
        ],
    );
}

#[test]
fn issue_rook_8085_an_annotation_is_no_substitute_for_the_host_network_of_the_node_plugin() {
    let mut node_plugin = pod("rook-ceph.rbd.csi.ceph.com-nodeplugin", "rook-ceph/public-net");
    node_plugin["spec"]["hostNetwork"] = json!(true);
    finds(
        &node_plugin,
        &inventory(&[multus()]),
        &["warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: no effect with `hostNetwork`; \
           remove the annotation, or `hostNetwork` [host-network-attachment]"],
    );
}

#[test]
fn issue_ocs_ci_12827_macvlan_with_the_mode_of_ipvlan() {
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "l2",
        "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"},
    });
    finds(
        &nad(&config),
        &json!({}),
        &["deny: `spec.config.mode`: must be `bridge`, `private`, `vepa` or `passthru`, found `l2`; \
           use one of its modes, or leave it out [cni-mode-invalid]"],
    );
}

#[test]
fn issue_multus_144_185_278_640_645_1150_ovs_cni_222_and_microk8s_3008_host_local_gives_one_address_twice() {
    finds(&macvlan(json!({"type": "host-local", "subnet": "10.1.2.0/24"})), &json!({}), &[HOST_LOCAL]);
}

#[test]
fn issue_multus_291_no_lease_from_dhcp() {
    finds(
        &macvlan(json!({"type": "dhcp"})),
        &json!({}),
        &["deny: `spec.config.ipam.type`: `dhcp` is unpredictable: the address is known only once the pod runs, and \
           every node needs a daemon; use `whereabouts` [ipam-type-not-allowed]"],
    );
}

#[test]
fn issue_multus_845_static_gives_one_address_to_all() {
    finds(
        &macvlan(json!({"type": "static", "addresses": [{"address": "10.1.2.3/24"}]})),
        &json!({}),
        &["deny: `spec.config.ipam.type`: `static` gives every pod the same addresses, which does not scale to all \
           daemons; use `whereabouts` [ipam-type-not-allowed]"],
    );
}

#[test]
fn issue_multus_731_and_266_a_comma_too_many_or_too_few() {
    finds(
        &nad_text("public-net", "{\n  \"cniVersion\": \"0.3.1\",\n  \"type\": \"macvlan\",\n}"),
        &json!({}),
        &[
            "deny: `spec.config`: is not JSON: trailing comma at line 4 column 1; write one JSON object [nad-config-invalid]",
        ],
    );
    finds(
        &nad_text("public-net", "{\"cniVersion\": \"0.3.1\" \"type\": \"macvlan\"}"),
        &json!({}),
        &["deny: `spec.config`: is not JSON: expected `,` or `}` at line 1 column 24; write one JSON object \
           [nad-config-invalid]"],
    );
}

#[test]
fn issue_multus_635_a_networks_annotation_that_is_no_json() {
    finds(
        &pod("rook-ceph-mon", r#"[{"name":"public-net" "namespace":"rook-ceph"}]"#),
        &json!({}),
        &["deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: is not JSON: expected `,` or `}` at line 1 \
           column 23; write `namespace/name`, or a JSON list of networks [annotation-unparsable]"],
    );
}

#[test]
fn issue_multus_1195_a_trailing_comma_is_a_network_without_a_name() {
    finds(
        &pod("rook-ceph-mon", "rook-ceph/public-net,"),
        &inventory(&[multus()]),
        &["deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: a network has no name; \
           name it, and look for a stray comma [annotation-unparsable]"],
    );
    finds(
        &cluster(json!({"provider": "multus", "selectors": {"public": "rook-ceph/", "cluster": "rook-ceph/c"}})),
        &json!({}),
        &["deny: `spec.network.selectors.public`: the network has no name; write one network as `namespace/name` \
           [selector-unparsable]"],
    );
}

#[test]
fn issue_multus_705_the_namespace_is_in_the_name() {
    let selector = r#"[{"name":"rook-ceph/public-net"}]"#;
    finds(
        &cluster(json!({"provider": "multus", "selectors": {"public": selector, "cluster": "rook-ceph/c"}})),
        &json!({}),
        &[
            "deny: `spec.network.selectors.public`: the name `rook-ceph/public-net` has a slash, Multus looks for a NAD \
           of that very name; put the namespace into `namespace` [selector-unparsable]",
            "warn: `spec.network.selectors.public`: no namespace; write `rook-ceph/rook-ceph/public-net` \
           [selector-without-namespace]",
        ],
    );
}

#[test]
fn issue_multus_337_and_rook_6396_the_namespace_is_left_to_a_default() {
    finds(
        &cluster(json!({"provider": "multus", "selectors": {"public": "public-net", "cluster": "rook-ceph/c"}})),
        &json!({}),
        &["warn: `spec.network.selectors.public`: no namespace; write `rook-ceph/public-net` \
           [selector-without-namespace]"],
    );
}

#[test]
fn issue_multus_353_and_1089_an_interface_name_is_taken() {
    finds(
        &pod("rook-ceph-osd", "rook-ceph/public-net@net2,rook-ceph/cluster-net"),
        &inventory(&[multus()]),
        &[
            "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: the interface name `net2` is taken when its turn \
           comes; use another, or none [interface-clash]",
        ],
    );
}

#[test]
fn issue_multus_720_the_master_is_an_address_label() {
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "ens33:1",
        "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"},
    });
    finds(
        &nad(&config),
        &json!({}),
        &["deny: `spec.config.master`: no interface is called `ens33:1`; name the interface itself, not one of its \
           address labels [cni-master-invalid]"],
    );
}

#[test]
fn issue_multus_871_229_and_whereabouts_423_the_master_has_another_name_on_some_nodes() {
    let settings = json!({"allowedMasters": ["eth7"]});
    finds(
        &whereabouts("public-net", json!({"range": "192.168.20.0/24"})),
        &settings,
        &["deny: `spec.config.master`: `eth1` is not among `allowedMasters`; use `eth7` [cni-master-not-allowed]"],
    );
}

#[test]
fn issue_multus_641_the_configuration_is_left_to_files_on_the_nodes() {
    finds(
        &nad_text("public-net", ""),
        &json!({}),
        &["deny: `spec.config`: absent, so that Multus looks for a file of that name on every node; \
           put the CNI configuration here [nad-config-missing]"],
    );
}

#[test]
fn issue_multus_1091_and_587_the_host_network_makes_the_annotation_void() {
    let mut mgr = pod("rook-ceph-mgr", "rook-ceph/public-net");
    mgr["spec"]["hostNetwork"] = json!(true);
    finds(
        &mgr,
        &inventory(&[multus()]),
        &[
            "warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: no effect with `hostNetwork`; \
           remove the annotation, or `hostNetwork` [host-network-attachment]",
            "warn: `spec.hostNetwork`: the mgr is on the host and joins no Multus network; remove `hostNetwork` \
           [pod-host-network]",
        ],
    );
}

#[test]
fn issue_multus_483_addresses_and_a_default_route_in_the_annotation() {
    let networks =
        r#"[{"name":"public-net","namespace":"rook-ceph","ips":["192.168.20.5"],"default-route":["192.168.20.1"]}]"#;
    finds(
        &pod("rook-ceph-mon", networks),
        &inventory(&[multus()]),
        &[
            "warn: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: `default-route` for `rook-ceph/public-net` takes \
           the default route away from the pod network; remove `default-route` [attachment-pins-address]",
            "deny: `metadata.annotations[k8s.v1.cni.cncf.io/networks]`: `ips` for `rook-ceph/public-net` is neither \
           reserved nor checked by its IPAM; remove `ips` [attachment-pins-address]",
        ],
    );
}

#[test]
fn issue_cno_956_and_multus_567_namespace_isolation_keeps_the_network_from_the_pods() {
    finds(
        &cluster(json!({"provider": "multus", "selectors": {"public": "storage/public-net", "cluster": "default/c"}})),
        &json!({"namespaceIsolation": ["default"]}),
        &[
            "deny: `spec.network.selectors.public`: pods of `rook-ceph` may not use networks of `storage`; use a NAD of \
           the same namespace, or extend Multus' `globalNamespaces` and `namespaceIsolation` \
           [selector-foreign-namespace]",
        ],
    );
}

#[test]
fn issue_whereabouts_275_291_and_546_the_window_is_smaller_than_the_cluster() {
    finds(
        &whereabouts(
            "public-net",
            json!({"range": "192.168.20.0/24", "range_start": "192.168.20.10", "range_end": "192.168.20.12"}),
        ),
        &inventory(&[multus()]),
        &[
            "deny: `spec.config.ipam.range`: has 3 addresses for 3 mon + 1 mgr = 4; use a larger range, or exclude less \
           [network-too-small]",
        ],
    );
}

#[test]
fn issue_whereabouts_601_keys_of_host_local_and_a_gateway_that_is_handed_out() {
    finds(
        &whereabouts(
            "public-net",
            json!({"range": "192.168.20.0/24", "rangeStart": "192.168.20.10", "gateway": "192.168.20.1"}),
        ),
        &json!({}),
        &[
            "warn: `spec.config.ipam.gateway`: `192.168.20.1` is handed out to a pod; add `192.168.20.1` to `exclude` \
           [gateway-assignable]",
            "warn: `spec.config.ipam.rangeStart`: Whereabouts ignores this key; did you mean `range_start`? \
           [ipam-unknown-key]",
        ],
    );
}

#[test]
fn issue_whereabouts_243_subnet_instead_of_range() {
    finds(
        &whereabouts("public-net", json!({"subnet": "192.168.20.0/24"})),
        &json!({}),
        &[
            "deny: `spec.config.ipam.range`: absent, and no `ipRanges`: no address is handed out; write a CIDR, such as \
           `192.168.20.0/24` [range-missing]",
            "warn: `spec.config.ipam.subnet`: Whereabouts ignores this key; did you mean `range`? [ipam-unknown-key]",
        ],
    );
}

#[test]
fn issue_whereabouts_19_gateway_and_exclude_outside_of_the_range() {
    finds(
        &whereabouts(
            "public-net",
            json!({"range": "192.168.20.0/24", "exclude": ["10.0.0.1/32"], "gateway": "10.0.0.1"}),
        ),
        &json!({}),
        &[
            "warn: `spec.config.ipam.exclude[0]`: `10.0.0.1/32` is outside the range and excludes nothing; use addresses \
           of `192.168.20.0/24` [exclude-invalid]",
            "warn: `spec.config.ipam.gateway`: `10.0.0.1` is in no range of this network; use an address of the range, \
           or none [gateway-invalid]",
        ],
    );
}

#[test]
fn issue_whereabouts_518_558_and_497_node_slices() {
    finds(
        &whereabouts("public-net", json!({"range": "10.0.0.0/8", "node_slice_size": "/27"})),
        &json!({}),
        &[
            "deny: `spec.config.ipam.network_name`: absent: networks with node slices and without a name block each \
           other; give each network a name of its own [node-slice-invalid]",
            "deny: `spec.config.ipam.node_slice_size`: 524288 slices of `10.0.0.0/8` do not fit in one object; use a \
           shorter prefix [node-slice-invalid]",
        ],
    );
}

#[test]
fn issue_whereabouts_263_293_and_openshift_whereabouts_20_names_of_ipv6_pools() {
    finds(
        &whereabouts("public-net", json!({"range": "::1:0/112"})),
        &json!({}),
        &[
            "deny: `spec.config.ipam.range`: `::1:0/112` gives its pool a name that Kubernetes refuses; use a range that \
           does not start with `::` [range-not-storable]",
        ],
    );
}

#[test]
fn issue_whereabouts_176_207_and_162_no_network_status_without_a_cni_version() {
    let config =
        json!({"type": "macvlan", "master": "eth1", "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"}});
    finds(
        &nad(&config),
        &json!({}),
        &["deny: `spec.config.cniVersion`: absent, which stands for `0.1.0`: Multus then reports no network status; \
           use `0.3.1` [cni-version-unsupported]"],
    );
}

#[test]
fn issue_whereabouts_258_and_355_two_networks_share_a_range_under_two_names() {
    let other = whereabouts("backup-net", json!({"range": "192.168.20.0/24", "network_name": "backup"}));
    finds(
        &whereabouts("public-net", json!({"range": "192.168.20.0/24"})),
        &inventory(&[multus(), other]),
        &["deny: `spec.config.ipam.range`: hands out `192.168.20.1-192.168.20.254`, as `rook-ceph/backup-net` does \
           under another `network_name`: both get it; use the same `network_name`, or other addresses [pool-collision]"],
    );
}

#[test]
fn issue_whereabouts_97_and_103_public_and_cluster_hand_out_one_address() {
    let public = whereabouts("public-net", json!({"range": "192.168.20.0/24"}));
    finds(
        &whereabouts("cluster-net", json!({"range": "192.168.20.0/25"})),
        &inventory(&[multus(), public]),
        &["deny: `spec.config.ipam.range`: hands out `192.168.20.1-192.168.20.126`, as the public network \
           `rook-ceph/public-net` does; use networks without common addresses [networks-overlap]"],
    );
}

#[test]
fn issue_rook_12670_the_address_is_not_in_the_configured_network() {
    let mut cluster = multus();
    cluster["spec"]["network"]["addressRanges"] = json!({"public": ["192.168.30.0/24"]});
    finds(
        &whereabouts("public-net", json!({"range": "192.168.20.0/24"})),
        &inventory(&[cluster]),
        &[
            "deny: `spec.config.ipam.range`: hands out `192.168.20.1-192.168.20.254`, outside of `addressRanges.public` \
           of CephCluster rook-ceph/my-cluster; make the address ranges contain the network [address-range-mismatch]",
        ],
    );
}

#[test]
fn issue_multus_444_the_annotation_is_on_the_workload_instead_of_its_template() {
    let workload = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "tools", "namespace": "rook-ceph", "annotations": {NETWORKS: "rook-ceph/public-net"}},
        "spec": {"template": {"metadata": {"labels": {"app": "rook-ceph-tools"}}, "spec": {}}},
    });
    let found = findings(&Value::Null, &workload, &inventory(&[multus()]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("warn: ") && found[0].ends_with("[annotation-misplaced]"), "{found:?}");
}
