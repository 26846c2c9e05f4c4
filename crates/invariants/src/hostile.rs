//! Damage: what a hostile or careless sender makes of a document.

use arbitrary::{Result, Unstructured};

use crate::Document;
use crate::samples::{CONFIGS, SELECTIONS};

/// Ways to the fields that the rules read, from the root of an object.
const READ: &[&[&str]] = &[
    &["metadata"],
    &["metadata", "annotations"],
    &["metadata", "annotations", NETWORKS],
    &["metadata", "labels", "app"],
    &["spec"],
    &["spec", "network"],
    &["spec", "network", "selectors"],
    &["spec", "network", "addressRanges"],
    &["spec", "storage"],
    &["spec", "mon"],
    &["spec", "config"],
    &["spec", "template", "metadata", "annotations"],
];

/// The annotation that names a pod's networks.
pub const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// Texts that mean something somewhere.
const TEXTS: &[&str] = &[
    "",
    " ",
    ",",
    "/",
    "@",
    "a/b/c",
    "multus",
    "host",
    "rook-ceph",
    "public-net",
    "rook-ceph/public-net",
    "cluster-net",
    "rook-ceph/cluster-net",
    "rook-ceph/public-net,rook-ceph/cluster-net",
    "public-net@net1,cluster-net@net1",
    "whereabouts",
    "host-local",
    "static",
    "dhcp",
    "macvlan",
    "ipvlan",
    "bridge",
    "bond",
    "0.3.1",
    "1.1.0",
    "10.0.0.0/24",
    "10.0.0.5-10.0.0.9/24",
    "192.168.20.0/24",
    "192.168.21.0/33",
    "fd00::/64",
    "::/0",
    "0.0.0.0/0",
    "255.255.255.255/32",
    "::ffff:1.2.3.4/120",
    "10.0.0.1",
    "010.0.0.1",
    "fd00::1",
    "/26",
    "26",
    "rook-ceph-osd",
    "rook-ceph-mon",
    "rook-ceph-network-canary",
    "CephCluster",
    "Pod",
    "v1",
    "ceph.rook.io/v1",
    "deny",
    "allow",
    "warn",
    "\u{0}",
    "`\n`",
    "\u{202e}\u{1f980}",
    "K",
    "\u{17f}",
];

/// Values that are no text, or hardly one.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.5",
    "1e2",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999999999999999",
    "1e308",
    "1e999",
    "-1e999999999",
    "0.00000000000000000000000000000000000000001",
    "{}",
    "[]",
    "[null]",
    "[{}]",
    "[[]]",
    r#""\ud800""#,
    r#""\udc00x""#,
    r#""\ud83e\udd80""#,
    r#""\u0000""#,
    r#"{"":{}}"#,
    r#"{"a":1,"a":2}"#,
    r#"{"\ud800":1}"#,
];

/// Keys that the core asks for in one place or another.
const KEYS: &[&str] = &[
    "name",
    "namespace",
    "kind",
    "items",
    "labels",
    "annotations",
    "app",
    NETWORKS,
    "spec",
    "network",
    "provider",
    "selectors",
    "public",
    "cluster",
    "config",
    "type",
    "ipam",
    "range",
    "ipRanges",
    "exclude",
    "range_start",
    "range_end",
    "gateway",
    "routes",
    "plugins",
    "hostNetwork",
    "count",
    "storage",
    "nodes",
    "devices",
    "storageClassDeviceSets",
    "deletionTimestamp",
    "Name",
    "",
    "network_name",
    "node_slice_size",
    "dst",
    "addresses",
    "interface",
    "ips",
    "mac",
    "default-route",
    "cni-args",
    "bandwidth",
];

/// Makes `times` changes somewhere in `object`.
///
/// # Errors
/// None in practice: where the entropy ends, zeroes follow.
pub fn damage(object: &mut Document, times: usize, u: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..times {
        let path = u.choose(READ)?;
        let start = if u.ratio(2, 3)? { reach(object, path) } else { &mut *object };
        change(descend(start, u)?, u)?;
    }
    Ok(())
}

/// The member at `path`, or the last that is there on the way.
fn reach<'d>(document: &'d mut Document, path: &[&str]) -> &'d mut Document {
    match path.split_first() {
        Some((key, rest)) if document.get(key).is_some() => {
            reach(document.get_mut(key).expect("a member that is there"), rest)
        }
        _ => document,
    }
}

fn descend<'d>(document: &'d mut Document, u: &mut Unstructured<'_>) -> Result<&'d mut Document> {
    let children = match document {
        Document::Leaf(_) => 0,
        Document::List(items) => items.len(),
        Document::Map(members) => members.len(),
    };
    if children == 0 || u.ratio(1, 3)? {
        return Ok(document);
    }
    let place = u.choose_index(children)?;
    match document {
        Document::List(items) => descend(items.get_mut(place).expect("a place"), u),
        Document::Map(members) => descend(&mut members.get_mut(place).expect("a place").1, u),
        leaf @ Document::Leaf(_) => Ok(leaf),
    }
}

fn change(document: &mut Document, u: &mut Unstructured<'_>) -> Result<()> {
    match document {
        Document::List(items) => match u.int_in_range(0..=4)? {
            0 if !items.is_empty() => drop(items.remove(u.choose_index(items.len())?)),
            1 if !items.is_empty() => items.push(u.choose(items)?.clone()),
            2 => items.push(value(u)?),
            3 if !items.is_empty() => {
                let many = u.choose(items)?.clone();
                items.extend(std::iter::repeat_n(many, u.int_in_range(1..=100)?));
            }
            _ => *document = value(u)?,
        },
        Document::Map(members) => match u.int_in_range(0..=4)? {
            0 if !members.is_empty() => drop(members.remove(u.choose_index(members.len())?)),
            1 if !members.is_empty() => {
                let (key, old) = u.choose(members)?.clone();
                members.push((key, if u.arbitrary()? { old } else { value(u)? }));
            }
            2 => members.push((crate::document::quoted(u.choose(KEYS)?), value(u)?)),
            3 => {
                let (stem, count): (String, u32) = (u.arbitrary()?, u.int_in_range(1..=400)?);
                let key = |place| crate::document::quoted(&format!("{stem}{place}"));
                members.extend((0..count).map(|place| (key(place), Document::Leaf("1".to_owned()))));
            }
            _ => *document = value(u)?,
        },
        Document::Leaf(_) => {
            *document = match document.as_text() {
                Some(text) if u.ratio(2, 3)? => inside(&text, u)?,
                _ => value(u)?,
            }
        }
    }
    Ok(())
}

/// A text that is changed within: as the JSON that it holds, or as characters.
fn inside(text: &str, u: &mut Unstructured<'_>) -> Result<Document> {
    if let Some(mut embedded @ (Document::Map(_) | Document::List(_))) = Document::parse(text)
        && u.ratio(3, 4)?
    {
        let place = descend(&mut embedded, u)?;
        change(place, u)?;
        return Ok(Document::text(&embedded.to_string()));
    }
    let mut characters: Vec<char> = text.chars().collect();
    let place = u.choose_index(characters.len() + 1)?;
    match u.int_in_range(0..=2)? {
        0 => characters.truncate(place),
        1 => characters
            .insert(place, *u.choose(&[',', '/', '@', '-', '.', '0', '9', ' ', '{', '[', '"', ':', '\n', '\u{e9}'])?),
        _ => {
            let with: Vec<char> = u.choose(TEXTS)?.chars().collect();
            characters.splice(place..place, with);
        }
    }
    Ok(Document::text(&characters.into_iter().collect::<String>()))
}

/// Any value: one that means something, one that means trouble, or a large one.
fn value(u: &mut Unstructured<'_>) -> Result<Document> {
    let parsed = |text: String| Document::parse(&text).expect("JSON");
    let deep = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    Ok(match u.int_in_range(0..=15)? {
        0..=4 => Document::text(u.choose(TEXTS)?),
        5..=8 => parsed((*u.choose(VALUES)?).to_owned()),
        9 | 10 => Document::text(u.choose(&SELECTIONS)?),
        11 | 12 => Document::text(u.choose(&CONFIGS)?),
        13 => Document::text(
            &u.choose(&["n", "`", "\u{1f980}", "\n", "\u{1}", ",", "x/", "{}"])?.repeat(*u.choose(&[65, 500, 20_000])?),
        ),
        14 => parsed(deep("[", "]", *u.choose(&[100, 130, 1_000])?)),
        _ => parsed(deep(r#"{"a":"#, "}", *u.choose(&[100, 130, 1_000])?)),
    })
}
