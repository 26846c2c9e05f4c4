//! What NADs hand out.

use super::support::{NETWORKS, cluster, lines, lines_with, macvlan, nad, nad_named, nothing_is_said, whereabouts};

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
fn an_ipv6_range_that_begins_too_far_from_its_start_is_rejected() {
    assert_eq!(
        lines(&whereabouts(r#""range":"fd00:20::/64","range_start":"fd00:20::8000:0:0:0""#)),
        [
            "error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.range`: starts at `fd00:20:0:0:8000::`, 2^63 addresses or more after the start of `fd00:20::/64`, so reservations are lost and addresses assigned twice; use a start that is closer, or a separate network with a longer prefix \
             [range-not-storable]"
        ]
    );
    let excluded = whereabouts(r#""range":"fd00:20::/48","exclude":["fd00:20::/64"]"#);
    assert_eq!(
        lines(&excluded),
        [
            "error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.range`: starts at `fd00:20:0:1::`, 2^63 addresses or more after the start of `fd00:20::/48`, so reservations are lost and addresses assigned twice; use a start that is closer, or a separate network with a longer prefix [range-not-storable]"
        ]
    );
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
            "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 3 addresses and needs 3 mon + 1 mgr = 4; use a larger range or fewer excludes [network-too-small]"
        ]
    );
}

#[test]
fn one_pool_through_two_nads_is_one_warning() {
    let pool = r#""range":"10.61.10.0/24","range_start":"10.61.10.100","range_end":"10.61.10.199""#;
    let config = macvlan(&format!(r#"{{"type":"whereabouts",{pool}}}"#));
    let nads = format!("{}{}", nad_named("public-net", &config), nad_named("cluster-net", &config));
    let problem = "has the same pool `10.61.10.0/24` as the public network `rook-ceph/public-net`, so Ceph cannot tell the networks apart; use another range, or select one NAD for both networks [networks-overlap]";
    assert_eq!(
        lines(&format!("{nads}{}", cluster(NETWORKS))),
        [format!(
            "warning: CephCluster rook-ceph/c: `spec.network.selectors.cluster`: `rook-ceph/cluster-net` {problem}"
        )]
    );
}

#[test]
fn plugins_with_addresses_of_their_own_are_rejected_until_they_are_allowed() {
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
            "`spec.config.ipam.type`: `calico-ipam` is not in `allowedIpamTypes`",
        ),
    ] {
        // Where the plugin assigns addresses itself, it is the plugin that has to be another one.
        let plugin = if problem.starts_with("`spec.config.ipam") { "" } else { "a plugin with " };
        let help = format!("use {plugin}`whereabouts`, or add `{kind}` to `allowedIpamTypes`");
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
            "error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.{key}`: `{bound}` {reason}, so it is ignored; use an address of `192.168.20.0/24` [range-bounds-ignored]"
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
                "{at}: `metadata.name`: net-attach-def-admission-controller rejects the name `0-net`; use a name that starts with a letter or a digit from 1 to 9 [nad-refused-by-webhook]"
            ),
            format!(
                "{at}: `spec.config.plugins`: Rook before v1.12.4 does not read the range in a chain of plugins; set \
                 `addressRanges` in the CephCluster, or use a single plugin [chained-ipam]"
            ),
        ]
    );
}

#[test]
fn what_is_wrong_with_a_nad_is_reported_once_and_there() {
    let spec = "  network: {provider: multus, selectors: {public: rook-ceph/public-net}}\n";
    let found = lines(&format!("{}{}", nad(r#"{"type":"dhcp"}"#), cluster(spec)));
    assert_eq!(
        found,
        [
            "error: NetworkAttachmentDefinition rook-ceph/public-net: `spec.config.ipam.type`: `dhcp` is not predictable: an address is known only when the pod runs, and every node needs a daemon; use `whereabouts` [ipam-type-not-allowed]",
            "mutation: CephCluster rook-ceph/c: `spec.network.selectors.cluster`: `cluster` is not set and defaults to `public`; set it to `rook-ceph/public-net` [cluster-selector-implicit]",
        ]
    );
}
