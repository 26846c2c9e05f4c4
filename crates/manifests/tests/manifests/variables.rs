//! Variables of Flux and other placeholders in objects, and what a check says of them.

use ceph_multus_manifests::{Gathering, Nads, check_files};

use crate::settings;

const CLUSTER: &str = "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: my, namespace: rook-ceph}\nspec: \
                       {network: {provider: multus, selectors: {public: rook-ceph/pub, cluster: rook-ceph/pub}}}\n";

const TOO_SMALL: &str = "CephCluster rook-ceph/my: `spec.network.selectors.public`: `rook-ceph/pub` has 2 addresses and \
                         needs 3 mon + 1 mgr = 4; use a larger range or fewer excludes";

/// A NAD with this metadata and this range.
fn nad(metadata: &str, range: &str) -> String {
    let start = "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\n";
    let config = r#"{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","mode":"bridge","ipam":{"type":"whereabouts","range":"RANGE"}}"#;
    format!("{start}metadata: {{{metadata}}}\nspec:\n  config: |\n    {}\n", config.replace("RANGE", range))
}

/// A Kustomization of Flux for what lies at `apps`.
fn flux(post_build: &str) -> String {
    let start = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n";
    format!("{start}metadata: {{name: k, namespace: flux-system}}\nspec: {{path: apps, postBuild: {{{post_build}}}}}\n")
}

/// What a check of the files finds, and which fields it does not check.
fn checked(files: &[(&str, &str)]) -> Vec<String> {
    let mut gathering = Gathering::new(None, |_, _| false);
    files.iter().for_each(|(name, text)| gathering.add(name, (*text).to_owned()));
    let documents = gathering.finish().documents;
    let report = check_files(&documents, &settings("{}"), "", Nads::Ceph, |_, _| {}).expect("no problems");
    let mut lines = Vec::new();
    for object in &report.objects {
        for finding in &object.findings {
            let help = &finding.help;
            lines.push(format!("{}: `{}`: {}; {help}", object.subject, finding.path, finding.problem));
        }
    }
    let field = |one: &ceph_multus_manifests::Placeholder| format!("`{}`: {}", one.path, one.text);
    lines.extend(report.placeholders.iter().map(field));
    lines
}

/// The same of a CephCluster and the NAD that it selects, with values from Flux.
fn with_flux(post_build: &str, nad: &str) -> Vec<String> {
    checked(&[("flux.yaml", &flux(post_build)), ("apps/cluster.yaml", CLUSTER), ("apps/nad.yaml", nad)])
}

#[test]
fn a_variable_in_a_namespace_has_its_value_as_one_in_a_name_has() {
    let own = |metadata: &str| with_flux("substitute: {NS: rook-ceph, NET: pub}", &nad(metadata, "10.1.0.0/30"));
    for metadata in [
        "name: pub, namespace: rook-ceph",
        "name: '${NET}', namespace: rook-ceph",
        "name: pub, namespace: '${NS}'",
        "name: pub, namespace: '${NS:-other}'",
        "name: pub, namespace: '${OTHER:-rook-ceph}'",
        "name: '${NET}', namespace: '${NS}'",
    ] {
        assert_eq!(own(metadata), [TOO_SMALL], "{metadata}");
    }
    let map =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {NS: rook-ceph}\n";
    let from = flux("substituteFrom: [{kind: ConfigMap, name: vars}]");
    let cluster = CLUSTER.replace("namespace: rook-ceph", "namespace: '${NS}'");
    let nad = |metadata: &str| nad(metadata, "10.1.0.0/30");
    let files = |kustomization: &str, nad: &str| {
        checked(&[
            ("flux.yaml", &from),
            ("vars.yaml", map),
            ("apps/kustomization.yaml", kustomization),
            ("apps/cluster.yaml", &cluster),
            ("apps/nad.yaml", nad),
        ])
    };
    assert_eq!(files("{}\n", &nad("name: pub, namespace: '${NS}'")), [TOO_SMALL], "the CephCluster, too");
    let given = "namespace: ${NS}\nresources: [cluster.yaml, nad.yaml]\n";
    assert_eq!(files(given, &nad("name: pub")), [TOO_SMALL], "kustomize gives the namespace");
}

#[test]
fn names_that_are_put_in_later_are_counted_and_may_be_what_a_cluster_selects() {
    let own = |metadata: &str| checked(&[("a.yaml", CLUSTER), ("b.yaml", &nad(metadata, "10.1.0.0/30"))]);
    assert_eq!(own("name: pub, namespace: '${NS}'"), ["`metadata.namespace`: ${NS}"]);
    assert_eq!(own("name: '${NET}', namespace: rook-ceph"), ["`metadata.name`: ${NET}"]);
    assert_eq!(
        own("name: other, namespace: '${NS}'"),
        [
            "CephCluster rook-ceph/my: `spec.network.selectors.public`: `rook-ceph/pub` is not among the manifests; correct \
             the name or the namespace, or check the NAD with them",
            "`metadata.namespace`: ${NS}",
        ]
    );
}

#[test]
fn a_default_applies_to_a_variable_that_is_empty_or_not_set_as_flux_has_it() {
    let own = |range: &str| {
        with_flux(
            "substitute: {NET: 10.1.0, EMPTY: '', LINE: \"10.1.0.0/30\\n\"}",
            &nad("name: pub, namespace: rook-ceph", range),
        )
    };
    for range in [
        "10.1.0.0/30",
        "${EMPTY:-10.1.0.0/30}",
        "${EMPTY:=10.1.0.0/30}",
        "${EMPTY=10.1.0.0/30}",
        "${OTHER=10.1.0.0/30}",
        "${NET:-10.2.0}.0/30",
        "${NET:?not set}.0/30",
        "10.1.0.0${EMPTY}/30",
        "${LINE}",
    ] {
        assert_eq!(own(range), [TOO_SMALL], "{range}");
    }
    for (range, placeholder) in [
        ("${EMPTY-10.1.0.0/30}", "${EMPTY-10.1.0.0/30}"),
        ("${#NET}.1.0.0/30", "${#NET}"),
        ("${OTHER:?not set}", "${OTHER:?not set}"),
    ] {
        assert_eq!(own(range), [format!("`spec.config.ipam.range`: {placeholder}")], "{range}");
    }
}

#[test]
fn an_object_that_flux_leaves_alone_keeps_its_variables() {
    let own = |metadata: &str| with_flux("substitute: {RANGE: 10.1.0.0/30}", &nad(metadata, "${RANGE}"));
    let invalid = "NetworkAttachmentDefinition rook-ceph/pub: `spec.config.ipam.range`: must be a CIDR or first-last/prefix, \
                   found `${RANGE}`: no prefix length; use a CIDR, or `first-last/prefix`";
    for field in ["annotations", "labels"] {
        let metadata = |value: &str| {
            own(&format!(
                "name: pub, namespace: rook-ceph, {field}: {{kustomize.toolkit.fluxcd.io/substitute: {value}}}"
            ))
        };
        assert_eq!(metadata("disabled"), [invalid], "{field}");
        assert_eq!(metadata("enabled"), [TOO_SMALL], "{field}");
    }
}
