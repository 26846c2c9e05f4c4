//! Addresses, routes and MTUs of hosts, and policies that nmstate rejects.

use ceph_multus_manifests::SettingsText;
use serde_json::{Value, json};

use crate::objects::{found, macvlan, node, policy, route, shim, state, static_ipam, text};
use crate::support::{documents, lines, lines_with};

#[test]
fn an_address_that_a_cluster_network_on_the_same_link_hands_out_is_reported() {
    let right = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let config = |range: &str| json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {"type": "whereabouts", "range": range}});
    let nad = |name: &str, range: &str| {
        json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": name, "namespace": "shop"}, "spec": {"config": config(range).to_string()},
        })
    };
    let lines = lines(&text(macvlan(), static_ipam(), &[right, nad("other", "192.168.252.0/24")]));
    let own = "error: `spec.desiredState.interfaces[0].ipv4.address[0].ip`: `shop/other` can assign `192.168.252.11` to a pod; use another address, or add this one to `exclude` of the NAD [host-address-in-pool]";
    assert_eq!(lines.iter().filter(|line| line.contains("[host-")).collect::<Vec<_>>(), [own]);
}

#[test]
fn what_keeps_an_address_from_pods_depends_on_who_assigns_it() {
    let right = || policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let help = |ipam: Value| {
        let config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam});
        let nad = json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": "other", "namespace": "shop"}, "spec": {"config": config.to_string()},
        });
        let lines = lines(&text(macvlan(), static_ipam(), &[right(), nad]));
        let line = lines.iter().find(|line| line.contains("[host-address-in-pool]")).expect("a finding");
        line.split_once("to a pod; ").map(|(_, help)| help.to_owned()).expect("a help")
    };
    assert_eq!(
        help(
            json!({"type": "whereabouts", "range": "192.168.252.0/24", "node_slice_size": "/26", "exclude": ["192.168.252.11/32"]})
        ),
        "use an address outside `192.168.252.0/24`, all of which is assigned in slices [host-address-in-pool]"
    );
    assert_eq!(
        help(json!({"type": "host-local", "ranges": [[{"subnet": "192.168.252.0/24"}]]})),
        "use another address, or remove this one from the ranges of the NAD [host-address-in-pool]"
    );
}

#[test]
fn one_address_belongs_to_one_node() {
    let own = |name: &str, selector: Value| {
        let mut one = policy(name, json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
        one["spec"]["nodeSelector"] = selector;
        one
    };
    let path = "error: `spec.desiredState.interfaces[0].ipv4.address[0].ip`: `192.168.252.11`";
    let pinned = |name: &str| own(name, json!({"kubernetes.io/hostname": name}));
    found(
        &text(macvlan(), static_ipam(), &[pinned("n1"), pinned("n2")]),
        &[&format!(
            "{path} is also the address of NodeNetworkConfigurationPolicy `n1`; use a different address for each node \
             [host-address-repeated]"
        )],
    );
    let help =
        "use a policy for each node, with `kubernetes.io/hostname` in its `nodeSelector` [host-address-repeated]";
    let labelled = || own("storage", json!({"storage": "yes"}));
    found(
        &text(macvlan(), static_ipam(), &[labelled()]),
        &[&format!("{path} is for every node with the labels of `nodeSelector`; {help}")],
    );
    found(&text(macvlan(), static_ipam(), &[own("all", json!({}))]), &[&format!("{path} is for every node; {help}")]);
    let with_label = |name: &str| {
        let mut node = node(name, "True");
        node["metadata"]["labels"]["storage"] = json!("yes");
        node
    };
    found(&text(macvlan(), static_ipam(), &[labelled(), with_label("n1")]), &[]);
    found(
        &text(macvlan(), static_ipam(), &[labelled(), with_label("n1"), with_label("n2")]),
        &[&format!("{path} is for 2 nodes; {help}")],
    );
    let policy = pinned("n1");
    found(
        &text(macvlan(), static_ipam(), &[state("n1", &policy), state("n2", &policy)]),
        &[
            "error: `status.currentState.interfaces[0].ipv4.address[0].ip`: `192.168.252.11` is also the address of node `n1`; \
           use a different address for each node [host-address-repeated]",
        ],
    );
}

#[test]
fn routes_must_lead_to_all_pods_through_the_shim() {
    let path = "error: `spec.desiredState.interfaces[0]`:";
    let with =
        |routes: Value| text(macvlan(), static_ipam(), &[policy("n1", json!([shim("192.168.252.11", 22)]), routes)]);
    let help = "add a route to `192.168.0.0/16` with `next-hop-interface: public-shim`";
    found(
        &with(json!([])),
        &[&format!(
            "{path} the node has no route through `public-shim` to the pods of `rook-ceph/public-net`; {help} [host-route-missing]"
        )],
    );
    found(
        &with(json!([route("192.168.0.0/17")])),
        &[&format!(
            "{path} the node has no route to `192.168.128.0-192.168.251.255`, addresses of pods of `rook-ceph/public-net`; {help} \
             [host-route-partial]"
        )],
    );
    found(&with(json!([route("192.168.0.0/17"), route("192.168.128.0/17")])), &[]);
    found(
        &with(
            json!([route("192.168.0.0/17"), {"destination": "0.0.0.0/0", "next-hop-interface": "eth0", "next-hop-address": "10.0.0.1"}]),
        ),
        &[&format!(
            "{path} the node has no route to `192.168.128.0-192.168.251.255`, addresses of pods of `rook-ceph/public-net`; {help} \
             [host-route-partial]"
        )],
    );
    let mut other = route("192.168.0.0/16");
    other["next-hop-interface"] = json!("eth1");
    let reported = |place: usize, run: &str| {
        format!(
            "error: `spec.desiredState.routes.config[{place}].next-hop-interface`: `eth1` has the route to `{run}`, addresses of pods of `rook-ceph/public-net`, but does not reach them; use `public-shim` for the route [host-route-other-interface]"
        )
    };
    found(&with(json!([other.clone()])), &[&reported(0, "192.168.0.1-192.168.251.255")]);
    found(&with(json!([route("192.168.0.0/16"), other.clone()])), &[]);
    other["destination"] = json!("192.168.7.0/24");
    found(&with(json!([route("192.168.0.0/16"), other])), &[&reported(1, "192.168.7.0-192.168.7.255")]);
}

#[test]
fn a_node_that_got_its_address_by_dhcp_is_checked_for_its_routes() {
    let mut dhcp = shim("192.168.252.11", 22);
    dhcp["ipv4"]["dhcp"] = json!(true);
    let ipam = || json!({"range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/22"}]});
    let of = |routes: Value| policy("n1", json!([dhcp]), routes);
    let all = |others: &[Value]| text(macvlan(), ipam(), others);
    // The policy does not say what routes the server gives.
    let mut asked = of(json!([]));
    asked["spec"]["desiredState"]["interfaces"][0]["ipv4"] = json!({"enabled": true, "dhcp": true});
    found(&all(std::slice::from_ref(&asked)), &[]);
    let default = json!({"destination": "0.0.0.0/0", "next-hop-interface": "eth0", "next-hop-address": "10.1.2.1"});
    let missing = [
        "error: `status.currentState.interfaces[0]`: the node has no route through `public-shim` to the pods of `rook-ceph/public-net`; add a route to `192.168.0.0/18` with `next-hop-interface: public-shim` [host-route-missing]",
    ];
    let without = state("n1", &of(json!([default.clone()])));
    found(&all(std::slice::from_ref(&without)), &missing);
    found(&all(&[without, asked.clone()]), &missing);
    let with = state("n1", &of(json!([default, route("192.168.0.0/18")])));
    found(&all(&[with, asked]), &[]);
    // What a policy says is reported there alone, whatever the node has of another family.
    let said = policy("n1", json!([shim("192.168.252.11", 22)]), json!([]));
    let mut with_other = state("n1", &said);
    with_other["status"]["currentState"]["interfaces"][0]["ipv6"] = json!({"enabled": true, "autoconf": true});
    found(&all(&[with_other, said]), &[&missing[0].replace("status.currentState", "spec.desiredState")]);
    // No address yet.
    let mut waiting = state("n1", &of(json!([])));
    waiting["status"]["currentState"]["interfaces"][0]["ipv4"] = json!({"enabled": true, "dhcp": true, "address": []});
    found(&all(&[waiting]), &[]);
}

#[test]
fn routes_of_another_table_count_where_something_uses_the_table() {
    let in_table =
        |interface: &str| json!({"destination": "192.168.0.0/16", "next-hop-interface": interface, "table-id": 100});
    let of = |interfaces: Value, routes: Value, rules: Value| {
        let mut policy = policy("n1", interfaces, routes);
        policy["spec"]["desiredState"]["route-rules"] = json!({"config": rules});
        policy
    };
    let own = || shim("192.168.252.11", 22);
    let all = |policies: &[Value]| text(macvlan(), static_ipam(), policies);
    let rule = || json!([{"ip-to": "192.168.0.0/16", "route-table": 100, "priority": 1000}]);
    let missing = "error: `spec.desiredState.interfaces[0]`: the node has no route through `public-shim` to the pods of `rook-ceph/public-net`; add a route to `192.168.0.0/16` with `next-hop-interface: public-shim` [host-route-missing]";
    let routes = || json!([in_table("public-shim")]);
    found(&all(&[of(json!([own()]), routes(), json!([]))]), &[missing]);
    found(&all(&[of(json!([own()]), routes(), json!([{"ip-to": "192.168.0.0/16", "route-table": 7}]))]), &[missing]);
    found(&all(&[of(json!([own()]), routes(), rule())]), &[]);
    found(
        &all(&[of(
            json!([own()]),
            json!([{"destination": "0.0.0.0/0", "next-hop-interface": "public-shim", "table-id": 100}]),
            rule(),
        )]),
        &[],
    );
    let vrf = json!({"name": "vrf1", "type": "vrf", "vrf": {"port": ["public-shim"], "route-table-id": 100}});
    found(&all(&[of(json!([own(), vrf]), routes(), json!([]))]), &[]);
    let mut rules = of(json!([]), json!([]), rule());
    rules["metadata"]["name"] = json!("rules");
    found(&all(&[of(json!([own()]), routes(), json!([])), rules]), &[]);
    // The way of other traffic: by its source, or by the main table after the rules.
    found(&all(&[of(json!([own()]), json!([route("192.168.0.0/16"), in_table("eth0")]), rule())]), &[]);
    let mut main = route("192.168.7.0/24");
    main["next-hop-interface"] = json!("eth0");
    found(&all(&[of(json!([own()]), json!([in_table("public-shim"), main]), rule())]), &[]);
}

#[test]
fn pods_need_a_way_back_to_each_address() {
    let ipam = json!({"range": "192.168.0.0/18"});
    let of = |name: &str, ip: &str| policy(name, json!([shim(ip, 22)]), json!([route("192.168.0.0/18")]));
    let nodes = [of("n1", "192.168.252.11"), of("n2", "192.168.252.12")];
    let problem = "warning: `spec.config.ipam.routes`: the pods have no route to the node address `192.168.252.11` and 1 more, so the node gets no answer; add `{\"dst\": \"192.168.252.0/22\"}` to `routes` [pod-route-missing]";
    found(&text(macvlan(), ipam.clone(), &nodes), &[problem]);
    // With the setting the policy's own rule says it.
    let lines =
        lines_with(&text(macvlan(), ipam, &nodes), "{clusterSelector: implicit, nodeRanges: [192.168.252.0/22]}");
    assert_eq!(
        lines,
        [
            "warning: `spec.network.selectors.public`: `rook-ceph/public-net` has no route to the nodes in `192.168.252.0/22`; add the node range to `routes` [node-route-missing]"
        ]
    );
}

#[test]
fn a_gateway_takes_the_way_back_from_the_link() {
    let ipam = json!({
        "range": "192.168.0.0/18", "gateway": "192.168.63.254", "exclude": ["192.168.63.254/32"],
        "routes": [{"dst": "192.168.252.0/22"}],
    });
    let own = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/18")]));
    found(
        &text(macvlan(), ipam, &[own]),
        &[
            "warning: `spec.config.ipam.routes[0]`: `gw` is not set, so pods answer node `192.168.252.11` through `gateway`, `192.168.63.254`; remove `gateway`, because the nodes are on the same link [pod-route-through-gateway]",
        ],
    );
}

#[test]
fn families_and_mtus_must_fit() {
    let range = json!({"range": "fd00:20::/64", "exclude": ["fd00:20::f000/116"]});
    let v4 = policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("fd00:20::/64")]));
    found(
        &text(macvlan(), range, &[v4]),
        &[
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has only IPv4 addresses, but the pods of `rook-ceph/public-net` use IPv6; add an address of IPv6 [host-family]",
        ],
    );
    let with = |parent: u32, own: u32, pods: u32| {
        let mut shim = shim("192.168.252.11", 22);
        shim["mtu"] = json!(own);
        let parent = json!({"name": "eth1", "type": "ethernet", "mtu": parent});
        let plugin = json!({"type": "macvlan", "master": "eth1", "mtu": pods});
        text(plugin, static_ipam(), &[policy("n1", json!([shim, parent]), json!([route("192.168.0.0/16")]))])
    };
    found(&with(9000, 9000, 9000), &[]);
    found(
        &with(1500, 9000, 9000),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: `9000` is more than the MTU of `eth1` below it, 1500; change the MTU of `eth1`, or this one [host-mtu]",
        ],
    );
    found(
        &with(1500, 1500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[1].mtu`: `eth1` has an MTU of 1500, but the pods of `rook-ceph/public-net` use 9000; change this MTU, or that of the NAD [host-mtu]",
        ],
    );
    found(
        &with(9000, 1500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: the MTU is `1500`, but the pods of `rook-ceph/public-net` use 9000; use \
           one MTU for nodes and pods [host-mtu]",
        ],
    );
}

#[test]
fn every_link_below_bounds_the_mtu() {
    let with = |bond: u32, vlan: Option<u32>, own: u32, pods: u32| {
        let mut shim = shim("192.168.252.11", 22);
        shim["mac-vlan"]["base-iface"] = json!("bond0.201");
        shim["mtu"] = json!(own);
        let bond = json!({"name": "bond0", "type": "bond", "mtu": bond, "link-aggregation": {"mode": "802.3ad"}});
        let vlan =
            json!({"name": "bond0.201", "type": "vlan", "mtu": vlan, "vlan": {"base-iface": "bond0", "id": 201}});
        let plugin = json!({"type": "macvlan", "master": "bond0.201", "mtu": pods});
        let routes = json!([route("192.168.0.0/16")]);
        text(plugin, static_ipam(), &[policy("n1", json!([bond, vlan, shim]), routes)])
    };
    found(&with(9000, Some(9000), 9000, 9000), &[]);
    found(
        &with(1500, Some(9000), 9000, 9000),
        &[
            "warning: `spec.desiredState.interfaces[1].mtu`: `9000` is more than the MTU of `bond0` below it, 1500; change the MTU of `bond0`, or this one [host-mtu]",
        ],
    );
    found(
        &with(1500, None, 9000, 9000),
        &[
            "warning: `spec.desiredState.interfaces[2].mtu`: `9000` is more than the MTU of `bond0` below it, 1500; change the MTU of `bond0`, or this one [host-mtu]",
        ],
    );
    found(
        &with(1500, None, 1500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[0].mtu`: `bond0` has an MTU of 1500, but the pods of `rook-ceph/public-net` use 9000; change this MTU, or that of the NAD [host-mtu]",
        ],
    );
    found(
        &with(3000, Some(9000), 9500, 9000),
        &[
            "warning: `spec.desiredState.interfaces[1].mtu`: `9000` is more than the MTU of `bond0` below it, 3000; change the MTU of `bond0`, or this one [host-mtu]",
            "warning: `spec.desiredState.interfaces[2].mtu`: `9500` is more than the MTU of `bond0.201` below it, 9000; change the MTU of `bond0.201`, or this one [host-mtu]",
        ],
    );
}

#[test]
fn a_link_that_is_made_on_itself_ends() {
    let mut shim = shim("192.168.252.11", 22);
    shim["mac-vlan"]["base-iface"] = json!("eth1");
    let loop_of = json!({"name": "eth1", "type": "vlan", "vlan": {"base-iface": "public-shim", "id": 7}});
    let policy = policy("n1", json!([shim, loop_of]), json!([route("192.168.0.0/16")]));
    assert!(!lines(&text(macvlan(), static_ipam(), &[policy])).iter().any(|line| line.contains("[host-mtu]")));
}

#[test]
fn of_a_network_with_both_families_a_node_needs_the_one_that_ceph_uses() {
    let both = |used: &str| {
        let first = json!({"range": if used == "IPv6" { "fd00:20::/112" } else { "192.168.0.0/18" }});
        let second = json!({"range": if used == "IPv6" { "192.168.0.0/18" } else { "fd00:20::/112" }});
        let mut ipam = first;
        ipam["ipRanges"] = json!([second]);
        ipam["routes"] = json!([{"dst": "192.168.252.0/22"}, {"dst": "fd00:99::/64"}]);
        ipam
    };
    let of = |shim: Value, destination: &str| policy("n1", json!([shim]), json!([route(destination)]));
    let (v4, v6) = (shim("192.168.252.11", 22), shim("fd00:99::1", 64));
    let without = |has: &str, used: &str| {
        format!(
            "error: `spec.desiredState.interfaces[0]`: `public-shim` has only {has} addresses, but the pods of `rook-ceph/public-net` use {used}; add an address of {used} [host-family]"
        )
    };
    let hosts = |ipam: Value, policy: Value| {
        let mut lines = lines(&text(macvlan(), ipam, &[policy]));
        lines.retain(|line| line.contains("[host-"));
        lines
    };
    assert_eq!(hosts(both("IPv6"), of(v4.clone(), "192.168.0.0/18")), [without("IPv4", "IPv6")]);
    assert_eq!(hosts(both("IPv4"), of(v6.clone(), "fd00:20::/112")), [without("IPv6", "IPv4")]);
    assert_eq!(hosts(both("IPv4"), of(v4.clone(), "192.168.0.0/18")), [""; 0]);
    // A node with both needs routes of the one alone.
    let mut dual = v4;
    dual["ipv6"] = v6["ipv6"].clone();
    assert_eq!(hosts(both("IPv6"), of(dual, "fd00:20::/112")), [""; 0]);
}

#[test]
fn what_nmstate_rejects_is_reported_at_its_place() {
    let bad = json!({
        "name": "public-shim", "type": "mac-vlan",
        "mac-vlan": {"base-iface": "eth1", "mode": "bridge", "baseIface": "eth1", "promiscuous": false},
        "ipv4": {"enabled": true, "gateway": "192.168.0.1", "address": [{"ip": "192.168.252.11/22"}]},
    });
    let routes = json!([{"destination": "192.168.0.0/16"}]);
    let lines = lines(&text(macvlan(), static_ipam(), &[policy("n1", json!([bad]), routes)]));
    let own: Vec<&String> = lines.iter().filter(|line| line.contains("[nncp-invalid]")).collect();
    let interface = "error: `spec.desiredState.interfaces[0]";
    assert_eq!(
        own,
        [
            &format!(
                "{interface}.ipv4.address[0].ip`: `192.168.252.11/22` is not an IP address; use the address alone, with its prefix in `prefix-length` [nncp-invalid]"
            ),
            &format!(
                "{interface}.ipv4.gateway`: unknown key `gateway`, which nmstate rejects; remove it [nncp-invalid]"
            ),
            &format!(
                "{interface}.mac-vlan.baseIface`: unknown key `baseIface`, which nmstate rejects; did you mean `base-iface`? [nncp-invalid]"
            ),
            &format!(
                "{interface}.mac-vlan.promiscuous`: `false` is only for mode `passthru`; remove it [nncp-invalid]"
            ),
            &String::from(
                "error: `spec.desiredState.routes.config[0]`: `next-hop-interface` is not set; set it to the interface of the route [nncp-invalid]"
            ),
        ]
    );
}

#[test]
fn a_policy_may_change_an_interface_that_something_else_makes() {
    let right = || policy("n1", json!([shim("192.168.252.11", 22)]), json!([route("192.168.0.0/16")]));
    let changes = |node: &str, interface: Value| {
        let mut policy = policy(node, json!([interface]), json!([]));
        policy["metadata"]["name"] = json!("changes");
        policy
    };
    let mtu = |node| changes(node, json!({"name": "public-shim", "type": "mac-vlan", "mtu": 1400}));
    found(&text(macvlan(), static_ipam(), &[right(), mtu("n1")]), &[]);
    found(&text(macvlan(), static_ipam(), &[state("n1", &right()), mtu("n1")]), &[]);
    let section = "error: `spec.desiredState.interfaces[0]`: the mac-vlan interface has no section `mac-vlan`; set `mac-vlan.base-iface` and `mac-vlan.mode` [nncp-invalid]";
    // What makes it is for another node.
    found(&text(macvlan(), static_ipam(), &[right(), mtu("n2")]), &[section]);
    let address = json!({"name": "public-shim", "type": "mac-vlan",
        "ipv4": {"enabled": true, "address": [{"ip": "192.168.252.11", "prefix-length": 22}]}});
    found(&text(macvlan(), static_ipam(), &[state("n1", &right()), changes("n1", address)]), &[]);
    // A host name is not always the name of the node.
    let mut named = node("n1", "True");
    named["metadata"]["labels"]["kubernetes.io/hostname"] = json!("n1.example.com");
    found(&text(macvlan(), static_ipam(), &[state("n1", &right()), mtu("n1.example.com"), named]), &[]);
}

#[test]
fn addresses_of_a_new_interface_need_enabled() {
    let mut own = shim("192.168.252.11", 22);
    own["ipv4"].as_object_mut().expect("a section").remove("enabled");
    let of = |node: &str| policy(node, json!([own]), json!([route("192.168.0.0/16")]));
    let ignored = "error: `spec.desiredState.interfaces[0].ipv4`: `enabled` is not set, so nmstate ignores the addresses of a new interface; set it to `true` [nncp-invalid]";
    found(&text(macvlan(), static_ipam(), &[of("n1")]), &[ignored]);
    let mut enables =
        policy("n1", json!([{"name": "public-shim", "type": "mac-vlan", "ipv4": {"enabled": true}}]), json!([]));
    enables["metadata"]["name"] = json!("enables");
    found(&text(macvlan(), static_ipam(), &[of("n1"), enables]), &[]);
    let there = |enabled: bool| {
        let mut state = state("n1", &of("n1"));
        state["status"]["currentState"]["interfaces"][0]["ipv4"]["enabled"] = json!(enabled);
        state
    };
    found(&text(macvlan(), static_ipam(), &[of("n1"), there(true)]), &[]);
    found(&text(macvlan(), static_ipam(), &[of("n1"), there(false)]), &[ignored]);
    // A link that exists may have been enabled at installation.
    let link =
        json!({"name": "eth5", "type": "ethernet", "ipv4": {"address": [{"ip": "10.9.0.1", "prefix-length": 24}]}});
    let with_link = policy("n1", json!([shim("192.168.252.11", 22), link]), json!([route("192.168.0.0/16")]));
    found(&text(macvlan(), static_ipam(), &[with_link]), &[]);
}

#[test]
fn a_parent_with_an_address_of_the_same_network_is_reported() {
    let parent = json!({"name": "eth1", "type": "ethernet", "ipv4":
        {"enabled": true, "address": [{"ip": "192.168.252.99", "prefix-length": 22}]}});
    let own = policy("n1", json!([shim("192.168.252.11", 22), parent]), json!([route("192.168.0.0/16")]));
    found(
        &text(macvlan(), static_ipam(), &[own]),
        &["warning: `spec.desiredState.interfaces[1].ipv4.address[0]`: `eth1` and `public-shim` both answer for \
           `192.168.252.0/22`; remove the address from `eth1` [parent-shares-subnet]"],
    );
}

#[test]
fn a_capture_of_the_policy_is_not_read_as_a_name() {
    let mut own = shim("192.168.252.11", 22);
    own["mac-vlan"]["base-iface"] = json!("{{ capture.base.interfaces.0.name }}");
    found(&text(macvlan(), static_ipam(), &[policy("n1", json!([own]), json!([]))]), &[]);
}

#[test]
fn policies_give_the_ranges_of_the_nodes() {
    let ranges = |text: &str| {
        let documents = documents(text);
        let ranges = ceph_multus_nodes::node_ranges(&documents, &SettingsText::default(), "default").expect("ranges");
        ranges.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let of = |name: &str, ip: &str, prefix| policy(name, json!([shim(ip, prefix)]), json!([route("192.168.0.0/16")]));
    let nodes = [of("n1", "192.168.252.11", 22), of("n2", "192.168.252.12", 22)];
    assert_eq!(ranges(&text(macvlan(), static_ipam(), &nodes)), ["192.168.252.0/22"]);
    // The network that the addresses are written with is that of pods, too.
    let nodes = [of("n1", "192.168.252.11", 16), of("n2", "192.168.252.12", 16)];
    assert_eq!(ranges(&text(macvlan(), static_ipam(), &nodes)), ["192.168.252.11/32", "192.168.252.12/32"]);
}
