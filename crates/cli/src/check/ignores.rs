//! Findings that people have decided about: in a comment at the field, in an annotation of the object, in the configuration.

use std::collections::BTreeSet;

use ceph_multus_core::json::Path;
use ceph_multus_manifests::{Document, Position, Report, Source};

use super::config::{Config, known_rule};

/// What begins a comment that ignores: `# ceph-multus: ignore[rule] reason`.
const COMMENT: &str = "ceph-multus: ignore[";

/// What begins every comment for this program; the one that ignores is the only one.
const OWN: &str = "ceph-multus:";

/// The annotation with the rules that an object ignores, with commas between them.
const ANNOTATION: [&str; 3] = ["metadata", "annotations", "ceph-multus/ignore"];

/// What of its key no writer of JSON escapes. Hardly any object has it, and looking for it is faster than going along a path.
const WORD: &str = "ceph-multus";

/// Takes out what is ignored, and returns its number. What ignores nothing is added to `notes`.
pub(super) fn apply(documents: &[Document], report: &mut Report, config: &Config, notes: &mut Vec<String>) -> usize {
    let mut ignored = 0;
    let sources = sources(documents);
    let commented_sources = names_of_those_with(COMMENT, &sources);
    let annotated_sources = names_of_those_with(WORD, &sources);
    for checked in &mut report.objects {
        let Some(document) = documents.get(checked.document) else { continue };
        let is_annotated = annotated_sources.contains(document.source().name.as_str());
        let annotated = if is_annotated { rules_in_annotation(document) } else { Vec::new() };
        let before = checked.findings.len();
        checked.findings.retain(|finding| {
            let file = document.source_at(finding.position).name.as_str();
            let is_here = |rules: &[String]| rules.iter().any(|rule| rule == finding.rule);
            !(is_here(&annotated)
                || config.ignore.iter().any(|one| one.is_about(finding.rule, file))
                || (commented_sources.contains(file) && is_here(&commented(document, &finding.path, finding.position))))
        });
        ignored += before - checked.findings.len();
        for rule in annotated {
            if let Err(problem) = known_rule(&rule) {
                let place = document.place(document.locate(&ANNOTATION.into()));
                notes.push(format!("{place}: {problem}"));
            }
        }
    }
    for source in sources.iter().filter(|source| source.text.contains(OWN)) {
        for (number, line) in (1..).zip(source.text.lines()) {
            let rules = in_comment(line);
            if rules.is_empty() && is_meant_to_ignore(line) {
                let problem = "this comment ignores nothing; write `# ceph-multus: ignore[RULE] reason`";
                notes.push(format!("{}: {problem}", source.at(number)));
            }
            for problem in rules.iter().filter_map(|rule| known_rule(rule).err()) {
                notes.push(format!("{}: {problem}", source.at(number)));
            }
        }
    }
    ignored
}

/// The sources of the documents, each once, in the order in which they come first.
fn sources(documents: &[Document]) -> Vec<&Source> {
    let mut seen = BTreeSet::new();
    documents.iter().flat_map(Document::sources).filter(|source| seen.insert(std::ptr::from_ref(*source))).collect()
}

/// The names of those of the sources that have `text` in them.
fn names_of_those_with<'d>(text: &str, sources: &[&'d Source]) -> BTreeSet<&'d str> {
    sources.iter().filter(|source| source.text.contains(text)).map(|source| source.name.as_str()).collect()
}

/// The rules that the annotation of an object ignores.
fn rules_in_annotation(document: &Document) -> Vec<String> {
    let has_some = document.json().contains(WORD);
    has_some.then(|| document.text_of(&ANNOTATION.into())).flatten().map_or_else(Vec::new, |list| rules_of(&list))
}

/// The rules that comments ignore at the line of a field, at that of something that it is in, or right above one of these.
fn commented(document: &Document, path: &Path, position: Position) -> Vec<String> {
    let source = document.source_at(position);
    let mut lines = vec![position.line];
    let parents = path.parents().map(|parent| document.locate(&parent));
    lines.extend(parents.filter(|parent| parent.part == position.part).map(|parent| parent.line));
    lines.sort_unstable();
    lines.dedup();
    let mut rules = Vec::new();
    for line in lines {
        rules.extend(in_comment(source.line(line)));
        let above = (1..line).rev().map(|number| source.line(number));
        above.take_while(|line| line.trim_start().starts_with('#')).for_each(|line| rules.extend(in_comment(line)));
    }
    rules
}

/// The rules that the comment of a line ignores.
fn in_comment(line: &str) -> Vec<String> {
    let comment = line.match_indices('#').map(|(place, _)| line.get(place + 1..).unwrap_or_default());
    let list = comment.filter_map(|comment| comment.trim_start().strip_prefix(COMMENT)?.split_once(']')).next();
    list.map(|(list, _)| rules_of(list)).unwrap_or_default()
}

/// Whether a line has a comment for this program about ignoring, however it is written.
fn is_meant_to_ignore(line: &str) -> bool {
    let mut comments = line.match_indices('#').map(|(place, _)| line.get(place + 1..).unwrap_or_default());
    comments.any(|comment| {
        let own = comment.trim_start().strip_prefix(OWN);
        own.is_some_and(|own| own.trim_start().starts_with("ignore"))
    })
}

fn rules_of(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_names_rules() {
        assert_eq!(in_comment("a: b # ceph-multus: ignore[x, y-z] because"), ["x", "y-z"]);
        assert_eq!(in_comment("  # ceph-multus: ignore[x]"), ["x"]);
        for line in ["a: b", "# ceph-multus: ignore", "# ceph-multus: ignore[x", "ceph-multus: ignore[x]"] {
            assert_eq!(in_comment(line), [""; 0], "{line}");
        }
    }
    #[test]
    fn a_comment_that_ignores_nothing_is_noticed() {
        for line in [
            "a: b # ceph-multus: ignore x",
            "#ceph-multus:ignore[x]",
            "# ceph-multus: ignore[x",
            "# ceph-multus: ignore[]",
        ] {
            assert!(in_comment(line).is_empty() && is_meant_to_ignore(line), "{line}");
        }
        for line in ["a: b", "# see ceph-multus: ignore", "# ceph-multus: other", "ceph-multus: ignore x"] {
            assert!(!is_meant_to_ignore(line), "{line}");
        }
    }
}
