//! What configures Ceph and Rook's operator next to the CephCluster.

use serde_json::{Value, json};

use super::support::{both, cluster, config_map, found, multus, nad, nad_with, object, whereabouts};

#[test]
fn network_options_of_ceph_next_to_multus_are_reported() {
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
        &[
            "warn: `data.config`: `public_network`, `cluster_network` replace the Multus networks of CephCluster rook-ceph/my-cluster; remove them [network-option-set]",
        ],
    );
    found(
        &multus,
        &world(&map),
        &[
            "warn: `spec.network.provider`: `public_network`, `cluster_network` of ConfigMap rook-ceph/rook-config-override replace the Multus networks that Rook sets; remove them \
        [network-option-set]",
        ],
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
            "warn: `spec.cephConfig.global.public_network`: replaces the Multus networks that Rook sets, alternately at each reconcile; remove it [network-option-set]",
            "warn: `spec.cephConfig.osd.cluster network`: replaces the Multus networks that Rook sets; remove it \
         [network-option-set]",
        ],
    );
}

#[test]
fn each_option_says_what_it_does_wherever_it_is_set() {
    let multus = cluster("rook-ceph", multus(both()));
    let text = "[global]\nms_bind_ipv6 = true\npublic_addr = 1.2.3.4\n[osd]\ncluster addr = 1.2.3.5\npublic_network_interface = eth1\n";
    let map = config_map("rook-config-override", json!({"config": text}));
    found(
        &map,
        std::slice::from_ref(&multus),
        &[
            "warn: `data.config`: `ms_bind_ipv6` decides the address family of CephCluster rook-ceph/my-cluster; use `spec.network.ipFamily` [network-option-set]",
            "warn: `data.config`: `public_addr`, `cluster_addr` set the addresses of daemons, which have their own in the Multus networks of CephCluster rook-ceph/my-cluster; remove them [network-option-set]",
            "warn: `data.config`: `public_network_interface` limits the interfaces of CephCluster rook-ceph/my-cluster; remove it [network-option-set]",
        ],
    );
    let of = "of ConfigMap rook-ceph/rook-config-override";
    found(
        &multus,
        std::slice::from_ref(&map),
        &[
            &format!(
                "warn: `spec.network.provider`: `ms_bind_ipv6` {of} decides the address family instead of Rook; use `spec.network.ipFamily` [network-option-set]"
            ),
            &format!(
                "warn: `spec.network.provider`: `public_addr`, `cluster_addr` {of} set the addresses of daemons, which have their own in the Multus networks that Rook sets; remove them [network-option-set]"
            ),
            &format!(
                "warn: `spec.network.provider`: `public_network_interface` {of} limits the interfaces that Rook sets; remove it [network-option-set]"
            ),
        ],
    );
    let mut set = multus;
    set["spec"]["cephConfig"] =
        json!({"osd": {"ms_bind_ipv6": "true", "public_addr": "1.2.3.4", "public_network_interface": "eth1"}});
    found(
        &set,
        &[],
        &[
            "warn: `spec.cephConfig.osd.ms_bind_ipv6`: decides the address family instead of Rook; use `spec.network.ipFamily` [network-option-set]",
            "warn: `spec.cephConfig.osd.public_addr`: sets the address of daemons, which have their own in the Multus networks that Rook sets; remove it [network-option-set]",
            "warn: `spec.cephConfig.osd.public_network_interface`: limits the interfaces that Rook sets; remove it [network-option-set]",
        ],
    );
    // Rook decides the family, whatever stands there.
    let mut decided = cluster("rook-ceph", self::multus(both()));
    decided["spec"]["network"]["ipFamily"] = json!("IPv4");
    let family = config_map("rook-config-override", json!({"config": "[global]\nms_bind_ipv6 = true\n"}));
    found(&family, &[decided], &[]);
}

#[test]
fn operator_settings_that_conflict_with_multus_are_reported() {
    let multus = cluster("rook-ceph", multus(json!({"public": "rook-ceph/public-net"})));
    let map = config_map(
        "rook-ceph-operator-config",
        json!({"ROOK_ENFORCE_HOST_NETWORK": "true", "CSI_ENABLE_HOST_NETWORK": "1"}),
    );
    let why = "moves daemons to the host network, so they have no Multus network";
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
        moves the CSI node plugins off the host network, so mounts hang when such a pod is deleted; set it to `true` \
        [operator-setting-unfit]"],
    );
    found(&operator, &[multus, map], &[]);
}

#[test]
fn services_of_several_clusters_take_osds_off_multus() {
    let mut spec = multus(json!({"public": "rook-ceph/public-net", "cluster": "rook-ceph/public-net"}));
    spec["network"]["multiClusterService"] = json!({"enabled": true});
    found(
        &cluster("rook-ceph", spec.clone()),
        &[],
        &[
            "warn: `spec.network.multiClusterService.enabled`: the OSDs listen on the pod network and do not use their Multus networks; use Multus, or `multiClusterService` [multi-cluster-service]",
        ],
    );
    spec["network"]["provider"] = json!("host");
    found(
        &cluster("rook-ceph", spec),
        &[],
        &[
            "warn: `spec.network.provider`: the daemons can use every interface of the host; use provider `multus` [host-network]",
            "warn: `spec.network.selectors`: Rook ignores selectors without provider `multus`; set `provider`, or remove them \
             [selectors-ignored]",
        ],
    );
}

#[test]
fn a_network_option_without_a_network_replaces_what_rook_sets() {
    let others = [cluster("rook-ceph", multus(both())), nad(whereabouts("10.61.0.0/24", json!({})))];
    for text in ["[global]\npublic_network =\n", "[global]\npublic_network = ,\n"] {
        found(
            &config_map("rook-config-override", json!({"config": text})),
            &others,
            &[
                "warn: `data.config`: `public_network` replaces the Multus networks of CephCluster rook-ceph/my-cluster; remove it [network-option-set]",
            ],
        );
    }
}
