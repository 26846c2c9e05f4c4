//! What a page shows of nodes and assigned addresses.

use std::collections::BTreeMap;

use ceph_multus_core::report::text::counted;
use ceph_multus_manifests::{Document, Located, ReadError, SettingsText, Severity, read};
use ceph_multus_nodes::live::LiveFinding;
use ceph_multus_nodes::rules;
use ceph_multus_nodes::view::{NetworkView, RangeView, View, view};
use serde::Serialize;
use tsify_macros::Tsify;

use crate::location::Location;
use crate::picture::{self, Network};
use crate::tsify;

/// The namespace of objects that name none, as kubectl has it.
const NAMESPACE: &str = "default";

/// All that is known of manifests.
#[derive(Debug, Default, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NodesReport {
    /// The number of documents that are read here and by no rule of the policy.
    pub documents: usize,
    /// `2 errors, 1 warning`; empty where nothing is wrong.
    pub summary: String,
    /// The same as a sentence, and what the input lacks.
    pub headline: String,
    /// The objects with findings, in their order.
    pub objects: Vec<ObjectFindings>,
    /// What is wrong with assigned addresses, by kind.
    pub live: Vec<LiveFindings>,
    /// A picture of each network of which the input has nodes or assigned addresses.
    pub networks: Vec<Network>,
}

/// An object and what the rules about nodes find in it.
#[derive(Debug, Serialize, Tsify)]
pub struct ObjectFindings {
    /// `CephCluster rook-ceph/my-cluster`
    pub subject: String,
    /// Where it starts in the manifests.
    pub location: Location,
    /// The worst of its findings.
    #[tsify(type = "\"error\" | \"warning\"")]
    pub severity: &'static str,
    /// What is wrong with it, by path and rule.
    pub findings: Vec<NodeFinding>,
}

/// A finding and the field that it names.
#[derive(Debug, Serialize, Tsify)]
pub struct NodeFinding {
    /// The rule.
    pub rule: &'static str,
    /// What it is about, in a few words.
    pub summary: &'static str,
    /// How it weighs.
    #[tsify(type = "\"error\" | \"warning\"")]
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

/// What is wrong with assigned addresses, of one kind.
#[derive(Debug, Serialize, Tsify)]
pub struct LiveFindings {
    /// `orphan`, as the command line and the book call it.
    pub kind: &'static str,
    /// How it weighs.
    #[tsify(type = "\"error\" | \"warning\"")]
    pub severity: &'static str,
    /// Each.
    pub items: Vec<LiveItem>,
}

/// One of them.
#[derive(Debug, Serialize, Tsify)]
pub struct LiveItem {
    /// What is wrong.
    pub text: String,
    /// Where the manifests show it.
    pub location: Location,
}

impl NodesReport {
    /// Reads manifests and the settings that they are checked with.
    pub fn of(manifests: &str, settings: &str) -> NodesReport {
        report(manifests, settings).unwrap_or_default()
    }
}

fn report(manifests: &str, settings: &str) -> Result<NodesReport, Vec<ReadError>> {
    let one = |error| vec![error];
    let documents = read("manifests", manifests).map_err(one)?;
    let settings = SettingsText::read("settings", settings).map_err(one)?;
    let view = view(&documents, &settings, NAMESPACE)?;
    let objects = objects(&view, &documents);
    let live = live(&view.live, &documents);
    let summary = summary(&objects, &live);
    Ok(NodesReport {
        documents: view.documents,
        headline: headline(&summary, &view),
        summary,
        objects,
        live,
        networks: view.networks.iter().filter(|network| is_known(network)).map(picture::draw).collect(),
    })
}

/// Whether there is more to draw than the ranges, which are on the page already.
fn is_known(network: &NetworkView) -> bool {
    let has_some = |range: &RangeView| range.held.is_some() || !range.slices.is_empty();
    !network.nodes.is_empty() || network.ranges.iter().any(has_some)
}

fn objects(view: &View, documents: &[Document]) -> Vec<ObjectFindings> {
    let mut objects: Vec<ObjectFindings> = Vec::new();
    for of_object in view.findings.chunk_by(|(one, _), (next, _)| one == next) {
        let Some((document, _)) = of_object.first().and_then(|(place, first)| Some((documents.get(*place)?, first)))
        else {
            continue;
        };
        let findings: Vec<NodeFinding> = of_object.iter().map(|(_, finding)| NodeFinding::of(finding)).collect();
        objects.push(ObjectFindings {
            subject: subject(document),
            location: document.start().into(),
            severity: worst(findings.iter().any(|finding| finding.severity == "error")),
            findings,
        });
    }
    objects
}

fn subject(document: &Document) -> String {
    let (kind, name) = (document.kind(), document.name());
    match document.namespace() {
        "" => format!("{kind} {name}"),
        namespace => format!("{kind} {namespace}/{name}"),
    }
}

fn live(findings: &[LiveFinding], documents: &[Document]) -> Vec<LiveFindings> {
    let mut live = Vec::new();
    for of_kind in findings.chunk_by(|one, next| one.kind == next.kind) {
        let Some(first) = of_kind.first() else { continue };
        let item = |finding: &LiveFinding| {
            let document = documents.get(finding.document)?;
            Some(LiveItem { text: finding.text.clone(), location: document.locate(&finding.path).into() })
        };
        live.push(LiveFindings {
            kind: first.kind.id(),
            severity: worst(first.kind.is_harmful()),
            items: of_kind.iter().filter_map(item).collect(),
        });
    }
    live
}

fn worst(has_error: bool) -> &'static str {
    if has_error { "error" } else { "warning" }
}

fn summary(objects: &[ObjectFindings], live: &[LiveFindings]) -> String {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in objects.iter().flat_map(|object| &object.findings) {
        *numbers.entry(finding.severity).or_default() += 1;
    }
    for of_kind in live {
        *numbers.entry(of_kind.severity).or_default() += of_kind.items.len();
    }
    let numbers: Vec<String> = numbers.into_iter().map(|(severity, number)| counted(number, severity)).collect();
    numbers.join(", ")
}

fn headline(summary: &str, view: &View) -> String {
    let mut headline = format!("{}.", if summary.is_empty() { "No findings" } else { summary });
    if !view.missing.is_empty() {
        headline.push_str(&format!(" Not in the input: {}.", view.missing.join("; ")));
    }
    headline
}

impl NodeFinding {
    fn of(found: &Located) -> NodeFinding {
        NodeFinding {
            rule: found.rule,
            summary: rules::find(found.rule).map(|rule| rule.summary).unwrap_or_default(),
            severity: worst(found.severity == Severity::Error),
            path: found.path_text(),
            problem: found.problem.clone(),
            help: found.help.clone(),
            location: found.position.into(),
        }
    }
}
