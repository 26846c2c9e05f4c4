//! Manifests in the fewest words, and what is said of them, word for word.

use ceph_multus_manifests::{Nads, Report, SettingsText, Severity, check, check_files, read};

/// What `check` says of the documents of `text`, a line each, under `settings`.
pub(crate) fn lines_with(text: &str, settings: &str) -> Vec<String> {
    let documents = read("a.yaml", text).expect("YAML");
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    let report = check(&documents, &settings, "default", |_, _| {}).unwrap_or_else(|errors| panic!("{errors:?}"));
    written(&report)
}

/// What `check_files` says, which also looks for the NADs of selectors among the files.
pub(crate) fn lines_of_files(text: &str) -> Vec<String> {
    let documents = read("a.yaml", text).expect("YAML");
    let settings = SettingsText::read("settings.yaml", "").expect("settings");
    let report = check_files(&documents, &settings, "default", Nads::Ceph, |_, _| {});
    written(&report.unwrap_or_else(|errors| panic!("{errors:?}")))
}

fn written(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for object in &report.objects {
        for finding in &object.findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "mutation",
            };
            let (path, problem, help, rule) = (finding.path_text(), &finding.problem, &finding.help, finding.rule);
            lines.push(format!("{severity}: {}: `{path}`: {problem}; {help} [{rule}]", object.subject));
        }
    }
    lines
}

pub(crate) fn lines(text: &str) -> Vec<String> {
    lines_with(text, "")
}

#[track_caller]
pub(crate) fn nothing_is_said(text: &str) {
    assert_eq!(lines(text), [""; 0]);
}

pub(crate) fn nad_named(name: &str, config: &str) -> String {
    format!(
        "---\napiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\n\
         metadata: {{name: {name}, namespace: rook-ceph}}\nspec:\n  config: '{config}'\n"
    )
}

pub(crate) fn nad(ipam: &str) -> String {
    nad_named("public-net", &macvlan(ipam))
}

pub(crate) fn macvlan(ipam: &str) -> String {
    format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","master":"eth1","mode":"bridge","ipam":{ipam}}}"#)
}

pub(crate) fn whereabouts(members: &str) -> String {
    nad(&format!(r#"{{"type":"whereabouts",{members}}}"#))
}

pub(crate) fn cluster(spec: &str) -> String {
    format!(
        "---\napiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n{spec}"
    )
}

pub(crate) const NETWORKS: &str =
    "  network: {provider: multus, selectors: {public: rook-ceph/public-net, cluster: rook-ceph/cluster-net}}\n";
