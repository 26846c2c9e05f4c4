//! The networks of a CephCluster.

use super::support::{cluster, lines, lines_of_files, nothing_is_said, whereabouts};

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
            "warning: {at}.public`: the selector has no namespace; use `rook-ceph/bond0`, or use the NAD whose `master` is this interface [selector-without-namespace]"
        )]
    );
}

#[test]
fn each_element_and_each_name_in_json_is_called_what_it_is() {
    let nad = whereabouts(r#""range":"10.61.0.0/24""#);
    let with = |provider: &str, public: &str| {
        let spec = format!(
            "  network: {{provider: {provider}, selectors: {{public: '{public}', cluster: rook-ceph/public-net}}}}\n"
        );
        lines(&format!("{nad}{}", cluster(&spec)))
    };
    let one = "use one network, as `namespace/name`";
    let ranges = "`spec.network.addressRanges.public`";
    for (public, problem, help) in [
        (
            "10.61.0.0/16, 10.62.0.0/16",
            "`10.61.0.0/16, 10.62.0.0/16` are CIDRs, not a network",
            format!("{one}, and move the CIDRs to {ranges}"),
        ),
        (
            "rook-ceph/public-net,fd00::/64",
            "element 2: `fd00::/64` is a CIDR, not a network",
            format!("{one}, and move the CIDR to {ranges}"),
        ),
        (
            r#"[{"name":"10.1.0.0/24"}]"#,
            "`10.1.0.0/24` is a CIDR, not a network",
            format!("{one}, and move the CIDR to {ranges}"),
        ),
        (
            r#"{"name":"fd00::/64","namespace":"rook-ceph"}"#,
            "`fd00::/64` is a CIDR, not a network",
            format!("{one}, and move the CIDR to {ranges}"),
        ),
        ("10.62.0.5", "`10.62.0.5` is an address, not a network", format!("{one}, and CIDRs in {ranges}")),
        ("fd00::5", "`fd00::5` is an address, not a network", format!("{one}, and CIDRs in {ranges}")),
        (r#"{"name":"fd00::5"}"#, "`fd00::5` is an address, not a network", format!("{one}, and CIDRs in {ranges}")),
        (
            r#"{"name":"eth0:1"}"#,
            "`eth0:1` is an interface, not a network",
            format!("{one}, and set `master` of that NAD to the interface"),
        ),
        (
            r#"{"name":"rook-ceph/public-net"}"#,
            "the name `rook-ceph/public-net` has a slash, so Multus finds no NAD",
            String::from("move the namespace to `namespace`"),
        ),
        (
            r#"{"name":"Public_Net"}"#,
            "Kubernetes rejects the name `Public_Net`, so Multus finds no NAD",
            String::from(one),
        ),
    ] {
        let line = format!(
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: {problem}; {help} [selector-unparsable]"
        );
        assert_eq!(with("multus", public), [line.as_str()], "{public}");
        let spec = format!(
            "  network: {{provider: multus, selectors: {{public: '{public}', cluster: rook-ceph/public-net}}}}\n"
        );
        assert_eq!(lines_of_files(&format!("{nad}{}", cluster(&spec))), [line], "{public}");
    }
    let at = "warning: CephCluster rook-ceph/c: `spec.network.selectors.public`:";
    let unknown = |name: &str, help: &str| {
        format!(
            "{at} `rook-ceph/{name}` is not in the input, which has 1 NAD; {help}, or add the NAD to the input [selector-unknown-network]"
        )
    };
    let implicit = |help: &str| format!("{at} the selector has no namespace; {help} [selector-without-namespace]");
    let interface = "use the NAD whose `master` is this interface";
    assert_eq!(with("multus", r#"{"name":"eth1.201","namespace":"rook-ceph"}"#), [unknown("eth1.201", interface)]);
    assert_eq!(
        with("multus", r#"{"name":"eth1.201"}"#),
        [unknown("eth1.201", interface), implicit(&format!("set `namespace` to `rook-ceph`, or {interface}"))]
    );
    assert_eq!(
        with("multus", r#"{"name":"10.62.0.5"}"#),
        [unknown("10.62.0.5", "change the name"), implicit("use a NAD, as `namespace/name`, and not an address")]
    );
    for (public, help) in [
        ("10.62.0.5", "use CIDRs in `addressRanges.public`"),
        ("10.61.0.0/16,10.62.0.0/16", "move the CIDRs `10.61.0.0/16,10.62.0.0/16` to `addressRanges.public`"),
        (r#"{"name":"10.61.0.0/16"}"#, "move the CIDR `10.61.0.0/16` to `addressRanges.public`"),
    ] {
        let ignored = format!(
            "warning: CephCluster rook-ceph/c: `spec.network.selectors`: Rook ignores selectors without provider `multus`; \
             remove them, and {help} [selectors-ignored]"
        );
        assert_eq!(with("host", public).get(1), Some(&ignored), "{public}");
    }
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
