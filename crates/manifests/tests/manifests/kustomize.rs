//! Kustomizations of kustomize and Flux, and Applications of Argo CD: what they give objects, and what is not applied.

use std::time::Instant;

use ceph_multus_manifests::{Gathering, Manifests};

const NAD: &str = "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: a}\n";

/// Names and texts.
type Sources = Vec<(String, String)>;

/// A NAD with this config.
fn with_config(text: &str) -> String {
    format!("{NAD}spec: {{config: '{text}'}}\n")
}

/// A Kustomization of Flux.
fn flux(name: &str, spec: &str) -> String {
    let start = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
    format!("{start}metadata: {{name: {name}, namespace: flux-system}}\nspec: {{{spec}}}\n")
}

fn gathered(sources: &[(&str, &str)]) -> Manifests {
    let mut gathering = Gathering::new(None, |_, _| false);
    sources.iter().for_each(|(name, text)| gathering.add(name, (*text).to_owned()));
    gathering.finish()
}

/// The namespace and name of each object, and its config.
fn shown(manifests: &Manifests) -> Vec<String> {
    let shown = |one: &ceph_multus_manifests::Document| {
        let config = one.text_of(&["spec", "config"].into()).unwrap_or_default();
        format!("{}/{} {config}", one.namespace(), one.name())
    };
    manifests.documents.iter().map(shown).collect()
}

/// The fields that are not applied.
fn noted(manifests: &Manifests) -> Vec<String> {
    manifests.transformations.iter().map(|one| format!("{}: {}", one.source, one.field)).collect()
}

#[test]
fn fields_of_kustomize_are_noted_that_change_what_is_read() {
    let noted = |sources: &[(&str, &str)]| noted(&gathered(sources));
    let nad = NAD;
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n";
    let base = ("base/kustomization.yaml", "resources: [nad.yaml]\n");
    let own = |text: &str| {
        let text = format!("resources: [../base]\n{text}\n");
        noted(&[base, ("base/nad.yaml", nad), ("prod/kustomization.yaml", &text)])
    };
    let of =
        |fields: &[&str]| fields.iter().map(|field| format!("prod/kustomization.yaml: {field}")).collect::<Vec<_>>();
    for (text, fields) in [
        ("namePrefix: prod-", &["namePrefix"][..]),
        ("namePrefix: a-\nnameSuffix: -b", &["namePrefix", "nameSuffix"]),
        ("namePrefix: ''\nnamespace: storage\nimages: [{name: a}]\nconfigurations: [references.yaml]", &[]),
        ("replacements: [{path: a.yaml}]", &["replacements"]),
        ("replacements: [{source: {}, targets: [{select: {kind: CephCluster}}]}]", &["replacements"]),
        (
            "replacements: [{source: {}, targets: [{select: {group: ceph.rook.io, kind: 'CephCl.*'}}]}]",
            &["replacements"],
        ),
        ("replacements: [{source: {}, targets: [{select: {group: apps.example, kind: Deployment}}]}]", &[]),
        ("transformers: [a.yaml]", &["transformers"]),
        ("transformers: []", &[]),
        ("commonAnnotations: {k8s.v1.cni.cncf.io/networks: a}", &["commonAnnotations"]),
        ("commonAnnotations: {owner: storage}", &[]),
    ] {
        assert_eq!(own(text), of(fields), "{text}");
    }
    let prefix = "resources: [../base]\nnamePrefix: prod-\n";
    assert_eq!(noted(&[base, ("base/nad.yaml", service), ("prod/kustomization.yaml", prefix)]), [""; 0], "not read");
    assert_eq!(noted(&[("other/nad.yaml", nad), ("prod/kustomization.yaml", prefix)]), [""; 0], "not reached");
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -x\n";
    let user = ("prod/kustomization.yaml", "resources: [nad.yaml]\ncomponents: [../suffix]\n");
    assert_eq!(
        noted(&[user, ("prod/nad.yaml", nad), ("suffix/kustomization.yaml", component)]),
        ["suffix/kustomization.yaml: nameSuffix"],
        "a component changes what those have that use it"
    );
    let flux = |metadata: &str| {
        let start = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
        let text = format!("{start}metadata: {metadata}\nspec: {{path: ./apps/rook, namePrefix: a-}}\n");
        noted(&[("ks.yaml", &text), ("repository/apps/rook/nad.yaml", nad)])
    };
    assert_eq!(flux("{name: a}"), ["ks.yaml: namePrefix"]);
    assert_eq!(flux("{name: a, uid: b}"), [""; 0], "what a cluster has");
}

#[test]
fn a_namespace_is_noted_where_overlays_give_different_ones() {
    let of = |overlays: [&str; 2], nad: &str| {
        let [dev, prod] = overlays.map(|fields| format!("resources: [../base]\n{fields}\n"));
        let manifests = gathered(&[
            ("base/kustomization.yaml", "resources: [nad.yaml]\n"),
            ("base/nad.yaml", nad),
            ("dev/kustomization.yaml", &dev),
            ("prod/kustomization.yaml", &prod),
        ]);
        (manifests.documents[0].namespace().to_owned(), noted(&manifests))
    };
    let is = |namespace: &str, noted: &[&str]| {
        let noted = noted.iter().map(|overlay| format!("{overlay}/kustomization.yaml: namespace"));
        (namespace.to_owned(), noted.collect::<Vec<_>>())
    };
    let own = NAD.replace("name: a", "name: a, namespace: own");
    assert_eq!(of(["namespace: ceph", "namespace: ceph"], NAD), is("ceph", &[]));
    assert_eq!(of(["namespace: dev", "namespace: prod"], NAD), is("", &["dev", "prod"]));
    assert_eq!(of(["namespace: dev", "namespace: ''"], &own), is("own", &["dev"]), "one leaves it as it is");
    assert_eq!(of(["namespace: own", ""], &own), is("own", &[]), "it is the same in both");
    assert_eq!(of(["", ""], &own), is("own", &[]));
}

#[test]
fn a_component_gives_its_namespace_to_what_others_have() {
    let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: inner\n";
    let of = |namespace: &str| {
        let user = format!("resources: [nad.yaml]\ncomponents: [../c]\nnamespace: {namespace}\n");
        let sources =
            [("a/kustomization.yaml", user.as_str()), ("c/kustomization.yaml", component), ("a/nad.yaml", NAD)];
        gathered(&sources).documents[0].namespace().to_owned()
    };
    assert_eq!((of("''"), of("outer")), (String::from("inner"), String::from("outer")));
}

#[test]
fn flux_is_followed_to_what_kustomize_names_elsewhere() {
    let of = |path: &str, others: &[(&str, &str)]| {
        let spec = format!(
            "path: {path}, namePrefix: a-, targetNamespace: ceph, postBuild: {{substitute: {{PUB: eth1}}}}, \
             sourceRef: {{kind: GitRepository, name: flux-system}}"
        );
        let (flux, nad) = (flux("rook", &spec), with_config("${PUB}"));
        let mut sources = vec![
            ("clusters/ks.yaml", flux.as_str()),
            ("apps/base/kustomization.yaml", "resources: [nad.yaml]\n"),
            ("apps/base/nad.yaml", nad.as_str()),
            ("apps/prod/kustomization.yaml", "resources: [../base]\n"),
        ];
        sources.extend(others);
        let manifests = gathered(&sources);
        (shown(&manifests), noted(&manifests))
    };
    let applied = (vec![String::from("ceph/a eth1")], vec![String::from("clusters/ks.yaml: namePrefix")]);
    for path in ["./apps/prod", "./apps/base", "apps", "./", ".", "''"] {
        assert_eq!(of(path, &[]), applied, "{path}");
    }
    assert_eq!(of("./apps/dev", &[]), (vec![String::from("/a ${PUB}")], Vec::new()));
    // What is said of the root of one of several repositories may not be about this one.
    let other = flux("podinfo", "path: ./podinfo, sourceRef: {kind: GitRepository, name: podinfo}");
    assert_eq!(of("./", &[("clusters/podinfo.yaml", &other)]).0, ["/a ${PUB}"]);
    assert_eq!(of("./apps/prod", &[("clusters/podinfo.yaml", &other)]), applied);
    let longer = flux("base", "path: apps/base, targetNamespace: storage, sourceRef: {kind: GitRepository, name: a}");
    assert_eq!(
        of("apps", &[("a.yaml", &longer)]).0,
        ["storage/a eth1"],
        "of paths below each other the longest counts"
    );
    assert_eq!(of("apps/base", &[("a.yaml", &longer.replace("apps/base", "apps"))]).0, ["ceph/a eth1"]);
    let dev = [("apps/dev/kustomization.yaml", "resources: [../base]\n")];
    let (objects, noted) = of("./apps/prod", &dev);
    assert_eq!(objects, ["/a eth1"], "who sets no variables leaves their values to others");
    assert_eq!(noted, ["clusters/ks.yaml: namePrefix", "clusters/ks.yaml: targetNamespace"]);
}

#[test]
fn kustomizations_of_flux_with_one_path_are_rivals_whatever_their_files_are_called() {
    let of = |specs: [&str; 2], names: [&str; 2], nad: &str| {
        let texts = specs.map(|spec| flux("rook", &format!("path: ./apps, {spec}")));
        let mut sources = [(names[0], texts[0].as_str()), (names[1], texts[1].as_str()), ("apps/nad.yaml", nad)];
        sources.sort_by_key(|(name, _)| *name);
        let manifests = gathered(&sources);
        (shown(&manifests), noted(&manifests))
    };
    let namespaces = ["targetNamespace: west", "targetNamespace: east"];
    let eth = |name: &str| format!("postBuild: {{substitute: {{PUB: {name}, OTHER: a}}}}");
    let (west, east) = (eth("eth1"), eth("eth2"));
    let own = with_config("eth0").replace("name: a", "name: a, namespace: own");
    for names in [["a.yaml", "b.yaml"], ["b.yaml", "a.yaml"]] {
        let both = |field: &str| ["a.yaml", "b.yaml"].map(|name| format!("{name}: {field}")).to_vec();
        assert_eq!(of(namespaces, names, &own), (vec![String::from("own/a eth0")], both("targetNamespace")));
        let one = vec![format!("{}: targetNamespace", names[0])];
        assert_eq!(of([namespaces[0], "prune: true"], names, &own), (vec![String::from("own/a eth0")], one));
        let substituted = |text: &str| of([&west, &east], names, &with_config(text));
        for text in ["${PUB}", "${PUB:=eth3}"] {
            assert_eq!(substituted(text), (vec![format!("/a {text}")], both("postBuild")), "{text}");
        }
        assert_eq!(substituted("${OTHER}"), (vec![String::from("/a a")], Vec::new()), "both say the same");
        let (same, unset) = ("${PUB:=eth3}", "postBuild: {substitute: {OTHER: a}}");
        assert_eq!(of([&west, &west], names, &with_config(same)), (vec![String::from("/a eth1")], Vec::new()));
        assert_eq!(of([&west, unset], names, &with_config(same)).1, both("postBuild"), "only one sets it");
    }
}

#[test]
fn applications_of_argo_cd_give_namespaces_to_what_is_at_their_paths() {
    let of = |kind: &str, spec: &str, nad: &str| {
        let application =
            format!("apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n");
        let manifests = gathered(&[("app.yaml", &application), ("apps/ceph/nad.yaml", nad)]);
        (manifests.documents[0].namespace().to_owned(), noted(&manifests), manifests.other_patches)
    };
    let is = |namespace: &str, fields: &[&str], patches: usize| {
        let noted = fields.iter().map(|field| format!("app.yaml: {field}")).collect::<Vec<_>>();
        (namespace.to_owned(), noted, patches)
    };
    let own = NAD.replace("name: a", "name: a, namespace: own");
    let source = |kustomize: &str| format!("{{repoURL: r, path: apps/ceph, kustomize: {{{kustomize}}}}}");
    let spec = |kustomize: &str| format!("{{destination: {{namespace: ceph}}, source: {}}}", source(kustomize));
    assert_eq!(of("Application", &spec(""), NAD), is("ceph", &[], 0));
    assert_eq!(of("Application", &spec(""), &own), is("own", &[], 0), "it counts for what names none");
    assert_eq!(of("Application", &spec("namespace: storage"), &own), is("storage", &[], 0));
    let names = "namePrefix: a-, nameSuffix: -b, commonAnnotations: {k8s.v1.cni.cncf.io/networks: a}";
    let fields = ["namePrefix", "nameSuffix", "commonAnnotations"];
    assert_eq!(of("Application", &spec(names), NAD), is("ceph", &fields, 0));
    let patch = "patches: [{patch: '[]', target: {kind: CephCluster}}, {patch: '[]', target: {group: x, kind: Other}}]";
    assert_eq!(of("Application", &spec(patch), NAD), is("ceph", &[], 1));
    let several = format!("{{sources: [{{repoURL: r, chart: a}}, {}]}}", source(names));
    assert_eq!(of("Application", &several, NAD), is("", &fields, 0));
    let set = |path: &str| {
        let spec = format!("{{destination: {{namespace: ceph}}, source: {}}}", source("namePrefix: a-"));
        of("ApplicationSet", &format!("{{template: {{spec: {}}}}}", spec.replace("apps/ceph", path)), NAD)
    };
    assert_eq!(set("apps/ceph"), is("ceph", &["namePrefix"], 0));
    for path in ["'{{path}}'", "'apps/{{.name}}'"] {
        assert_eq!(set(path), is("", &["namePrefix"], 0), "{path} may be any below");
    }
    assert_eq!(set("'other/{{.name}}'"), is("", &[], 0));
}

#[test]
fn what_a_kustomization_makes_of_charts_is_changed_by_its_own_fields() {
    let values = "valuesInline: {cephClusterSpec: {mon: {count: 3}}}";
    let chart = |values: &str| format!("helmCharts: [{{name: rook-ceph-cluster, namespace: rook-ceph, {values}}}]\n");
    let start = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamePrefix: a-\n";
    let own = |text: &str, others: &[(&str, &str)]| {
        let mut sources = vec![("a/kustomization.yaml", text)];
        sources.extend(others);
        noted(&gathered(&sources))
    };
    assert_eq!(own(&format!("{start}{}", chart(values)), &[]), ["a/kustomization.yaml: namePrefix"]);
    assert_eq!(own(&format!("namePrefix: a-\n{}", chart(values)), &[]), ["a/kustomization.yaml: namePrefix"]);
    let file = ("a/values.yaml", "cephClusterSpec: {mon: {count: 3}}\n");
    let with_file = format!("{start}{}", chart("valuesFile: values.yaml"));
    assert_eq!(own(&with_file, &[file]), ["a/kustomization.yaml: namePrefix"]);
    let overlay = ("b/kustomization.yaml", "resources: [../a]\nnameSuffix: -b\n");
    let inner = chart(values);
    assert_eq!(own(&inner, &[overlay]), ["b/kustomization.yaml: nameSuffix"]);
    assert_eq!(own("helmCharts: [{name: grafana}]\nnamePrefix: a-\n", &[overlay]), [""; 0], "nothing that is read");
}

#[test]
fn what_a_release_of_flux_changes_afterwards_is_counted() {
    let of = |name: &str, spec: &str| {
        let start = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n";
        let text = format!("{start}metadata: {{name: {name}, namespace: a}}\nspec: {{values: {{}}, {spec}}}\n");
        let values = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: v, namespace: a}\ndata: {k: b}\n";
        let manifests = gathered(&[("release.yaml", &text), ("values.yaml", values)]);
        let elsewhere = manifests.elsewhere.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        (manifests.other_patches, elsewhere)
    };
    let rendered =
        |kustomize: &str| of("rook-ceph-cluster", &format!("postRenderers: [{{kustomize: {{{kustomize}}}}}]"));
    let patch = |kind: &str| format!("patches: [{{patch: '[]', target: {{group: ceph.rook.io, kind: {kind}}}}}]");
    assert_eq!(rendered(&patch("CephCluster")), (1, Vec::new()));
    assert_eq!(rendered(&patch("Other")), (0, Vec::new()));
    let merge = |kind: &str| format!("patchesStrategicMerge: [{{apiVersion: ceph.rook.io/v1, kind: {kind}}}]");
    assert_eq!(rendered(&merge("CephCluster")), (1, Vec::new()));
    assert_eq!(rendered(&merge("Other")), (0, Vec::new()));
    assert_eq!(of("grafana", "postRenderers: [{kustomize: {patches: [{patch: '[]'}]}}]"), (0, Vec::new()));
    let from = |path: &str| {
        let from = format!("valuesFrom: [{{kind: ConfigMap, name: v, valuesKey: k, targetPath: {path}}}]");
        of("rook-ceph-cluster", &from)
    };
    let path = "cephClusterSpec.network.selectors.public";
    assert_eq!(from(path), (0, Vec::new()), "it is there");
    let path = "cephClusterSpec.storage.nodes[0].name";
    assert_eq!(from(&format!("'{path}'")), (0, vec![path.to_owned()]));
    assert_eq!(from("toolbox.enabled"), (0, Vec::new()), "no value that is read");
}

/// Sixteen times as many take sixteen times as long, and would take 256 times as long if each was held against each; the rest
/// is for a machine that has other things to do.
#[test]
fn many_kustomizations_take_the_time_of_each() {
    let time = |sources: &dyn Fn(usize) -> Sources, number: usize| {
        let mut gathering = Gathering::new(None, |_, _| false);
        sources(number).into_iter().for_each(|(name, text)| gathering.add(&name, text));
        let start = Instant::now();
        assert_eq!(gathering.finish().transformations.len(), number);
        start.elapsed()
    };
    let nads = |place: usize, folder: &str| (format!("{folder}{place}/nad.yaml"), NAD.to_owned());
    let chain = |number: usize| {
        let own = |place: usize| {
            let next = if place + 1 < number { format!(", ../a{}", place + 1) } else { String::new() };
            (format!("a{place}/kustomization.yaml"), format!("namePrefix: x-\nresources: [nad.yaml{next}]\n"))
        };
        (0..number).flat_map(|place| [own(place), nads(place, "a")]).collect()
    };
    let paths = |number: usize| {
        let own =
            |place: usize| (format!("{place}.yaml"), flux("a", &format!("path: ./apps/a{place}, namePrefix: x-")));
        (0..number).flat_map(|place| [own(place), nads(place, "apps/a")]).collect()
    };
    let components = |number: usize| {
        let user = |place: usize| {
            let next = (place + 1) % number;
            (
                format!("a{place}/kustomization.yaml"),
                format!("resources: [nad.yaml]\ncomponents: [../c{place}, ../c{next}]\n"),
            )
        };
        let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: x-\n";
        let own = |place: usize| (format!("c{place}/kustomization.yaml"), component.to_owned());
        (0..number).flat_map(|place| [own(place), user(place), nads(place, "a")]).collect()
    };
    let all: [(&str, &dyn Fn(usize) -> Sources); 3] =
        [("chain", &chain), ("paths", &paths), ("components", &components)];
    for (name, sources) in all {
        let fastest = |number: usize| (0..3).map(|_| time(sources, number)).min().expect("three times");
        let [few, many] = [100, 1600].map(fastest);
        assert!(many < few * 80, "{name}: {few:?} for 100, {many:?} for 1600");
    }
}

#[test]
fn patches_are_counted_wherever_they_are() {
    let count = |sources: &[(&str, &str)]| {
        let manifests = gathered(sources);
        (manifests.patches.len(), manifests.other_patches)
    };
    let cluster = "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: c}\n";
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: c}\n";
    let own = |patches: &str| count(&[("a/kustomization.yaml", patches), ("a/c.yaml", cluster), ("a/s.yaml", service)]);
    assert_eq!(own("patches: [{path: c.yaml}, {path: s.yaml}]"), (1, 0));
    assert_eq!(own("patchesStrategicMerge: [c.yaml, d.yaml]"), (1, 1), "one is not there");
    assert_eq!(
        own("patches: [{patch: '[]', target: {kind: Pod}}, {patch: '[]', target: {group: x, kind: Other}}]"),
        (0, 1)
    );
    let target = |target: &str| own(&format!("patches: [{{patch: '[]', target: {{{target}}}}}]")).1;
    for (text, number) in [
        ("group: ceph.rook.io, version: v1, kind: CephCluster", 1),
        ("group: ceph.rook.io, kind: Ceph(Cluster|Filesystem)", 1),
        ("group: ceph.rook.io, kind: '.*'", 1),
        ("group: 'k8s[.].*', kind: NetworkAttachmentDefinition", 1),
        ("group: '', kind: CephCluster", 1),
        ("group: nmstate.io, version: v1, kind: NodeNetworkConfigurationPolicy", 1),
        ("group: nmstate.io, kind: NodeNetworkState", 1),
        ("group: apps.example, kind: CephCluster", 0),
    ] {
        assert_eq!(target(text), number, "{text}");
    }
    let nodes = "apiVersion: nmstate.io/v1\nkind: NodeNetworkConfigurationPolicy\nmetadata: {name: c}\n";
    for (object, number) in [(cluster, 1), (nodes, 1), (service, 0), ("{", 1)] {
        let patch = serde_json::Value::from(object.to_owned() + "\n");
        assert_eq!(own(&format!("patches: [{{patch: {patch}}}]")), (0, number), "{object}");
        assert_eq!(own(&format!("patchesStrategicMerge: [{patch}]")), (0, number), "{object}");
        let flux = |metadata: &str| {
            let start = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
            count(&[("k.yaml", &format!("{start}metadata: {metadata}\nspec: {{patches: [{{patch: {patch}}}]}}\n"))])
        };
        assert_eq!(flux("{name: a}"), (0, number), "{object}");
        assert_eq!(flux("{name: a, uid: b}"), (0, 0), "what a cluster has");
    }
}
