//! Releases of charts: the values that they have themselves, the namespace that they install in, and what stands elsewhere
//! (fluxcd/helm-controller: docs/spec/v2/helmreleases.md; argoproj/argo-cd: docs/user-guide/helm.md;
//! kubernetes-sigs/kustomize: api/types/helmchartargs.go; k3s-io/helm-controller: pkg/apis/helm.cattle.io/v1/types.go).

use std::sync::Arc;

use ceph_multus_core::facts::kind::group_of;

use crate::document::Document;
use crate::paths::{joined, split};
use crate::position::Position;
use crate::source::Source;
use crate::yaml::{Entry, Node, Value};

use super::node::text;
use super::text::yaml_in;

/// What the charts of Rook and their releases have in their names.
const ROOK: &str = "rook-ceph";

/// Values that a release takes from another document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Where they are.
    pub(crate) target: Target,
    /// The namespace that the chart is installed in.
    pub(crate) namespace: String,
    /// What people call it: `ConfigMap flux-system/rook-values`.
    pub(crate) text: String,
    /// Where the release names it.
    pub(crate) position: Position,
}

/// Where values are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// In an object.
    Object {
        /// Its kind: a ConfigMap, or a Secret.
        kind: String,
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// In a file whose path ends so.
    File(String),
    /// In a parameter whose name is more than keys, or in one value of an object.
    Nowhere,
}

/// The values of a document.
#[derive(Default)]
pub(super) struct Release {
    /// The trees that it has itself, with the namespaces of their charts; `None` where that is said elsewhere.
    pub(super) values: Vec<(Option<String>, Arc<Node>)>,
    pub(super) references: Vec<Reference>,
}

/// Whether `document` may be a release of one of Rook's charts, or several.
pub(crate) fn is_release(document: &Document) -> bool {
    releases(document.api_version(), document.kind()) && document.text().contains(ROOK)
}

/// Whether objects of this `apiVersion` and `kind` are releases.
pub(crate) fn releases(api_version: &str, kind: &str) -> bool {
    matches!(
        (group_of(api_version), kind),
        ("helm.toolkit.fluxcd.io", "HelmRelease")
            | ("argoproj.io", "Application" | "ApplicationSet")
            | ("helm.cattle.io", "HelmChart")
            | ("kustomize.config.k8s.io", "Kustomization" | "Component")
    )
}

impl Release {
    /// The values of `root`, which is `document` in `namespace`.
    pub(super) fn of(document: &Document, root: &Arc<Node>, namespace: &str) -> Release {
        let mut release = Release::default();
        let reading = ReleaseReader { document, source: document.source(), namespace };
        match document.kind() {
            "HelmRelease" => reading.helm_release(root, &mut release),
            "HelmChart" => reading.helm_chart(root, &mut release),
            "Application" => reading.application(root.at(&["spec"]), &mut release),
            "ApplicationSet" => reading.application(root.at(&["spec", "template", "spec"]), &mut release),
            _ if root.entry("helmCharts").is_some() => reading.kustomization(root, &mut release),
            _ => release.values.push((None, Arc::clone(root))),
        }
        release
    }
}

/// A document that releases are read from, and the namespace that it is in.
struct ReleaseReader<'d> {
    document: &'d Document,
    source: &'d Source,
    namespace: &'d str,
}

impl ReleaseReader<'_> {
    fn helm_release(&self, root: &Arc<Node>, release: &mut Release) {
        let namespace = or(root.text_at(&["spec", "targetNamespace"]), self.namespace);
        release
            .values
            .extend(root.at(&["spec", "values"]).map(|values| (Some(namespace.to_owned()), Arc::clone(values))));
        let names = [&["spec", "chart", "spec", "chart"][..], &["spec", "chartRef", "name"], &["metadata", "name"]];
        if !names.iter().any(|path| root.text_at(path).contains(ROOK)) {
            return;
        }
        for from in items(root.at(&["spec", "valuesFrom"])) {
            let path = from.text_at(&["targetPath"]);
            if !path.is_empty() {
                // One value of the chart, in the form of `helm --set`.
                if super::has_values(path) {
                    release.references.push(self.reference(from, Target::Nowhere, namespace, path.to_owned()));
                }
                continue;
            }
            let (kind, name) = (from.text_at(&["kind"]).to_owned(), from.text_at(&["name"]).to_owned());
            let text = format!("{kind} {}/{name}", self.namespace);
            let target = Target::Object { kind, namespace: self.namespace.to_owned(), name };
            release.references.push(self.reference(from, target, namespace, text));
        }
    }

    fn helm_chart(&self, root: &Arc<Node>, release: &mut Release) {
        let namespace = or(root.text_at(&["spec", "targetNamespace"]), self.namespace);
        let content = root.at(&["spec", "valuesContent"]).and_then(|node| yaml_in(&self.source.text, node));
        let mut values = content.unwrap_or_else(|| empty(root.span));
        if let Some(Value::Map(set)) = root.at(&["spec", "set"]).map(|set| &set.value) {
            for entry in set {
                self.set(&mut values, &entry.key, &entry.value, namespace, release);
            }
        }
        release.values.push((Some(namespace.to_owned()), values));
    }

    fn application(&self, spec: Option<&Arc<Node>>, release: &mut Release) {
        let Some(spec) = spec else { return };
        let namespace = or(spec.text_at(&["destination", "namespace"]), self.namespace);
        for source in spec.at(&["source"]).into_iter().chain(items(spec.at(&["sources"]))) {
            let Some(helm) = source.at(&["helm"]) else { continue };
            let object = helm.at(&["valuesObject"]).filter(|values| matches!(values.value, Value::Map(_)));
            let inline = || helm.at(&["values"]).and_then(|node| yaml_in(&self.source.text, node));
            let mut values = object.map(Arc::clone).or_else(inline).unwrap_or_else(|| empty(helm.span));
            let is_rook =
                [source.text_at(&["chart"]), source.text_at(&["path"])].iter().any(|name| name.contains(ROOK));
            for parameter in items(helm.at(&["parameters"])) {
                if let Some(value) = parameter.at(&["value"]) {
                    self.set(&mut values, parameter.text_at(&["name"]), value, namespace, release);
                }
            }
            release.values.push((Some(namespace.to_owned()), values));
            for file in items(helm.at(&["valueFiles"])).filter(|_| is_rook) {
                let Some(path) = file.as_text() else { continue };
                let target = match path.strip_prefix('$').and_then(|rest| rest.split_once('/')) {
                    Some((_, path)) => joined("", path),
                    None => joined(source.text_at(&["path"]), path),
                };
                let target = target.map_or(Target::Nowhere, Target::File);
                release.references.push(self.reference(file, target, namespace, path.to_owned()));
            }
        }
    }

    fn kustomization(&self, root: &Arc<Node>, release: &mut Release) {
        let outer = or(root.text_at(&["namespace"]), self.namespace);
        let directory = split(&self.source.name).0;
        for chart in items(root.at(&["helmCharts"])) {
            let namespace = or(chart.text_at(&["namespace"]), outer);
            release
                .values
                .extend(chart.at(&["valuesInline"]).map(|values| (Some(namespace.to_owned()), Arc::clone(values))));
            let more = items(chart.at(&["additionalValuesFiles"]));
            for file in chart.at(&["valuesFile"]).into_iter().chain(more) {
                if let Some(path) = file.as_text().filter(|_| chart.text_at(&["name"]).contains(ROOK)) {
                    let target = joined(directory, path).map_or(Target::Nowhere, Target::File);
                    release.references.push(self.reference(file, target, namespace, path.to_owned()));
                }
            }
        }
    }

    /// Puts the value of a parameter in its place, as `helm --set` does; a name that is more than keys is left to people.
    fn set(&self, values: &mut Arc<Node>, name: &str, value: &Arc<Node>, namespace: &str, release: &mut Release) {
        let is_ours = super::has_values(name);
        if name.contains(['[', '\\', '{']) {
            if is_ours {
                release.references.push(self.reference(value, Target::Nowhere, namespace, name.to_owned()));
            }
        } else if is_ours {
            let keys: Vec<&str> = name.split('.').collect();
            *values = with(values, &keys, &typed(value));
        }
    }

    fn reference(&self, at: &Node, target: Target, namespace: &str, text: String) -> Reference {
        let position = self.document.source().position(at.span);
        Reference { target, namespace: namespace.to_owned(), text, position }
    }
}

fn or<'t>(text: &'t str, other: &'t str) -> &'t str {
    if text.is_empty() { other } else { text }
}

fn empty(span: (usize, usize)) -> Arc<Node> {
    Arc::new(Node::new(span, Value::Map(Vec::new())))
}

fn items(list: Option<&Arc<Node>>) -> impl Iterator<Item = &Arc<Node>> {
    let items = match list.map(|list| &list.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}

/// The value of a parameter, which is text: booleans and whole numbers are what they look like (helm/helm: pkg/strvals).
fn typed(value: &Arc<Node>) -> Arc<Node> {
    let Value::Text(word, false) = &value.value else { return Arc::clone(value) };
    match word.as_str() {
        "true" | "false" => Arc::new(Node::new(value.span, Value::Bool(word == "true"))),
        _ if word.parse::<u32>().is_ok() => Arc::new(Node::new(value.span, Value::Number(word.clone()))),
        _ => text(value.span, word),
    }
}

/// `node` with `value` at `keys`; what is no mapping on the way there becomes one.
fn with(node: &Arc<Node>, keys: &[&str], value: &Arc<Node>) -> Arc<Node> {
    let [key, rest @ ..] = keys else { return Arc::clone(value) };
    let (span, mut entries) = match &node.value {
        Value::Map(entries) => (node.span, entries.clone()),
        _ => (value.span, Vec::new()),
    };
    match entries.iter_mut().find(|entry| entry.key == *key) {
        Some(entry) => {
            entry.value = with(&entry.value, rest, value);
            if rest.is_empty() {
                entry.span = value.span;
            }
        }
        None => {
            let value = with(&empty(value.span), rest, value);
            entries.push(Entry { key: (*key).to_owned(), span: value.span, value });
        }
    }
    Arc::new(Node::new(span, Value::Map(entries)))
}
