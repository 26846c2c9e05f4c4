//! Manifests checked as if each of them were created, in the world of all of them.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::kind::group_of;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::{Arena, Path};
use ceph_multus_core::report::limits::VALUE_SHOWN;
use ceph_multus_core::report::text::shortened;
use ceph_multus_core::rules::id;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::{Beside, Finding, Operation, Request, Verdict, evaluate_beside};

use crate::apart::are_apart;
use crate::checked::{Checked, Located, Placeholder, Report, Severity, in_order};
use crate::document::Document;
use crate::error::ReadError;
use crate::fix::{self, Fix};
use crate::kinds::is_cluster;
use crate::parallel;
use crate::placeholder::{self, UnknownNads};
use crate::settings::SettingsText;
use crate::world::{ManifestWorld, Parsed, repeated};

/// The rule id of the finding that two documents are one object. It is about the manifests and not of the policy.
pub const OBJECT_REPEATED: &str = "object-repeated";

/// Checks every document of a known kind in the world of all of them and of the inventory of `settings`, in which a
/// document replaces its copy. `namespace` is that of objects which name none; `progress` gets the number of those that are done.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn check(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    progress: impl Fn(usize, usize) + Sync,
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
    progress: impl Fn(usize, usize) + Sync,
) -> Report {
    check_objects(documents, parsed, world, before, &repeated(&world.objects), progress)
}

/// The same where it is known which objects are `repeated`; see [`repeated`].
pub(crate) fn check_objects(
    documents: &[Document],
    parsed: &Parsed<'_>,
    world: &ManifestWorld<'_>,
    before: &[Object<'_>],
    repeated: &[(usize, usize)],
    progress: impl Fn(usize, usize) + Sync,
) -> Report {
    let done = AtomicUsize::new(0);
    let mut report = Report { unread: parsed.unread.clone(), foreign: parsed.foreign, ..Report::default() };
    for part in parallel::parts(&world.objects, |objects| {
        // What is put together of a world once is not for two threads.
        let checker = Checker::new(documents, world, before, repeated);
        let mut part = Report::default();
        for (index, object) in objects {
            progress(done.fetch_add(1, Relaxed), world.objects.len());
            checker.check(*index, object, &mut part);
        }
        part
    }) {
        report.append(part);
    }
    report
}

/// Checks one object after the other in the same world.
pub(crate) struct Checker<'c> {
    documents: &'c [Document],
    world: &'c ManifestWorld<'c>,
    before: &'c [Object<'c>],
    repeated: &'c [(usize, usize)],
    beside: Beside<'c>,
    unknown_nads: UnknownNads<'c>,
}

impl<'c> Checker<'c> {
    /// For objects of `world`, of which `repeated` are there before; see [`repeated`].
    pub(crate) fn new(
        documents: &'c [Document],
        world: &'c ManifestWorld<'c>,
        before: &'c [Object<'c>],
        repeated: &'c [(usize, usize)],
    ) -> Checker<'c> {
        let beside = Beside::new(evaluated_as_new(world, before), &world.settings.inventory);
        let unknown_nads = UnknownNads::among(&world.objects);
        Checker { documents, world, before, repeated, beside, unknown_nads }
    }

    /// Adds to `report` what is found about `object`, the document at `index`.
    pub(crate) fn check(&self, index: usize, object: &Object<'_>, report: &mut Report) {
        let Some(document) = self.documents.get(index) else { return };
        let old = self.before.iter().find(|old| old.is_same_as(object));
        let verdict = match old {
            Some(old) if is_cluster(object.kind) => self.change(document, object, old),
            _ => verdict(&self.world.settings, &self.beside, document, object, old),
        };
        let (mut findings, mutated) = located(verdict, document);
        if document.is_partial() {
            // What is not set here may be elsewhere.
            findings.retain(|finding| document.has(&finding.path));
        }
        let names = placeholder::in_names(index, document);
        // A network has the name of its NAD, unless it has one of its own.
        let is_of_name = |finding: &Located| finding.rule == id::network_name_invalid && !names.is_empty();
        let mut known = Vec::new();
        for finding in findings {
            match placeholder::at(document, &finding.path) {
                None if is_of_name(&finding) || self.may_be_solved(object, &finding) => {}
                None => known.push(finding),
                Some(text) => report.placeholders.push(Placeholder {
                    document: index,
                    path: finding.path_text(),
                    position: finding.position,
                    text: shortened(text, VALUE_SHOWN),
                }),
            }
        }
        report.placeholders.extend(names);
        let mut findings = in_order(known);
        // A document replaces its copy. Where it differs from another document, one of the two has to go, and nothing else.
        findings.retain(|finding| finding.rule != id::inventory_drift);
        if let Some(repetition) = self.copied(index).and_then(|first| repetition(document, first)) {
            findings.insert(0, repetition);
        }
        report.objects.push(Checked {
            document: index,
            subject: object.to_string(),
            namespace: object.namespace.to_owned(),
            findings,
            mutated,
        });
    }

    /// The verdict about a CephCluster that changes from `old`. What it becomes is intended if the settings have it already, and
    /// the inventory must not say so only because it holds the document.
    fn change(&self, document: &Document, object: &Object<'_>, old: &Object<'_>) -> Verdict {
        let ManifestWorld { settings, inventory, .. } = self.world;
        let mut settings = settings.clone();
        settings.inventory.retain(|other| !other.is_same_as(object));
        settings.inventory.extend(inventory.iter().find(|copy| copy.is_same_as(object)));
        let beside = Beside::new(evaluated_as_new(self.world, self.before), &settings.inventory);
        verdict(&settings, &beside, document, object, Some(old))
    }

    /// Whether a finding is about a NAD that `object` selects and nobody has, and a name that is put in later may be that one.
    fn may_be_solved(&self, object: &Object<'_>, finding: &Located) -> bool {
        let is_it = |nad| self.unknown_nads.may_have(nad);
        finding.rule == id::selector_unknown_network
            && CephCluster::new(*object)
                .networks()
                .any(|(network, selection)| network.selector_path() == finding.path && is_it(&selection.nad))
    }

    /// The first document that is the same object as that at `index`, where this is another one.
    fn copied(&self, index: usize) -> Option<&Document> {
        let place = self.repeated.binary_search_by_key(&index, |(again, _)| *again).ok()?;
        self.documents.get(self.repeated.get(place)?.1)
    }
}

/// The objects that are evaluated as new, so that what is wrong with them is reported there.
fn evaluated_as_new<'w>(world: &'w ManifestWorld<'w>, before: &[Object<'_>]) -> impl Iterator<Item = Object<'w>> {
    let exempt = &world.settings.exempt_namespaces;
    let is_exempt = |object: &Object<'_>| exempt.contains(&object.namespace) || object.is_being_deleted(None);
    let is_new = move |object: &Object<'_>| !is_exempt(object) && !before.iter().any(|old| old.is_same_as(object));
    world.objects.iter().map(|(_, object)| *object).filter(is_new)
}

/// What a verdict finds, each at its place in the source, and the object as the policy would mutate it.
fn located(verdict: Verdict, document: &Document) -> (Vec<Located>, Option<String>) {
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
    let mut findings: Vec<Located> = Vec::new();
    for finding in verdict.findings() {
        let located = locate(finding, Severity::from(finding.level));
        if finding.more > 0 {
            let problem = format!("{} more of this severity, here and elsewhere, are not listed", finding.more);
            findings.push(Located { problem, help: String::new(), fix: None, ..located.clone() });
        }
        findings.push(located);
    }
    let mutated = match verdict {
        Verdict::Mutate { object, fixed, .. } => {
            // Where the namespace of `public` is to be written, `cluster` follows from that.
            let is_unsettled = findings.iter().any(|one| one.rule == id::selector_without_namespace);
            let fixed = fixed.iter().filter(|finding| !(is_unsettled && finding.rule == id::cluster_selector_implicit));
            findings.extend(fixed.map(|finding| locate(finding, Severity::Note)));
            Some(object)
        }
        _ => None,
    };
    let fixes: Vec<Fix> = findings.iter().filter_map(|finding| finding.fix.clone()).collect();
    for finding in &mut findings {
        finding.fix.take_if(|fix| fixes.iter().any(|other| fix.rivals(other)));
    }
    (findings, mutated)
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

/// What is wrong with a document that is the same object as `first`; nothing where the two stand apart, as overlays do.
pub fn repetition(document: &Document, first: &Document) -> Option<Located> {
    let path = Path::from(["metadata", "name"]);
    let place = first.place(first.locate(&path));
    (!are_apart(first, document)).then(|| Located {
        rule: OBJECT_REPEATED,
        severity: Severity::Error,
        position: document.locate(&path),
        about: None,
        path,
        problem: format!("the same object as at {place}"),
        help: String::from("keep one, or check them separately"),
        fix: None,
    })
}
