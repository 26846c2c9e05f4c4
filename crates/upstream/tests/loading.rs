//! The readers of the program that only the vectors need: the loading of a configuration, and how a reservation is stored.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use ceph_multus_json::Arena;
use ceph_multus_upstream::address::Address;
use ceph_multus_upstream::whereabouts::StaticAddress;

#[path = "conformance/load/mod.rs"]
mod load;
#[path = "conformance/offset.rs"]
mod offset;

use load::merge;
use offset::stored_offset;

const FILE: &str = r#"{"kubernetes":{"kubeconfig":"/x"}}"#;

fn load(ipam: &str, flat: Option<&str>, args: &str) -> Result<String, &'static str> {
    let config = format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","ipam":{ipam}}}"#);
    let arena = Arena::new();
    let merged = merge(&config, false, args, flat, &arena)?;
    let loaded = merged.load()?;
    let ranges: Vec<String> = loaded.ipam.ranges.iter().map(|range| range.network.to_string()).collect();
    let show = |address: &StaticAddress| {
        let gateway = address.gateway.map(|gateway| format!(" via {gateway}")).unwrap_or_default();
        format!("{}/{}{gateway}", address.address.address(), address.address.prefix())
    };
    let addresses: Vec<String> = loaded.addresses.iter().map(show).collect();
    Ok(format!("[{}] [{}] {}", ranges.join(" "), addresses.join(" "), loaded.ipam.overlapping_ranges))
}

#[test]
fn the_file_fills_only_what_is_empty() {
    let flat = r#"{"range":"10.9.0.0/24","gateway":"10.9.0.1","enable_overlapping_ranges":false,"kubernetes":{"kubeconfig":"/x"}}"#;
    assert_eq!(load(r#"{"type":"whereabouts"}"#, Some(flat), "").unwrap(), "[10.9.0.0/24] [] true");
    assert_eq!(
        load(r#"{"type":"whereabouts","range":"10.0.0.0/24"}"#, Some(flat), "").unwrap(),
        "[10.0.0.0/24] [] true"
    );
    let own = r#"{"type":"whereabouts","kubernetes":{"k8s_api_root":"x"},"enable_overlapping_ranges":false}"#;
    assert_eq!(load(own, Some(flat), "").unwrap(), "[10.9.0.0/24] [] false");
}

#[test]
fn errors_come_in_the_order_of_the_program() {
    assert_eq!(load("null", Some(FILE), ""), Err("no-ipam-key"));
    assert_eq!(load(r#"{"type":"static"}"#, None, ""), Err("wrong-ipam-type"));
    assert_eq!(load(r#"{"type":"static","range":5}"#, None, ""), Err("config-json"));
    assert_eq!(load(r#"{"type":"whereabouts","range":"x"}"#, None, ""), Err("flat-file-missing"));
    assert_eq!(
        load(r#"{"type":"whereabouts","range":"x","gateway":"x"}"#, Some("{}"), ""),
        Err("bad-range-or-requested-cidr")
    );
    assert_eq!(load(r#"{"type":"whereabouts","gateway":"x"}"#, Some("{}"), ""), Err("storage-not-configured"));
    assert_eq!(load(r#"{"type":"whereabouts","gateway":"x","addresses":[{}]}"#, Some(FILE), ""), Err("bad-gateway"));
    assert_eq!(load(r#"{"type":"whereabouts","addresses":[{}]}"#, Some(FILE), "IP=x"), Err("bad-static-address"));
    assert_eq!(
        load(r#"{"type":"whereabouts","exclude":["x"],"range":"10.0.0.0/24"}"#, Some(FILE), "").unwrap(),
        "[10.0.0.0/24] [] true"
    );
}

#[test]
fn arguments_add_addresses_and_gateways() {
    let ipam = r#"{"type":"whereabouts","addresses":[{"address":"10.1.0.1/24"}]}"#;
    let args = "IgnoreUnknown=1;K8S_POD_UID=u;IP=10.0.0.5/24, fd00::5/64;GATEWAY=10.0.0.254,10.1.0.254";
    assert_eq!(
        load(ipam, Some(FILE), args).unwrap(),
        "[] [10.1.0.1/24 via 10.1.0.254 10.0.0.5/24 via 10.0.0.254 fd00::5/64] true"
    );
    assert_eq!(load(ipam, Some(FILE), "IP=10.0.0.5"), Err("bad-range-or-requested-cidr"));
    assert_eq!(load(ipam, Some(FILE), "GATEWAY=x"), Err("bad-gateway"));
    assert_eq!(load(ipam, Some(FILE), "K8S_POD_UID=u"), Err("bad-cni-args"));
    assert_eq!(load(ipam, Some(FILE), "IP"), Err("bad-cni-args"));
}

#[test]
fn of_a_chain_only_the_first_plugin_counts_and_the_flag_is_lost() {
    let chain = r#"{"cniVersion":"0.3.1","plugins":[{"type":"macvlan","ipam":{"type":"whereabouts","range":"10.0.0.0/24",
        "enable_overlapping_ranges":false}},{"type":"tuning"}]}"#;
    let arena = Arena::new();
    let merged = merge(chain, true, "", Some(FILE), &arena).unwrap();
    assert!(merged.load().unwrap().ipam.overlapping_ranges);
    let route = r#"{"plugins":[{"ipam":{"type":"whereabouts","routes":[{"gw":"10.0.0.1"}]}}]}"#;
    assert_eq!(merge(route, true, "", Some(FILE), &arena), Err("config-json"));
    assert_eq!(merge(r#"{"plugins":[]}"#, true, "", Some(FILE), &arena), Err("crash"));
    assert_eq!(merge(r#"{"plugins":[{"type":"a"}]}"#, true, "", Some(FILE), &arena), Err("no-ipam-key"));
}

#[test]
fn old_versions_have_one_static_address_of_each_family() {
    let config = r#"{"type":"a","ipam":{"type":"whereabouts","addresses":[{"address":"10.0.0.1/24"},{"address":"fd00::1/64"}]}}"#;
    let arena = Arena::new();
    let load = |args| {
        let merged = merge(config, false, args, Some(FILE), &arena).unwrap();
        merged.load().map(|loaded| loaded.addresses.len())
    };
    assert_eq!(load(""), Ok(2));
    assert_eq!(load("IP=10.0.0.2/24"), Err("too-many-addresses-for-cni-version"));
}

fn stored(network: &str, address: &str) -> (u64, Option<String>, bool) {
    let parse = |text| Address::parse(text).unwrap();
    let found = stored_offset(parse(network), parse(address)).unwrap();
    (found.offset, found.read_back.map(|address| address.to_string()), found.is_storable)
}

#[test]
fn an_address_near_the_network_is_found_again() {
    assert_eq!(stored("192.168.1.0", "192.168.1.77"), (77, Some("192.168.1.77".into()), true));
    assert_eq!(
        stored("fd00::", "fd00::7fff:ffff:ffff:ffff"),
        (i64::MAX as u64, Some("fd00::7fff:ffff:ffff:ffff".into()), true)
    );
}

#[test]
fn a_far_address_is_lost_or_taken_for_another() {
    assert_eq!(stored("fd00::", "fd00::8000:0:0:1"), ((1 << 63) + 1, Some("fd00::8000:0:0:1".into()), false));
    assert_eq!(stored("fd00::", "fd00:0:0:1::5"), (5, Some("fd00::5".into()), false));
    assert_eq!(stored("0.0.0.0", "255.255.255.255"), (u64::from(u32::MAX), None, false));
}

#[test]
fn outside_the_network_a_borrow_goes_wrong() {
    assert_eq!(stored("10.0.1.128", "10.0.2.5").0, 123);
    assert_eq!(stored("10.0.1.0", "10.0.0.0"), (256, Some("10.0.2.0".into()), false));
}

#[test]
fn families_do_not_mix() {
    assert_eq!(stored_offset(Address::parse("10.0.0.0").unwrap(), Address::parse("::1").unwrap()), None);
}
