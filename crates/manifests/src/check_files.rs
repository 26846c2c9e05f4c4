//! Files checked as if each object in them were created: where copies of one stand apart, in several worlds.

use std::collections::BTreeSet;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::json::order::{sort_by, sort_by_key};
use ceph_multus_core::json::{self as core_json, Arena};
use ceph_multus_core::read_settings;
use ceph_multus_core::rules::id;
use ceph_multus_core::upstream::object_name::is_object_name;
use ceph_multus_core::world::World;

use crate::apart::inventories;
use crate::check::{Checker, check_objects};
use crate::checked::{Checked, Located, Report, Severity, in_order};
use crate::document::Document;
use crate::error::ReadError;
use crate::inventory::Ceph;
use crate::kinds::{belongs, is_cluster};
use crate::parallel;
use crate::placeholder::{self, UnknownNads};
use crate::settings::SettingsText;
use crate::world::{Arenas, ManifestWorld, Parsed, behind_first, repeated, variants};

/// A CephCluster that makes the NADs of its namespace Ceph's, and asks for nothing.
const ON_MULTUS: &str = r#"{"spec":{"network":{"provider":"multus"}}}"#;

/// Which NADs are checked as if they were Ceph's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nads {
    /// Those that a CephCluster selects or that lie in its namespace; all where no CephCluster is known.
    Ceph,
    /// All.
    All,
}

/// Checks the documents of files: where copies of one object stand apart, each is checked in an inventory of its own; and
/// NADs that are not Ceph's are checked as if they were, where `nads` or the lack of a CephCluster says so.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn check_files(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    nads: Nads,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Report, Vec<ReadError>> {
    let mut arenas = Arenas::new();
    let parsed = Parsed::read_many(documents, settings, &mut arenas)?;
    let whole = parsed.world_among(namespace, None)?;
    let variants = variants(&whole.objects);
    let inventories = inventories(documents, &whole.objects, &variants);
    let mut worlds = Vec::new();
    for inventory in &inventories {
        let world = parsed.world_among(namespace, Some(&inventory.places))?;
        worlds.push((repeated(&world.objects), world));
    }
    if worlds.is_empty() {
        worlds.push((behind_first(&variants), whole));
    }
    let mut merged =
        Report { unread: parsed.unread.clone(), foreign: parsed.foreign, inventories, ..Report::default() };
    let mut foreign: BTreeSet<usize> = BTreeSet::new();
    for (repeated, mut world) in worlds {
        let known = world.settings.inventory.iter().chain(world.objects.iter().map(|(_, object)| object));
        let ceph = Ceph::new(known, &world.settings);
        let others: Vec<_> = world.objects.iter().filter(|(_, object)| !ceph.has(object)).copied().collect();
        keep_what_rules_look_up(&mut world, &ceph);
        let knows_ceph = world.settings.inventory.iter().any(|object| is_cluster(object.kind));
        if !knows_ceph && world.settings.previous.is_empty() {
            // There is nothing that they could be compared with.
            world.objects.retain(|(_, object)| ceph.has(object));
        }
        let mut report = check_objects(documents, &parsed, &world, &[], &repeated, &progress);
        report_unknown_nads(documents, &world, &mut report);
        merged.append(report);
        if nads == Nads::Ceph && knows_ceph {
            foreign.extend(others.iter().map(|(index, _)| *index));
        } else {
            let reports = check_as_ceph(documents, &parsed, &world, &others, &repeated);
            reports.into_iter().for_each(|report| merged.append(report));
        }
    }
    merge_verdicts(&mut merged.objects);
    merged.foreign_nads = foreign.into_iter().collect();
    sort_by(&mut merged.placeholders, |one, next| (one.document, &one.path).cmp(&(next.document, &next.path)));
    merged.placeholders.dedup();
    Ok(merged)
}

/// Warns of NADs that a CephCluster selects and nobody has, where there are others: the policy says nothing as long as
/// its inventory has none of Ceph's, and in files that may be a typing error in a namespace.
fn report_unknown_nads(documents: &[Document], world: &ManifestWorld<'_>, report: &mut Report) {
    let inventory = &world.settings.inventory;
    let is_nad = |object: &Object<'_>| object.kind == Kind::NetworkAttachmentDefinition;
    let clusters = || world.objects.iter().filter(|(_, object)| is_cluster(object.kind));
    if clusters().next().is_none()
        || !inventory.iter().chain(world.objects.iter().map(|(_, object)| object)).any(is_nad)
    {
        return;
    }
    let around = World::of(inventory.iter());
    let unknown_nads = UnknownNads::among(&world.objects);
    let rule = id::selector_unknown_network;
    for (index, object) in clusters() {
        let place = report.objects.binary_search_by_key(index, |checked| checked.document);
        let checked = place.ok().and_then(|place| report.objects.get_mut(place));
        let (Some(document), Some(checked)) = (documents.get(*index), checked) else { continue };
        for (network, selection) in CephCluster::new(*object).joined_nads() {
            let path = network.selector_path();
            let is_known = !is_object_name(&selection.nad.name)
                || around.nad(selection).is_some()
                || placeholder::at(document, &path).is_some()
                || unknown_nads.may_have(&selection.nad)
                || checked.findings.iter().any(|finding| finding.path == path && finding.rule == rule);
            if !is_known {
                checked.findings.push(Located {
                    rule,
                    severity: Severity::Warning,
                    position: document.locate(&path),
                    path,
                    problem: format!("{} is not among the manifests", selection.nad.quoted()),
                    help: String::from("correct the name or the namespace, or check the NAD with them"),
                    about: None,
                    fix: None,
                });
            }
        }
        checked.findings = in_order(std::mem::take(&mut checked.findings));
    }
}

/// Leaves in the inventory what settings have, and so what the policy sees in a cluster, and adds such documents: no pods,
/// no workloads, no NADs of others. Every object is evaluated beside the whole of it.
fn keep_what_rules_look_up<'a>(world: &mut ManifestWorld<'a>, ceph: &Ceph<'a>) {
    let is_kept = |object: &Object<'_>| belongs(object.kind) && ceph.has(object);
    world.settings.inventory.retain(is_kept);
    world.settings.inventory.extend(world.objects.iter().map(|(_, object)| *object).filter(is_kept));
}

/// Checks NADs that no CephCluster has, those of a namespace that follow on each other next to a CephCluster in it. One
/// at a time: next to all of them, the time would grow with the namespaces, too.
fn check_as_ceph(
    documents: &[Document],
    parsed: &Parsed<'_>,
    world: &ManifestWorld<'_>,
    nads: &[(usize, Object<'_>)],
    repeated: &[(usize, usize)],
) -> Vec<Report> {
    parallel::parts(nads, |nads| {
        let mut report = Report::default();
        let Ok(settings) = read_settings(parsed.settings()) else { return report };
        let arena = Arena::new();
        let Ok(cluster) = core_json::read(ON_MULTUS, &arena, &OBJECT) else { return report };
        let mut beside = ManifestWorld { settings, objects: Vec::new(), inventory: Vec::new() };
        beside.settings.inventory.clone_from(&world.settings.inventory);
        for nads in nads.chunk_by(|(_, one), (_, next)| one.namespace == next.namespace) {
            // None of them is looked up, so none has to be among the objects.
            let namespace = nads.first().map_or("", |(_, object)| object.namespace);
            beside.settings.inventory.push(Object::new(Kind::CephCluster, &cluster, namespace, ""));
            let checker = Checker::new(documents, &beside, &[], repeated);
            nads.iter().for_each(|(index, object)| checker.check(*index, object, &mut report));
            beside.settings.inventory.pop();
        }
        report
    })
}

/// Leaves one verdict about each document, of which there may be several, from several inventories.
fn merge_verdicts(checked: &mut Vec<Checked>) {
    sort_by_key(checked, |one| one.document);
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
    known.mutated = known.mutated.take().or(one.mutated.take());
    for finding in std::mem::take(&mut one.findings) {
        if !known.findings.contains(&finding) {
            known.findings.push(finding);
        }
    }
    known.findings = in_order(std::mem::take(&mut known.findings));
}
