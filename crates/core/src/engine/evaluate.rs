//! From a request to a verdict. Total and deterministic: the same request and settings give the same answer.

use super::subject::Subject;
use crate::engine::request::Request;
use crate::facts::object::OBJECT;
use crate::json::order::sorted;
use crate::json::{self, Arena, Map, Node, Shape};
use crate::report::edit;
use crate::report::finding::Finding;
use crate::report::level::Level;
use crate::report::verdict::Verdict;
use crate::review::Beside;
use crate::settings::Settings;
use crate::upstream::limits::SELECTION_BYTES;

/// Evaluates a request. `object_text` gives the text of the object under review; it is asked for only where the object
/// is mutated.
pub fn evaluate<'a>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    object_text: impl FnOnce() -> Option<&'a str>,
) -> Verdict {
    let alone = Beside::default();
    evaluate_beside(request, settings, &alone, object_text)
}

/// The same, where each of the objects `beside` is evaluated as new, too: what is wrong with a NAD is reported there, and
/// what is wrong between a NAD and a CephCluster at the CephCluster. What is known of them has to be the inventory of
/// `settings`.
pub fn evaluate_beside<'a, 't>(
    request: &Request<'a>,
    settings: &Settings<'a>,
    beside: &'a Beside<'a>,
    object_text: impl FnOnce() -> Option<&'t str>,
) -> Verdict {
    let Some(subject) = Subject::of(request, settings, beside) else { return Verdict::Accept { findings: Vec::new() } };
    let findings = subject.check(settings);
    if settings.mutate
        && findings.iter().any(|finding| finding.fix.is_some())
        && let Some((object, remaining)) = mutate(&subject, &findings, settings, object_text)
    {
        if denies(&remaining) {
            return Verdict::Reject { subject: format!("{}", subject.object), findings: remaining };
        }
        let fixed: Vec<Finding> = findings.into_iter().filter(|finding| finding.fix.is_some()).collect();
        let mut findings = remaining;
        findings.extend(fixed.iter().filter_map(Finding::remaining));
        findings = sorted(findings);
        findings.dedup();
        return Verdict::Mutate { object, fixed, findings };
    }
    if denies(&findings) {
        Verdict::Reject { subject: format!("{}", subject.object), findings }
    } else {
        Verdict::Accept { findings }
    }
}

/// The object with the edits of all findings, and what is found in it then. `None` where it cannot be edited: somewhere
/// on the way to a member is no object.
fn mutate<'a>(
    subject: &Subject<'_>,
    findings: &[Finding],
    settings: &Settings<'_>,
    object_text: impl FnOnce() -> Option<&'a str>,
) -> Option<(String, Vec<Finding>)> {
    let edits = findings.iter().filter_map(|finding| finding.fix.as_ref());
    let object = edit::apply(object_text()?, edits).ok()?;
    let arena = Arena::new();
    // The API server would reject the pod for what the policy has written into it.
    if object.len() > SELECTION_BYTES && annotation_bytes(&object, &arena) > SELECTION_BYTES {
        return None;
    }
    let node = json::read(&object, &arena, &OBJECT).ok()?;
    let edited = subject.object.with_node(&node);
    let remaining = subject.as_edited(edited).check(settings);
    Some((object, remaining))
}

/// The bytes of all annotations of an object, keys and values, as Kubernetes counts them
/// (kubernetes/apimachinery: pkg/api/validation/objectmeta.go, `ValidateAnnotationsSize`).
fn annotation_bytes<'t>(object: &'t str, arena: &'t Arena) -> usize {
    static ANNOTATIONS: Shape = Shape::Fields(&[("metadata", Shape::Fields(&[("annotations", Shape::Whole)]))]);
    let node = json::read(object, arena, &ANNOTATIONS).ok();
    let annotations = node.as_ref().and_then(|node| node.at(&["metadata", "annotations"])).and_then(Node::as_map);
    let sizes = annotations.into_iter().flat_map(Map::iter);
    sizes.map(|(key, value)| key.len() + value.as_text().map_or(0, str::len)).sum()
}

fn denies(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Deny)
}
