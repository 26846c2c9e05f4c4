//! Networks of two CephClusters with the same addresses.

use serde_json::{Value, json};

use super::support::findings;

fn nad(namespace: &str, name: &str, master: &str, range: &str) -> Value {
    let ipam = format!(r#"{{"type":"whereabouts","range":"{range}","network_name":"{namespace}"}}"#);
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"config": format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"{master}","ipam":{ipam}}}"#)},
    })
}

fn cluster(namespace: &str) -> Value {
    let selectors = json!({"public": format!("{namespace}/public"), "cluster": format!("{namespace}/cluster")});
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "ceph", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": selectors}},
    })
}

/// What is said of the network `name` of b, on this interface, where a has 10.1.0.0/24 on eth1 as its public network and
/// 10.2.0.0/24 on eth2.100 as its cluster network.
fn found(name: &str, master: &str, range: &str, more: &[Value]) -> Vec<String> {
    let mut inventory = vec![
        cluster("a"),
        nad("a", "public", "eth1", "10.1.0.0/24"),
        nad("a", "cluster", "eth2.100", "10.2.0.0/24"),
        cluster("b"),
    ];
    inventory.extend_from_slice(more);
    findings(&Value::Null, &nad("b", name, master, range), &json!({ "inventory": inventory }))
}

fn line(level: &str, common: &str, other: &str) -> String {
    line_with(level, common, other, "use the same `network_name`, or other addresses")
}

fn line_with(level: &str, common: &str, other: &str, help: &str) -> String {
    format!(
        "{level}: `spec.config.ipam.range`: this network assigns `{common}`, like `{other}`, with another `network_name`, so two \
         pods can get it; {help} [pool-collision]"
    )
}

/// The line about another range, which a common name does not make one pool with the own.
fn line_of_ranges(common: &str, other: &str) -> String {
    line_with("deny", common, other, "use one range and one `network_name` for both, or other addresses")
}

#[test]
fn networks_on_two_segments_may_have_the_same_addresses() {
    let all = "10.2.0.1-10.2.0.254";
    assert_eq!(found("cluster", "eth2.100", "10.2.0.0/24", &[]), [line("deny", all, "a/cluster")]);
    assert_eq!(found("cluster", "eth2.200", "10.2.0.0/24", &[]), [line("warn", all, "a/cluster")]);
    // Only a node knows which one it is.
    assert_eq!(found("cluster", "", "10.2.0.0/24", &[]).first(), Some(&line("deny", all, "a/cluster")));
    // What is on its segment comes before what is apart from it.
    let beside = nad("a", "spare", "eth2.200", "10.2.0.128/25");
    let common = "10.2.0.129-10.2.0.254";
    assert_eq!(found("cluster", "eth2.200", "10.2.0.0/24", &[beside]), [line_of_ranges(common, "a/spare")]);
}

#[test]
fn the_name_of_a_nad_does_not_pass_for_a_part_of_the_message() {
    let named = nad("a", "b`: ok [x]\n", "eth2.200", "10.2.0.128/25");
    let common = "10.2.0.129-10.2.0.254";
    assert_eq!(found("cluster", "eth2.200", "10.2.0.0/24", &[named]), [line_of_ranges(common, "a/b?: ok [x]?")]);
    let long = nad("a", &"b".repeat(253), "eth2.200", "10.2.0.128/25");
    let shown = format!("a/{}...", "b".repeat(59));
    assert_eq!(found("cluster", "eth2.200", "10.2.0.0/24", &[long]), [line_of_ranges(common, &shown)]);
}

#[test]
fn nodes_have_one_route_to_the_addresses_of_two_public_networks() {
    let all = "10.1.0.1-10.1.0.254";
    assert_eq!(found("public", "eth9", "10.1.0.0/24", &[]), [line("deny", all, "a/public")]);
    assert_eq!(found("cluster", "eth9", "10.1.0.0/24", &[]), [line("warn", all, "a/public")]);
}

/// What is said of `a/public` with the range 10.1.0.0/24 and these members, beside NADs of `a` with theirs.
fn of_public(members: &str, others: &[(&str, &str, &str)]) -> Vec<String> {
    let with = |name: &str, range: &str, members: &str| {
        let mut nad = nad("a", name, "eth1", range);
        let config = nad["spec"]["config"].as_str().expect("a text").replace(r#","network_name":"a""#, members);
        nad["spec"]["config"] = json!(config);
        nad
    };
    let mut inventory = vec![cluster("a")];
    inventory.extend(others.iter().map(|(name, range, members)| with(name, range, members)));
    findings(&Value::Null, &with("public", "10.1.0.0/24", members), &json!({ "inventory": inventory }))
}

#[test]
fn a_range_without_overlap_check_is_found_among_those_that_have_it() {
    let unchecked = r#","enable_overlapping_ranges":false"#;
    let checked = ("checked", "10.1.0.0/23", "");
    let line = "deny: `spec.config.ipam.range`: this network assigns `10.1.0.1-10.1.0.254`, like `a/unchecked`, without \
                `enable_overlapping_ranges`, so two pods can get it; remove `enable_overlapping_ranges`, or use other addresses \
                [pool-collision]";
    assert_eq!(of_public("", &[checked, ("unchecked", "10.1.0.0/22", unchecked)]), [line]);
    assert_eq!(of_public("", &[checked, ("unchecked", "10.1.0.0/22", "")]), [""; 0]);
}

#[test]
fn ranges_of_one_network_name_keep_no_addresses_from_each_other() {
    let named = r#","network_name":"a""#;
    let line = "warn: `spec.config.ipam.range`: this network assigns `10.1.0.1-10.1.0.254`, like `a/other`, but the reconciler \
                frees it because of `network_name`; use other addresses [pool-collision]";
    assert_eq!(of_public(named, &[("other", "10.1.0.0/23", named)]), [line]);
    assert_eq!(of_public(named, &[("other", "10.1.0.0/24", named)]), [""; 0]);
}
