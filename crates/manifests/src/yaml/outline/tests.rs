use std::sync::Arc;

use super::super::tight::Tight;
use super::super::{Entry, Node, Root, Value, build, chunks, document, element, element_tree, elements, object};
use super::*;
use crate::source::Source;

const SEEDS: [&str; 7] = [
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: b\n  labels: {x: 'y', \"z\\u0041\": 010}\nspec:\n  containers:\n  - args:\n    - --a=b\n    name: |\n      c\n\n      d\n  - {}\n",
    "# c\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {generateName: b}\n-   kind: Service\n    apiVersion: v1\n    spec: [1, ~, yes]\n    # end\nkind: List\nmetadata: {}\n",
    "apiVersion: a/v1\nkind: Unread\nspec:\n  text: a long\n    text\n  other: >-\n    b\n---\nkind: Pod\napiVersion: v1\nitems: {a: [b, {c: d}]}\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"PodList\", \"items\": [{\"kind\": \"Pod\", \"apiVersion\": \"v1\"},\n{\"a\": \"\\n\"}]}\n",
    "---\n# c\napiVersion: v1\nkind: Pod # d\nmetadata:\n  name: 'a b' # c\n  labels:\n    a.b/c: \"#\"\n  e:\nspec:\n  containers:\n  - args: # e\n    - --a=b:c\n    - |\n      x\n\n       y # z\n\n    - ~\n    f: |-\n      # g\n      h: i\n    k:l: 010\n    m: {}\n    r: {a: 'b', c: [d e, \"f\", {}, ], g-h : 010, i: j:k} # l\n  -   n: []\n      o: -1\n---\nkind: Unread\napiVersion: a/b\nx:\n    - y: |+\n\n        z\n\nq: on\n",
    "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n- kind: Service\n  apiVersion: v1\n  spec:\n    ports:\n    - name: a\n      port: 1\n    - name: b\n# c\nkind: List\nmetadata:\n  r: \"\"\n",
    "kind: List\nitems:\n\n  # c\n  - apiVersion: v1\n    kind: Pod\n    a: &a \"\\n\"\n    b: [*a]\n  -\n    kind: Pod\n    apiVersion: v1\n    c: |\n      - d\n\n  - e: \"\\t\"\n    f:\n    - g\n    - h: !!str 1\napiVersion: v1\n",
];

/// The objects of a document by its tree.
fn objects(root: &Arc<Node>) -> Vec<Arc<Node>> {
    match root.entry("items").map(|items| &items.value.value) {
        Some(Value::List(items)) if root.text_at(&["kind"]).ends_with("List") => items.clone(),
        _ => vec![Arc::clone(root)],
    }
}

/// Where the keys and the scalars of a tree stand.
fn places(node: &Node) -> Vec<(usize, usize)> {
    match &node.value {
        Value::List(items) => items.iter().flat_map(|item| places(item)).collect(),
        Value::Map(entries) => {
            entries.iter().flat_map(|entry| [vec![entry.span], places(&entry.value)].concat()).collect()
        }
        Value::Null => Vec::new(),
        _ => vec![node.span],
    }
}

/// Everything that a tree says, each node with its bytes.
fn said(node: &Node) -> String {
    let inner = match &node.value {
        Value::List(items) => items.iter().map(|item| said(item)).collect::<Vec<_>>().join(","),
        Value::Map(entries) => {
            let entry = |entry: &Entry| format!("{}{:?}:{}", entry.key, entry.span, said(&entry.value));
            entries.iter().map(entry).collect::<Vec<_>>().join(",")
        }
        other => format!("{other:?}"),
    };
    format!("{inner}{:?}\n", node.span)
}

/// An object: its text as it is read, its bytes in the source, and what is said of it.
type Read = (String, (usize, usize), Outline);

/// What is read of one document without a tree.
fn outlines(text: &str, chunk: (usize, usize), wanted: &Wanted<'_>) -> Option<Vec<Read>> {
    let whole = text.get(chunk.0..chunk.1).unwrap().to_owned();
    if let Some(outline) = outline(&whole, chunk.0, wanted) {
        return Some(vec![(whole, chunk, outline)]);
    }
    let of_element = |span: (usize, usize)| {
        let part = element(text, span)?;
        let outline = outline(&part, span.0, wanted)?;
        Some((part, (outline.start, span.1), outline))
    };
    elements(text, chunk)?.0.into_iter().map(of_element).collect()
}

/// Compares what is said of `text` with its trees: how many objects there were, and how many of them are simple.
fn compare(text: &str) -> (usize, usize) {
    let wanted = |_: &str, kind: &str| kind != "Unread" && kind != "Service";
    let (mut compared, mut simple) = (0, 0);
    for chunk in chunks(text) {
        let Some(outlines) = outlines(text, chunk, &wanted) else { continue };
        let root = document(text, chunk).unwrap().unwrap();
        assert_eq!(root.repeated, None, "{text}");
        let objects = objects(&root.node);
        assert_eq!(outlines.len(), objects.len(), "{text}");
        for ((part, span, outline), tree) in outlines.into_iter().zip(objects) {
            let (api_version, kind) = (tree.text_at(&["apiVersion"]), tree.text_at(&["kind"]));
            let is_known = !api_version.is_empty() && !kind.is_empty();
            let expected = match wanted(api_version, kind) || !is_known {
                true => Content::Json(tree.json(), tree.names()),
                false => Content::Unread(format!("{api_version}/{kind}")),
            };
            assert_eq!(outline, Outline { start: tree.span.0, content: expected }, "{text}");
            let again = object(text, span).unwrap();
            assert_eq!((again.json(), places(&again)), (tree.json(), places(&tree)), "{text}");
            let start = chunk.0.max(span.1 - part.len());
            if let Some(lines) = of_lines(&part, start, &wanted) {
                let events = of_events(&part, start, &wanted).unwrap();
                assert_eq!(lines.finish(), events.finish(), "{text}");
                let lines = build::of_lines(&part, start).expect("simple as before");
                let events = build::of_events(&part, start, Tight::default()).unwrap().unwrap();
                assert_eq!(said(&lines.node), said(&events.node), "{text}");
                simple += 1;
            }
            compared += 1;
        }
        for span in elements(text, chunk).map(|(spans, _)| spans).unwrap_or_default() {
            let Ok(Some(Root { node, .. })) = element_tree(text, span) else { continue };
            assert_eq!(said(&node), said(&object_at(&root.node, node.span.0)), "{text}");
        }
    }
    (compared, simple)
}

/// The object of a document that begins at `start`.
fn object_at(root: &Arc<Node>, start: usize) -> Arc<Node> {
    objects(root).into_iter().find(|object| object.span.0 == start).unwrap()
}

#[test]
fn an_outline_is_what_the_tree_says() {
    let numbers: Vec<(usize, usize)> = SEEDS.into_iter().map(compare).collect();
    assert_eq!(numbers, [(1, 0), (2, 2), (2, 1), (0, 0), (2, 2), (2, 2), (0, 0)]);
    assert_eq!(compare("apiVersion: v1\nitems:\n- kind: Service\n  apiVersion: v1\n\t# c\nkind: List\n"), (0, 0));
    arbtest::arbtest(|random| {
        let mut lines: Vec<String> = random.choose(&SEEDS)?.split_inclusive('\n').map(str::to_owned).collect();
        for _ in 0..random.int_in_range(0..=4)? {
            let [place, other] = [random.choose_index(lines.len())?, random.choose_index(lines.len())?];
            match random.int_in_range(0..=4)? {
                0 => lines.swap(place, other),
                1 => drop(lines.remove(place)),
                2 => lines.insert(place, lines[other].clone()),
                3 => {
                    let part = *random.choose(&[
                        " ", "-", ":", "#", "'", "\"", "{", "]", "&a ", "*a", "<<: ", "!!str ", "\t", "\r", "---", "|",
                        ">", "\n", "~", "\n  ", "...", "%", "\u{e9}", "- ", ": ", " #", "List",
                    ])?;
                    let at = random.choose_index(lines[place].len())?;
                    if lines[place].is_char_boundary(at) {
                        lines[place].insert_str(at, part);
                    }
                }
                _ => lines[place] = lines[place].replacen("  ", "", 1),
            }
            if lines.is_empty() {
                return Ok(());
            }
        }
        // In a source, no carriage return ends a line alone.
        compare(&Source::new("x.yaml", lines.concat()).text);
        Ok(())
    })
    .budget_ms(2_000);
}

#[test]
fn what_is_not_simple_is_left_to_the_tree() {
    for text in [
        "",
        "a",
        "- a",
        "a: &a b",
        "a: *a",
        "a: !!str 1",
        "<<: {}",
        "a: 1\na: 2",
        "? [a]\n: 1",
        "a: b: c",
        "a: 1\r---\rb: 2",
        "kind: List",
        "kind: List\nitems: [1]",
        "kind: Pod\nitems: [{}]",
        "kind: List\nitems:\n- kind: List\n  items: []",
    ] {
        assert_eq!(outline(text, 0, &|_, _| true), None, "{text}");
    }
}
