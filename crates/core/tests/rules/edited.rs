//! Edits of a NAD that had a fault before: what they leave alone keeps no other change from it.

use serde_json::{Value, json};

use super::moments::support::{Outcome, PERSON, inventory, multus, request};
use super::support::findings;

/// `rook-ceph/public-net`, or `lan/copy`, with this configuration.
fn nad(name: &str, config: &str) -> Value {
    let (namespace, name) = name.split_once('/').expect("a namespace");
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace}, "spec": {"config": config},
    })
}

/// What is found where the configuration of the NAD `name` changes, apart from what is said of the change itself.
fn change(name: &str, old: &str, new: &str, settings: &Value) -> Vec<String> {
    let found = findings(&nad(name, old), &nad(name, new), settings);
    found
        .into_iter()
        .filter(|finding| !finding.contains("inventory-drift") && !finding.contains("range-changed"))
        .collect()
}

const PUBLIC: &str = "rook-ceph/public-net";

const HOST_LOCAL: &str =
    r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","ipam":{"type":"host-local","subnet":"10.0.0.0/24"}}"#;

fn host_local(level: &str) -> String {
    format!(
        "{level}: `spec.config.ipam.type`: `host-local` allocates addresses per node, so two nodes can assign the same one; \
         use `whereabouts` [ipam-type-not-allowed]"
    )
}

#[test]
fn a_config_that_is_only_written_in_another_way_is_not_evaluated() {
    let settings = inventory(&multus("public-net", "cluster-net"));
    let of = |new: &str| change(PUBLIC, HOST_LOCAL, new, &settings);
    for same in [
        HOST_LOCAL.replace(',', ", ").replace('{', "{\n  "),
        HOST_LOCAL.replace("eth1", "eth\\u0031"),
        r#"{"type":"macvlan","ipam":{"subnet":"10.0.0.0/24","type":"host-local"},"master":"eth1","cniVersion":"0.3.1"}"#
            .to_owned(),
    ] {
        assert_eq!(of(&same), [""; 0], "{same}");
    }
    let other = HOST_LOCAL.replace("10.0.0.0/24", "10.0.9.0/24");
    assert_eq!(of(&other), [host_local("deny")]);
    // Of such keys plugins take the last, and the order is another one.
    let ambiguous = HOST_LOCAL.replace(r#""master":"eth1""#, r#""master":"eth1","Master":"eth2""#);
    let turned = HOST_LOCAL.replace(r#""master":"eth1""#, r#""Master":"eth2","master":"eth1""#);
    assert_eq!(change(PUBLIC, &ambiguous, &turned, &settings), [host_local("deny")]);
    let twice = HOST_LOCAL.replace(r#""master":"eth1""#, r#""master":"eth1","master":"eth2""#);
    let turned = HOST_LOCAL.replace(r#""master":"eth1""#, r#""master":"eth2","master":"eth1""#);
    let found = change(PUBLIC, &twice, &turned, &settings);
    let repeated = "deny: `spec.config.master`: is set twice; remove the duplicate [nad-config-invalid]";
    assert_eq!(found, [&*host_local("deny"), repeated]);
    // What Multus does not read is not compared.
    assert_eq!(
        change(PUBLIC, "{}}", "{}} ", &settings),
        [
            "deny: `spec.config`: is not JSON: trailing characters at line 1 column 3; use one JSON object [nad-config-invalid]"
        ]
    );
}

#[test]
fn an_old_fault_keeps_no_mtu_and_no_route_from_a_nad() {
    let settings = inventory(&multus("public-net", "cluster-net"));
    let of = |old: &str, new: &str| change(PUBLIC, old, new, &settings);
    let with = |member: &str| HOST_LOCAL.replacen('{', &format!("{{{member},"), 1);
    let routed = HOST_LOCAL.replace(r#""subnet""#, r#""routes":[{"dst":"10.0.0.0/8"}],"subnet""#);
    for new in [with(r#""mtu":9000"#), with(r#""dns":{}"#), routed, HOST_LOCAL.replace("0.3.1", "1.0.0")] {
        assert_eq!(of(HOST_LOCAL, &new), [host_local("warn")], "{new}");
    }
    // A route with a fault of its own.
    let wrong = HOST_LOCAL.replace(r#""subnet""#, r#""routes":[{"dst":"10.0.0.1/8"}],"subnet""#);
    assert_eq!(
        of(HOST_LOCAL, &wrong),
        [
            "deny: `spec.config.ipam.routes[0].dst`: `10.0.0.1/8` has host bits, so the kernel rejects the route and pods fail; \
             use `10.0.0.0/8` [route-invalid]",
            &host_local("warn"),
        ]
    );
    for new in [
        HOST_LOCAL.replace("10.0.0.0/24", "10.0.1.0/24"),
        HOST_LOCAL.replace("eth1", "eth2"),
        with(r#""mtu":9000,"capabilities":{"ips":true}"#),
    ] {
        assert_eq!(of(HOST_LOCAL, &new), [host_local("deny")], "{new}");
    }
    let passthru =
        "warn: `spec.config.mode`: mode `passthru` allows one pod per master; use mode `bridge` [cni-type-unfit]";
    assert_eq!(of(HOST_LOCAL, &with(r#""mode":"passthru""#)), [&*host_local("deny"), passthru]);
    // With another device, the interface is another one.
    let (old, mut new) = (nad(PUBLIC, HOST_LOCAL), nad(PUBLIC, &with(r#""mtu":9000"#)));
    new["metadata"]["annotations"] = json!({"k8s.v1.cni.cncf.io/resourceName": "intel.com/storage"});
    let drift = "warn: `spec.config`: differs from the inventory; update `inventory` unless the sync does; keep the old NAD \
                 in `previous` until all its pods are restarted [inventory-drift]";
    assert_eq!(findings(&old, &new, &settings), [drift, &*host_local("deny")]);
    let mut chosen = settings.clone();
    chosen["rules"] = json!({"ipam-type-not-allowed": "deny"});
    assert_eq!(change(PUBLIC, HOST_LOCAL, &with(r#""mtu":9000"#), &chosen), [host_local("deny")]);
}

#[test]
fn addresses_that_two_networks_share_do_not_become_more() {
    let settings = inventory(&multus("public-net", "cluster-net"));
    let config = |members: &str, exclude: &str| {
        format!(
            r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1"{members},"ipam":{{"type":"whereabouts",
            "range":"10.0.0.0/23","exclude":["10.0.0.0/24",{exclude}]}}}}"#
        )
    };
    let half = r#""10.0.1.64/26","10.0.1.128/25""#;
    let line = |level: &str| {
        format!(
            "{level}: `spec.config.ipam.range`: this network and the cluster network `rook-ceph/cluster-net` both assign \
             `10.0.1.1-10.0.1.63`; use ranges that do not overlap [networks-overlap]"
        )
    };
    let of = |new: &str| {
        let found = change(PUBLIC, &config("", half), new, &settings);
        found.into_iter().filter(|finding| finding.ends_with("[networks-overlap]")).collect::<Vec<_>>()
    };
    assert_eq!(of(&config(r#","mtu":9000"#, half)), [line("warn")]);
    // Where they are is nothing to addresses.
    let renamed = config("", half).replace("eth1", "ens3f1");
    assert_eq!(of(&renamed), [line("warn")]);
    let more = config("", r#""10.0.1.64/26""#).replace("eth1", "ens3f1");
    assert_eq!(of(&more.replace(r#""ipam""#, r#""IPAM""#)), [line("deny")]);
    // The first of them are the same.
    assert_eq!(of(&config("", r#""10.0.1.64/26""#)), [line("deny")]);
}

#[test]
fn what_the_settings_do_not_allow_keeps_no_larger_range_from_a_nad() {
    let mut settings = inventory(&multus("public-net", "cluster-net"));
    settings["allowedMasters"] = json!(["storage0"]);
    let config = |master: &str, range: &str| {
        format!(
            r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"{master}","ipam":{{"type":"whereabouts","range":"{range}"}}}}"#
        )
    };
    let line = |level: &str, master: &str| {
        format!(
            "{level}: `spec.config.master`: `{master}` is not in `allowedMasters`; use `storage0` [cni-master-not-allowed]"
        )
    };
    let of = |new: &str| {
        let found = change(PUBLIC, &config("eth1", "10.0.8.0/26"), new, &settings);
        found.into_iter().filter(|finding| finding.contains("allowedMasters")).collect::<Vec<_>>()
    };
    assert_eq!(of(&config("eth1", "10.0.8.0/24")), [line("warn", "eth1")]);
    assert_eq!(of(&config("eth2", "10.0.8.0/26")), [line("deny", "eth2")]);
}

#[test]
fn an_old_copy_of_a_ceph_network_keeps_what_it_takes() {
    let settings = inventory(&multus("public-net", "cluster-net"));
    let copy = |members: &str, more: &str| {
        format!(
            r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1"{members},"ipam":{{"type":"whereabouts","range":"10.0.1.0/24"{more}}}}}"#
        )
    };
    let line = |level: &str| {
        format!(
            "{level}: `spec.config.ipam.range`: assigns addresses of the pool of `rook-ceph/cluster-net`, the cluster network of \
             CephCluster rook-ceph/my-cluster; use other addresses [ceph-network-copied]"
        )
    };
    let of = |old: &str, new: &str| change("lan/copy", old, new, &settings);
    let old = copy("", "");
    assert_eq!(of(&old, &old.replace(',', ", ")), [""; 0]);
    assert_eq!(of(&old, &copy(r#","mtu":9000"#, "")), [line("warn")]);
    // What it takes besides is behind the same words.
    let passthru = "deny: `spec.config.master`: takes `eth1` for one pod by `passthru`, away from `rook-ceph/public-net`, the \
                    public network of CephCluster rook-ceph/my-cluster; use another host interface [ceph-network-copied]";
    let slow = "warn: `spec.config.ipam.sleep_for_race`: keeps the lock of Whereabouts for 9 s at every allocation, also from \
                `rook-ceph/cluster-net`, the cluster network of CephCluster rook-ceph/my-cluster; remove it \
                [ceph-network-copied]";
    for (new, more) in [
        (copy(r#","mode":"passthru""#, ""), Some(passthru)),
        (copy("", r#","gateway":"10.0.1.1""#), None),
        (copy("", r#","sleep_for_race":9"#), Some(slow)),
    ] {
        let expected: Vec<String> = [line("deny")].into_iter().chain(more.map(str::to_owned)).collect();
        assert_eq!(of(&old, &new), expected, "{new}");
    }
}

#[test]
fn what_was_only_a_warning_before_is_rejected_as_an_error() {
    let mut settings = inventory(&multus("public-v2", ""));
    settings["allowedInterfaceTypes"] = json!(["ipvlan"]);
    let config = |members: &str| {
        format!(
            r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1"{members},"ipam":{{"type":"whereabouts","range":"10.0.9.0/24"}}}}"#
        )
    };
    let new = nad(PUBLIC, &config(r#","mtu":9000"#));
    let line = |level: &str| {
        format!(
            "{level}: `spec.config.type`: `macvlan` is not in `allowedInterfaceTypes`; use `ipvlan` [interface-type-not-allowed]"
        )
    };
    let of = |old: &Value| {
        let found = findings(old, &new, &settings);
        found.into_iter().filter(|finding| finding.contains("allowedInterfaceTypes")).collect::<Vec<_>>()
    };
    let mut old = nad(PUBLIC, &config(""));
    assert_eq!(of(&old), [line("warn")]);
    // What a controller makes is only warned of where no CephCluster selects it.
    old["metadata"]["ownerReferences"] = json!([{"kind": "A", "name": "a", "controller": true}]);
    assert_eq!(of(&old), [line("deny")]);
}

#[test]
fn old_faults_that_are_only_counted_do_not_hide_new_ones() {
    let settings = inventory(&multus("public-net", "cluster-net"));
    let with = |routes: usize| {
        let routes = (0..routes)
            .map(|route| format!(r#"{{"dst":"10.{}.{}.0/24","gw":"172.16.0.1"}}"#, 100 + route / 200, route % 200));
        let routes = routes.collect::<Vec<_>>().join(",");
        let ipam = format!(r#"{{"type":"whereabouts","range":"10.0.0.0/24","routes":[{routes}]}}"#);
        nad(PUBLIC, &format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","ipam":{ipam}}}"#))
    };
    let line = |route: usize| {
        format!(
            "`spec.config.ipam.routes[{route}].gw`: `172.16.0.1` is not in a subnet of the interface, so the kernel rejects the \
             route and pods fail; use an address of `10.0.0.0/24`, or remove `gw` [gateway-invalid]"
        )
    };
    let of = |old: usize, new: usize| request("UPDATE", PERSON, &with(new), &with(old), &settings);
    assert_eq!(of(10, 11), Outcome::Rejected(line(10)));
    let shown = (0..32).map(line).collect::<Vec<_>>().join("\n");
    assert_eq!(of(600, 700), Outcome::Rejected(format!("{shown}\nand 668 more")));
}
