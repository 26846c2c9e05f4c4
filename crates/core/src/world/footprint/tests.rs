use super::*;
use crate::facts::kind::Kind;
use crate::json::{self, Shape};

/// What the configuration hands out, what its pools are, and what nobody can tell.
fn footprint(config: &str) -> (Vec<String>, Vec<String>, Option<String>) {
    let text = format!(r#"{{"metadata":{{"name":"n","namespace":"ns"}},"spec":{{"config":{config:?}}}}}"#);
    let arena = Arena::new();
    let node = json::read(&text, &arena, &Shape::Whole).unwrap();
    let footprint = Footprint::of(&Object::new(Kind::NetworkAttachmentDefinition, &node, "", ""));
    let addresses = footprint.addresses.ranges().iter();
    let addresses = addresses.map(|run| format!("{run} at {}", footprint.path_of(run.first()))).collect();
    let pools = footprint.pools.titles();
    let unknown = footprint.unknown.map(|unknown| {
        let replaced = if unknown.replaced { ", replaced" } else { "" };
        format!("{} at {}{replaced}", unknown.ipam, unknown.path)
    });
    (addresses, pools, unknown)
}

fn macvlan(ipam: &str) -> (Vec<String>, Vec<String>, Option<String>) {
    footprint(&format!(r#"{{"type":"macvlan","master":"eth0","ipam":{ipam}}}"#))
}

#[test]
fn each_ipam_hands_out_what_it_says() {
    for (ipam, expected) in [
        (
            r#"{"type":"whereabouts","range":"10.0.0.0/29","range_start":"10.0.0.3","exclude":["10.0.0.5/32"]}"#,
            vec!["10.0.0.3-10.0.0.4 at spec.config.ipam.range", "10.0.0.6 at spec.config.ipam.range"],
        ),
        (
            r#"{"type":"whereabouts","ipRanges":[{"range":"10.0.0.0/30"},{"range":"fd00::/126"}],"addresses":[{"address":"10.1.0.9/16"}]}"#,
            vec![
                "10.0.0.1-10.0.0.2 at spec.config.ipam.ipRanges[0].range",
                "10.1.0.9 at spec.config.ipam.addresses",
                "fd00::1-fd00::2 at spec.config.ipam.ipRanges[1].range",
            ],
        ),
        (
            r#"{"type":"whereabouts","range":"10.0.0.0/29","node_slice_size":"/30","exclude":["10.0.0.0/29"]}"#,
            vec!["10.0.0.1-10.0.0.6 at spec.config.ipam.range"],
        ),
        (
            r#"{"type":"host-local","Subnet":"10.0.0.0/29","rangeEnd":"10.0.0.3","ranges":[[{"subnet":"10.1.0.0/30"}]]}"#,
            vec![
                "10.0.0.1-10.0.0.3 at spec.config.ipam.subnet",
                "10.1.0.1-10.1.0.2 at spec.config.ipam.ranges[0][0].subnet",
            ],
        ),
    ] {
        let (addresses, _, unknown) = macvlan(ipam);
        assert_eq!((addresses, unknown), (expected.into_iter().map(str::to_owned).collect(), None), "{ipam}");
    }
}

#[test]
fn a_pool_is_a_range_and_a_name_and_no_window() {
    let ipam = r#"{"type":"whereabouts","network_name":"a","range":"10.0.0.9-10.0.0.10/24","exclude":["10.0.0.9"]}"#;
    assert_eq!(macvlan(ipam).1, ["a/10.0.0.0-10.0.0.255"]);
}

#[test]
fn addresses_that_the_nad_does_not_name_are_unknown() {
    for (ipam, expected) in [
        (r#"{}"#, " at spec.config.type"),
        (r#"{"type":"dhcp"}"#, "dhcp at spec.config.type"),
        (r#"{"type":"static"}"#, "static at spec.config.type"),
        (r#"{"type":"nv-ipam","poolName":"a"}"#, "nv-ipam at spec.config.type"),
    ] {
        assert_eq!(macvlan(ipam), (Vec::new(), Vec::new(), Some(expected.to_owned())), "{ipam}");
    }
}

#[test]
fn what_a_configuration_has_beside_the_section_is_handed_out_too() {
    let listed = r#""ipam":{"type":"static","addresses":[{"address":"10.0.0.5/24"}]}"#;
    let (own, replaced) = ("10.0.0.5 at spec.config.ipam.addresses", "static at spec.config.type, replaced");
    for (config, addresses) in [
        (String::from(listed), vec![own]),
        (format!(r#""capabilities":{{"ips":true}},{listed}"#), vec![own]),
        (
            format!(r#""args":{{"cni":{{"IPs":["10.0.0.7/24"]}}}},{listed}"#),
            vec![own, "10.0.0.7 at spec.config.ipam.addresses"],
        ),
        (
            format!(r#""RuntimeConfig":{{"ips":["10.0.0.9/24"]}},{listed}"#),
            vec![own, "10.0.0.9 at spec.config.ipam.addresses"],
        ),
    ] {
        let read = footprint(&format!(r#"{{"type":"macvlan","master":"eth0",{config}}}"#));
        let addresses = addresses.into_iter().map(str::to_owned).collect();
        assert_eq!(read, (addresses, Vec::new(), Some(replaced.to_owned())), "{config}");
    }
    let given =
        r#"{"type":"macvlan","runtimeConfig":{"ipRanges":[[{"subnet":"10.1.0.0/30"}]]},"ipam":{"type":"host-local"}}"#;
    let addresses = vec![String::from("10.1.0.1-10.1.0.2 at spec.config.ipam.ipRanges[0][0].subnet")];
    assert_eq!(footprint(given), (addresses, Vec::new(), None));
}

#[test]
fn a_whereabouts_section_without_a_range_is_noticed() {
    let read = |config: &str| {
        let text = format!(r#"{{"metadata":{{"name":"n","namespace":"ns"}},"spec":{{"config":{config:?}}}}}"#);
        let arena = Arena::new();
        let node = json::read(&text, &arena, &Shape::Whole).unwrap();
        Footprint::of(&Object::new(Kind::NetworkAttachmentDefinition, &node, "", "")).rangeless
    };
    let rangeless = |ipam: &str| read(&format!(r#"{{"type":"macvlan","ipam":{ipam}}}"#));
    for ipam in [
        r#"{"type":"whereabouts"}"#,
        r#"{"type":"whereabouts","configuration_path":"/etc/ceph.conf"}"#,
        r#"{"type":"whereabouts","range":"","ipRanges":[]}"#,
    ] {
        assert_eq!(rangeless(ipam).map(|path| path.to_string()).as_deref(), Some("spec.config.ipam"), "{ipam}");
    }
    for ipam in [r#"{"type":"whereabouts","range":"10.0.0.0/24"}"#, r#"{"type":"static"}"#, "{}"] {
        assert_eq!(rangeless(ipam), None, "{ipam}");
    }
    let plugin = r#"{"type":"macvlan","ipam":{"type":"whereabouts"}}"#;
    let multus = |delegates: &str| format!(r#"{{"type":"multus","delegates":[{delegates}]}}"#);
    for (plugins, path) in [
        (format!("{plugin},{plugin}"), "spec.config.plugins[0].ipam"),
        (format!("{},{plugin}", multus(&format!("{plugin},{plugin}"))), "spec.config.plugins[0].delegates[0].ipam"),
        (format!(r#"{{"type":"tuning"}},{},{plugin}"#, multus("{}")), "spec.config.plugins[2].ipam"),
    ] {
        let found = read(&format!(r#"{{"plugins":[{plugins}]}}"#)).map(|path| path.to_string());
        assert_eq!(found.as_deref(), Some(path), "{plugins}");
    }
}

#[test]
fn chains_and_delegates_count_as_a_single_plugin_does() {
    let plugin = r#"{"type":"macvlan","ipam":{"type":"whereabouts","range":"10.0.0.0/30"}}"#;
    for (config, path) in [
        (format!(r#"{{"plugins":[{plugin},{{"type":"tuning"}}]}}"#), "plugins[0]"),
        (format!(r#"{{"type":"multus","delegates":[{plugin}]}}"#), "delegates[0]"),
        (
            format!(r#"{{"type":"multus","delegates":[{{"plugins":[{{"type":"tuning"}},{plugin}]}}]}}"#),
            "delegates[0].plugins[1]",
        ),
        (format!(r#"{{"type":"meta","Delegate":{plugin}}}"#), "Delegate"),
    ] {
        let (addresses, _, unknown) = footprint(&config);
        assert_eq!(addresses, [format!("10.0.0.1-10.0.0.2 at spec.config.{path}.ipam.range")], "{config}");
        assert_eq!(unknown, None, "{config}");
    }
}
