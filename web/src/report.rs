//! What a page shows of manifests: every verdict, and the two pictures.

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::json::{Arena, Node, read};
use ceph_multus_manifests::world::Parsed;
use ceph_multus_manifests::{Document, Judged, Located, Position, ReadError, Severity, check_world};
use tsify_macros::Tsify;

use crate::attachments::{self, Attachments};
use crate::input::{Input, NAMESPACE, Texts};
use crate::json::{self, Json, each, members};
use crate::map::{self, AddressMap};
use crate::scene;
use crate::tsify;

/// All that is known of an [`Input`].
#[derive(Debug, Default, Tsify)]
pub struct Report {
    /// The texts that cannot be read. The rest of the report is empty then.
    pub problems: Vec<Problem>,
    /// The objects that were judged, in their order.
    pub objects: Vec<ObjectReport>,
    /// The number of objects of kinds that no rule reads, by `apiVersion/kind`.
    #[tsify(type = "Record<string, number>")]
    pub unread: Counts,
    /// The number of documents that are no Kubernetes objects.
    pub foreign: usize,
    /// The addresses.
    pub map: AddressMap,
    /// The daemons and their networks, by CephCluster.
    pub attachments: Vec<Attachments>,
}

/// Names with their numbers, an object in JSON.
#[derive(Debug, Default)]
pub struct Counts(pub Vec<(String, usize)>);

impl Json for Counts {
    fn write(&self, out: &mut String) {
        let members: Vec<(&str, &dyn Json)> =
            self.0.iter().map(|(name, number)| (name.as_str(), number as &dyn Json)).collect();
        json::object(out, &members);
    }
}

/// Why a text cannot be read.
#[derive(Debug, Tsify)]
pub struct Problem {
    /// The text.
    #[tsify(type = "\"manifests\" | \"settings\" | \"before\"")]
    pub source: String,
    /// Where in it; absent where all of it is meant.
    #[tsify(optional)]
    pub place: Option<Place>,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, Tsify)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The characters that it covers in this line.
    pub length: usize,
}

/// An object and its verdict.
#[derive(Debug, Tsify)]
pub struct ObjectReport {
    /// `CephCluster rook-ceph/my-cluster`
    pub subject: String,
    /// Where it starts in the manifests.
    pub place: Place,
    /// What becomes of it.
    #[tsify(type = "\"refused\" | \"mended\" | \"warned\" | \"accepted\"")]
    pub verdict: &'static str,
    /// What is wrong with it, by path and rule.
    pub findings: Vec<FindingReport>,
    /// The object as it is written and as the policy mends it, as JSON; absent where it is not mended.
    #[tsify(optional)]
    pub patch: Option<Patch>,
}

/// An object that is mended.
#[derive(Debug, Tsify)]
pub struct Patch {
    /// The place of its document in the manifests, counted from 0.
    pub document: usize,
    /// As it is written.
    pub before: String,
    /// As the policy mends it.
    pub after: String,
}

/// A finding and the field that it names.
#[derive(Debug, Tsify)]
pub struct FindingReport {
    /// The rule.
    pub rule: &'static str,
    /// Whether it refuses the object, warns, or is mended.
    #[tsify(type = "\"error\" | \"warning\" | \"mended\"")]
    pub weight: &'static str,
    /// The path of the field.
    pub path: String,
    /// What is wrong.
    pub problem: String,
    /// What to do; may be empty.
    pub help: String,
    /// Where the field is in the manifests.
    pub place: Place,
}

members!(Report { problems, objects, unread, foreign, map, attachments });
members!(Problem { source, place, problem });
members!(Place { line, column, length });
members!(ObjectReport { subject, place, verdict, findings, patch });
members!(Patch { document, before, after });
members!(FindingReport { rule, weight, path, problem, help, place });

impl Report {
    /// Judges an input.
    pub fn of(input: &Input) -> Report {
        input.texts().and_then(|texts| judge(&texts)).unwrap_or_else(|errors| {
            let mut report = Report::default();
            for error in errors {
                report.problems.push(error.into());
            }
            report
        })
    }
}

fn judge(texts: &Texts) -> Result<Report, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(&texts.documents, &texts.settings, &arena)?;
    let world = parsed.world(NAMESPACE)?;
    let nodes = nodes(&texts.before, &arena)?;
    let before: Vec<Object<'_>> = nodes.iter().map(|(kind, node)| Object::new(*kind, node, NAMESPACE, "")).collect();
    let report = check_world(&texts.documents, &parsed, &world, &before, |_, _| {});
    let mut objects = Vec::new();
    for judged in &report.objects {
        if let Some(document) = texts.documents.get(judged.document) {
            objects.push(object(judged, document));
        }
    }
    let (map, attachments) = pictures(&world, &report.objects);
    Ok(Report {
        problems: Vec::new(),
        objects,
        unread: Counts(report.unread),
        foreign: report.foreign,
        map,
        attachments,
    })
}

/// The two pictures of a world; empty for one without objects.
fn pictures(world: &ceph_multus_manifests::world::World<'_>, judged: &[Judged]) -> (AddressMap, Vec<Attachments>) {
    let settings = &world.settings;
    // Any object of the inventory: it stands in for itself.
    let Some(first) = settings.inventory.first() else { return Default::default() };
    let around = ceph_multus_core::world::World::new(&settings.inventory, first);
    let networks = scene::networks(&around, settings);
    let mut found: Vec<attachments::Judged<'_>> = Vec::new();
    for judged in judged {
        if let Some((_, object)) = world.objects.iter().find(|(index, _)| *index == judged.document) {
            found.push(attachments::Judged { object: *object, findings: &judged.findings });
        }
    }
    (map::draw(&networks, settings), attachments::draw(&around, settings, &found))
}

/// The documents of known kinds as the rules read them.
fn nodes<'d>(documents: &'d [Document], arena: &'d Arena) -> Result<Vec<(Kind, Node<'d>)>, Vec<ReadError>> {
    let mut nodes = Vec::new();
    for document in documents {
        let Some(kind) = Kind::of_api_version(document.api_version(), document.kind()) else { continue };
        let node = read(document.json(), arena, &OBJECT).map_err(|error| {
            let source = document.source().name.clone();
            vec![ReadError { source, position: Some(document.locate("")), problem: error.problem }]
        })?;
        nodes.push((kind, node));
    }
    Ok(nodes)
}

fn object(judged: &Judged, document: &Document) -> ObjectReport {
    let patch = judged.mended.clone().map(|after| Patch {
        document: document.number() - 1,
        before: document.json().to_owned(),
        after,
    });
    ObjectReport {
        subject: judged.subject.clone(),
        place: document.locate("").into(),
        verdict: match (judged.accepted, &patch, judged.findings.is_empty()) {
            (false, ..) => "refused",
            (true, Some(_), _) => "mended",
            (true, None, false) => "warned",
            (true, None, true) => "accepted",
        },
        findings: each(&judged.findings, FindingReport::of),
        patch,
    }
}

impl FindingReport {
    fn of(found: &Located) -> FindingReport {
        FindingReport {
            rule: found.rule,
            weight: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Mended => "mended",
            },
            path: found.path.clone(),
            problem: found.problem.clone(),
            help: found.help.clone(),
            place: found.position.into(),
        }
    }
}

impl From<Position> for Place {
    fn from(position: Position) -> Place {
        Place { line: position.line, column: position.column, length: position.length }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Problem {
        Problem { source: error.source, place: error.position.map(Place::from), problem: error.problem }
    }
}
