//! The plan for addresses.

use ceph_multus_core::world::plan::Fit;
use ceph_multus_manifests::{Severity, plan, read};

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

#[test]
fn a_network_whose_excludes_leave_nothing_is_too_small() {
    let text = r#"apiVersion: ceph.rook.io/v1
kind: CephCluster
metadata: {name: c, namespace: rook-ceph}
spec:
  network: {provider: multus, selectors: {public: rook-ceph/public-net}}
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {name: public-net, namespace: rook-ceph}
spec:
  config: '{"cniVersion":"0.3.1","type":"macvlan","ipam":{"type":"whereabouts","range":"10.0.20.0/24","exclude":["10.0.20.0/24"]}}'
"#;
    let network = |text: &str| {
        let plans = plan(&read("plan.yaml", text).expect("YAML"), &settings(""), "default").expect("a plan");
        let network = &plans[0].networks[0];
        (network.addresses(), network.has(), network.fit, network.room)
    };
    assert_eq!(network(text), (Some(0), Some(0), Some(Fit::TooSmall), Some(0)));
    // A pod takes an address of each range.
    let two = text.replace(r#""exclude":["#, r#""ipRanges":[{"range":"10.0.30.0/24"}],"exclude":["#);
    assert_eq!(network(&two), (Some(0), Some(0), Some(Fit::TooSmall), Some(0)));
    assert_eq!(network(&text.replace("config: '{", "config: '")), (None, None, None, None));
}
