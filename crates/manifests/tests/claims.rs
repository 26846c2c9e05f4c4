//! Manifests of which the policy once said something that Rook, Multus, Whereabouts or kube-ovn do not do: what is said
//! now, word for word.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use ceph_multus_manifests::{SettingsText, Severity, check, read};

/// What `check` says of the documents of `text`, a line each, under `settings`.
fn lines_with(text: &str, settings: &str) -> Vec<String> {
    let documents = read("a.yaml", text).expect("YAML");
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    let report = check(&documents, &settings, "default", |_, _| {}).unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut lines = Vec::new();
    for object in &report.objects {
        for finding in &object.findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Mended => "mutation",
            };
            let (path, problem, help, rule) = (&finding.path, &finding.problem, &finding.help, finding.rule);
            lines.push(format!("{severity}: {}: `{path}`: {problem}; {help} [{rule}]", object.subject));
        }
    }
    lines
}

fn lines(text: &str) -> Vec<String> {
    lines_with(text, "")
}

#[track_caller]
fn nothing_is_said(text: &str) {
    assert_eq!(lines(text), [""; 0]);
}

fn nad_named(name: &str, config: &str) -> String {
    format!(
        "---\napiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\n\
         metadata: {{name: {name}, namespace: rook-ceph}}\nspec:\n  config: '{config}'\n"
    )
}

fn nad(ipam: &str) -> String {
    nad_named("public-net", &macvlan(ipam))
}

fn macvlan(ipam: &str) -> String {
    format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","mode":"bridge","ipam":{ipam}}}"#)
}

fn whereabouts(members: &str) -> String {
    nad(&format!(r#"{{"type":"whereabouts",{members}}}"#))
}

fn cluster(spec: &str) -> String {
    format!(
        "---\napiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n{spec}"
    )
}

const NETWORKS: &str =
    "  network: {provider: multus, selectors: {public: rook-ceph/public-net, cluster: rook-ceph/cluster-net}}\n";

#[test]
fn a_plain_ipv6_network_is_nothing_to_talk_about() {
    for range in ["fd00:20::/64", "fd00:20::/48", "2001:db8::/32", "fd00:61:0:100::/64", "fd00:20::/112"] {
        nothing_is_said(&whereabouts(&format!(r#""range":"{range}""#)));
    }
    nothing_is_said(&whereabouts(r#""range":"fd00:20::100-fd00:20::1ff/64""#));
    nothing_is_said(&whereabouts(r#""range":"fd00:20::/64","exclude":["fd00:20::/120"]"#));
    nothing_is_said(&whereabouts(r#""range":"fd00:20::/64","range_start":"fd00:20::7fff:ffff:ffff:ffff""#));
}

#[test]
fn neither_is_one_beside_an_ipv4_network() {
    nothing_is_said(&whereabouts(r#""ipRanges":[{"range":"192.168.20.0/24"},{"range":"fd00:20::/64"}]"#));
    nothing_is_said(&whereabouts(r#""range":"192.168.20.0/24","ipRanges":[{"range":"fd00:20::/48"}]"#));
}

#[test]
fn an_ipv6_range_that_begins_too_far_from_its_start_is_refused() {
    assert_eq!(
        lines(&whereabouts(r#""range":"fd00:20::/64","range_start":"fd00:20::8000:0:0:0""#)),
        ["error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.range`: begins at \
             `fd00:20:0:0:8000::`, 2^63 addresses or more behind the start of `fd00:20::/64`: reservations are lost, and \
             addresses handed out twice; begin nearer to the start, or use a network of its own with a longer prefix \
             [range-not-storable]"]
    );
    let excluded = whereabouts(r#""range":"fd00:20::/48","exclude":["fd00:20::/64"]"#);
    assert!(lines(&excluded).iter().any(|line| line.contains("begins at `fd00:20:0:1::`")), "{excluded}");
}

#[test]
fn the_size_of_an_ipv6_network_is_what_whereabouts_can_hand_out() {
    let small = whereabouts(
        r#""range":"fd00:20::/64","exclude":["fd00:20::4/126","fd00:20::8/125","fd00:20::10/124","fd00:20::20/123","fd00:20::40/122","fd00:20::80/121","fd00:20::100/120","fd00:20::200/119","fd00:20::400/118","fd00:20::800/117","fd00:20::1000/116","fd00:20::2000/115","fd00:20::4000/114","fd00:20::8000/113","fd00:20::1:0/112","fd00:20::2:0/111","fd00:20::4:0/110","fd00:20::8:0/109","fd00:20::10:0/108","fd00:20::20:0/107","fd00:20::40:0/106","fd00:20::80:0/105","fd00:20::100:0/104","fd00:20::200:0/103","fd00:20::400:0/102","fd00:20::800:0/101","fd00:20::1000:0/100","fd00:20::2000:0/99","fd00:20::4000:0/98","fd00:20::8000:0/97","fd00:20::1:0:0/96","fd00:20::2:0:0/95","fd00:20::4:0:0/94","fd00:20::8:0:0/93","fd00:20::10:0:0/92","fd00:20::20:0:0/91","fd00:20::40:0:0/90","fd00:20::80:0:0/89","fd00:20::100:0:0/88","fd00:20::200:0:0/87","fd00:20::400:0:0/86","fd00:20::800:0:0/85","fd00:20::1000:0:0/84","fd00:20::2000:0:0/83","fd00:20::4000:0:0/82","fd00:20::8000:0:0/81","fd00:20::1:0:0:0/80","fd00:20::2:0:0:0/79","fd00:20::4:0:0:0/78","fd00:20::8:0:0:0/77","fd00:20::10:0:0:0/76","fd00:20::20:0:0:0/75","fd00:20::40:0:0:0/74","fd00:20::80:0:0:0/73","fd00:20::100:0:0:0/72","fd00:20::200:0:0:0/71","fd00:20::400:0:0:0/70","fd00:20::800:0:0:0/69","fd00:20::1000:0:0:0/68","fd00:20::2000:0:0:0/67","fd00:20::4000:0:0:0/66"]"#,
    );
    let spec = "  mon: {count: 3}\n  mgr: {count: 1}\n  network: {provider: multus, ipFamily: IPv6, selectors: {public: rook-ceph/public-net}}\n";
    let found = lines_with(&format!("{small}{}", cluster(spec)), "clusterSelector: implicit");
    assert_eq!(
        found,
        [
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 3 addresses for \
             3 mon + 1 mgr = 4; use a larger range, or exclude less [network-too-small]"
        ]
    );
}

#[test]
fn a_mgr_on_the_host_starts_and_joins_no_network() {
    let text = cluster(&format!("  mgr: {{count: 2, hostNetwork: true}}\n{NETWORKS}"));
    assert_eq!(
        lines(&text),
        [
            "warning: CephCluster rook-ceph/c: `spec.mgr.hostNetwork`: the mgr is on the host and joins no Multus network; \
             remove `hostNetwork` [daemon-host-network]"
        ]
    );
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: rook-ceph-mgr-a, namespace: rook-ceph, labels: {app: \
               rook-ceph-mgr}}\nspec: {hostNetwork: true}\n";
    assert_eq!(lines(&format!("{text}{pod}")).len(), 1, "the pods of such a mgr are no accident");
}

#[test]
fn an_arbiter_may_stay_off_the_public_network() {
    let zones = "  mon: {count: 5, stretchCluster: {failureDomainLabel: topology.kubernetes.io/zone, zones: [{name: a, \
                 arbiter: true}, {name: b}, {name: c}]}}\n";
    let annotations = "  annotations: {mon: {k8s.v1.cni.cncf.io/networks: \"\"}}\n";
    nothing_is_said(&cluster(&format!("{zones}{annotations}{NETWORKS}")));
    // Five mons less on the public network.
    let spec = |annotations: &str| cluster(&format!("{zones}  mgr: {{count: 1}}\n{annotations}{NETWORKS}"));
    let public = whereabouts(r#""range":"192.168.20.0/29","range_end":"192.168.20.2""#);
    let with = lines(&format!("{public}{}", spec(annotations)));
    assert!(!with.iter().any(|line| line.contains("network-too-small") && line.contains("mon")), "{with:?}");
    let without = lines(&format!("{public}{}", spec("")));
    assert!(without.iter().any(|line| line.contains("has 2 addresses for 5 mon + 1 mgr = 6;")), "{without:?}");
}

#[test]
fn a_mon_without_the_public_network_works_and_an_mds_does_not() {
    let annotation = "k8s.v1.cni.cncf.io/networks: default/storage";
    let mons = cluster(&format!("  annotations: {{mon: {{{annotation}}}}}\n{NETWORKS}"));
    assert_eq!(
        lines(&mons),
        [
            "warning: CephCluster rook-ceph/c: `spec.annotations.mon[k8s.v1.cni.cncf.io/networks]`: takes the place of the \
             selectors, so that the mon does not join `rook-ceph/public-net`; remove the annotation [selectors-overridden]"
        ]
    );
    for text in [annotation, "k8s.v1.cni.cncf.io/networks: \"\""] {
        let filesystem = format!(
            "---\napiVersion: ceph.rook.io/v1\nkind: CephFilesystem\nmetadata: {{name: f, namespace: rook-ceph}}\n\
             spec: {{metadataServer: {{activeCount: 1, annotations: {{{text}}}}}}}\n"
        );
        assert_eq!(
            lines(&format!("{}{filesystem}", cluster(NETWORKS))),
            [
                "error: CephFilesystem rook-ceph/f: `spec.metadataServer.annotations[k8s.v1.cni.cncf.io/networks]`: takes \
                 the place of the selectors, so that the mds does not join `rook-ceph/public-net`; remove the annotation \
                 [selectors-overridden]"
            ]
        );
    }
}

#[test]
fn csi_addons_needs_no_network() {
    let name = "rook-ceph.rbd.csi.ceph.com-nodeplugin-csi-addons";
    let owner = format!("{{apiVersion: apps/v1, kind: DaemonSet, name: {name}, uid: u, controller: true}}");
    let pod = format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}-zz, namespace: rook-ceph, labels: {{app: {name}}}, \
         ownerReferences: [{owner}]}}\nspec: {{serviceAccountName: ceph-csi-rbd-nodeplugin-sa, containers: [{{name: \
         csi-addons, image: x}}]}}\n"
    );
    nothing_is_said(&format!("{}{pod}", cluster(NETWORKS)));
}

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
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 2 addresses for \
             3 rgw; use a larger range, or exclude less [network-too-small]"
        ]
    );
    assert_eq!(
        with(2),
        [
            "warning: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 2 addresses for \
             2 rgw, which leaves less than 25 % free; use a larger range, or exclude less [network-too-small]"
        ]
    );
    assert_eq!(
        lines(&external("public: a/b/c, Cluster: rook-ceph/public-net")),
        [
            "error: CephCluster rook-ceph/c: `spec.network.selectors.Cluster`: Rook ignores this key; did you mean \
             `cluster`? [selector-unknown-key]",
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: element 1: `a/b/c` has more than one `/`, \
             expected [namespace/]name[@interface]; write one network as `namespace/name` [selector-unparsable]",
        ]
    );
}

#[test]
fn one_pool_through_two_nads_is_one_warning() {
    let pool = r#""range":"10.61.10.0/24","range_start":"10.61.10.100","range_end":"10.61.10.199""#;
    let config = macvlan(&format!(r#"{{"type":"whereabouts",{pool}}}"#));
    let nads = format!("{}{}", nad_named("public-net", &config), nad_named("cluster-net", &config));
    let problem = "has the pool `10.61.10.0/24` of the public network `rook-ceph/public-net`: an OSD takes two addresses, \
                   and Ceph cannot tell the networks apart; use another range; one NAD for both networks does the same as \
                   this [networks-overlap]";
    assert_eq!(
        lines(&format!("{nads}{}", cluster(NETWORKS))),
        [format!(
            "warning: CephCluster rook-ceph/c: `spec.network.selectors.cluster`: `rook-ceph/cluster-net` {problem}"
        )]
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
                "error: {at}.cluster`: `fd00::/64` is a CIDR, not a network; write one network as `namespace/name`; a CIDR \
                 belongs into `spec.network.addressRanges.cluster` [selector-unparsable]"
            ),
            format!(
                "error: {at}.public`: `10.61.0.0/16` is a CIDR, not a network; write one network as `namespace/name`; a \
                 CIDR belongs into `spec.network.addressRanges.public` [selector-unparsable]"
            ),
        ]
    );
    assert_eq!(
        with("host", "bond0", "bond1"),
        [
            String::from(
                "warning: CephCluster rook-ceph/c: `spec.network.provider`: the daemons see every interface of the host; \
                 use provider `multus` [host-network]"
            ),
            format!(
                "warning: {at}`: no effect without provider `multus`; remove them; the interface `bond0` belongs into the \
                 `master` of a NAD [selectors-ignored]"
            ),
        ]
    );
    assert_eq!(
        with("multus", "bond0.100", "rook-ceph/cluster-net"),
        [format!(
            "error: {at}.public`: `bond0.100` is an interface, not a network; write one network as `namespace/name`; an \
             interface belongs into the `master` of that NAD [selector-unparsable]"
        )]
    );
    assert_eq!(
        with("multus", "bond0", "rook-ceph/cluster-net"),
        [format!(
            "warning: {at}.public`: no namespace; write `rook-ceph/bond0`; if this is an interface, name the NAD that has \
             it as `master` [selector-without-namespace]"
        )]
    );
}

#[test]
fn plugins_with_addresses_of_their_own_are_refused_until_they_are_allowed() {
    let socket = r#""server_socket":"/run/openvswitch/kube-ovn-daemon.sock""#;
    let ipam = format!(r#"{{"type":"kube-ovn",{socket},"provider":"public-net.rook-ceph"}}"#);
    let main = format!(r#"{{"cniVersion":"0.3.0","type":"kube-ovn",{socket},"provider":"public-net.rook-ceph.ovn"}}"#);
    let ovn = r#"{"cniVersion":"0.3.1","name":"l2","type":"ovn-k8s-cni-overlay","topology":"localnet","subnets":"10.100.200.0/24","netAttachDefName":"rook-ceph/public-net"}"#;
    let at = "error: NetworkAttachmentDefinition rook-ceph/public-net";
    for (text, kind, problem) in [
        (
            nad(&ipam),
            "kube-ovn",
            "`spec.config.ipam.type`: `kube-ovn` assigns addresses from its Subnet, which this policy does not read",
        ),
        (
            nad_named("public-net", &main),
            "kube-ovn",
            "`spec.config.type`: `kube-ovn` assigns addresses itself, from its Subnet",
        ),
        (
            nad_named("public-net", ovn),
            "ovn-k8s-cni-overlay",
            "`spec.config.type`: `ovn-k8s-cni-overlay` assigns addresses itself, from `subnets`",
        ),
        (
            nad(r#"{"type":"calico-ipam"}"#),
            "calico-ipam",
            "`spec.config.ipam.type`: `calico-ipam` is not among `allowedIpamTypes`",
        ),
    ] {
        let help = format!("use `whereabouts`, or add `{kind}` to `allowedIpamTypes`");
        assert_eq!(lines(&text), [format!("{at}: {problem}; {help} [ipam-type-not-allowed]")]);
        let allowed = format!("allowedIpamTypes: [whereabouts, {kind}]");
        assert_eq!(lines_with(&text, &allowed), [""; 0], "{kind}");
    }
}

#[test]
fn whereabouts_of_the_nodes_own_file_stays_as_it_was() {
    let shim = "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: whereabouts-shim, \
                namespace: default}\nspec:\n  config: '{\"name\":\"whereabouts-shim\",\"cniVersion\":\"0.3.1\",\"type\":\
                \"bridge\",\"ipam\":{\"type\":\"whereabouts\"}}'\n";
    nothing_is_said(shim);
}

#[test]
fn the_edges_of_a_network_as_bounds_lose_nothing() {
    nothing_is_said(&whereabouts(
        r#""range":"192.168.20.0/24","range_start":"192.168.20.0","range_end":"192.168.20.255""#,
    ));
    nothing_is_said(&whereabouts(r#""range":"192.168.20.0-192.168.20.255/24""#));
    nothing_is_said(&whereabouts(r#""range":"fd00::/112","range_start":"fd00::","range_end":"fd00::ffff""#));
    for (members, key, bound, reason) in [
        (r#""range_start":"192.168.20.255""#, "range_start", "192.168.20.255", "is the last address of the network"),
        (r#""range_end":"192.168.20.0""#, "range_end", "192.168.20.0", "is the network's own address"),
    ] {
        let found = lines(&whereabouts(&format!(r#""range":"192.168.20.0/24",{members}"#)));
        let line = format!(
            "error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.{key}`: `{bound}` {reason}: it is \
             ignored; use an address of `192.168.20.0/24` [range-bounds-ignored]"
        );
        assert_eq!(found, [line]);
    }
}

#[test]
fn a_chain_and_a_name_with_a_zero_are_fine_unless_the_settings_say_otherwise() {
    let plugins = r#"[{"type":"macvlan","master":"eth1","ipam":{"type":"whereabouts","range":"192.168.20.0/24"}},{"type":"tuning"}]"#;
    let chain = nad_named("0-net", &format!(r#"{{"cniVersion":"0.3.1","plugins":{plugins}}}"#));
    nothing_is_said(&chain);
    let at = "warning: NetworkAttachmentDefinition rook-ceph/0-net";
    assert_eq!(
        lines_with(&chain, "rules: {chained-ipam: warn, nad-refused-by-webhook: warn}"),
        [
            format!(
                "{at}: `metadata.name`: net-attach-def-admission-controller refuses the name `0-net`; start it with a letter \
                 or a digit from 1 to 9 [nad-refused-by-webhook]"
            ),
            format!(
                "{at}: `spec.config.plugins`: Rook before v1.12.4 finds no address range in a chain of plugins; set \
                 `addressRanges` in the CephCluster, or use a single plugin [chained-ipam]"
            ),
        ]
    );
}

#[test]
fn what_is_wrong_with_a_nad_is_reported_once_and_there() {
    let spec = "  network: {provider: multus, selectors: {public: rook-ceph/public-net}}\n";
    let found = lines(&format!("{}{}", nad(r#"{"type":"dhcp"}"#), cluster(spec)));
    let errors: Vec<_> = found.iter().filter(|line| line.starts_with("error")).collect();
    assert_eq!(
        errors,
        [
            "error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.type`: `dhcp` is unpredictable: the \
          address is known only once the pod runs, and every node needs a daemon; use `whereabouts` [ipam-type-not-allowed]"
        ]
    );
}

#[test]
fn a_misspelt_provider_hides_no_misspelt_key() {
    let spec =
        "  network: {provider: Multus, selectors: {public: rook-ceph/public-net, cluser: rook-ceph/cluster-net}}\n";
    let at = "error: CephCluster rook-ceph/c: `spec.network";
    let found = lines(&cluster(spec));
    let errors: Vec<_> = found.iter().filter(|line| line.starts_with("error")).cloned().collect();
    assert_eq!(
        errors,
        [
            format!("{at}.provider`: `Multus` is no network provider; did you mean `multus`? [provider-unknown]"),
            format!("{at}.selectors.cluser`: Rook ignores this key; did you mean `cluster`? [selector-unknown-key]"),
        ]
    );
    assert!(!found.iter().any(|line| line.contains("[selectors-ignored]")), "{found:?}");
}
