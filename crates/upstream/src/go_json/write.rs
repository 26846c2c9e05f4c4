//! JSON text as Go's `encoding/json` writes it.

use super::number;
use ceph_multus_json::order::last_by_key;
use ceph_multus_json::{Map, Node, Number, compact, push_all};

/// Appends `node` the way `json.Marshal` writes what it has read into an `interface{}`: compact, keys sorted, of
/// repeated keys the last, `<`, `>`, `&` and the two Unicode line ends escaped, numbers as 64-bit floats.
pub fn push(out: &mut String, node: &Node<'_>) {
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Node::Number(number) => push_number(out, *number),
        Node::Text(text) => push_text(out, text),
        Node::List(items) => push_all(out, ['[', ']'], *items, push),
        Node::Map(map) => push_all(out, ['{', '}'], sorted_members(map), |out, (key, value)| {
            push_text(out, key);
            out.push(':');
            push(out, value);
        }),
        Node::Raw(text) => out.push_str(&compact(text)),
    }
}

/// The members of an object as they are in a Go map that is written: by key, of repeated keys the last.
pub fn sorted_members<'a>(map: &Map<'a>) -> Vec<(&'a str, &'a Node<'a>)> {
    last_by_key(map.iter().map(|(key, _)| key)).filter_map(|(key, place)| Some((key, map.value_at(place)?))).collect()
}

/// Appends `text` as a JSON string.
pub fn push_text(out: &mut String, text: &str) {
    let mut written = String::new();
    ceph_multus_json::push_string(&mut written, text);
    for character in written.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "Go holds every number of an untyped value as a 64-bit float")]
fn push_number(out: &mut String, number: Number) {
    number::push(
        out,
        match number {
            Number::Unsigned(value) => value as f64,
            Number::Negative(value) => value as f64,
            Number::Float(value) => value,
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read};

    fn written(text: &str) -> String {
        let mut out = String::new();
        push(&mut out, &read(text, &Arena::new(), &Shape::Whole).unwrap());
        out
    }

    #[test]
    fn sorts_keys_and_keeps_the_last_of_repeated_ones() {
        assert_eq!(written(r#"{ "b" : [ null , true ], "a" : 1, "b" : "x" }"#), r#"{"a":1,"b":"x"}"#);
    }

    #[test]
    fn escapes_what_html_would_read() {
        assert_eq!(written(r#""a<b>&\u2028\u0001\"""#), "\"a\\u003cb\\u003e\\u0026\\u2028\\u0001\\\"\"");
    }

    #[test]
    fn writes_numbers_as_go_does() {
        assert_eq!(
            written("[1, -2, 1.50, 5.0, 1e20, 1e21, 1e-6, 1e-7, 9007199254740993, 0]"),
            "[1,-2,1.5,5,100000000000000000000,1e+21,0.000001,1e-7,9007199254740992,0]"
        );
    }
}
