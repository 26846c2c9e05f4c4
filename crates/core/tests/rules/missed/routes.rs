//! Routes, gateways and ranges that the kernel or Whereabouts takes otherwise than they are meant.

use serde_json::{Value, json};

use super::support::{found, nad, nad_with, whereabouts};
use crate::support::findings;

#[test]
fn a_route_with_host_bits_is_rejected() {
    let ipam = whereabouts("10.71.14.0/23", json!({"routes": [{"dst": "10.60.1.5/24"}]}));
    found(
        &nad(ipam.clone()),
        &[],
        &[
            "deny: `spec.config.ipam.routes[0].dst`: `10.60.1.5/24` has host bits, so the kernel rejects the route and pods fail; use `10.60.1.0/24` [route-invalid]",
        ],
    );
    let unknown = nad_with("public-net", json!({"type": "my-cni", "ipam": ipam}));
    found(
        &unknown,
        &[],
        &[
            "warn: `spec.config.ipam.routes[0].dst`: `10.60.1.5/24` has host bits, so the kernel rejects the route and pods fail; use `10.60.1.0/24` [route-invalid]",
        ],
    );
    let v6 = whereabouts("fd00:20::/112", json!({"routes": [{"dst": "fd00:29::5/64"}]}));
    found(&nad(v6), &[], &[]);
}

#[test]
fn a_static_network_that_the_settings_allow_has_its_routes_looked_at() {
    let ipam = json!({"type": "static", "addresses": [{"address": "10.64.0.5/24"}],
        "routes": [{"dst": "10.60.1.5/24"}, {"dst": "10.61.0.0/24", "gw": "10.99.0.1"}]});
    let settings = json!({"allowedIpamTypes": ["whereabouts", "static"]});
    assert_eq!(
        findings(&Value::Null, &nad(ipam), &settings),
        [
            "deny: `spec.config.ipam.routes[0].dst`: `10.60.1.5/24` has host bits, so the kernel rejects the route and pods fail; use `10.60.1.0/24` [route-invalid]",
            "deny: `spec.config.ipam.routes[1].gw`: `10.99.0.1` is not in a subnet of the interface, so the kernel rejects the route and pods fail; use an address of `10.64.0.0/24`, or remove `gw` [gateway-invalid]",
        ]
    );
}

#[test]
fn a_route_by_a_gateway_out_of_reach_is_rejected() {
    let by = |range: &str, dst: &str, gw: &str| nad(whereabouts(range, json!({"routes": [{"dst": dst, "gw": gw}]})));
    found(
        &by("10.64.0.0/24", "10.60.2.0/24", "10.99.0.1"),
        &[],
        &[
            "deny: `spec.config.ipam.routes[0].gw`: `10.99.0.1` is not in a subnet of the interface, so the kernel rejects the route and pods fail; use an address of `10.64.0.0/24`, \
        or remove `gw` [gateway-invalid]",
        ],
    );
    found(
        &by("10.64.0.0/24", "fd01::/64", "fd00::1"),
        &[],
        &[
            "deny: `spec.config.ipam.routes[0].gw`: `fd00::1` is not in a subnet of the interface, so the kernel rejects the route and pods fail; remove `gw` [gateway-invalid]",
        ],
    );
    found(&by("10.64.0.0/24", "10.60.2.0/24", "10.64.0.1"), &[], &[]);
    found(&by("fd00:20::/112", "fd01::/64", "fe80::1"), &[], &[]);
    let second = whereabouts(
        "10.64.0.0/24",
        json!({"ipRanges": [{"range": "10.99.0.0/24"}], "routes": [{"dst": "10.60.2.0/24", "gw": "10.99.0.1"}]}),
    );
    found(&nad(second), &[], &[]);
    let inherited = |gateway: &str| {
        let routes = json!({"gateway": gateway, "routes": [{"dst": "10.60.2.0/24"}, {"dst": "10.60.3.0/24"}]});
        nad(whereabouts("10.64.0.0/24", routes))
    };
    found(
        &inherited("10.99.0.1"),
        &[],
        &[
            "deny: `spec.config.ipam.gateway`: `10.99.0.1` is not in a subnet of the interface, so the kernel rejects `routes[0]`, which uses it, and pods fail; use an address of `10.64.0.0/24`, or remove it \
        [gateway-invalid]",
        ],
    );
}

#[test]
fn host_bits_that_hide_where_a_range_begins_are_a_warning_that_shows_it() {
    let odf =
        whereabouts("10.71.15.0/23", json!({"exclude": ["10.71.15.102/32"], "routes": [{"dst": "10.71.14.0/23"}]}));
    found(
        &nad(odf),
        &[],
        &[
            "warn: `spec.config.ipam.range`: `10.71.15.0/23` means `10.71.14.0/23`, so Whereabouts assigns addresses from `10.71.14.1` on; use `10.71.14.0/23`, or set `range_start` [range-host-bits]",
        ],
    );
    let begins_there = [
        whereabouts("10.0.0.1/24", json!({})),
        whereabouts("10.0.0.200/24", json!({"range_start": "10.0.0.200"})),
        whereabouts("10.0.0.200-10.0.0.210/24", json!({})),
        whereabouts("10.0.0.64/24", json!({"exclude": ["10.0.0.0/26"]})),
    ];
    for ipam in begins_there {
        found(&nad(ipam), &[], &[]);
    }
}

#[test]
fn a_bound_that_cannot_be_read_does_not_hide_that_there_is_no_range() {
    let bound = "deny: `spec.config.ipam.range_start`: must be an IP address, found `x`, so Whereabouts ignores it; use an IP address [range-bounds-ignored]";
    let void = "warn: `spec.config.ipam.range_start`: is ignored without `range`, because entries of `ipRanges` have their \
                own; move it, or remove it [ipam-unknown-key]";
    let missing = "deny: `spec.config.ipam.range`: `range` and `ipRanges` are not set, so no address is assigned; use a CIDR, such as \
                   `192.168.20.0/24` [range-missing]";
    found(&nad(json!({"type": "whereabouts", "range_start": "x"})), &[], &[missing, void, bound]);
}

#[test]
fn the_last_address_of_a_subnet_is_a_gateway_where_it_has_no_broadcast_address() {
    let by = |address: &str, gw: &str| {
        let ipam = json!({
            "type": "static", "addresses": [{"address": address}], "routes": [{"dst": "10.60.2.0/24", "gw": gw}],
        });
        findings(&Value::Null, &nad(ipam), &json!({"allowedIpamTypes": ["static"]}))
    };
    assert_eq!(by("10.64.0.0/31", "10.64.0.1"), [""; 0]);
    assert_eq!(
        by("10.64.0.1/30", "10.64.0.3"),
        [
            "deny: `spec.config.ipam.routes[0].gw`: `10.64.0.3` is the broadcast address of the network, so the kernel rejects the route and pods fail; use an address of `10.64.0.0/30`, or remove `gw` [gateway-invalid]",
        ]
    );
}
