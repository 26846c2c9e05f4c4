//! The plan for addresses.

use ceph_multus_core::world::plan::Fit;
use ceph_multus_manifests::{RangePlan, Severity, plan, read};

use super::{checked, examples, lines, settings};

#[test]
fn the_plan_counts_what_fits() {
    let documents = examples(str::to_owned);
    let plans = plan(&documents, &settings(""), "default").expect("a plan");
    let [plan] = plans.as_slice() else { panic!("{plans:?}") };
    assert_eq!((plan.more_osds, plan.more_nodes), (Some(188), Some(94)));
    let line = |network: &ceph_multus_manifests::NetworkPlan| {
        format!(
            "{} {:?} {} + {} {:?}",
            network.nad,
            network.addresses(),
            network.demand.steady,
            network.demand.surge,
            network.fit
        )
    };
    assert_eq!(
        plan.networks.iter().map(line).collect::<Vec<_>>(),
        [
            "rook-ceph/public-net Some(254) 3 mon + 2 mgr + 6 osd + 2 mds + 2 rgw = 15 + 1 network canary + 1 mon failover = 2 Some(Ample)",
            "rook-ceph/cluster-net Some(254) 6 osd + 1 network canary Some(Ample)",
        ]
    );
}

#[test]
fn the_plan_and_the_rule_draw_one_line() {
    let cluster = |osds: u128| {
        format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n  \
             network: {{provider: multus, selectors: {{public: rook-ceph/public-net, cluster: rook-ceph/cluster-net}}}}\n  \
             security: {{keyRotation: {{enabled: true}}}}\n  \
             storage: {{storageClassDeviceSets: [{{name: set1, count: {osds}, encrypted: true}}]}}\n"
        )
    };
    let world = |osds: u128| {
        let mut documents = examples(str::to_owned);
        documents.retain(|document| document.kind() == "NetworkAttachmentDefinition");
        documents.extend(read("cluster.yaml", &cluster(osds)).expect("a manifest"));
        documents
    };
    let plans = plan(&world(6), &settings(""), "default").expect("a plan");
    let more = plans[0].more_osds.expect("a number");
    assert_eq!(more, 118);
    assert_eq!(lines(&world(6 + more), &checked(&world(6 + more), "")), [""; 0]);
    let too_many = world(6 + more + 1);
    let findings = checked(&too_many, "").objects.into_iter().flat_map(|object| object.findings);
    let rules: Vec<_> = findings.map(|finding| finding.rule).collect();
    assert_eq!(rules, ["network-too-small"]);
}

#[test]
fn the_plan_and_the_rule_add_up_the_networks_that_share_addresses() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../cli/tests/input/shared");
    let mut fits = std::collections::BTreeSet::new();
    for (file, count) in [("nad.yaml", "count: 6"), ("pool.yaml", "count: 7")] {
        let text = std::fs::read_to_string(format!("{folder}/{file}")).expect("manifests");
        assert!(text.contains(count), "{file}");
        for osds in 1..12 {
            let documents = read(file, &text.replace(count, &format!("count: {osds}"))).expect("manifests");
            let plans = plan(&documents, &settings(""), "default").expect("a plan");
            let worst = plans.iter().flat_map(|plan| &plan.networks).filter_map(|network| network.fit).max();
            let report = checked(&documents, "");
            let findings = report.objects.iter().flat_map(|object| &object.findings);
            let found = findings.filter(|finding| finding.rule == "network-too-small").map(|finding| finding.severity);
            let expected = match worst.expect("a network") {
                Fit::Ample => None,
                Fit::TooSmall => Some(Severity::Error),
                _ => Some(Severity::Warning),
            };
            assert_eq!(found.max(), expected, "{file} with {osds} OSDs");
            fits.insert(worst);
        }
    }
    assert_eq!(fits.len(), 4, "{fits:?}");
}

/// A pod takes an address of each range, so that a range without one leaves none, and nothing is known of a network with a
/// range that cannot be read.
#[test]
fn a_network_with_a_range_without_addresses_is_too_small() {
    let network = |ranges: &str| {
        let text = format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n  \
             network: {{provider: multus, selectors: {{public: rook-ceph/public-net}}}}\n---\n\
             apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\n\
             metadata: {{name: public-net, namespace: rook-ceph}}\nspec:\n  config: \
             '{{\"cniVersion\":\"0.3.1\",\"type\":\"macvlan\",\"ipam\":{{\"type\":\"whereabouts\",{ranges}}}}}'\n"
        );
        let plans = plan(&read("plan.yaml", &text).expect("YAML"), &settings(""), "default").expect("a plan");
        let network = &plans[0].networks[0];
        let range = |range: &RangePlan| {
            let bounds = range.bounds.as_ref().map(|(first, last)| format!("{first} to {last}"));
            format!("{} {} {}", range.cidr, range.addresses, bounds.unwrap_or_default())
        };
        assert_eq!(network.has(), network.addresses());
        (network.ranges.iter().map(range).collect::<Vec<_>>(), network.addresses(), network.fit, network.room)
    };
    let nothing = (Some(0), Some(Fit::TooSmall), Some(0));
    for (ranges, expected) in [
        (r#""range":"10.0.20.0/24","exclude":["10.0.20.0/24"]"#, vec!["10.0.20.0/24 0 "]),
        (
            r#""range":"10.0.20.0/24","exclude":["10.0.20.0/24"],"ipRanges":[{"range":"10.0.30.0/24"}]"#,
            vec!["10.0.20.0/24 0 ", "10.0.30.0/24 254 10.0.30.1 to 10.0.30.254"],
        ),
        (r#""range":"10.0.20.0/31""#, vec!["10.0.20.0/31 0 "]),
        (r#""range":"10.0.20.5/32""#, vec!["10.0.20.5/32 0 "]),
        (r#""range":"fd00::/128""#, vec!["fd00::/128 0 "]),
        (
            r#""ipRanges":[{"range":"10.0.20.0/24"},{"range":"fd00::/127"}]"#,
            vec!["10.0.20.0/24 254 10.0.20.1 to 10.0.20.254", "fd00::/127 0 "],
        ),
        (r#""range":"10.0.20.0/24","exclude":["10.0.20.0/x"]"#, vec!["10.0.20.0/24 0 "]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(network(ranges), (expected, nothing.0, nothing.1, nothing.2), "{ranges}");
    }
    for ranges in [
        r#""ipRanges":[{"range":"10.0.20.0/24"},{"range":"fd00::/x"}]"#,
        r#""ipRanges":[{"range":"10.0.20.0/24"},{"range":5}]"#,
        r#""range":"10.0.20.0/24","ipRanges":5"#,
        r#""range":"10.0.30.9-10.0.20.0/24""#,
        r#""log_level":"debug""#,
        "",
    ] {
        assert_eq!(network(ranges), (Vec::new(), None, None, None), "{ranges}");
    }
    // Only the first range has slices, and only its addresses are assigned.
    let (sliced, addresses, fit, _) =
        network(r#""node_slice_size":"/26","ipRanges":[{"range":"10.0.20.0/24"},{"range":"10.0.30.0/24"}]"#);
    assert_eq!(
        (sliced, addresses, fit),
        (vec!["10.0.20.0/24 248 10.0.20.1 to 10.0.20.254".to_owned()], Some(248), Some(Fit::Ample))
    );
}
