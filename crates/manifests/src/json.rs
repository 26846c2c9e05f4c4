//! JSON texts: where their values stand.

use ceph_multus_core::json::order::{by_key, equal_neighbours};
use ceph_multus_core::json::{Arena, JsonError, Map, Node, Shape, Step, read};
use ceph_multus_upstream::go_json::same_but_for_case;

use crate::error::{Problem, key_twice};

static VALUE: Shape = Shape::Raw;
static MEMBERS: Shape = Shape::Members;
static ELEMENTS: Shape = Shape::Each(&Shape::Raw);

/// What the JSON library says of a text that goes on behind its value.
const TRAILING: &str = "trailing characters";

/// A list or an object whose elements and members are left as text; `None` for other values, and what is no JSON.
pub(crate) fn shallow<'a>(text: &'a str, arena: &'a Arena) -> Option<Node<'a>> {
    let shape = match text.trim_start().chars().next()? {
        '{' => &MEMBERS,
        '[' => &ELEMENTS,
        _ => return None,
    };
    read(text, arena, shape).ok()
}

/// The text of an element or a member of what [`shallow`] gave.
pub(crate) fn raw<'a>(node: &Node<'a>) -> &'a str {
    match node {
        Node::Raw(text) => text,
        _ => "",
    }
}

/// The bytes of the values in a text of one or more, one after the other, as `kubectl get -o json` or `jq` prints them;
/// and why what comes behind them cannot be read.
pub(crate) fn values(text: &str) -> (Vec<(usize, usize)>, Option<Problem>) {
    let (mut found, mut start) = (Vec::new(), 0);
    while let Some(rest) = text.get(start..).filter(|rest| !rest.trim_start().is_empty()) {
        let arena = Arena::new();
        let read =
            first(rest, start, &arena).and_then(|(span, node)| reject_repeated_keys(text, span, &node).map(|()| span));
        match read {
            Ok(span) => {
                found.push(span);
                start = span.1;
            }
            Err(problem) => return (found, Some(problem)),
        }
    }
    (found, None)
}

/// The first value of `text`, which stands at the byte `start` of the source, and its bytes there.
fn first<'a>(text: &'a str, start: usize, arena: &'a Arena) -> Result<((usize, usize), Node<'a>), Problem> {
    let from = text.len() - text.trim_start().len();
    let error = match read(text, arena, &Shape::Whole) {
        Ok(node) => return Ok(((start + from, start + text.trim_end().len()), node)),
        Err(error) => error,
    };
    // Another value may follow, which an object, a list or a string need no white space before.
    let end = place_of(text, &error);
    let one = text.get(from..end).unwrap_or_default();
    match read(one, arena, &Shape::Whole) {
        Ok(node) if one.ends_with([' ', '\t', '\r', '\n', '}', ']', '"']) => {
            Ok(((start + from, start + from + one.trim_end().len()), node))
        }
        // What is no JSON at all comes before what cannot be kept.
        _ => {
            let error = read(text, arena, &VALUE).err().filter(|raw| raw.problem != TRAILING).unwrap_or(error);
            let at = start + place_of(text, &error);
            Err(Problem { start: at, end: at + 1, text: error.problem })
        }
    }
}

/// The bytes of the elements of the list `key` in the object at `span`; `None` where there is none.
pub(crate) fn elements(text: &str, span: (usize, usize), key: &'static str) -> Option<Vec<(usize, usize)>> {
    let arena = Arena::new();
    let (found, list) = walk(text, span, &[Step::Key(key.into())]);
    match shallow(text.get(list.0..list.1)?, &arena)? {
        Node::List(items) if found == 1 => Some(items.iter().map(|item| span_of(text, raw(item))).collect()),
        _ => None,
    }
}

/// Goes along `steps` from the value at `span` as far as there are values: how many steps, and the bytes of the last.
pub(crate) fn walk(text: &str, span: (usize, usize), steps: &[Step]) -> (usize, (usize, usize)) {
    walk_by(text, span, steps, |map, key| map.get(key))
}

/// The same where Go reads the value, as it does the config of a NAD.
pub(crate) fn walk_as_go(text: &str, span: (usize, usize), steps: &[Step]) -> (usize, (usize, usize)) {
    walk_by(text, span, steps, member_as_go)
}

/// The member `key`, or else the last of those that differ from it only in case.
fn member_as_go<'a>(map: &Map<'a>, key: &str) -> Option<&'a Node<'a>> {
    map.get(key).or_else(|| map.iter().rfind(|(known, _)| same_but_for_case(key, known)).map(|(_, value)| value))
}

fn walk_by(
    text: &str,
    span: (usize, usize),
    steps: &[Step],
    member: for<'a> fn(&Map<'a>, &str) -> Option<&'a Node<'a>>,
) -> (usize, (usize, usize)) {
    let arena = Arena::new();
    let mut current = span;
    for (found, step) in steps.iter().enumerate() {
        let value = text.get(current.0..current.1).unwrap_or_default();
        let next = match shallow(value, &arena) {
            Some(Node::List(items)) => step.as_index().and_then(|index| items.get(index).map(raw)),
            Some(Node::Map(map)) => step.as_key().and_then(|key| member(&map, key)).map(raw),
            _ => None,
        };
        let Some(next) = next else { return (found, current) };
        current = span_of(text, next);
    }
    (steps.len(), current)
}

/// The bytes of `value`, which was read out of `text`.
fn span_of(text: &str, value: &str) -> (usize, usize) {
    let start = (value.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    (start, start + value.len())
}

/// The byte of `text` at which an error is.
fn place_of(text: &str, error: &JsonError) -> usize {
    let line_start = text.split_inclusive('\n').take(error.line.saturating_sub(1)).map(str::len).sum::<usize>();
    line_start + error.column.saturating_sub(1)
}

/// Rejects objects with one key twice, which readers would understand differently. `node` is what stands at `span`.
fn reject_repeated_keys(text: &str, span: (usize, usize), node: &Node<'_>) -> Result<(), Problem> {
    let arena = Arena::new();
    let value = text.get(span.0..span.1).unwrap_or_default();
    let below = |node: &Node<'_>, part: &Node<'_>| reject_repeated_keys(text, span_of(text, raw(part)), node);
    match node {
        Node::Map(map) if has_repeated_keys(node) => {
            let Some(Node::Map(parts)) = shallow(value, &arena) else { return Ok(()) };
            let places = by_key(map.iter().map(|(key, _)| key));
            let again = equal_neighbours(&places).map(|(_, (_, again))| again).min();
            for (place, ((key, node), (_, part))) in map.iter().zip(parts.iter()).enumerate() {
                if again == Some(place) {
                    let at = before_colon(text.get(..span_of(text, raw(part)).0).unwrap_or_default());
                    return Err(Problem { start: at, end: at + 1, text: key_twice(key) });
                }
                below(node, part)?;
            }
            Ok(())
        }
        Node::List(items) if has_repeated_keys(node) => match shallow(value, &arena) {
            Some(Node::List(parts)) => items.iter().zip(parts).try_for_each(|(node, part)| below(node, part)),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// The last byte before the colon at which `text` ends, in the line of the colon.
fn before_colon(text: &str) -> usize {
    let before = text.trim_end_matches([' ', '\t', '\r', '\n']).trim_end_matches(':');
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    before.len().saturating_sub(1).max(line_start)
}

/// Whether an object in `node` has a key twice.
fn has_repeated_keys(node: &Node<'_>) -> bool {
    match node {
        Node::Map(map) => !map.repeated_keys().is_empty() || map.iter().any(|(_, node)| has_repeated_keys(node)),
        Node::List(items) => items.iter().any(has_repeated_keys),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use ceph_multus_core::json::Path;

    use super::*;

    fn at(text: &str, path: Path) -> (usize, String) {
        let (found, span) = walk(text, (0, text.len()), path.steps());
        (found, text.get(span.0..span.1).unwrap().to_owned())
    }

    #[test]
    fn a_path_is_followed_as_far_as_it_goes() {
        let text = r#" {"a": [ {"b c": "x"}, 2 ], "d": {"e.f": {}}} "#;
        assert_eq!(at(text, Path::from("a").index(0).key("b c")), (3, r#""x""#.to_owned()));
        assert_eq!(at(text, Path::from("a").index(1)), (2, "2".to_owned()));
        assert_eq!(at(text, Path::from("a").index(2).key("x")), (1, r#"[ {"b c": "x"}, 2 ]"#.to_owned()));
        assert_eq!(at(text, Path::from(["d", "e.f", "g"])), (2, "{}".to_owned()));
        assert_eq!(at(text, Path::from("nothing")).0, 0);
    }

    #[test]
    fn several_values_are_kept_apart() {
        assert_eq!(values(" {}[]\n\"a\" 1 2\n").0, [(1, 3), (3, 5), (6, 9), (10, 11), (12, 13)]);
        let problem = |text| values(text).1.map(|problem| (problem.start, problem.text)).unwrap();
        assert_eq!(problem("{} 1x"), (4, String::from("trailing characters")));
        assert_eq!(problem("{}\n{\"a\": 1}]"), (11, String::from("expected value")));
        assert_eq!(problem("{}\n{\"a\": 1,}"), (11, String::from("key must be a string")));
        assert_eq!(problem("{} [\"\\ud800\"]"), (11, String::from("unexpected end of hex escape")));
        assert_eq!(values(" ").0, []);
        assert_eq!(values("{} [] {").0, [(0, 2), (3, 5)]);
        assert_eq!(values("{\"a\":1}\n[2]").0, [(0, 7), (8, 11)]);
        assert_eq!(elements(r#"{"items": [1, {}]}"#, (0, 18), "items").unwrap(), [(11, 12), (14, 16)]);
        assert_eq!(elements("{}", (0, 2), "items"), None);
    }

    #[test]
    fn broken_json_and_repeated_keys_are_reported_with_their_place() {
        let error = |text: &str| {
            let problem = values(text).1.unwrap();
            format!("{}: {}", crate::Position::of(text, problem.start, problem.end), problem.text)
        };
        assert_eq!(error("{\"a\": 1,\n \"b\": }"), "2:7: expected value");
        assert_eq!(
            error("{\"a\": 1, \"a\"\n : 2}"),
            "2:1: the key `a` is set twice in one object; remove the duplicate"
        );
        assert_eq!(
            error("[1]\n{\"a\": {\"b\": 1,\n\"b\": 2}}"),
            "3:3: the key `b` is set twice in one object; remove the duplicate"
        );
    }
}
