//! Templates out of manifests.

use ceph_multus_manifests::PolicyMode;
use ceph_multus_manifests::install::{Install, SyncMode, audit_role, policies, sync};
use serde_json::json;

/// The files of the chart that are made.
pub(crate) fn all() -> [(&'static str, String); 3] {
    [("policies.yaml", policy_template()), ("sync.yaml", sync_template()), ("audit-role.yaml", audit_template())]
}

fn made<T>(sync: SyncMode<'_>, what: impl FnOnce(&Install<'_>) -> T) -> T {
    let settings = json!({"exemptNamespaces": ["helm-exempt"]});
    what(&Install {
        module: "helm-module",
        modes: PolicyMode::Protect.into(),
        policy_server: "helm-server",
        settings: &settings,
        ceph_namespaces: &[String::from("helm-namespaces")],
        namespace: "helm-release",
        image: "helm-image",
        image_pull_secrets: &[String::from("helm-secret")],
        sync,
    })
}

/// Puts `new` in the place of `old`, which is there `times`.
fn replace(text: &str, old: &str, new: &str, times: usize) -> String {
    assert_eq!(text.matches(old).count(), times, "{old}\n{text}");
    text.replace(old, new)
}

fn policy_template() -> String {
    let text = made(SyncMode::Deployment, policies).expect("policies");
    let text = replace(&text, "module: helm-module", "module: {{ include \"ceph-multus.module\" . }}", 3);
    let text = replace(&text, "policyServer: helm-server", "policyServer: {{ .Values.policyServer.name | quote }}", 3);
    // What depends on the mode.
    let start = text.find("  # `monitor` only reports").expect("a comment");
    let end = start + text[start..].find("  mode: protect").expect("a mode");
    let comment = text[start..end].to_owned();
    let text = replace(&text, &format!("{comment}  mode: protect\n"), "  mode: {{ .Values.mode }}\n", 3);
    let start = text.find("  failurePolicy: Ignore").expect("the mutating policy");
    let end = start + text[start..].find("  timeoutEvalSeconds").expect("a timeout");
    let open = text[start..end].to_owned();
    let closed = "  failurePolicy: Fail\n  timeoutSeconds: 10\n";
    let by_mode =
        format!("  {{{{- if eq .Values.mode \"protect\" }}}}\n{closed}  {{{{- else }}}}\n{open}  {{{{- end }}}}\n");
    let text = replace(&text, closed, &by_mode, 2);
    // Whose namespaces.
    let text = replace(&text, "['helm-namespaces']", "[{{ include \"ceph-multus.cel-namespaces\" . }}]", 1);
    let text = replace(&text, "values: [helm-namespaces]", "values: {{ toJson .Values.cephNamespaces }}", 2);
    let exempt = "      - key: kubernetes.io/metadata.name\n        operator: NotIn\n        values: [helm-exempt]\n";
    let optional = |block: &str| {
        let block = block.replace("[helm-exempt]", "{{ toJson . }}");
        format!("  {{{{- with $settings.exemptNamespaces }}}}\n{block}  {{{{- end }}}}\n")
    };
    let alone = text.lines().map(|line| format!("{line}\n")).collect::<String>();
    let start = alone.find("  # Kubewarden copies only `matchExpressions`").expect("a selector");
    let end = start + alone[start..].find("      - key").expect("an expression");
    let whole = format!("{}{exempt}", &alone[start..end]);
    let text = replace(&text, &whole, &optional(&whole), 1);
    let nested = format!("values: {{{{ toJson .Values.cephNamespaces }}}}\n{exempt}");
    let text =
        replace(&text, &nested, &format!("values: {{{{ toJson .Values.cephNamespaces }}}}\n{}", optional(exempt)), 2);
    // The settings of the user, without what the sync writes.
    let mut text = text;
    for (mutates, times) in [("true", 1), ("false", 2)] {
        let settings = format!("  settings:\n    exemptNamespaces:\n    - helm-exempt\n    mutate: {mutates}\n");
        let new = format!(
            "  settings:\n    {{{{- omit $settings \"inventory\" \"previous\" \"mutate\" | merge (dict \"mutate\" {mutates}) | toYaml | nindent 4 }}}}\n"
        );
        text = replace(&text, &settings, &new, times);
    }
    // A value that is set to `null` Helm drops.
    let settings =
        "{{- $settings := .Values.settings | default dict }}\n{{- include \"ceph-multus.check-ranges\" $settings }}\n";
    [settings, &text].concat()
}

fn sync_template() -> String {
    let [job, deployment] = [SyncMode::CronJob("helm-schedule"), SyncMode::Deployment].map(|mode| made(mode, sync));
    let split = |text: &str| text.rsplit_once("---\n").map(|(rest, last)| (rest.to_owned(), last.to_owned()));
    let (common, job) = split(&job).expect("documents");
    let (same, deployment) = split(&deployment).expect("documents");
    assert_eq!(common, same);
    let text = format!(
        "{{{{- if .Values.sync.enabled }}}}\n{common}---\n{{{{- if ne .Values.sync.kind \"Deployment\" }}}}\n{job}{{{{- else }}}}\n{deployment}\
         {{{{- end }}}}\n{{{{- end }}}}\n"
    );
    let text = text.replace("namespace: helm-release", "namespace: {{ .Release.Namespace | quote }}");
    let text = replace(&text, "=helm-release", "={{ .Release.Namespace }}", 2);
    let text = replace(&text, "policy-server-helm-server", "policy-server-{{ .Values.policyServer.name }}", 2);
    let text = replace(&text, "image: helm-image", "image: {{ include \"ceph-multus.sync-image\" . }}", 2);
    let secrets = "imagePullSecrets:\n  - name: helm-secret\n";
    let optional =
        "{{- with .Values.sync.imagePullSecrets }}\nimagePullSecrets:\n  {{- toYaml . | nindent 2 }}\n{{- end }}\n";
    let text = replace(&text, secrets, optional, 1);
    let mut text = replace(&text, "schedule: helm-schedule", "schedule: {{ .Values.sync.schedule | quote }}", 1);
    for depth in [12, 16] {
        let line = format!("\n{}- --namespace=helm-namespaces\n", " ".repeat(depth));
        let indent = " ".repeat(depth);
        let loop_ = format!(
            "\n{indent}{{{{- range .Values.cephNamespaces }}}}\n{indent}- --namespace={{{{ . }}}}\n{indent}{{{{- end }}}}\n"
        );
        text = replace(&text, &line, &loop_, 1);
    }
    with_resources(&text)
}

/// The template with the value `sync.resources` in the place of both blocks of requests and limits.
fn with_resources(template: &str) -> String {
    let mut text = String::new();
    let mut lines = template.lines();
    while let Some(line) = lines.next() {
        text += line;
        if line.trim_start() == "resources:" {
            text += " {{ toJson .Values.sync.resources }}";
            let block: Vec<&str> = lines.by_ref().take(2).map(str::trim_start).collect();
            assert!(
                matches!(block[..], [requests, limits] if requests.starts_with("requests: {") && limits.starts_with("limits: {")),
                "{block:?}"
            );
        }
        text.push('\n');
    }
    assert_eq!(text.matches("sync.resources").count(), 2, "{text}");
    text
}

fn audit_template() -> String {
    format!("{{{{- if .Values.auditRole }}}}\n{}{{{{- end }}}}\n", audit_role())
}
