//! What Go's `encoding/json` writes: the order of the members, and texts.

use ceph_multus_json::order::last_by_key;
use ceph_multus_json::{Map, Node, string};

/// The members of an object as they are in a Go map that is written: by key, of repeated keys the last.
pub fn sorted_members<'a>(map: &Map<'a>) -> Vec<(&'a str, &'a Node<'a>)> {
    last_by_key(map.iter().map(|(key, _)| key)).filter_map(|(key, place)| Some((key, map.value_at(place)?))).collect()
}

/// Appends `text` as a JSON string.
pub fn push_text(out: &mut String, text: &str) {
    for character in string(text).chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read};

    #[test]
    fn sorts_keys_and_keeps_the_last_of_repeated_ones() {
        let arena = Arena::new();
        let node = read(r#"{ "b" : [ null , true ], "a" : 1, "b" : "x" }"#, &arena, &Shape::Whole).unwrap();
        let members = sorted_members(node.as_map().unwrap());
        let texts: Vec<_> = members.into_iter().map(|(key, value)| (key, value.as_text())).collect();
        assert_eq!(texts, [("a", None), ("b", Some("x"))]);
    }

    #[test]
    fn escapes_what_html_would_read() {
        let mut out = String::new();
        push_text(&mut out, "a<b>&\u{2028}\u{1}\"");
        assert_eq!(out, "\"a\\u003cb\\u003e\\u0026\\u2028\\u0001\\\"\"");
    }
}
