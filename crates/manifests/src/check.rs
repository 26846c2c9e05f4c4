//! Manifests checked as if each of them were created, in the world of all of them.

use std::collections::{BTreeMap, BTreeSet};

use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::kind::group_of;
use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::json::{Arena, Node, Path, read as read_json};
use ceph_multus_core::read_settings;
use ceph_multus_core::report::finding::NadName;
use ceph_multus_core::rules;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::world::World as CoreWorld;
use ceph_multus_core::{Beside, Finding, Kind, Level, Operation, Request, Verdict, evaluate_beside};

use crate::apart::{Inventory, are_apart, inventories};
use crate::document::Document;
use crate::error::ReadError;
use crate::fix::{self, Fix};
use crate::inventory::{Ceph, belongs};
use crate::order::sorted;
use crate::placeholder;
use crate::position::Position;
use crate::settings::SettingsText;
use crate::world::{Parsed, World};

/// The rule id of the finding that two documents are one object. It is about the manifests and not of the policy.
pub const OBJECT_REPEATED: &str = "object-repeated";

/// What [`check`] found.
#[derive(Debug, Default)]
pub struct Report {
    /// The objects that were checked, in the order of the documents.
    pub objects: Vec<Checked>,
    /// Objects of kinds that no rule reads: `apiVersion/kind` in ascending order, with their number.
    pub unread: Vec<(String, usize)>,
    /// The number of documents that are no Kubernetes objects.
    pub foreign: usize,
    /// The inventories that the objects fall into, where copies of one object stand apart; none where all are one.
    pub inventories: Vec<Inventory>,
    /// NADs that only were compared to Ceph's networks: their places among the documents.
    pub foreign_nads: Vec<usize>,
    /// Fields that were not checked, because something is put in later.
    pub placeholders: Vec<Placeholder>,
}

/// A field that a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The place of its document.
    pub document: usize,
    /// The path of the field.
    pub path: String,
    /// Where the field is.
    pub position: Position,
    /// The placeholder: `${STORAGE_NIC}`.
    pub text: String,
}

/// Which NADs are checked as if they were Ceph's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nads {
    /// Those that a CephCluster selects or that lie in its namespace; all where no CephCluster is known.
    Ceph,
    /// All.
    All,
}

/// One object and its verdict.
#[derive(Debug)]
pub struct Checked {
    /// Its place among the documents.
    pub document: usize,
    /// What it is called: `CephCluster rook-ceph/my-cluster`.
    pub subject: String,
    /// Whether the policy accepts it, as it is or mutated.
    pub accepted: bool,
    /// What is wrong with it, by path and rule.
    pub findings: Vec<Located>,
    /// The object as the policy would mutate it, as JSON; `None` if it would not.
    pub mutated: Option<String>,
}

/// A finding and its place in the source of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The id of the rule.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// The way to the field.
    pub at: Path,
    /// The same as messages write it.
    pub path: String,
    /// What is wrong.
    pub problem: String,
    /// What to do; may be empty.
    pub help: String,
    /// Where the field is.
    pub position: Position,
    /// The NAD that it is about, where it is about one beside the object.
    pub about: Option<NadName>,
    /// What resolves it, where that is certain.
    pub fix: Option<Fix>,
}

/// The severity of a finding about a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy fixes it when the object is created.
    Note,
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

/// The same for files: where copies of one object stand apart, each is checked in an inventory of its own; and NADs that
/// are not Ceph's are checked as if they were, where `nads` or the lack of a CephCluster says so.
///
/// # Errors
/// As those of [`check`].
pub fn check_files(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    nads: Nads,
    mut progress: impl FnMut(usize, usize),
) -> Result<Report, Vec<ReadError>> {
    let arena = Arena::new();
    let parsed = Parsed::read(documents, settings, &arena)?;
    let whole = parsed.world(namespace)?;
    let inventories = inventories(documents, &whole.objects);
    let mut worlds = Vec::new();
    for inventory in &inventories {
        worlds.push(parsed.world_among(namespace, Some(&inventory.places))?);
    }
    if worlds.is_empty() {
        worlds.push(whole);
    }
    let mut merged =
        Report { unread: parsed.unread.clone(), foreign: parsed.foreign, inventories, ..Report::default() };
    let mut checked: Vec<Checked> = Vec::new();
    let mut foreign: BTreeSet<usize> = BTreeSet::new();
    for mut world in worlds {
        let others = foreign_nads(&world);
        keep_what_rules_look_up(&mut world);
        let knows_ceph = world.settings.inventory.iter().any(|object| is_cluster(object.kind));
        if !knows_ceph && world.settings.previous.is_empty() {
            // There is nothing that they could be compared with.
            let others: BTreeSet<usize> = others.iter().map(|(index, _)| *index).collect();
            world.objects.retain(|(index, _)| !others.contains(index));
        }
        let mut report = check_world(documents, &parsed, &world, &[], &mut progress);
        report_unknown_nads(documents, &world, &mut report);
        let mut found = vec![report];
        if nads == Nads::Ceph && knows_ceph {
            foreign.extend(others.iter().map(|(index, _)| *index));
        } else if !others.is_empty() {
            let mut groups: BTreeMap<&str, Vec<(usize, Object<'_>)>> = BTreeMap::new();
            for (index, object) in others {
                groups.entry(object.namespace).or_default().push((index, object));
            }
            let group = |(namespace, nads)| Group { cluster: cluster_in(namespace, &arena), namespace, nads };
            let mut groups: Vec<Group<'_>> = groups.into_iter().map(group).collect();
            found.extend(check_as_ceph(documents, &parsed, &world, &mut groups));
        }
        for report in found {
            merged.placeholders.extend(report.placeholders);
            match checked.is_empty() {
                true => checked = report.objects,
                false => checked.extend(report.objects),
            }
        }
    }
    merge_verdicts(&mut checked);
    merged.objects = checked;
    merged.foreign_nads = foreign.into_iter().collect();
    merged.placeholders.sort_by(|one, next| (one.document, &one.path).cmp(&(next.document, &next.path)));
    merged.placeholders.dedup();
    Ok(merged)
}

/// The rule of selectors that name a NAD which is nowhere.
const UNKNOWN_NETWORK: &str = "selector-unknown-network";

/// The rule of CephClusters in which `cluster` takes the value of `public`.
const CLUSTER_IMPLICIT: &str = "cluster-selector-implicit";

/// Warns of NADs that a CephCluster selects and nobody has, where there are others: the policy says nothing as long as
/// its inventory has none of Ceph's, and in files that may be a typing error in a namespace.
fn report_unknown_nads(documents: &[Document], world: &World<'_>, report: &mut Report) {
    let inventory = &world.settings.inventory;
    let is_nad = |object: &Object<'_>| object.kind == Kind::NetworkAttachmentDefinition;
    if !inventory.iter().chain(world.objects.iter().map(|(_, object)| object)).any(is_nad) {
        return;
    }
    static NOTHING: Node<'static> = Node::Null;
    let around = CoreWorld::new(inventory, &Object::new(Kind::Pod, &NOTHING, "", ""));
    let Some(rule) = rules::find(UNKNOWN_NETWORK) else { return };
    for (index, object) in world.objects.iter().filter(|(_, object)| is_cluster(object.kind)) {
        let checked = report.objects.iter_mut().find(|checked| checked.document == *index);
        let (Some(document), Some(checked)) = (documents.get(*index), checked) else { continue };
        for (network, selection) in CephCluster::new(*object).joined_networks() {
            let path = network.selector_path();
            let is_known = selection.name.is_empty()
                || around.nad(selection).is_some()
                || placeholder::at(document, &path).is_some()
                || checked.findings.iter().any(|finding| finding.at == path && finding.rule == rule.id);
            if !is_known {
                checked.findings.push(Located {
                    rule: rule.id,
                    severity: Severity::Warning,
                    position: document.locate(&path),
                    path: path.to_string(),
                    at: path,
                    problem: format!("{} is not among the manifests", selection.quoted_nad()),
                    help: String::from("correct the name or the namespace, or check the NAD with them"),
                    about: None,
                    fix: None,
                });
            }
        }
        checked.findings = in_order(std::mem::take(&mut checked.findings));
    }
}

fn is_cluster(kind: Kind) -> bool {
    matches!(kind, Kind::CephCluster | Kind::StorageCluster)
}

/// Leaves in the inventory what settings have, and so what the policy sees in a cluster: no pods, no workloads, no NADs of
/// others. Every object is evaluated beside the whole of it.
fn keep_what_rules_look_up(world: &mut World<'_>) {
    let ceph = Ceph::new(&world.settings.inventory, &world.settings);
    let kept = world.settings.inventory.iter().filter(|object| belongs(object.kind) && ceph.has(object));
    let kept: Vec<Object<'_>> = kept.copied().collect();
    world.settings.inventory = kept;
}

/// The NADs among the documents that are not Ceph's.
fn foreign_nads<'a>(world: &World<'a>) -> Vec<(usize, Object<'a>)> {
    let ceph = Ceph::new(&world.settings.inventory, &world.settings);
    world.objects.iter().filter(|(_, object)| !ceph.has(object)).copied().collect()
}

/// A CephCluster that makes the NADs of its namespace Ceph's, and asks for nothing.
fn cluster_in<'a>(namespace: &str, arena: &'a Arena) -> Node<'a> {
    let json = serde_json::json!({"metadata": {"name": "", "namespace": namespace}});
    read_json(arena.text(&json.to_string()), arena, &OBJECT).unwrap_or(Node::Null)
}

/// The NADs of a namespace that no CephCluster has, and the CephCluster that they are checked next to.
struct Group<'a> {
    cluster: Node<'a>,
    namespace: &'a str,
    nads: Vec<(usize, Object<'a>)>,
}

/// Checks the NADs of each namespace next to a CephCluster in that namespace. One at a time: next to all of them, the time
/// would grow with the namespaces, too.
fn check_as_ceph(
    documents: &[Document],
    parsed: &Parsed<'_>,
    world: &World<'_>,
    groups: &mut [Group<'_>],
) -> Vec<Report> {
    let Ok(settings) = read_settings(parsed.settings()) else { return Vec::new() };
    let mut beside = World { settings, objects: Vec::new(), inventory: Vec::new() };
    beside.settings.inventory.clone_from(&world.settings.inventory);
    let known = beside.settings.inventory.len();
    let mut reports = Vec::new();
    for Group { cluster, namespace, nads } in groups {
        beside.settings.inventory.truncate(known);
        beside.settings.inventory.push(Object::new(Kind::CephCluster, cluster, namespace, ""));
        beside.objects = std::mem::take(nads);
        reports.push(check_world(documents, parsed, &beside, &[], |_, _| {}));
    }
    reports
}

/// Leaves one verdict about each document, of which there may be several, from several inventories.
fn merge_verdicts(checked: &mut Vec<Checked>) {
    if !checked.is_sorted_by_key(|one| one.document) {
        checked.sort_by_key(|one| one.document);
    }
    checked.dedup_by(|one, known| {
        let is_again = one.document == known.document;
        if is_again {
            merge(known, one);
        }
        is_again
    });
}

/// Adds a verdict about an object to one from another inventory.
fn merge(known: &mut Checked, one: &mut Checked) {
    known.accepted &= one.accepted;
    known.mutated = known.mutated.take().or(one.mutated.take());
    for finding in std::mem::take(&mut one.findings) {
        if !known.findings.contains(&finding) {
            known.findings.push(finding);
        }
    }
    known.findings = in_order(std::mem::take(&mut known.findings));
}

/// The same for a world that is already there. An object that is among `before` is checked as the change of that one.
pub fn check_world(
    documents: &[Document],
    parsed: &Parsed<'_>,
    world: &World<'_>,
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
    world: &World<'_>,
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
        at: finding.path.clone(),
        path: finding.path_text(),
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
        match placeholder::at(document, &finding.at) {
            None => known.push(finding),
            Some(text) => placeholders.push(Placeholder {
                document: index,
                path: finding.path,
                position: finding.position,
                text: text.to_owned(),
            }),
        }
    }
    let accepted = !known.iter().any(|finding| finding.severity == Severity::Error);
    let findings = in_order(known);
    (Checked { document: index, subject: object.to_string(), accepted, findings, mutated }, placeholders)
}

fn in_order(findings: Vec<Located>) -> Vec<Located> {
    sorted(findings, |one, next| (&one.at, one.rule) > (&next.at, next.rule))
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
        path: path.to_string(),
        at: path,
        problem: format!("the same object as at {place}"),
        help: String::from("keep one, or check them apart"),
        fix: None,
    }
}
