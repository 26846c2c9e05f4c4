//! Values of releases from several sources.

use ceph_multus_manifests::{Gathering, Manifests};
use serde_json::{Value, json};

fn gathered(sources: &[(&str, &str)]) -> Manifests {
    let mut gathering = Gathering::new(None, |_, _| false);
    sources.iter().for_each(|(name, text)| gathering.add(name, (*text).to_owned()));
    let manifests = gathering.finish();
    assert_eq!(manifests.errors, []);
    manifests
}

/// The kinds of the objects, and the network of the first.
fn network(manifests: &Manifests) -> (Vec<&str>, Value) {
    let spec = manifests.documents.first().map(|one| serde_json::from_str::<Value>(one.json()).expect("JSON"));
    let network = spec.and_then(|mut value| value.pointer_mut("/spec/network").map(Value::take));
    (manifests.documents.iter().map(|document| document.kind()).collect(), network.unwrap_or_default())
}

fn missing(manifests: &Manifests) -> Vec<&str> {
    manifests.elsewhere.iter().map(|one| one.text.as_str()).collect()
}

const HEAD: &str =
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: rook-ceph-cluster, namespace: a}\n";

fn map(name: &str, data: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: a}}\ndata:\n  {data}\n")
}

#[test]
fn later_references_of_flux_win_and_the_values_of_the_release_over_all() {
    let from = "[{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two, valuesKey: v}, \
                {kind: ConfigMap, name: ip, valuesKey: ip, targetPath: cephClusterSpec.network.ipFamily}, \
                {kind: ConfigMap, name: ip, valuesKey: dual, targetPath: cephClusterSpec.network.dualStack}, \
                {kind: ConfigMap, name: ip, valuesKey: none, optional: true}]";
    let own = "{cephClusterSpec: {network: {selectors: {public: c, cluster: null}}}, cephObjectStores: null}";
    let release = format!("{HEAD}spec:\n  valuesFrom: {from}\n  values: {own}\n");
    let network_of = |values: &str| format!("cephClusterSpec: {{network: {values}}}");
    let one = format!(
        "values.yaml: '{{{}, cephFileSystems: [{{name: x, spec: {{}}}}]}}'",
        network_of("{provider: host, selectors: {public: a, cluster: a}, addressRanges: {public: [a, b]}}")
    );
    let two = format!(
        "v: '{{{}, cephFileSystems: []}}'",
        network_of("{provider: multus, selectors: {public: b}, addressRanges: {public: [c]}}")
    );
    let (one, two, ip) = (map("one", &one), map("two", &two), map("ip", "ip: IPv6\n  dual: \"true\""));
    // The files come in any order.
    let manifests = gathered(&[("b/two.yaml", &two), ("release.yaml", &release), ("one.yaml", &one), ("ip.yaml", &ip)]);
    let expected = json!({
        "provider": "multus",
        "selectors": {"public": "c", "cluster": null},
        "addressRanges": {"public": ["c"]},
        "ipFamily": "IPv6",
        "dualStack": true,
    });
    assert_eq!(network(&manifests), (vec!["CephCluster"], expected));
    assert_eq!(missing(&manifests), [""; 0]);
    let document = &manifests.documents[0];
    let place = |path: &[&'static str]| document.place(document.locate(&path.into()));
    assert_eq!(document.origin(), Some("HelmRelease a/rook-ceph-cluster"));
    assert_eq!(place(&["spec", "network", "provider"]), "b/two.yaml:5:46");
    assert_eq!(place(&["spec", "network", "selectors", "public"]), "release.yaml:6:60");
    assert_eq!(place(&["spec", "network", "ipFamily"]), "ip.yaml:5:7");
}

#[test]
fn argo_and_kustomize_have_an_order_of_their_own() {
    let provider = |word: &str| format!("cephClusterSpec: {{network: {{provider: {word}}}}}\n");
    let files = |argo: &str| {
        let (one, two) = (provider("one"), provider("two"));
        let manifests = gathered(&[("a/app.yaml", argo), ("a/one.yaml", &one), ("a/two.yaml", &two)]);
        assert_eq!(missing(&manifests), [""; 0]);
        network(&manifests).1["provider"].as_str().unwrap_or_default().to_owned()
    };
    let argo = |helm: &str| {
        let start = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a, namespace: argocd}\n";
        files(&format!("{start}spec: {{source: {{chart: rook-ceph-cluster, helm: {{{helm}}}}}}}\n"))
    };
    let value_files = "valueFiles: [$v/a/one.yaml, $v/a/two.yaml]";
    let object = "valuesObject: {cephClusterSpec: {network: {provider: object}}}";
    assert_eq!(argo(value_files), "two");
    assert_eq!(argo("valueFiles: [$v/a/two.yaml, $v/a/one.yaml]"), "one");
    assert_eq!(argo(&format!("{object}, {value_files}")), "object");
    let parameters = "parameters: [{name: cephClusterSpec.network.provider, value: parameter}]";
    assert_eq!(argo(&format!("{parameters}, {object}, {value_files}")), "parameter");
    let chart = |fields: &str| {
        let chart = format!("helmCharts: [{{name: rook-ceph-cluster, {fields}}}]\n");
        let (one, two) = (provider("one"), provider("two"));
        let manifests = gathered(&[("a/kustomization.yaml", &chart), ("a/one.yaml", &one), ("a/two.yaml", &two)]);
        network(&manifests).1["provider"].as_str().unwrap_or_default().to_owned()
    };
    let inline = "valuesInline: {cephClusterSpec: {network: {provider: inline}}}, valuesFile: one.yaml";
    let unused = "additionalValuesFiles: [two.yaml]";
    assert_eq!(chart(&format!("{inline}, {unused}")), "two");
    assert_eq!(chart(&format!("valuesFile: two.yaml, {}", inline.replace(", valuesFile: one.yaml", ""))), "inline");
    assert_eq!(chart(&format!("{inline}, valuesMerge: merge")), "one");
    assert_eq!(chart(&format!("{inline}, valuesMerge: replace")), "inline");
}

#[test]
fn of_a_release_of_which_a_part_is_missing_nothing_is_assumed() {
    let release =
        |values: &str| format!("{HEAD}spec: {{valuesFrom: [{{kind: ConfigMap, name: gone}}], values: {values}}}\n");
    let manifests = gathered(&[("a.yaml", &release("{cephClusterSpec: {network: {provider: multus}}}"))]);
    assert_eq!(network(&manifests), (vec!["CephCluster"], json!({"provider": "multus"})), "no default file system");
    assert_eq!(missing(&manifests), ["ConfigMap a/gone"]);
    let manifests = gathered(&[("a.yaml", &release("{cephClusterSpec: {network: {selectors: {public: a}}}}"))]);
    assert_eq!(network(&manifests).0, [""; 0]);
    let parts: Vec<String> =
        manifests.value_parts.iter().map(|one| format!("{}:{} {}", one.source, one.position, one.text)).collect();
    assert_eq!(parts, ["a.yaml:4:80 cephClusterSpec.network"]);
    // Two copies are as near as each other, and one of them is nearer to the release.
    let copy = map("gone", "values.yaml: 'cephClusterSpec: {network: {provider: host}}'");
    let text = release("{cephClusterSpec: {mon: {count: 1}}}");
    let manifests = gathered(&[("base/a.yaml", &text), ("east/a.yaml", &copy), ("west/a.yaml", &copy)]);
    assert_eq!(missing(&manifests), ["ConfigMap a/gone"]);
    let manifests = gathered(&[("east/hr/a.yaml", &text), ("east/a.yaml", &copy), ("west/a.yaml", &copy)]);
    assert_eq!((network(&manifests).1, missing(&manifests)), (json!({"provider": "host"}), Vec::new()));
}

#[test]
fn values_that_no_release_names_are_all_there_is_or_a_part() {
    let of = |sources: &[&str]| {
        let names = ["a.yaml", "b.yaml", "c.yaml"];
        let sources: Vec<(&str, &str)> = names.into_iter().zip(sources.iter().copied()).collect();
        let manifests = gathered(&sources);
        let kinds: Vec<String> = manifests.documents.iter().map(|one| one.kind().to_owned()).collect();
        (kinds, manifests.value_parts.iter().map(|one| one.source.clone()).collect::<Vec<_>>())
    };
    let all = ["CephCluster", "CephFilesystem", "CephObjectStore"].map(str::to_owned).to_vec();
    let whole = "cephClusterSpec: {network: {provider: multus}}\n";
    let part = "cephClusterSpec: {network: {selectors: {public: a}}}\n";
    let other = "cephClusterSpec: {mon: {count: 5}}\n";
    assert_eq!(of(&[whole]), (all.clone(), Vec::new()));
    assert_eq!(of(&[other]), (all.clone(), Vec::new()));
    assert_eq!(of(&[part]), (Vec::new(), vec![String::from("a.yaml")]));
    let one = vec![String::from("CephCluster")];
    assert_eq!(of(&[other, whole, part]), (one, vec![String::from("a.yaml"), String::from("c.yaml")]));
    assert_eq!(of(&[whole, whole]).0.len(), 6, "variants");
}
