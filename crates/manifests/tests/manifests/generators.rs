//! What kustomize generates: ConfigMaps that are read, and what is only noted.

use ceph_multus_manifests::{Gathering, Manifests};

fn gathered(sources: &[(&str, &str)]) -> Manifests {
    let mut gathering = Gathering::new(None, |_, _| false);
    sources.iter().for_each(|(name, text)| gathering.add(name, (*text).to_owned()));
    gathering.finish()
}

/// What a Kustomization generates and what of it is noted, a line each.
fn made(text: &str) -> Vec<String> {
    let manifests = gathered(&[("a/kustomization.yaml", text)]);
    let shown = |one: &ceph_multus_manifests::Document| one.json().to_owned();
    let noted = manifests.transformations.iter().map(|one| format!("{}: {}", one.source, one.field));
    assert!(manifests.unread.is_empty(), "{:?}", manifests.unread);
    manifests.documents.iter().map(shown).chain(noted).collect()
}

/// A generator of the ConfigMap with the configuration of Ceph's daemons, whose name stays.
fn generator(fields: &str) -> String {
    format!(
        "configMapGenerator: [{{name: rook-config-override, options: {{disableNameSuffixHash: true}}, {fields}}}]\n"
    )
}

/// A ConfigMap of that name, with more of its `metadata`.
fn config_map(metadata: &str, data: &str) -> String {
    format!(
        r#"{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"rook-config-override"{metadata}}},"data":{{{data}}}}}"#
    )
}

#[test]
fn a_config_map_of_literals_is_read() {
    for (literals, data) in [
        ("['config=a = b']", r#""config":"a = b""#),
        ("[config='a', 'other=\"b']", r#""config":"a","other":"\"b""#),
        ("[no-value]", ""),
    ] {
        assert_eq!(made(&generator(&format!("literals: {literals}"))), [config_map("", data)], "{literals}");
    }
    let own = generator("namespace: own, literals: [config=a], files: [], behavior: create");
    let in_namespace = |namespace: &str| config_map(&format!(r#","namespace":"{namespace}""#), r#""config":"a""#);
    assert_eq!(made(&own), [in_namespace("own")]);
    assert_eq!(made(&format!("namespace: storage\n{own}")), [in_namespace("storage")]);
    let all = "generatorOptions: {disableNameSuffixHash: true}\n\
               configMapGenerator: [{name: rook-config-override, literals: [config=a]}]\n";
    assert_eq!(made(all), [config_map("", r#""config":"a""#)]);
    assert_eq!(made(&all.replace("true", "false")), [""; 0], "Rook does not know its name");
    assert_eq!(made(&all.replace("rook-config-override", "other")), [""; 0], "no rule reads it");
}

#[test]
fn what_is_generated_gets_what_the_files_next_to_it_get() {
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
    let component = format!("{component}{}", generator("literals: ['config=${VALUE}']"));
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\n\
                spec: {path: prod, postBuild: {substitute: {VALUE: a}}}\n";
    let prod = "namespace: storage\nnamePrefix: x-\ncomponents: [../a]\n";
    let manifests =
        gathered(&[("a/kustomization.yaml", &component), ("prod/kustomization.yaml", prod), ("flux.yaml", flux)]);
    let shown: Vec<_> = manifests.documents.iter().map(|one| (one.origin(), one.json())).collect();
    let json = config_map(r#","namespace":"storage""#, r#""config":"a""#);
    assert_eq!(shown, [(Some("configMapGenerator"), json.as_str())]);
    let noted: Vec<_> = manifests.transformations.iter().map(|one| (one.source.as_str(), one.field)).collect();
    assert_eq!(noted, [("prod/kustomization.yaml", "namePrefix")]);
}

#[test]
fn what_is_generated_of_something_else_is_noted() {
    let noted = ["a/kustomization.yaml: configMapGenerator"];
    for fields in ["files: [config=ceph.conf]", "literals: [a=b], envs: [a.env]", "env: a.env", "behavior: merge"] {
        assert_eq!(made(&generator(fields)), noted, "{fields}");
    }
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: rook-ceph\n";
    assert_eq!(made(&format!("{component}{}", generator("files: [config=ceph.conf]"))), noted);
    for start in ["", component] {
        assert_eq!(
            made(&format!("{start}generators: [chart.yaml]\n")),
            ["a/kustomization.yaml: generators"],
            "{start}"
        );
        assert_eq!(made(&format!("{start}generators: []\nsecretGenerator: [{{name: a, files: [a]}}]\n")), [""; 0]);
    }
}

#[test]
fn a_component_or_kustomization_is_no_object_that_is_skipped() {
    for kind in ["v1alpha1\nkind: Component", "v1beta1\nkind: Kustomization"] {
        let text = format!(
            "apiVersion: kustomize.config.k8s.io/{kind}\nnamespace: rook-ceph\n\
             patches: [{{patch: '[]', target: {{kind: CephCluster}}}}]\n"
        );
        let manifests = gathered(&[("a/kustomization.yaml", &text)]);
        assert_eq!((manifests.other_patches, manifests.unread.len()), (1, 0), "{kind}");
    }
}
