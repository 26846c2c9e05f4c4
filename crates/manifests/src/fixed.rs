//! Sources with the fixes of a report, which touch nothing else.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use ceph_multus_core::json::order::sort_by_key;
use ceph_multus_core::json::string;

use crate::checked::Report;
use crate::document::Document;
use crate::fix::Fix;
use crate::source::Source;
use crate::yaml::{Entry, Node, Value, chunks, repeated};

/// A source with its fixes.
#[derive(Debug, PartialEq, Eq)]
pub struct FixedSource {
    /// The name of the source.
    pub name: String,
    /// The text as it was read.
    pub before: String,
    /// The text with the changes.
    pub after: String,
    /// The number of findings that this resolves.
    pub findings: usize,
}

/// What changes in one source.
struct Changes<'d> {
    source: &'d Source,
    is_json: bool,
    texts: Texts,
}

/// The bytes that are replaced, and by what.
type Place = (usize, usize, String);

/// Changes, and what each is for.
type Texts = BTreeMap<Place, Purpose>;

/// The findings that one change is for.
struct Purpose {
    /// Its number: the first about a place counts.
    number: usize,
    findings: usize,
}

/// The sources of `documents` with the fixes that `report` has, each once.
pub fn fixed(documents: &[Document], report: &Report) -> Vec<FixedSource> {
    let mut changes: BTreeMap<&str, Changes<'_>> = BTreeMap::new();
    for checked in &report.objects {
        let Some(document) = documents.get(checked.document) else { continue };
        for finding in &checked.findings {
            let Some((range, text)) = finding.fix.as_ref().and_then(|fix| change(document, fix)) else { continue };
            let (part, before) = document.whole_source().part_at(range.start);
            let Some(source) = document.sources().nth(part) else { continue };
            let range = range.start - before..range.end - before;
            let new = || Changes { source, is_json: document.is_json(), texts: BTreeMap::new() };
            let entry = changes.entry(&source.name).or_insert_with(new);
            let number = entry.texts.len();
            let new = || Purpose { number, findings: 0 };
            let change = entry.texts.entry((range.start, range.end, text)).or_insert_with(new);
            change.findings += 1;
        }
    }
    changes.into_iter().filter_map(|(name, changes)| source(name, changes)).collect()
}

/// The source `name` with its changes; `None` where none of them is left.
fn source(name: &str, Changes { source, is_json, mut texts }: Changes<'_>) -> Option<FixedSource> {
    if !is_json {
        keep_own(&source.text, &mut texts);
    }
    if texts.is_empty() {
        return None;
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    sort_by_key(&mut texts, |((start, end, _), change)| (*start, *end, change.number));
    let before = source.text.clone();
    let (mut after, mut start, mut findings) = (String::new(), 0, 0);
    for ((from, to, text), change) in texts {
        // Two answers about one place: the first counts, the next run has the other.
        let Some(kept) = before.get(start..from) else { continue };
        after.push_str(kept);
        after.push_str(&text);
        start = to;
        findings += change.findings;
    }
    after.push_str(before.get(start..).unwrap_or_default());
    Some(FixedSource { name: name.to_owned(), before, after, findings })
}

/// Takes out the changes of what an alias or a merge key repeats in other places: they would change these, too.
fn keep_own(text: &str, texts: &mut Texts) {
    for chunk in chunks(text) {
        let is_within = |(start, end, _): &Place, span: (usize, usize)| *start <= span.1 && span.0 <= *end;
        if texts.keys().any(|place| is_within(place, chunk)) {
            let repeated = repeated(text, chunk);
            texts.retain(|place, _| !repeated.iter().any(|span| is_within(place, *span)));
        }
    }
}

/// The bytes of the source that `fix` replaces, and by what; `None` where that cannot be done without more.
fn change(document: &Document, fix: &Fix) -> Option<(Range<usize>, String)> {
    let root = document.tree()?;
    let text = document.whole_source().text.as_str();
    let is_json = document.is_json();
    match fix {
        Fix::Rename { path, to } => {
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let (key, parents) = keys.split_last()?;
            let entry = root.at(parents)?.entry(key)?;
            let written = text.get(entry.span.0..entry.span.1).filter(|written| !written.starts_with('*'))?;
            let at = written.find(key)?;
            Some((entry.span.0 + at..entry.span.0 + at + key.len(), to.clone()))
        }
        Fix::Set { path, value } => {
            let (mut node, mut depth) = (&root, 0);
            let mut found: Option<&Entry> = None;
            for key in path {
                let Some(entry) = node.entry(key) else { break };
                (node, found, depth) = (&entry.value, Some(entry), depth + 1);
            }
            let rest = path.get(depth..)?;
            if rest.is_empty() {
                return replace(text, found?, value, is_json);
            }
            match &node.value {
                Value::Map(entries) if !entries.is_empty() => insert(text, node, entries, rest, value, is_json),
                _ => None,
            }
        }
    }
}

/// Another value in place of a scalar that stands in one line.
fn replace(text: &str, entry: &Entry, value: &str, is_json: bool) -> Option<(Range<usize>, String)> {
    let (start, end) = entry.value.span;
    let written = text.get(start..end)?;
    match &entry.value.value {
        Value::Text(_, false) if !written.contains('\n') && !written.is_empty() => {
            Some((start..end, scalar(value, is_json)))
        }
        _ => None,
    }
}

/// A member more: in a flow mapping behind the last, in a block mapping on a line of its own.
fn insert(
    text: &str,
    node: &Arc<Node>,
    entries: &[Entry],
    path: &[String],
    value: &str,
    is_json: bool,
) -> Option<(Range<usize>, String)> {
    let last = entries.last().filter(|last| last.span.1 <= last.value.span.0)?;
    // Members of several parts of a release have no place in common.
    if entries.iter().any(|entry| entry.span.0 < node.span.0 || node.span.1 < entry.span.1) {
        return None;
    }
    if text.get(node.span.0..)?.starts_with('{') {
        let end = last.value.span.1.max(last.span.1);
        return Some((end..end, format!(", {}", flow(path, value, is_json))));
    }
    let line_start = text.get(..last.span.0)?.rfind('\n').map_or(0, |newline| newline + 1);
    let before = text.get(line_start..last.span.0)?;
    // Behind `- ` the members that follow stand where the first does.
    if !before.chars().all(|letter| letter == ' ' || letter == '-') {
        return None;
    }
    let indent = " ".repeat(before.len());
    let own_line = text.get(last.span.0..)?.split_inclusive('\n').next()?;
    // The last line of a file may end with none.
    let line = Some(own_line).filter(|line| line.ends_with('\n')).or_else(|| text.split_inclusive('\n').next())?;
    let newline = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    let is_short = matches!(last.value.value, Value::Text(_, false) | Value::Bool(_) | Value::Number(_))
        && !text.get(last.span.0..last.value.span.1)?.contains('\n');
    if is_short {
        let rest = text.get(last.value.span.1..)?;
        let line_end = last.value.span.1 + rest.find(['\r', '\n']).unwrap_or(rest.len());
        return Some((line_end..line_end, format!("{newline}{}", block(path, value, &indent, newline))));
    }
    let first = entries.first()?;
    let member = block(path, value, &indent, newline);
    let member = member.strip_prefix(&indent)?;
    Some((first.span.0..first.span.0, format!("{member}{newline}{indent}")))
}

/// `a: {b: value}`
fn flow(path: &[String], value: &str, is_json: bool) -> String {
    match path {
        [] => scalar(value, is_json),
        [key] => format!("{}: {}", scalar(key, is_json), scalar(value, is_json)),
        [key, rest @ ..] => format!("{}: {{{}}}", scalar(key, is_json), flow(rest, value, is_json)),
    }
}

/// The same as lines.
fn block(path: &[String], value: &str, indent: &str, newline: &str) -> String {
    match path {
        [] => String::new(),
        [key] => format!("{indent}{}: {}", scalar(key, false), scalar(value, false)),
        [key, rest @ ..] => {
            let inner = block(rest, value, &format!("{indent}  "), newline);
            format!("{indent}{}:{newline}{inner}", scalar(key, false))
        }
    }
}

/// A string as YAML or JSON writes it: without quotes where no reader takes it for anything else.
fn scalar(text: &str, is_json: bool) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '/' | '-' | '_' | '@');
    let starts_as_text = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let is_word = matches!(crate::yaml::plain_or_text(text, &Value::Null), Value::Text(..));
    if !is_json && starts_as_text && is_word && text.chars().all(is_plain) {
        return text.to_owned();
    }
    string(text)
}
