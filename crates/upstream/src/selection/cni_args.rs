//! `cni-args`: what Multus adds to the member `args.cni` of the plugin's configuration, which the plugin and its IPAM read
//! (`k8snetworkplumbingwg/multus-cni: pkg/types/conf.go`).

use std::borrow::Cow;

use crate::go_json::{Held, Mismatches, Type, push_text, same_but_for_case};
use ceph_multus_json::order::last_by_key;
use ceph_multus_json::{Layer, layer, push_all, tokens};

/// Addresses for the IPAMs host-local and static (`containernetworking/plugins:
/// plugins/ipam/host-local/backend/allocator/config.go`, `plugins/ipam/static/main.go`), and a hardware address for the
/// bridge (`containernetworking/plugins: plugins/main/bridge/bridge.go`).
const PINS: [&str; 2] = ["ips", "mac"];

/// The way from `cni-args` to an object with such keys, and the keys as messages show them. The second is the form of
/// the configuration itself, and means the same to who writes it.
const PLACES: [(Option<&str>, [&str; 2]); 2] =
    [(None, [IPS[0], "cni-args.mac"]), (Some("cni"), [IPS[1], "cni-args.cni.mac"])];

/// Those of the keys that ask for addresses.
const IPS: [&str; 2] = ["cni-args.ips", "cni-args.cni.ips"];

/// Whether `key`, one of [`pinned_keys`], asks for addresses.
pub(super) fn asks_for_addresses(key: &str) -> bool {
    IPS.contains(&key)
}

/// What host-local and static read of them.
static ARGS: Type = Type::Struct(&[("ips", Type::List(&Type::Text))]);

/// The keys of `cni_args`, a JSON object, that ask for an address.
pub(super) fn pinned_keys(cni_args: &str) -> Vec<&'static str> {
    let outer = members(cni_args);
    let mut pinned = Vec::new();
    for (inside, shown) in PLACES {
        let inner: Vec<&str> = match inside {
            Some(name) => outer.iter().filter(|(key, _)| same_but_for_case(name, key)).map(|(_, text)| *text).collect(),
            None => vec![cni_args],
        };
        let keys: Vec<Cow<'_, str>> =
            inner.into_iter().flat_map(members).filter(|(_, text)| asks(text)).map(|(key, _)| key).collect();
        let given = |name: &str| keys.iter().any(|key| same_but_for_case(name, key));
        pinned.extend(PINS.into_iter().zip(shown).filter(|(name, _)| given(name)).map(|(_, shown)| shown));
    }
    pinned
}

/// The addresses of `cni_args`, a JSON object as Go has written it; empty where there is none.
pub(super) fn ips(cni_args: &str) -> Vec<String> {
    let held = Held::of(cni_args, &ARGS, &mut Mismatches::default());
    held.get("ips").list().unwrap_or_default().iter().map(|ip| ip.text().to_owned()).collect()
}

/// The object of `members` as Go writes it, of repeated keys the last, with the values as they are written.
pub(super) fn written(members: &[(Cow<'_, str>, &str)]) -> String {
    let keys = last_by_key(members.iter().map(|(key, _)| key.as_ref()));
    let mut out = String::new();
    push_all(&mut out, ['{', '}'], keys, |out, (key, place)| {
        push_text(out, key);
        out.push(':');
        for token in members.get(place).into_iter().flat_map(|(_, text)| tokens(text)) {
            match layer(token) {
                Ok(Layer::Text(text)) if token.starts_with('"') => push_text(out, &text),
                _ => out.push_str(token),
            }
        }
    });
    out
}

/// Whether a value asks for anything.
fn asks(text: &str) -> bool {
    match layer(text) {
        Ok(Layer::Null) => false,
        Ok(Layer::List(items)) => !items.is_empty(),
        Ok(Layer::Text(text)) => !text.is_empty(),
        _ => true,
    }
}

fn members(text: &str) -> Vec<(Cow<'_, str>, &str)> {
    match layer(text) {
        Ok(Layer::Map(members)) => members,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_pin_wherever_they_are_read_or_meant_to_be() {
        for (args, pinned) in [
            (r#"{"ips":["10.0.0.1"]}"#, vec!["cni-args.ips"]),
            (r#"{"IP\u017f":[null],"mac":"02:00:00:00:00:01"}"#, vec!["cni-args.ips", "cni-args.mac"]),
            (r#"{"ips":[],"IPS":"10.0.0.1"}"#, vec!["cni-args.ips"]),
            (r#"{"cni":{"ips":["10.0.0.1"]}}"#, vec!["cni-args.cni.ips"]),
            (r#"{"mac":"x","Cni":{"Mac":"x"}}"#, vec!["cni-args.mac", "cni-args.cni.mac"]),
            (r#"{"ips":[],"mac":null,"cni":[{"ips":["10.0.0.1"]}],"note":{"ips":["10.0.0.1"]},"cni ":1}"#, vec![]),
            (r#"{"ips":null,"mac":""}"#, vec![]),
            ("{}", vec![]),
        ] {
            assert_eq!(pinned_keys(args), pinned, "{args}");
        }
    }

    #[test]
    fn the_addresses_are_those_that_the_ipam_plugins_read() {
        for (args, expected) in [
            (r#"{"ips":["10.0.0.1","10.0.0.2/24",null],"mac":"x"}"#, vec!["10.0.0.1", "10.0.0.2/24", ""]),
            (r#"{"ips":[],"IP\u017f":["10.0.0.\u0031"]}"#, vec!["10.0.0.1"]),
            (r#"{"ips":"10.0.0.1","cni":{"ips":["10.0.0.1"]}}"#, vec![]),
        ] {
            assert_eq!(ips(args), expected, "{args}");
        }
    }

    #[test]
    fn of_repeated_keys_the_last_is_written_in_the_order_of_the_keys() {
        let members = [("b", "1.50"), ("a", "[ \"<\\ud800\" , {} ]"), ("b", "null"), ("\n", "1e5")];
        let members = members.map(|(key, text)| (Cow::Borrowed(key), text));
        assert_eq!(written(&members), "{\"\\n\":1e5,\"a\":[\"\\u003c\u{fffd}\",{}],\"b\":null}");
    }
}
