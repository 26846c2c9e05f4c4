//! What is wrong in a dump of a cluster, causes before symptoms, in the order in which to fix it.

mod dump;
mod stopped;

use std::collections::BTreeMap;

use ceph_multus_core::report::text::counted;
use ceph_multus_manifests::{Located, ReadError, Report, SettingsText, Severity};
use ceph_multus_upstream::NamespacedName;

pub use dump::Dump;

use crate::check::{Levels, findings};
use crate::live::{Kind, LiveFinding, LiveReport, repair};
use crate::rules;
use crate::site::Site;

/// Everything that is to do.
#[derive(Debug)]
pub struct Diagnosis {
    /// What is wrong, in the order in which it is put right.
    pub items: Vec<Item>,
    /// The number of warnings of `check`, which are not among them.
    pub warnings: usize,
    /// What would tell more, and is not in the input.
    pub missing: Vec<String>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The word for it: a rule, or a sort of live finding.
    pub kind: &'static str,
    /// What is wrong, in one line.
    pub title: String,
    /// What was compared, a line each.
    pub facts: Vec<String>,
    /// What to do, a line each.
    pub steps: Vec<String>,
    /// The pods that the facts are about, as `namespace/name`.
    pub(crate) podrefs: Vec<String>,
    /// The NAD and the range in which no address is free.
    pub(crate) full: Option<(NamespacedName, String)>,
}

impl Item {
    /// What live findings of one sort say.
    fn of(kind: Kind, title: impl Into<String>, found: &[&LiveFinding], step: impl Into<String>) -> Item {
        Item {
            kind: kind.id(),
            title: title.into(),
            facts: found.iter().map(|finding| finding.text.clone()).collect(),
            steps: vec![step.into()],
            podrefs: found.iter().flat_map(|finding| finding.podrefs()).cloned().collect(),
            full: None,
        }
    }
}

/// Reads `dump`; `report` is what `check` says of its documents, with the rules of this crate.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn diagnose(
    dump: &Dump,
    settings: &SettingsText,
    namespace: &str,
    report: &Report,
) -> Result<Diagnosis, Vec<ReadError>> {
    let site = Site::read(&dump.documents, settings, namespace)?;
    let live = LiveReport::of(&site, &site.live);
    let mut items: Vec<Item> = dump.copies().into_iter().collect();
    items.extend(errors(&site, report));
    items.extend(pools(&site, &live));
    items.extend(addresses(&site, &live));
    let stopped = stopped::item(&site, &live, &dump.documents, &items);
    items.extend(stopped);
    Ok(Diagnosis { items, warnings: report.count(Severity::Warning), missing: missing(&site) })
}

/// The errors of `check`, a rule each: what is written wrong comes before what follows from it, and Ceph's objects before
/// the hosts and the pods.
fn errors(site: &Site, report: &Report) -> Vec<Item> {
    let mut by_rule: BTreeMap<(bool, &'static str), Item> = BTreeMap::new();
    let podrefs: BTreeMap<usize, String> = site.live.pods.iter().map(|pod| (pod.document, pod.podref())).collect();
    // These are reported with the reservations. A report does not say which they are, so the rules are asked again.
    let mut live = findings(site, &Levels::new());
    live.retain(|finding| finding.live.is_some());
    for checked in &report.objects {
        let is_live = |finding: &&Located| live.iter().any(|one| one.is(checked.document, finding));
        let errors = checked.findings.iter().filter(|finding| finding.severity == Severity::Error);
        for finding in errors.filter(|finding| !is_live(finding)) {
            let own = rules::find(finding.rule);
            let summary = own.map_or_else(|| ceph_multus_core::rules::summary(finding.rule), |rule| rule.summary);
            let item = by_rule.entry((own.is_some(), finding.rule)).or_insert_with(|| Item {
                kind: finding.rule,
                title: capitalised(summary),
                ..Item::default()
            });
            item.podrefs.extend(podrefs.get(&checked.document).cloned());
            item.facts.push(format!("{}: `{}`: {}", checked.subject, finding.path_text(), finding.problem));
            if !finding.help.is_empty() && !item.steps.contains(&finding.help) {
                item.steps.push(finding.help.clone());
            }
        }
    }
    by_rule.into_values().collect()
}

/// The reconciler and the pools.
fn pools(site: &Site, live: &LiveReport) -> Vec<Item> {
    let mut items = Vec::new();
    for finding in live.of_kind(Kind::ReconcilerStopped) {
        let step = site.live.stopper().map(|pool| repair(site, pool)).unwrap_or_default();
        items.push(Item::of(finding.kind, "Whereabouts no longer frees addresses", &[finding], step));
    }
    let ranges = live.networks.iter().flat_map(|network| network.ranges.iter().map(move |range| (network, range)));
    for (network, range) in ranges.filter(|(_, range)| range.free() == 0 && !range.pools.is_empty()) {
        let of_range = |finding: &&LiveFinding| range.documents.contains(&finding.document);
        let orphans = live.of_kind(Kind::Orphan).chain(live.of_kind(Kind::Unowned)).filter(of_range);
        let orphans: Vec<&LiveFinding> = orphans.collect();
        let holders = range.holders.iter().map(|holder| format!("{} {}", holder.addresses, holder.name));
        let mut facts = vec![format!("{} addresses: {}", range.addresses, holders.collect::<Vec<_>>().join(", "))];
        facts.extend(orphans.iter().map(|finding| finding.text.clone()));
        let (what, steps) = if range.orphaned > 0 {
            let gone = counted(range.orphaned, "address");
            let steps = vec![
                String::from("the reconciler frees them at its next run, by default at 04:30 UTC"),
                String::from(
                    "to free them earlier, set `cron-expression` in the ConfigMap `whereabouts-config` to a time in a few minutes, in UTC; \
                     on OpenShift create it in `openshift-multus`, with the key `reconciler_cron_expression`",
                ),
                String::from("if they are still there after that, the reconciler does not run: read its log"),
            ];
            (format!(": {gone} held by pods that are gone"), steps)
        } else {
            // With slices there are no excludes (k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go).
            let step = if range.is_sliced { "use a larger range" } else { "use a larger range or fewer excludes" };
            (String::new(), vec![String::from(step)])
        };
        items.push(Item {
            kind: if range.orphaned > 0 { "pool-full-of-orphans" } else { "pool-full" },
            title: format!("No free address in {} of {}{what}", range.range, network.nad),
            facts,
            steps,
            podrefs: orphans.iter().flat_map(|finding| finding.podrefs()).cloned().collect(),
            full: Some((network.nad.clone(), range.range.clone())),
        });
    }
    items
}

/// Addresses that two have, or are about to have.
fn addresses(site: &Site, live: &LiveReport) -> Vec<Item> {
    let mut items = Vec::new();
    let duplicates: Vec<&LiveFinding> = live.of_kind(Kind::Duplicate).collect();
    if !duplicates.is_empty() {
        let mut addresses: Vec<_> = duplicates.iter().filter_map(|finding| finding.address).collect();
        addresses.dedup();
        let shown = addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let title = format!("One address on two pods: {shown}");
        let item = Item::of(Kind::Duplicate, title, &duplicates, "");
        items.push(Item { steps: restarts(site, &duplicates), ..item });
    }
    let lost: Vec<&LiveFinding> = live.of_kind(Kind::OrphanButAlive).collect();
    if !lost.is_empty() {
        let title = "Running pods are about to lose their reservations, so other pods may get their addresses";
        items.push(Item::of(Kind::OrphanButAlive, title, &lost, "restart these pods"));
    }
    let is_twice = |finding: &&LiveFinding| {
        let mut others = duplicates.iter().chain(&lost);
        others.any(|other| other.address == finding.address || other.podref == finding.podref)
    };
    let unreserved: Vec<&LiveFinding> = live.of_kind(Kind::Unreserved).filter(|one| !is_twice(one)).collect();
    if !unreserved.is_empty() {
        let title = "Running pods have addresses without a reservation, so other pods may get them";
        items.push(Item::of(Kind::Unreserved, title, &unreserved, "restart these pods"));
    }
    items
}

/// Which of the pods that have one address are to restart.
fn restarts(site: &Site, duplicates: &[&LiveFinding]) -> Vec<String> {
    if site.live.pools.is_empty() {
        let line = "restart the pod for which the IPPool has no reservation: `kubectl get ippools.whereabouts.cni.cncf.io -A -o yaml` shows it";
        return vec![String::from(line)];
    }
    let (mut pods, mut is_reserved_twice): (Vec<&str>, bool) = (Vec::new(), false);
    for finding in duplicates {
        let holders = finding.address.map(|address| site.live.holders(address)).unwrap_or_default();
        let without = finding.podrefs().map(String::as_str).filter(|podref| !holders.contains(podref));
        let before = pods.len();
        pods.extend(without);
        is_reserved_twice |= pods.len() == before;
    }
    pods.sort_unstable();
    pods.dedup();
    let mut steps = Vec::new();
    match pods.as_slice() {
        [] => {}
        [pod] => steps.push(format!("restart {pod}: its address is not reserved for it")),
        pods => steps.push(format!("restart these pods, for which their address is not reserved: {}", pods.join(", "))),
    }
    if is_reserved_twice {
        let line = "two IPPools have reserved one address: use ranges that do not overlap and one installation of Whereabouts, \
                    then restart one of the pods";
        steps.push(String::from(line));
    }
    steps
}

/// What would tell more, and is not in the input.
pub(crate) fn missing(site: &Site) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for network in &site.unknown {
        let name = format!("NetworkAttachmentDefinition {}", network.nad);
        if !missing.contains(&name) {
            missing.push(name);
        }
    }
    let mut add = |is_missing: bool, name: &str| {
        if is_missing {
            missing.push(name.to_owned());
        }
    };
    let has_networks = !site.networks.is_empty() || !site.unknown.is_empty();
    add(!has_networks, "CephClusters with Multus networks, and their NetworkAttachmentDefinitions");
    add(site.live.pods.is_empty(), "pods");
    add(site.live.pools.is_empty(), "ippools.whereabouts.cni.cncf.io");
    add(site.policies.is_empty() && site.states.is_empty(), "nncp,nns");
    missing
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
