//! Routes of hosts to the pods, and of pods to the hosts.

use serde_json::{Value, json};

use crate::objects::{found, macvlan, policy, route, shim, state, static_ipam, text};
use crate::support::lines_with;

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
