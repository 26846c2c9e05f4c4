//! A reader of the networks annotation that is as simple as can be and shares no code with the policy: which networks
//! Multus attaches, if it takes the annotation at all. What the policy reads is held against it.
//!
//! It is written from the grammar: text with `[`, `{` or `"` is a JSON list of objects, read with the rules of Go's
//! `encoding/json`; any other is a list of `[namespace/]name[@interface]`.

mod json;

use std::net::{Ipv4Addr, Ipv6Addr};

use json::Value;

/// The namespace and the name of every network that Multus attaches; `None` where it rejects the annotation.
pub fn networks(annotation: &str, own_namespace: &str) -> Option<Vec<(String, String)>> {
    if annotation.is_empty() {
        return None;
    }
    let mut networks = if annotation.chars().any(|c| c == '[' || c == '{' || c == '"') {
        json_form(annotation)?
    } else {
        annotation.split(',').map(short_form).collect::<Option<Vec<_>>>()?
    };
    for (namespace, _) in &mut networks {
        if namespace.is_empty() {
            *namespace = own_namespace.to_owned();
        }
    }
    Some(networks)
}

fn short_form(item: &str) -> Option<(String, String)> {
    let slashes: Vec<&str> = item.trim().split('/').collect();
    let (namespace, rest) = match slashes[..] {
        [rest] => ("", rest),
        [namespace, rest] => (namespace, rest),
        _ => return None,
    };
    let ats: Vec<&str> = rest.split('@').collect();
    let (name, interface) = match ats[..] {
        [name] => (name, ""),
        [name, interface] => (name, interface),
        _ => return None,
    };
    let (namespace, name, interface) = (namespace.trim(), name.trim(), interface.trim());
    let label = |text: &str| {
        let edge = |c: char| matches!(c, 'a'..='z' | '0'..='9');
        text.is_empty() || (text.chars().all(|c| edge(c) || c == '-') && text.starts_with(edge) && text.ends_with(edge))
    };
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r');
    let fits = interface.len() <= 15 && !interface.contains(blank);
    (label(namespace) && label(name) && fits).then(|| (namespace.to_owned(), name.to_owned()))
}

fn json_form(annotation: &str) -> Option<Vec<(String, String)>> {
    let Value::List(elements) = json::read(annotation)? else { return None };
    elements.iter().map(element).collect()
}

/// What Multus keeps of an element, as far as it decides whether Multus takes it.
#[derive(Default)]
struct Element {
    name: String,
    namespace: String,
    mac: String,
    guid: String,
    unread: String,
    ips: Vec<String>,
    ips_length: usize,
}

fn element(value: &Value) -> Option<(String, String)> {
    let Value::Object(members) = value else { return None };
    let mut out = Element::default();
    for (key, value) in members {
        match folded(key).as_str() {
            "NAME" => text(value, &mut out.name)?,
            "NAMESPACE" => text(value, &mut out.namespace)?,
            "MAC" => text(value, &mut out.mac)?,
            "INFINIBAND-GUID" => text(value, &mut out.guid)?,
            "INTERFACE" | "INTERFACEREQUEST" | "DEVICEID" => text(value, &mut out.unread)?,
            "IPS" => ips(value, &mut out)?,
            "PORTMAPPINGS" => match value {
                Value::Null => {}
                Value::List(mappings) => {
                    for mapping in mappings {
                        record(mapping, &["HOSTPORT", "CONTAINERPORT"], &["PROTOCOL", "HOSTIP"])?;
                    }
                }
                _ => return None,
            },
            "BANDWIDTH" => record(value, &["INGRESSRATE", "INGRESSBURST", "EGRESSRATE", "EGRESSBURST"], &[])?,
            "CNI-ARGS" => match value {
                Value::Null => {}
                Value::Object(args) => {
                    for (_, value) in args {
                        floats(value)?;
                    }
                }
                _ => return None,
            },
            "DEFAULT-ROUTE" => match value {
                Value::Null => {}
                Value::List(gateways) => {
                    for gateway in gateways {
                        match gateway {
                            Value::Null => {}
                            Value::Text(text) if text.is_empty() || is_ip(text) => {}
                            _ => return None,
                        }
                    }
                }
                _ => return None,
            },
            _ => {}
        }
    }
    let hardware = |text: &str| text.is_empty() || is_hardware_address(text);
    let takes = hardware(&out.mac)
        && hardware(&out.guid)
        && out.ips.iter().take(out.ips_length).all(|ip| if ip.contains('/') { is_cidr(ip) } else { is_ip(ip) });
    takes.then_some((out.namespace, out.name))
}

fn folded(key: &str) -> String {
    key.chars()
        .map(|c| {
            if c == '\u{17f}' {
                'S'
            } else if c == '\u{212a}' {
                'K'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect()
}

fn text(value: &Value, into: &mut String) -> Option<()> {
    match value {
        Value::Null => {}
        Value::Text(text) => text.clone_into(into),
        _ => return None,
    }
    Some(())
}

/// A list is read over the old one: `null` leaves what stood at its place, also what a shorter list has cut off.
fn ips(value: &Value, out: &mut Element) -> Option<()> {
    match value {
        Value::Null => out.ips.clear(),
        Value::List(items) => {
            if items.is_empty() {
                out.ips.clear();
            }
            out.ips_length = items.len();
            for (place, item) in items.iter().enumerate() {
                if out.ips.len() == place {
                    out.ips.push(String::new());
                }
                text(item, out.ips.get_mut(place)?)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// An object with whole numbers and texts; other members are anything.
fn record(value: &Value, numbers: &[&str], texts: &[&str]) -> Option<()> {
    let Value::Object(members) = value else { return matches!(value, Value::Null).then_some(()) };
    for (key, value) in members {
        let key = folded(key);
        if numbers.contains(&key.as_str()) {
            match value {
                Value::Null => {}
                Value::Number(number) if number.parse::<i64>().is_ok() => {}
                _ => return None,
            }
        } else if texts.contains(&key.as_str()) {
            text(value, &mut String::new())?;
        }
    }
    Some(())
}

/// Whether every number in `value` fits in a float.
fn floats(value: &Value) -> Option<()> {
    match value {
        Value::Number(number) => number.parse::<f64>().is_ok_and(f64::is_finite).then_some(()),
        Value::List(items) => items.iter().try_for_each(floats),
        Value::Object(members) => members.iter().try_for_each(|(_, value)| floats(value)),
        _ => Some(()),
    }
}

fn is_ip(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok() || text.parse::<Ipv6Addr>().is_ok()
}

fn is_cidr(text: &str) -> bool {
    let Some((ip, prefix)) = text.split_once('/') else { return false };
    let bits = if ip.contains(':') { 128 } else { 32 };
    let digits = !prefix.is_empty() && prefix.chars().all(|c| c.is_ascii_digit());
    is_ip(ip) && digits && prefix.parse::<u32>().is_ok_and(|prefix| prefix <= bits)
}

fn is_hardware_address(text: &str) -> bool {
    [(':', 2), ('-', 2), ('.', 4)].into_iter().any(|(mark, digits)| {
        let groups: Vec<&str> = text.split(mark).collect();
        let octets = groups.len() * digits / 2;
        let hex = |group: &&str| group.len() == digits && group.chars().all(|c| c.is_ascii_hexdigit());
        [6, 8, 20].contains(&octets) && groups.iter().all(hex)
    })
}
