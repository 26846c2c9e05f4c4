//! What Multus does to a configuration without a name: it writes the object again.

use crate::go_json::sorted_members;
use ceph_multus_json::order::{by_key, equal_neighbours};
use ceph_multus_json::{Arena, Member, Node, Number};

/// `root` after `json.Marshal` wrote what `json.Unmarshal` read into a Go map: keys sorted, of repeated ones the last,
/// numbers as floats. `None` where no reader could tell the difference.
pub(super) fn normalized<'a>(root: &Node<'a>, arena: &'a Arena) -> Option<Node<'a>> {
    (!is_plain(root)).then(|| rewritten(root, arena))
}

/// Whether no two keys of an object are equal but for case and all numbers are whole.
fn is_plain(node: &Node<'_>) -> bool {
    match node {
        Node::Map(map) => {
            if map.is_plain() {
                return map.iter().all(|(_, value)| is_plain(value));
            }
            let keys: Vec<String> = map.iter().map(|(key, _)| key.to_ascii_lowercase()).collect();
            let sorted = by_key(keys.iter().map(String::as_str));
            let distinct = equal_neighbours(&sorted).next().is_none();
            // Letters beyond ASCII that fold to ASCII ones are too rare to look for.
            distinct && keys.iter().all(|key| key.is_ascii()) && map.iter().all(|(_, value)| is_plain(value))
        }
        Node::List(items) => items.iter().all(is_plain),
        Node::Number(number) => !matches!(number, Number::Float(_)),
        _ => true,
    }
}

fn rewritten<'a>(node: &Node<'a>, arena: &'a Arena) -> Node<'a> {
    match node {
        Node::Map(map) => {
            let members = sorted_members(map).into_iter().map(|(key, value)| (key, rewritten(value, arena)));
            arena.map(&members.collect::<Vec<Member<'_>>>())
        }
        Node::List(items) => arena.list(&items.iter().map(|item| rewritten(item, arena)).collect::<Vec<_>>()),
        Node::Number(Number::Float(value)) => Node::Number(whole(*value).unwrap_or(Number::Float(*value))),
        other => *other,
    }
}

/// A float as the whole number that Go writes for it, if it writes one.
#[expect(clippy::cast_possible_truncation, reason = "the bounds are checked, and both are whole")]
#[expect(clippy::cast_sign_loss, reason = "the value is not negative")]
pub(super) fn whole(value: f64) -> Option<Number> {
    if value.fract() != 0.0 || value.abs() >= 9_007_199_254_740_992.0 {
        None
    } else if value < 0.0 {
        Some(Number::Negative(value as i64))
    } else {
        Some(Number::Unsigned(value as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Shape, read};

    fn text(json: &str) -> Option<String> {
        let arena = Arena::new();
        let node = normalized(&read(json, &arena, &Shape::Whole).unwrap(), &arena)?;
        let mut out = String::new();
        write(&node, &mut out);
        Some(out)
    }

    /// The members of an object in their order.
    fn write(node: &Node<'_>, out: &mut String) {
        match node {
            Node::Map(map) => {
                for (key, value) in map.iter() {
                    out.push_str(key);
                    out.push('=');
                    write(value, out);
                    out.push(' ');
                }
            }
            Node::Text(text) => out.push_str(text),
            other => out.push_str(&format!("{other:?}")),
        }
    }

    #[test]
    fn leaves_alone_what_reads_the_same_either_way() {
        assert_eq!(text(r#"{"b":1,"a":{"d":[1,-2],"c":"x"}}"#), None);
    }

    #[test]
    fn sorts_keys_that_go_takes_for_one_field() {
        assert_eq!(
            text(r#"{"type":"a","b":1,"TYPE":"c","b":2}"#).as_deref(),
            Some("TYPE=c b=Number(Unsigned(2)) type=a ")
        );
    }

    #[test]
    fn finds_a_repeated_key_among_few_and_among_many() {
        let object = |count: usize, last: &str| {
            let keys: Vec<String> = (0..count).map(|place| format!("\"key{place}\":1,")).collect();
            format!("{{{}\"{last}\":1}}", keys.concat())
        };
        for count in [3, 31, 32, 100] {
            assert_eq!(text(&object(count, "other")), None, "{count}");
            assert!(text(&object(count, "KEY2")).is_some(), "{count}");
            assert!(text(&object(count, "\u{212a}")).is_some(), "{count}");
        }
    }

    #[test]
    fn floats_without_a_fraction_become_whole_numbers() {
        let arena = Arena::new();
        let node = normalized(&read(r#"{"a":[5.0,-1e3,1.5]}"#, &arena, &Shape::Whole).unwrap(), &arena).unwrap();
        let items = node.get("a").and_then(Node::as_list).unwrap();
        assert_eq!(items[0], Node::Number(Number::Unsigned(5)));
        assert_eq!(items[1], Node::Number(Number::Negative(-1000)));
        assert_eq!(items[2], Node::Number(Number::Float(1.5)));
    }
}
