//! The networks of a CephCluster.

use super::support::{cluster, lines, nothing_is_said, whereabouts};

#[test]
fn selectors_of_an_external_cluster_are_for_what_runs_here() {
    let external = |selectors: &str| {
        cluster(&format!("  external: {{enable: true}}\n  network: {{provider: multus, selectors: {{{selectors}}}}}\n"))
    };
    let both = external("public: rook-ceph/public-net, cluster: rook-ceph/public-net");
    nothing_is_said(&format!("{}{both}", whereabouts(r#""range":"10.61.0.0/24""#)));
    let store = |instances: u32| {
        format!(
            "---\napiVersion: ceph.rook.io/v1\nkind: CephObjectStore\nmetadata: {{name: s, namespace: rook-ceph}}\n\
             spec: {{gateway: {{instances: {instances}}}}}\n"
        )
    };
    let public = external("public: rook-ceph/public-net");
    let with = |instances| lines(&format!("{public}{}{}", store(instances), whereabouts(r#""range":"10.61.0.0/30""#)));
    assert_eq!(
        with(3),
        [
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 2 addresses and needs 3 rgw; use a larger range or fewer excludes [network-too-small]"
        ]
    );
    assert_eq!(
        with(2),
        [
            "warning: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 2 addresses and needs 2 rgw, which leaves less than 25 % free; use a larger range or fewer excludes [network-too-small]"
        ]
    );
    assert_eq!(
        lines(&external("public: a/b/c, Cluster: rook-ceph/public-net")),
        [
            "error: CephCluster rook-ceph/c: `spec.network.selectors.Cluster`: unknown key, ignored by Rook; did you mean \
             `cluster`? [selector-unknown-key]",
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: element 1: `a/b/c` has more than one `/`, \
             expected [namespace/]name[@interface]; use one network, as `namespace/name` [selector-unparsable]",
        ]
    );
}

#[test]
fn what_is_no_network_is_called_what_it_is() {
    let with = |provider: &str, public: &str, other: &str| {
        let network =
            format!("  network: {{provider: {provider}, selectors: {{public: {public}, cluster: {other}}}}}\n");
        lines(&cluster(&network))
    };
    let at = "CephCluster rook-ceph/c: `spec.network.selectors";
    assert_eq!(
        with("multus", "10.61.0.0/16", "fd00::/64"),
        [
            format!(
                "error: {at}.cluster`: `fd00::/64` is a CIDR, not a network; use one network, as `namespace/name`, and move the CIDR to `spec.network.addressRanges.cluster` [selector-unparsable]"
            ),
            format!(
                "error: {at}.public`: `10.61.0.0/16` is a CIDR, not a network; use one network, as `namespace/name`, and move the CIDR to `spec.network.addressRanges.public` [selector-unparsable]"
            ),
        ]
    );
    assert_eq!(
        with("host", "bond0", "bond1"),
        [
            String::from(
                "warning: CephCluster rook-ceph/c: `spec.network.provider`: the daemons can use every interface of the host; \
                 use provider `multus` [host-network]"
            ),
            format!(
                "warning: {at}`: Rook ignores selectors without provider `multus`; remove them, and set `master` of a NAD to `bond0` [selectors-ignored]"
            ),
        ]
    );
    assert_eq!(
        with("multus", "bond0.100", "rook-ceph/cluster-net"),
        [format!(
            "error: {at}.public`: `bond0.100` is an interface, not a network; use one network, as `namespace/name`, and set `master` of that NAD to the interface [selector-unparsable]"
        )]
    );
    assert_eq!(
        with("multus", "bond0", "rook-ceph/cluster-net"),
        [format!(
            "warning: {at}.public`: the selector has no namespace; use `rook-ceph/bond0`, or the NAD whose `master` is this interface [selector-without-namespace]"
        )]
    );
}

#[test]
fn a_misspelt_provider_hides_no_misspelt_key() {
    let spec =
        "  network: {provider: Multus, selectors: {public: rook-ceph/public-net, cluser: rook-ceph/cluster-net}}\n";
    let at = "error: CephCluster rook-ceph/c: `spec.network";
    assert_eq!(
        lines(&cluster(spec)),
        [
            format!("{at}.provider`: `Multus` is not a network provider; did you mean `multus`? [provider-unknown]"),
            format!(
                "{at}.selectors.cluser`: unknown key, ignored by Rook; did you mean `cluster`? [selector-unknown-key]"
            ),
        ]
    );
}
