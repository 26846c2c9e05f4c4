//! Manifests judged as if each of them were created, in the world of all of them.

use ceph_multus_core::finding::NadName;
use ceph_multus_core::json::Arena;
use ceph_multus_core::kind::group_of;
use ceph_multus_core::object::Object;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::{Beside, Finding, Level, Operation, Request, Verdict, evaluate_beside};

use crate::document::Document;
use crate::error::ReadError;
use crate::order::sorted;
use crate::position::Position;
use crate::settings::SettingsText;
use crate::world::{Parsed, World};

/// The rule id of the finding that two documents are one object. It is about the manifests and not of the policy.
pub const OBJECT_REPEATED: &str = "object-repeated";

/// What [`check`] found.
#[derive(Debug, Default)]
pub struct Report {
    /// The objects that were judged, in the order of the documents.
    pub objects: Vec<Judged>,
    /// Objects of kinds that no rule reads: `apiVersion/kind` in ascending order, with their number.
    pub unread: Vec<(String, usize)>,
    /// The number of documents that are no Kubernetes objects.
    pub foreign: usize,
}

/// One object and its verdict.
#[derive(Debug)]
pub struct Judged {
    /// Its place among the documents.
    pub document: usize,
    /// What it is called: `CephCluster rook-ceph/my-cluster`.
    pub subject: String,
    /// Whether the policy accepts it, as it is or mended.
    pub accepted: bool,
    /// What is wrong with it, by path and rule.
    pub findings: Vec<Located>,
    /// The object as the policy would mend it, as JSON; `None` where it would not.
    pub mended: Option<String>,
}

/// A finding and its place in the source of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The id of the rule.
    pub rule: &'static str,
    /// Its weight.
    pub severity: Severity,
    /// The path of the field.
    pub path: String,
    /// What is wrong.
    pub problem: String,
    /// What to do; may be empty.
    pub help: String,
    /// Where the field is.
    pub position: Position,
    /// The NAD that it is about, where it is about one beside the object.
    pub about: Option<NadName>,
}

/// How a finding weighs for a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy mends it when the object is created.
    Mended,
    /// The object is accepted with a warning.
    Warning,
    /// The object is refused.
    Error,
}

impl Report {
    /// The number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let findings = self.objects.iter().flat_map(|object| &object.findings);
        findings.filter(|finding| finding.severity == severity).count()
    }
}

/// Judges every document of a known kind in the world of all of them and of the inventory of `settings`, in which a
/// document replaces its copy. `namespace` is that of objects which name none; `progress` is told how many are done.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn check(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    progress: impl FnMut(usize, usize),
) -> Result<Report, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, settings, &arena)?;
    let world = parsed.world(namespace)?;
    Ok(check_world(documents, &parsed, &world, &[], progress))
}

/// The same for a world that is already there. An object that is among `before` is judged as the change of that one.
pub fn check_world(
    documents: &[Document],
    parsed: &Parsed<'_>,
    world: &World<'_>,
    before: &[Object<'_>],
    mut progress: impl FnMut(usize, usize),
) -> Report {
    // In the order of the objects, as these are gone through.
    let mut repeated = world.repeated().into_iter().peekable();
    let beside: Beside<'_> = world
        .objects
        .iter()
        .map(|(_, object)| *object)
        .filter(|object| is_evaluated_as_new(object, &world.settings, before))
        .map(|object| (object.kind, object.namespace, object.name))
        .collect();
    let mut report = Report { objects: Vec::new(), unread: parsed.unread.clone(), foreign: parsed.foreign };
    for (done, (index, object)) in world.objects.iter().enumerate() {
        progress(done, world.objects.len());
        let first = repeated.next_if(|(again, _)| again == index).and_then(|(_, first)| documents.get(first));
        let Some(document) = documents.get(*index) else { continue };
        let old = before.iter().find(|old| old.is_same_as(object));
        let mut judged = judge(world, &beside, *index, document, object, old);
        if let Some(first) = first {
            judged.accepted = false;
            judged.findings.insert(0, told_twice(document, first));
        }
        report.objects.push(judged);
    }
    report
}

/// Whether what is wrong with `object` is reported at itself.
fn is_evaluated_as_new(object: &Object<'_>, settings: &Settings<'_>, before: &[Object<'_>]) -> bool {
    let is_exempt = settings.exempt_namespaces.contains(&object.namespace) || object.is_being_deleted(None);
    !is_exempt && !before.iter().any(|old| old.is_same_as(object))
}

fn judge(
    world: &World<'_>,
    beside: &Beside<'_>,
    index: usize,
    document: &Document,
    object: &Object<'_>,
    old: Option<&Object<'_>>,
) -> Judged {
    let verdict = verdict(&world.settings, beside, document, object, old);
    let locate = |finding: &Finding, severity| Located {
        rule: finding.rule.id,
        severity,
        path: finding.path.clone(),
        problem: finding.problem.clone(),
        help: finding.help.clone(),
        position: document.locate(&finding.path),
        about: finding.about.clone(),
    };
    let weight = |finding: &Finding| if finding.level == Level::Deny { Severity::Error } else { Severity::Warning };
    let mut findings: Vec<Located> = Vec::new();
    for finding in verdict.findings() {
        let located = locate(finding, weight(finding));
        if finding.more > 0 {
            let problem = format!("{} more of this weight, here and elsewhere, are not listed", finding.more);
            findings.push(Located { problem, help: String::new(), ..located.clone() });
        }
        findings.push(located);
    }
    let accepted = verdict.is_accepted();
    let mended = match verdict {
        Verdict::Mutate { object, mended, .. } => {
            findings.extend(mended.iter().map(|finding| locate(finding, Severity::Mended)));
            Some(object)
        }
        _ => None,
    };
    let findings = sorted(findings, |one, next| (&one.path, one.rule) > (&next.path, next.rule));
    Judged { document: index, subject: object.to_string(), accepted, findings, mended }
}

/// The verdict about the creation of `object`, or its change from `old`, by whom is not known.
fn verdict(
    settings: &Settings<'_>,
    beside: &Beside<'_>,
    document: &Document,
    object: &Object<'_>,
    old: Option<&Object<'_>>,
) -> Verdict {
    let request = Request {
        group: group_of(document.api_version()),
        kind: document.kind(),
        sub_resource: "",
        name: object.name,
        namespace: object.namespace,
        operation: if old.is_some() { Operation::Update } else { Operation::Create },
        user: "",
        object: Some(object.node()),
        old_object: old.map(Object::node),
    };
    evaluate_beside(&request, settings, beside, || Some(document.json()))
}

fn told_twice(document: &Document, first: &Document) -> Located {
    let path = String::from("metadata.name");
    let place = format!("{}:{}", first.source().name, first.locate(&path));
    Located {
        rule: OBJECT_REPEATED,
        severity: Severity::Error,
        position: document.locate(&path),
        about: None,
        path,
        problem: format!("the same object as at {place}"),
        help: String::from("keep one, or check them apart"),
    }
}
