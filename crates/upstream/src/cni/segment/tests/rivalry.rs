//! What one plugin takes from another.

use super::*;

/// What a plugin takes from another, and what it names.
fn rival(own: &str, ceph: &str) -> Option<(String, Rivalry)> {
    let own = Segments::of(segments(own, None));
    segments(ceph, None).iter().find_map(|one| own.rival(one)).map(|(one, rivalry)| (one.to_string(), rivalry))
}

#[test]
fn a_plugin_takes_a_link_and_the_vlans_of_it() {
    let ceph = r#"{"type":"macvlan","master":"eth1.7.100"}"#;
    for (own, taken, rivalry) in [
        (r#"{"type":"host-device","device":"eth1"}"#, "`eth1`", Rivalry::Moves),
        (r#"{"type":"host-device","device":"eth1.7"}"#, "VLAN `7` of `eth1`", Rivalry::Moves),
        (r#"{"type":"host-device","device":"eth1.7.100"}"#, "VLAN `7.100` of `eth1`", Rivalry::Moves),
        (r#"{"type":"bond","links":[{"name":"eth5"},{"name":"eth1"}]}"#, "`eth1`", Rivalry::Moves),
        (r#"{"type":"vlan","master":"eth1.7","vlanId":100}"#, "VLAN `7.100` of `eth1`", Rivalry::TakesVlan),
        (r#"{"type":"vlan","master":"eth1","vlanId":7}"#, "VLAN `7` of `eth1`", Rivalry::TakesVlan),
        (r#"{"type":"macvlan","mode":"passthru","master":"eth1"}"#, "`eth1`", Rivalry::IsAloneBelow),
        (r#"{"type":"macvlan","mode":"passthru","master":"eth1.7.100"}"#, "VLAN `7.100` of `eth1`", Rivalry::IsAlone),
        (r#"{"type":"ipvlan","master":"eth1.7.100"}"#, "VLAN `7.100` of `eth1`", Rivalry::OtherKind),
    ] {
        assert_eq!(rival(own, ceph), Some((taken.to_owned(), rivalry)), "{own}");
    }
    for own in [
        r#"{"type":"host-device","device":"eth1.7.1"}"#,
        r#"{"type":"host-device","device":"eth1.7.100.5"}"#,
        r#"{"type":"host-device","device":"eth2"}"#,
        r#"{"type":"bond","linksInContainer":true,"links":[{"name":"eth1"}]}"#,
        r#"{"type":"vlan","master":"eth1","vlanId":100}"#,
        r#"{"type":"ipvlan","master":"eth1"}"#,
        r#"{"type":"macvlan","master":"eth1.7.100"}"#,
        r#"{"type":"macvlan","mode":"passthru","master":"eth1.7.100","linkInContainer":true}"#,
    ] {
        assert_eq!(rival(own, ceph), None, "{own}");
    }
}

#[test]
fn a_plugin_takes_from_each_kind_what_that_needs() {
    for (own, ceph, rivalry) in [
        (r#"{"type":"macvlan","master":"eth1"}"#, r#"{"type":"ipvlan","master":"eth1"}"#, Some(Rivalry::OtherKind)),
        (r#"{"type":"ipvlan"}"#, r#"{"type":"macvlan"}"#, Some(Rivalry::OtherKind)),
        (r#"{"type":"ipvlan","mode":"l3s"}"#, r#"{"type":"macvlan"}"#, Some(Rivalry::OtherKind)),
        (r#"{"type":"macvlan"}"#, r#"{"type":"ipvlan","mode":"l3"}"#, Some(Rivalry::OtherKind)),
        (r#"{"type":"ipvlan","mode":"l3"}"#, r#"{"type":"ipvlan"}"#, Some(Rivalry::ChangesMode)),
        (r#"{"type":"ipvlan","mode":"l2"}"#, r#"{"type":"ipvlan"}"#, None),
        (
            r#"{"type":"vlan","master":"eth1","vlanId":5}"#,
            r#"{"type":"vlan","master":"eth1","vlanId":5}"#,
            Some(Rivalry::TakesVlan),
        ),
        (r#"{"type":"vlan","master":"br0","vlanId":5}"#, r#"{"type":"bridge","bridge":"br0","vlan":5}"#, None),
        (r#"{"type":"host-device","device":"br0.5"}"#, r#"{"type":"bridge","bridge":"br0","vlan":5}"#, None),
        (
            r#"{"type":"host-device","device":"br0"}"#,
            r#"{"type":"bridge","bridge":"br0","vlan":5}"#,
            Some(Rivalry::Moves),
        ),
        (r#"{"type":"macvlan","mode":"passthru","master":"br0"}"#, r#"{"type":"bridge","bridge":"br0"}"#, None),
        (
            r#"{"type":"host-device","pciBusID":"0:1"}"#,
            r#"{"type":"host-device","pciBusID":"0:1"}"#,
            Some(Rivalry::Moves),
        ),
    ] {
        assert_eq!(rival(own, ceph).map(|(_, rivalry)| rivalry), rivalry, "{own} {ceph}");
    }
}
