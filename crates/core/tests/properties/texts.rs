//! CNI configurations and ranges, against single addresses.

use ceph_multus_invariants::{Document, Window, addresses, hostile, samples};

use super::count;

#[test]
fn a_configuration_hands_out_what_is_left_address_by_address() {
    let read = samples::CONFIGS.iter().filter(|text| addresses::config_is_consistent(text, "public-net")).count();
    assert!(read > 100, "{read}");
    let read = count(2000, 256, |u| {
        let Some(mut config) = Document::parse(u.choose(&samples::CONFIGS)?) else { return Ok(false) };
        hostile::damage(&mut config, 2, u)?;
        Ok(addresses::config_is_consistent(&config.to_string(), "public-net"))
    });
    assert!(read > 500, "{read}");
}

#[test]
fn a_range_hands_out_what_is_left_address_by_address() {
    let read = count(1500, 256, |u| {
        let window = u.arbitrary::<Window>()?;
        addresses::slices_are_consistent(&window.range, &window.slice);
        Ok(addresses::config_is_consistent(&window.config(), "public-net"))
    });
    assert!(read > 500, "{read}");
}

#[test]
fn node_slices_lie_in_their_range() {
    let pieces = [
        "10.0.0.0/16",
        "10.0.0.0/24",
        "10.0.0.8/24",
        "0.0.0.0/0",
        "fd00::/64",
        "255.255.255.255/32",
        "/24",
        "26",
        "33",
        "64",
        "-1",
        "x",
    ];
    let shared = count(500, 16, |u| Ok(addresses::slices_are_consistent(u.choose(&pieces)?, u.choose(&pieces)?)));
    assert!(shared > 50, "{shared}");
}
