//! Releases of charts: the values that they have themselves, the namespace that they install in, and what stands elsewhere
//! (fluxcd/helm-controller: docs/spec/v2/helmreleases.md; argoproj/argo-cd: docs/user-guide/helm.md;
//! kubernetes-sigs/kustomize: api/types/helmchartargs.go; k3s-io/helm-controller: pkg/apis/helm.cattle.io/v1/types.go).

use std::sync::Arc;

use ceph_multus_core::facts::kind::group_of;

use crate::document::Document;
use crate::kustomize::is_kustomization_file;
use crate::paths::{joined, split};
use crate::source::Source;
use crate::yaml::{Node, Value};

use super::has_values;
use super::install::{Install, Part, Reference, Target, is_keys};
use super::text::yaml_in;

/// What the charts of Rook and their releases have in their names.
const ROOK: &str = "rook-ceph";

/// The key of the values where a release of Flux does not say another (fluxcd/helm-controller: docs/spec/v2/helmreleases.md).
const VALUES_KEY: &str = "values.yaml";

/// Whether `document` may be a release of one of Rook's charts, or several.
pub(crate) fn is_release(document: &Document) -> bool {
    let text = document.text();
    let is_kind = releases(document.api_version(), document.kind())
        // kustomize needs no more than the name of the file.
        || (document.kind().is_empty() && is_kustomization_file(&document.source().name));
    is_kind && (text.contains(ROOK) || has_values(text))
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

/// What `document`, which is in `namespace`, installs; `None` where it is no release.
pub(crate) fn installs(document: &Document, namespace: &str) -> Option<Vec<Install>> {
    let root = document.tree().filter(|_| is_release(document))?;
    let reading = ReleaseReader { document, source: document.source(), namespace };
    match document.kind() {
        "HelmRelease" => Some(vec![reading.helm_release(&root)]),
        "HelmChart" => Some(vec![reading.helm_chart(&root)]),
        "Application" => Some(reading.application(root.at(&["spec"]))),
        "ApplicationSet" => Some(reading.application(root.at(&["spec", "template", "spec"]))),
        _ if root.entry("helmCharts").is_some() => Some(reading.kustomization(&root)),
        _ => None,
    }
}

/// A document that releases are read from, and the namespace that it is in.
struct ReleaseReader<'d> {
    document: &'d Document,
    source: &'d Source,
    namespace: &'d str,
}

impl ReleaseReader<'_> {
    /// References one after the other, and the values of the release over them, also over a single value (fluxcd/pkg:
    /// chartutil/values.go, `ChartValuesFromReferences`).
    fn helm_release(&self, root: &Arc<Node>) -> Install {
        let namespace = or(root.text_at(&["spec", "targetNamespace"]), self.namespace);
        let mut parts = Vec::new();
        let names = [&["spec", "chart", "spec", "chart"][..], &["spec", "chartRef", "name"], &["metadata", "name"]];
        let is_rook = names.iter().any(|path| self.is_rook(root.text_at(path)));
        for from in items(root.at(&["spec", "valuesFrom"])).filter(|_| is_rook) {
            let (kind, name) = (from.text_at(&["kind"]).to_owned(), from.text_at(&["name"]).to_owned());
            let key = or(from.text_at(&["valuesKey"]), VALUES_KEY).to_owned();
            let path = Some(from.text_at(&["targetPath"])).filter(|path| !path.is_empty());
            let text = path.map_or_else(|| format!("{kind} {}/{name}", self.namespace), str::to_owned);
            let target = match path {
                Some(path) if !is_keys(path) && !has_values(path) => continue,
                Some(path) if !is_keys(path) => Target::Nowhere,
                _ => Target::Object { kind, namespace: self.namespace.to_owned(), name, key },
            };
            let is_optional = matches!(from.at(&["optional"]).map(|node| &node.value), Some(Value::Bool(true)));
            let reference = self.reference(from, target, text);
            parts.push(Part::Elsewhere(Reference { path: path.map(str::to_owned), is_optional, ..reference }));
        }
        parts.extend(root.at(&["spec", "values"]).map(|values| Part::Own(Arc::clone(values))));
        Install { namespace: namespace.to_owned(), parts }
    }

    fn helm_chart(&self, root: &Arc<Node>) -> Install {
        let namespace = or(root.text_at(&["spec", "targetNamespace"]), self.namespace);
        let content = root.at(&["spec", "valuesContent"]).and_then(|node| yaml_in(&self.source.text, node));
        let mut parts: Vec<Part> = content.map(Part::Own).into_iter().collect();
        if let Some(Value::Map(set)) = root.at(&["spec", "set"]).map(|set| &set.value) {
            parts.extend(set.iter().filter_map(|entry| self.set(&entry.key, &entry.value)));
        }
        Install { namespace: namespace.to_owned(), parts }
    }

    /// Files one after the other, the values of the Application over them, and its parameters over all (argoproj/argo-cd:
    /// util/helm/cmd.go, `template`; reposerver/repository/repository.go, `helmTemplate`).
    fn application(&self, spec: Option<&Arc<Node>>) -> Vec<Install> {
        let Some(spec) = spec else { return Vec::new() };
        let namespace = or(spec.text_at(&["destination", "namespace"]), self.namespace);
        let mut installs = Vec::new();
        for source in spec.at(&["source"]).into_iter().chain(items(spec.at(&["sources"]))) {
            let Some(helm) = source.at(&["helm"]) else { continue };
            let is_rook = ["chart", "path"].iter().any(|key| self.is_rook(source.text_at(&[key])));
            let mut parts = Vec::new();
            for file in items(helm.at(&["valueFiles"])).filter(|_| is_rook) {
                let Some(path) = file.as_text() else { continue };
                let target = match path.strip_prefix('$').and_then(|rest| rest.split_once('/')) {
                    Some((_, path)) => joined("", path),
                    None => joined(source.text_at(&["path"]), path),
                };
                let target = target.map_or(Target::Nowhere, Target::File);
                parts.push(Part::Elsewhere(self.reference(file, target, path.to_owned())));
            }
            let object = helm.at(&["valuesObject"]).filter(|values| matches!(values.value, Value::Map(_)));
            let inline = || helm.at(&["values"]).and_then(|node| yaml_in(&self.source.text, node));
            parts.extend(object.map(Arc::clone).or_else(inline).map(Part::Own));
            for parameter in items(helm.at(&["parameters"])) {
                let value = parameter.at(&["value"]);
                parts.extend(value.and_then(|value| self.set(parameter.text_at(&["name"]), value)));
            }
            installs.push(Install { namespace: namespace.to_owned(), parts });
        }
        installs
    }

    /// The file, with the inline values as `valuesMerge` says, and the additional files over both (kubernetes-sigs/kustomize:
    /// api/internal/builtins/HelmChartInflationGenerator.go, `replaceValuesInline`; api/types/helmchartargs.go, `AsHelmArgs`).
    fn kustomization(&self, root: &Arc<Node>) -> Vec<Install> {
        let outer = or(root.text_at(&["namespace"]), self.namespace);
        let directory = split(&self.source.name).0;
        let mut installs = Vec::new();
        for chart in items(root.at(&["helmCharts"])) {
            let is_rook = self.is_rook(chart.text_at(&["name"]));
            let file = |file: &Arc<Node>| {
                let path = file.as_text().filter(|_| is_rook)?;
                let target = joined(directory, path).map_or(Target::Nowhere, Target::File);
                Some(Part::Elsewhere(self.reference(file, target, path.to_owned())))
            };
            let inline = chart.at(&["valuesInline"]).map(|values| Part::Own(Arc::clone(values)));
            let own = chart.at(&["valuesFile"]).and_then(file);
            let ordered = match chart.text_at(&["valuesMerge"]) {
                "merge" => [inline, own],
                "replace" if inline.is_some() => [None, inline],
                _ => [own, inline],
            };
            let more = items(chart.at(&["additionalValuesFiles"])).filter_map(file);
            let parts = ordered.into_iter().flatten().chain(more).collect();
            installs.push(Install { namespace: or(chart.text_at(&["namespace"]), outer).to_owned(), parts });
        }
        installs
    }

    /// Whether `name` is that of a chart of Rook, or the values in the document are.
    fn is_rook(&self, name: &str) -> bool {
        name.contains(ROOK) || has_values(self.document.text())
    }

    /// The value of a parameter; a name that is more than keys is left to people, if it is that of a value that is read.
    fn set(&self, name: &str, value: &Arc<Node>) -> Option<Part> {
        match is_keys(name) {
            true => Some(Part::Set(name.to_owned(), Arc::clone(value))),
            false => has_values(name).then(|| Part::Elsewhere(self.reference(value, Target::Nowhere, name.to_owned()))),
        }
    }

    fn reference(&self, at: &Node, target: Target, text: String) -> Reference {
        let position = self.document.source().position(at.span);
        Reference { target, path: None, is_optional: false, text, position }
    }
}

fn or<'t>(text: &'t str, other: &'t str) -> &'t str {
    if text.is_empty() { other } else { text }
}

fn items(list: Option<&Arc<Node>>) -> impl Iterator<Item = &Arc<Node>> {
    let items = match list.map(|list| &list.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter()
}
