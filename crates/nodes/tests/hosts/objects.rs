//! Networks and hosts in the fewest words, and what is found about them.

use ceph_multus_manifests::{Nads, SettingsText, check_files};
use ceph_multus_nodes::Levels;
use serde_json::{Value, json};

use crate::support::lines;

/// The documents of one CephCluster, a public NAD and `others`.
pub(crate) fn text(plugin: Value, ipam: Value, others: &[Value]) -> String {
    let mut config = json!({"cniVersion": "0.3.1", "ipam": {"type": "whereabouts"}});
    for (key, value) in plugin.as_object().expect("a plugin") {
        config[key] = value.clone();
    }
    for (key, value) in ipam.as_object().expect("a section") {
        config["ipam"][key] = value.clone();
    }
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
    });
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "my-cluster", "namespace": "rook-ceph"},
        "spec": {"network": {
            "provider": "multus", "selectors": {"public": "rook-ceph/public-net"},
            "ipFamily": if ipam["range"].to_string().contains(':') { "IPv6" } else { "IPv4" },
        }},
    });
    others.iter().chain([&nad, &cluster]).map(|one| format!("{one}\n")).collect()
}

pub(crate) fn macvlan() -> Value {
    json!({"type": "macvlan", "master": "eth1", "mode": "bridge"})
}

/// The static network of Rook's documentation: nodes in an excluded part of the range.
pub(crate) fn static_ipam() -> Value {
    json!({"range": "192.168.0.0/16", "exclude": ["192.168.252.0/22"], "routes": [{"dst": "192.168.252.0/22"}]})
}

pub(crate) fn policy(name: &str, interfaces: Value, routes: Value) -> Value {
    json!({
        "apiVersion": "nmstate.io/v1", "kind": "NodeNetworkConfigurationPolicy", "metadata": {"name": name},
        "spec": {
            "nodeSelector": {"kubernetes.io/hostname": name},
            "desiredState": {"interfaces": interfaces, "routes": {"config": routes}},
        },
    })
}

pub(crate) fn shim(ip: &str, prefix: u8) -> Value {
    let family = if ip.contains(':') { "ipv6" } else { "ipv4" };
    json!({
        "name": "public-shim", "type": "mac-vlan", "state": "up",
        "mac-vlan": {"base-iface": "eth1", "mode": "bridge", "promiscuous": true},
        family: {"enabled": true, "address": [{"ip": ip, "prefix-length": prefix}]},
    })
}

pub(crate) fn route(destination: &str) -> Value {
    json!({"destination": destination, "next-hop-interface": "public-shim"})
}

pub(crate) fn node(name: &str, ready: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "status": {"conditions": [{"type": "Ready", "status": ready}]},
    })
}

/// A state of a node with what a policy asks for.
pub(crate) fn state(node: &str, policy: &Value) -> Value {
    let desired = &policy["spec"]["desiredState"];
    json!({
        "apiVersion": "nmstate.io/v1beta1", "kind": "NodeNetworkState", "metadata": {"name": node},
        "status": {"currentState": {
            "interfaces": desired["interfaces"],
            "routes": {"running": desired["routes"]["config"], "config": []},
        }},
    })
}

#[test]
fn a_policy_that_is_there_twice_is_an_error() {
    let own = |interfaces: Value| {
        text(macvlan(), static_ipam(), &[policy("n1", interfaces, json!([route("192.168.0.0/16")]))])
    };
    let shim = json!([shim("192.168.252.11", 22)]);
    let one = own(shim.clone());
    let policy = one.lines().next().expect("the policy");
    let repeated = "error: `metadata.name`: the same object as at test.yaml:1:90; keep one, or check them separately [object-repeated]";
    assert_eq!(
        lines(&format!("{policy}\n{one}")).iter().filter(|line| line.contains("object-repeated")).collect::<Vec<_>>(),
        [repeated]
    );
    // Overlays have them on purpose.
    let read = |name: &str, text: &str| ceph_multus_manifests::read(name, text).expect("manifests");
    let apart = [read("a/policy.yaml", policy), read("b/policy.yaml", &one)].concat();
    let report = crate::support::report(&apart, "{}");
    assert!(report.objects.iter().flat_map(|object| &object.findings).all(|finding| finding.rule != "object-repeated"));
}

/// The findings of files, as `file: rule: problem`.
fn in_files(files: &[(&str, String)]) -> Vec<String> {
    let read = |(name, text): &(&str, String)| ceph_multus_manifests::read(name, text).expect("manifests");
    let documents: Vec<_> = files.iter().flat_map(read).collect();
    let settings = SettingsText::read("settings.yaml", "clusterSelector: implicit").expect("settings");
    let mut report = check_files(&documents, &settings, "default", Nads::Ceph, |_, _| {}).expect("a report");
    ceph_multus_nodes::check(&documents, &settings, "default", &Levels::new(), &mut report).expect("a report");
    let lines = report.objects.iter().flat_map(|object| {
        let name = &documents[object.document].source().name;
        object.findings.iter().map(move |finding| format!("{name}: {}: {}", finding.rule, finding.problem))
    });
    lines.collect()
}

#[test]
fn each_directory_is_a_cluster_with_its_own_nodes() {
    let ipam = |range: &str| json!({"type": "whereabouts", "range": range, "routes": [{"dst": "192.168.252.0/22"}]});
    let objects = |range: &str| text(macvlan(), ipam(range), &[]);
    let nad = |range: &str| objects(range).lines().next().expect("the NAD").to_owned();
    let cluster = objects("192.168.0.0/18").lines().last().expect("the CephCluster").to_owned();
    let policy = |name: &str, node: &str, range: &str| {
        let mut policy = policy(node, json!([shim("192.168.252.11", 22)]), json!([route(range)]));
        policy["metadata"]["name"] = json!(name);
        policy.to_string()
    };
    let (east, west) = ("192.168.0.0/18", "192.168.64.0/18");
    // NADs and policies differ.
    let mut files = [
        ("base/cluster.yaml", cluster.clone()),
        ("east/nad.yaml", nad(east)),
        ("east/nncp.yaml", policy("shim", "n1", east)),
        ("west/nad.yaml", nad(west)),
        ("west/nncp.yaml", policy("shim", "n1", west)),
    ];
    assert_eq!(in_files(&files), [""; 0]);
    files[4].1 = policy("shim", "n1", east);
    let missing = "the node has no route through `public-shim` to the pods of `rook-ceph/public-net`";
    assert_eq!(in_files(&files), [format!("west/nncp.yaml: host-route-missing: {missing}")]);
    // Policies alone differ.
    let mut files = [
        ("base/cluster.yaml", cluster),
        ("base/nad.yaml", nad(east)),
        ("overlays/east/nncp.yaml", policy("shim", "n1", east)),
        ("overlays/west/nncp.yaml", policy("shim", "n2", east)),
    ];
    assert_eq!(in_files(&files), [""; 0]);
    // What is wrong in both with what they share is said once.
    files[2].1 = policy("shim", "n1", east).replace("public-shim", "eth2").replace("mac-vlan", "dummy");
    files[3].1 = files[2].1.clone();
    let nowhere = "no node has an interface on `rook-ceph/public-net`, so nodes cannot reach the daemons";
    assert_eq!(in_files(&files), [format!("base/cluster.yaml: host-shim-missing: {nowhere}")]);
    // Of one cluster, two nodes have one address.
    files[2].1 = policy("shim", "n1", east);
    files[3].1 = policy("other", "n2", east);
    let repeated = "`192.168.252.11` is also the address of NodeNetworkConfigurationPolicy `shim`";
    assert_eq!(in_files(&files), [format!("overlays/west/nncp.yaml: host-address-repeated: {repeated}")]);
}

#[track_caller]
pub(crate) fn found(text: &str, expected: &[&str]) {
    assert_eq!(lines(text), expected);
}
