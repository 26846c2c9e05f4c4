//! What a page shows of manifests: every result, and the two pictures.

use std::collections::BTreeMap;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::json::{Arena, Node, read};
use ceph_multus_core::world::context::Context;
use ceph_multus_manifests::world::Parsed;
use ceph_multus_manifests::{Checked, Document, Located, ReadError, check_world, is_observed};
use serde::Serialize;
use tsify_macros::Tsify;

use crate::attachments::{self, AttachmentPicture};
use crate::input::{Input, NAMESPACE, Texts};
use crate::location::Location;
use crate::map::{self, AddressMap};
use crate::scene;
use crate::tsify;

/// All that is known of an [`Input`].
#[derive(Debug, Default, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The texts that cannot be read. The rest of the report is empty then.
    pub problems: Vec<Problem>,
    /// The objects that were checked, in their order.
    pub objects: Vec<ObjectReport>,
    /// The number of objects of kinds that no rule reads, by `apiVersion/kind`.
    #[tsify(type = "Record<string, number>")]
    pub skipped_kinds: BTreeMap<String, usize>,
    /// The number of documents that are not Kubernetes objects.
    pub skipped_documents: usize,
    /// Whether there are nodes, pods of a cluster or assigned addresses, which other rules than the policy's look at.
    pub observed: bool,
    /// The addresses.
    pub map: AddressMap,
    /// The daemons and their networks, by CephCluster.
    pub attachments: Vec<AttachmentPicture>,
}

/// Why a text cannot be read.
#[derive(Debug, Serialize, Tsify)]
pub struct Problem {
    /// The text.
    #[tsify(type = "\"manifests\" | \"settings\" | \"oldObjects\"")]
    pub source: String,
    /// Where in it; absent where all of it is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// An object and its result.
#[derive(Debug, Serialize, Tsify)]
pub struct ObjectReport {
    /// `CephCluster rook-ceph/my-cluster`
    pub subject: String,
    /// Where it starts in the manifests.
    pub location: Location,
    /// What becomes of it.
    #[tsify(type = "\"rejected\" | \"mutated\" | \"warned\" | \"accepted\"")]
    pub result: &'static str,
    /// What is wrong with it, by path and rule.
    pub findings: Vec<FindingReport>,
    /// The object as written and as mutated, as JSON; not there if the policy does not mutate it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<Patch>,
}

/// A mutated object.
#[derive(Debug, Serialize, Tsify)]
pub struct Patch {
    /// The place of its document in the manifests, counted from 0.
    pub document: usize,
    /// As it is written.
    pub before: String,
    /// As the policy mutates it.
    pub after: String,
}

/// A finding and the field that it names.
#[derive(Debug, Serialize, Tsify)]
pub struct FindingReport {
    /// The rule.
    pub rule: &'static str,
    /// Whether it rejects the object, warns, or is fixed by the mutation.
    #[tsify(type = "\"error\" | \"warning\" | \"note\"")]
    pub severity: &'static str,
    /// The path of the field.
    pub path: String,
    /// What is wrong.
    pub problem: String,
    /// What to do; may be empty.
    pub help: String,
    /// Where the field is in the manifests.
    pub location: Location,
}

impl Report {
    /// Checks an input.
    pub fn of(input: &Input) -> Report {
        input.texts().and_then(|texts| report(&texts)).unwrap_or_else(|errors| Report {
            problems: errors.into_iter().map(Problem::from).collect(),
            ..Report::default()
        })
    }
}

fn report(texts: &Texts) -> Result<Report, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(&texts.documents, &texts.settings, &arena)?;
    let world = parsed.world(NAMESPACE)?;
    let nodes = nodes(&texts.old_objects, &arena)?;
    let before: Vec<Object<'_>> = nodes.iter().map(|(kind, node)| Object::new(*kind, node, NAMESPACE, "")).collect();
    let report = check_world(&texts.documents, &parsed, &world, &before, |_, _| {});
    let mut objects = Vec::new();
    for checked in &report.objects {
        if let Some(document) = texts.documents.get(checked.document) {
            objects.push(object(checked, document));
        }
    }
    let (map, attachments) = pictures(&world, &report.objects);
    Ok(Report {
        problems: Vec::new(),
        objects,
        skipped_kinds: report.unread.into_iter().collect(),
        skipped_documents: report.foreign,
        observed: texts.documents.iter().any(is_observed),
        map,
        attachments,
    })
}

/// The two pictures of a world; empty for one without objects.
fn pictures(
    world: &ceph_multus_manifests::world::ManifestWorld<'_>,
    checked: &[Checked],
) -> (AddressMap, Vec<AttachmentPicture>) {
    let settings = &world.settings;
    // Any object of the inventory: it stands in for itself.
    let Some(first) = settings.inventory.first() else { return Default::default() };
    let context = Context::new(settings, first, None);
    let networks = scene::networks(&context.world, settings);
    let mut found: Vec<attachments::Checked<'_>> = Vec::new();
    for checked in checked {
        if let Some((_, object)) = world.objects.iter().find(|(index, _)| *index == checked.document) {
            found.push(attachments::Checked { object: *object, findings: &checked.findings });
        }
    }
    (map::draw(&networks, settings), attachments::draw(&context, &found))
}

/// The documents of known kinds as the rules read them.
fn nodes<'d>(documents: &'d [Document], arena: &'d Arena) -> Result<Vec<(Kind, Node<'d>)>, Vec<ReadError>> {
    let mut nodes = Vec::new();
    for document in documents {
        let Some(kind) = Kind::of_api_version(document.api_version(), document.kind()) else { continue };
        let node = read(document.json(), arena, &OBJECT).map_err(|error| {
            let source = document.source().name.clone();
            vec![ReadError { source, position: Some(document.start()), problem: error.problem }]
        })?;
        nodes.push((kind, node));
    }
    Ok(nodes)
}

fn object(checked: &Checked, document: &Document) -> ObjectReport {
    let patch = checked.mutated.clone().map(|after| Patch {
        document: document.number() - 1,
        before: document.json().to_owned(),
        after,
    });
    ObjectReport {
        subject: checked.subject.clone(),
        location: document.start().into(),
        result: match (checked.is_accepted(), &patch, checked.findings.is_empty()) {
            (false, ..) => "rejected",
            (true, Some(_), _) => "mutated",
            (true, None, false) => "warned",
            (true, None, true) => "accepted",
        },
        findings: checked.findings.iter().map(FindingReport::of).collect(),
        patch,
    }
}

impl FindingReport {
    fn of(found: &Located) -> FindingReport {
        FindingReport {
            rule: found.rule,
            severity: found.severity.name(),
            path: found.path_text(),
            problem: found.problem.clone(),
            help: found.help.clone(),
            location: found.position.into(),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Problem {
        Problem { source: error.source, location: error.position.map(Location::from), problem: error.problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_are_absent_are_left_out() {
        let problem = Problem { source: String::from("settings"), location: None, problem: String::from("a\"b\n") };
        let report = Report {
            problems: vec![problem],
            skipped_kinds: BTreeMap::from([(String::from("v1/Secret"), 2)]),
            ..Report::default()
        };
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            concat!(
                r#"{"problems":[{"source":"settings","problem":"a\"b\n"}],"objects":[],"skippedKinds":{"v1/Secret":2},"#,
                r#""skippedDocuments":0,"observed":false,"map":{"axes":[],"blanks":[]},"attachments":[]}"#
            )
        );
    }
}
