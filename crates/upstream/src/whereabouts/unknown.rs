//! Keys that Whereabouts ignores without a word, most often because they are those of another IPAM plugin.

use super::fields::IPAM;
use crate::go_json::{Fields, Trail, Type, resolve, sorted_members};
use crate::limits::UNKNOWN_KEYS;
use ceph_multus_json::{Node, Path};

/// A key that is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey {
    /// The way to it in the section: `ipRanges[0].rangeStart`.
    pub path: Path,
    /// The key that was probably meant.
    pub meant: Option<&'static str>,
}

/// Spellings of other plugins, and words that users take for keys.
const SYNONYMS: &[(&str, &str)] = &[
    ("subnet", "range"),
    ("cidr", "range"),
    ("ranges", "ipRanges"),
    ("start", "range_start"),
    ("end", "range_end"),
    ("omitranges", "exclude"),
    ("excluderanges", "exclude"),
    ("gw", "gateway"),
    ("overlappingranges", "enable_overlapping_ranges"),
    ("network", "network_name"),
    ("destination", "dst"),
    ("kubeconfig", "kubernetes"),
];

/// The keys below `ipam` that the program has no field for.
pub(super) fn unknown_keys(ipam: &Node<'_>) -> Vec<UnknownKey> {
    let mut found = Vec::new();
    if has_unknown(ipam, &Type::Struct(IPAM)) {
        collect(ipam, &Type::Struct(IPAM), &Trail::Start(&Path::default()), &mut found);
    }
    found
}

/// Whether there is any such key, which there mostly is not.
fn has_unknown(node: &Node<'_>, expected: &Type) -> bool {
    match (expected, node) {
        (Type::Struct(fields), Node::Map(map)) => {
            map.iter().any(|(key, value)| resolve(fields, key).is_none_or(|(_, kind)| has_unknown(value, kind)))
        }
        (Type::List(element), Node::List(items)) => items.iter().any(|item| has_unknown(item, element)),
        _ => false,
    }
}

fn collect(node: &Node<'_>, expected: &Type, path: &Trail<'_>, found: &mut Vec<UnknownKey>) {
    match (expected, node) {
        (Type::Struct(fields), Node::Map(map)) => {
            // Sorted, so that the order of the text does not choose which keys are reported.
            for (key, value) in sorted_members(map) {
                if found.len() >= UNKNOWN_KEYS {
                    return;
                }
                match resolve(fields, key) {
                    Some((name, kind @ (Type::List(_) | Type::Struct(_)))) => {
                        collect(value, kind, &Trail::Key(path, name), found)
                    }
                    Some(_) => {}
                    None => found.push(UnknownKey { path: Trail::Key(path, key).to_path(), meant: meant(fields, key) }),
                }
            }
        }
        (Type::List(element @ Type::Struct(_)), Node::List(items)) => {
            for (place, item) in items.iter().enumerate() {
                if found.len() >= UNKNOWN_KEYS {
                    return;
                }
                collect(item, element, &Trail::Place(path, place), found);
            }
        }
        _ => {}
    }
}

/// The field that `key` is another spelling of: with capitals for underscores, with or without a plural.
fn meant(fields: Fields, key: &str) -> Option<&'static str> {
    let initial = letters(key).next()?;
    let same = |one: &str, other: &str| letters(one).eq(letters(other));
    let is_field = |name: &str| fields.iter().any(|(field, _)| *field == name);
    let synonym = SYNONYMS.iter().find(|(word, name)| same(word, key) && is_field(name)).map(|(_, name)| *name);
    let is_spelling = |name: &str| {
        same(name, key)
            || key.strip_suffix('s').is_some_and(|key| same(name, key))
            || name.strip_suffix('s').is_some_and(|name| same(name, key))
    };
    let mut names = fields.iter().map(|(name, _)| *name).filter(|name| letters(name).next() == Some(initial));
    synonym.or_else(|| names.find(|name| is_spelling(name)))
}

/// The letters and digits of a key, in lower case.
fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read};

    fn unknown(text: &str) -> Vec<(String, Option<&'static str>)> {
        let arena = Arena::new();
        let keys = unknown_keys(&read(text, &arena, &Shape::Whole).unwrap());
        keys.into_iter().map(|key| (key.path.to_string(), key.meant)).collect()
    }

    #[test]
    fn keys_of_host_local_are_named_with_those_of_whereabouts() {
        assert_eq!(
            unknown(r#"{"subnet":"a","rangeStart":"b","rangeEnd":"c","ranges":[],"excludes":[],"dataDir":"d"}"#),
            [
                ("dataDir".into(), None),
                ("excludes".into(), Some("exclude")),
                ("rangeEnd".into(), Some("range_end")),
                ("rangeStart".into(), Some("range_start")),
                ("ranges".into(), Some("ipRanges")),
                ("subnet".into(), Some("range")),
            ]
        );
    }

    #[test]
    fn looks_into_lists_and_objects() {
        assert_eq!(
            unknown(
                r#"{"ipRanges":[{"range":"a"},{"range-start":"b","subnet":"c"}],"routes":[{"destination":"d"}],"kubernetes":{"x":1}}"#
            ),
            [
                ("ipRanges[1].range-start".into(), Some("range_start")),
                ("ipRanges[1].subnet".into(), Some("range")),
                ("kubernetes.x".into(), None),
                ("routes[0].destination".into(), Some("dst")),
            ]
        );
    }

    #[test]
    fn of_too_many_keys_the_same_are_reported_in_any_order() {
        let keys: Vec<String> = (0..UNKNOWN_KEYS * 2).map(|place| format!("\"z{place:03}\":1")).collect();
        let backwards: Vec<String> = keys.iter().rev().cloned().collect();
        let reported = unknown(&format!("{{{}}}", backwards.join(",")));
        assert_eq!(reported.len(), UNKNOWN_KEYS);
        assert_eq!(reported, unknown(&format!("{{{}}}", keys.join(","))));
        assert_eq!(reported.last(), Some(&("z063".into(), None)));
    }

    #[test]
    fn known_keys_of_any_case_are_silent() {
        assert_eq!(unknown(r#"{"Type":"a","RANGE":"b","ipranges":[],"etcd_host":"x","PodName":"y"}"#), []);
    }
}
