//! Manifests checked as if each of them were created, in the world of all of them.

use ceph_multus_core::facts::kind::group_of;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::{Arena, Path};
use ceph_multus_core::settings::Settings;
use ceph_multus_core::{Beside, Finding, Level, Operation, Request, Verdict, evaluate_beside};

use crate::apart::are_apart;
use crate::checked::{Checked, Located, Placeholder, Report, Severity, in_order};
use crate::document::Document;
use crate::error::ReadError;
use crate::fix;
use crate::placeholder;
use crate::settings::SettingsText;
use crate::world::{ManifestWorld, Parsed};

/// The rule id of the finding that two documents are one object. It is about the manifests and not of the policy.
pub const OBJECT_REPEATED: &str = "object-repeated";

/// The rule of CephClusters in which `cluster` takes the value of `public`.
const CLUSTER_IMPLICIT: &str = "cluster-selector-implicit";

/// Checks every document of a known kind in the world of all of them and of the inventory of `settings`, in which a
/// document replaces its copy. `namespace` is that of objects which name none; `progress` gets the number of those that are done.
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

/// The same in a world that is already there. An object that is among `before` is checked as the change of that one.
pub fn check_world(
    documents: &[Document],
    parsed: &Parsed<'_>,
    world: &ManifestWorld<'_>,
    before: &[Object<'_>],
    mut progress: impl FnMut(usize, usize),
) -> Report {
    // In the order of the objects, as these are gone through.
    let mut repeated = world.repeated().into_iter().peekable();
    let objects = world.objects.iter().map(|(_, object)| *object);
    let new = objects.filter(|object| is_evaluated_as_new(object, &world.settings, before));
    let beside = Beside::new(new, &world.settings.inventory);
    let mut report = Report { unread: parsed.unread.clone(), foreign: parsed.foreign, ..Report::default() };
    for (done, (index, object)) in world.objects.iter().enumerate() {
        progress(done, world.objects.len());
        let first = repeated.next_if(|(again, _)| again == index).and_then(|(_, first)| documents.get(first));
        let Some(document) = documents.get(*index) else { continue };
        let old = before.iter().find(|old| old.is_same_as(object));
        let (mut checked, placeholders) = check_one(world, &beside, *index, document, object, old);
        report.placeholders.extend(placeholders);
        if let Some(first) = first.filter(|first| !are_apart(first, document)) {
            checked.accepted = false;
            checked.findings.insert(0, duplicate(document, first));
        }
        report.objects.push(checked);
    }
    report
}

/// Whether what is wrong with `object` is reported at itself.
fn is_evaluated_as_new(object: &Object<'_>, settings: &Settings<'_>, before: &[Object<'_>]) -> bool {
    let is_exempt = settings.exempt_namespaces.contains(&object.namespace) || object.is_being_deleted(None);
    !is_exempt && !before.iter().any(|old| old.is_same_as(object))
}

fn check_one(
    world: &ManifestWorld<'_>,
    beside: &Beside<'_>,
    index: usize,
    document: &Document,
    object: &Object<'_>,
    old: Option<&Object<'_>>,
) -> (Checked, Vec<Placeholder>) {
    let verdict = verdict(&world.settings, beside, document, object, old);
    let locate = |finding: &Finding, severity| Located {
        rule: finding.rule,
        severity,
        path: finding.path.clone(),
        problem: finding.problem.clone(),
        help: finding.help.clone(),
        position: document.locate(&finding.path),
        about: finding.about.clone(),
        fix: fix::of(finding, document),
    };
    let severity = |finding: &Finding| if finding.level == Level::Deny { Severity::Error } else { Severity::Warning };
    let mut findings: Vec<Located> = Vec::new();
    for finding in verdict.findings() {
        let located = locate(finding, severity(finding));
        if finding.more > 0 {
            let problem = format!("{} more of this severity, here and elsewhere, are not listed", finding.more);
            findings.push(Located { problem, help: String::new(), fix: None, ..located.clone() });
        }
        findings.push(located);
    }
    let mutated = match verdict {
        Verdict::Mutate { object, fixed, .. } => {
            // Where the namespace of `public` is to be written, `cluster` follows from that.
            let is_unsettled = findings.iter().any(|one| one.rule == fix::WITHOUT_NAMESPACE);
            let fixed = fixed.iter().filter(|finding| !(is_unsettled && finding.rule == CLUSTER_IMPLICIT));
            findings.extend(fixed.map(|finding| locate(finding, Severity::Note)));
            Some(object)
        }
        _ => None,
    };
    let (mut known, mut placeholders) = (Vec::new(), Vec::new());
    for finding in findings {
        match placeholder::at(document, &finding.path) {
            None => known.push(finding),
            Some(text) => placeholders.push(Placeholder {
                document: index,
                path: finding.path_text(),
                position: finding.position,
                text: text.to_owned(),
            }),
        }
    }
    let accepted = !known.iter().any(|finding| finding.severity == Severity::Error);
    let findings = in_order(known);
    let (subject, namespace) = (object.to_string(), object.namespace.to_owned());
    (Checked { document: index, subject, namespace, accepted, findings, mutated }, placeholders)
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

fn duplicate(document: &Document, first: &Document) -> Located {
    let path = Path::from(["metadata", "name"]);
    let place = format!("{}:{}", first.source().name, first.locate(&path));
    Located {
        rule: OBJECT_REPEATED,
        severity: Severity::Error,
        position: document.locate(&path),
        about: None,
        path,
        problem: format!("the same object as at {place}"),
        help: String::from("keep one, or check them apart"),
        fix: None,
    }
}
