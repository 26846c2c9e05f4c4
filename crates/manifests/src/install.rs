//! Everything that an installation consists of, as manifests: the policies, what keeps their inventory, and the right of
//! Kubewarden's audit scanner to read.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::error::ReadError;
use crate::mode::Modes;
use crate::registration::{Registration, standing_registration};
use crate::resources::{Resource, carriers, of_inventory};
use crate::write::scalar;

/// What is to be installed.
#[derive(Debug, Clone)]
pub struct Install<'i> {
    /// The OCI address, URL or file of the module.
    pub module: &'i str,
    /// What happens to what the policies reject.
    pub modes: Modes,
    /// The policy server that runs them.
    pub policy_server: &'i str,
    /// Their settings, an object; its `inventory` and `previous` are left to the sync.
    pub settings: &'i Value,
    /// The namespaces of CephClusters and of Ceph's operators.
    pub ceph_namespaces: &'i [String],
    /// Kubewarden's namespace, in which the sync runs.
    pub namespace: &'i str,
    /// The image of the sync.
    pub image: &'i str,
    /// The Secrets in its namespace with which this image is pulled.
    pub image_pull_secrets: &'i [String],
    /// How it runs.
    pub sync: SyncMode<'i>,
}

/// How the sync runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncMode<'i> {
    /// A look each time the schedule says.
    CronJob(&'i str),
    /// It watches, and serves metrics.
    Deployment,
}

/// Where metrics are served.
const METRICS_PORT: u16 = 8080;

/// Verbs of who only reads.
const READ: &str = "[get, list, watch]";

const SYNC_ROLE: &str = "\
# The sync reads Ceph's objects, and writes the settings of the three policies. An account that may patch a policy can also
# disable it, so only the sync should use this account.
";

const AUDIT: &str = "\
# Lets Kubewarden's audit scanner read CephClusters and NADs: its account has the role `view`, which includes this one.
";

/// Writes the manifests as YAML, with comments.
///
/// # Errors
/// Every problem of the settings.
pub fn install(install: &Install<'_>) -> Result<String, Vec<ReadError>> {
    Ok([policies(install)?, sync(install), audit_role()].join("---\n"))
}

/// The three policies, without an inventory: it is the sync's, and whoever applies this file again leaves it alone.
///
/// # Errors
/// Every problem of the settings.
pub fn policies(install: &Install<'_>) -> Result<String, Vec<ReadError>> {
    let mut settings: Map<String, Value> = install.settings.as_object().cloned().unwrap_or_default();
    settings.remove("inventory");
    settings.remove("previous");
    let registration = Registration {
        module: install.module,
        modes: install.modes.clone(),
        policy_server: install.policy_server,
        settings: &Value::Object(settings),
    };
    standing_registration(&registration, install.ceph_namespaces)
}

/// The sync, its account and its rights.
pub fn sync(install: &Install<'_>) -> String {
    [account(install), cluster_role(install), role(install), workload(install)].join("---\n")
}

/// The account, from which its pods take the Secrets (kubernetes/kubernetes: plugin/pkg/admission/serviceaccount/admission.go).
fn account(install: &Install<'_>) -> String {
    let secrets = install.image_pull_secrets.iter().map(|name| format!("  - name: {}\n", scalar(name)));
    let secrets: String = secrets.collect();
    let secrets = if secrets.is_empty() { secrets } else { format!("imagePullSecrets:\n{secrets}") };
    format!(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ceph-multus-sync\n  namespace: {}\n{secrets}",
        scalar(install.namespace)
    )
}

/// Rules of a role that reads the resources of an inventory. What is in the core group are ConfigMaps, few of which it needs.
fn reads() -> String {
    rules(of_inventory().filter(|resource| !resource.group.is_empty()), READ)
}

/// Rules of a role with `verbs` for `resources`, one for each API group.
fn rules(resources: impl Iterator<Item = Resource>, verbs: &str) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for resource in resources {
        match groups.iter_mut().find(|(group, _)| *group == resource.group) {
            Some((_, plurals)) => plurals.push(resource.plural),
            None => groups.push((resource.group, vec![resource.plural])),
        }
    }
    let rule = |(group, plurals): &(&str, Vec<&str>)| {
        let group = if group.is_empty() { "\"\"" } else { group };
        format!("  - apiGroups: [{group}]\n    resources: [{}]\n    verbs: {verbs}\n", plurals.join(", "))
    };
    groups.iter().map(rule).collect()
}

fn cluster_role(install: &Install<'_>) -> String {
    let namespace = scalar(install.namespace);
    let maps = ceph_multus_core::facts::object::CONFIG_MAPS.join(", ");
    [
        SYNC_ROLE,
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ceph-multus-sync\nrules:\n",
        &reads(),
        &format!("  - apiGroups: [\"\"]\n    resources: [configmaps]\n    resourceNames: [{maps}]\n    verbs: [get]\n"),
        "  # Who still has the networks from before a change.\n",
        &rules(carriers(), "[list]"),
        "  - apiGroups: [policies.kubewarden.io]\n    resources: [clusteradmissionpolicies]\n",
        "    resourceNames: [ceph-multus-validating, ceph-multus-guard, ceph-multus-mutating]\n",
        "    verbs: [get, list, watch, patch]\n",
        "  - apiGroups: [events.k8s.io]\n    resources: [events]\n    verbs: [create]\n",
        "---\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: ceph-multus-sync\n",
        "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ceph-multus-sync\n",
        &format!("subjects:\n  - kind: ServiceAccount\n    name: ceph-multus-sync\n    namespace: {namespace}\n"),
    ]
    .concat()
}

fn role(install: &Install<'_>) -> String {
    let (namespace, server) = (scalar(install.namespace), install.policy_server);
    [
        "# To see when the policy server uses the new settings.\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n",
        &format!("metadata:\n  name: ceph-multus-sync\n  namespace: {namespace}\nrules:\n"),
        &format!("  - apiGroups: [\"\"]\n    resources: [configmaps]\n    resourceNames: [policy-server-{server}]\n"),
        "    verbs: [get]\n",
        &format!("  - apiGroups: [apps]\n    resources: [deployments]\n    resourceNames: [policy-server-{server}]\n"),
        "    verbs: [get]\n",
        "---\n",
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n",
        &format!("metadata:\n  name: ceph-multus-sync\n  namespace: {namespace}\n"),
        "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ceph-multus-sync\n",
        &format!("subjects:\n  - kind: ServiceAccount\n    name: ceph-multus-sync\n    namespace: {namespace}\n"),
    ]
    .concat()
}

fn workload(install: &Install<'_>) -> String {
    let namespace = scalar(install.namespace);
    let metadata = format!("metadata:\n  name: ceph-multus-sync\n  namespace: {namespace}\n");
    match install.sync {
        SyncMode::CronJob(schedule) => [
            "apiVersion: batch/v1\nkind: CronJob\n",
            &metadata,
            &format!("spec:\n  schedule: {}\n", scalar(schedule)),
            "  # One at a time; what is missed is made up by the next one.\n",
            "  concurrencyPolicy: Forbid\n  startingDeadlineSeconds: 120\n  successfulJobsHistoryLimit: 1\n",
            "  failedJobsHistoryLimit: 3\n  jobTemplate:\n    spec:\n      backoffLimit: 0\n      activeDeadlineSeconds: 240\n",
            "      template:\n        metadata:\n          labels: {app.kubernetes.io/name: ceph-multus-sync}\n        spec:\n",
            "          restartPolicy: Never\n",
            &pod(install, &["--once"], 10),
        ]
        .concat(),
        SyncMode::Deployment => {
            let address = format!("--metrics-address=0.0.0.0:{METRICS_PORT}");
            [
                "apiVersion: apps/v1\nkind: Deployment\n",
                &metadata,
                "spec:\n  # One is enough: of two, the one that writes later reads everything again.\n  replicas: 1\n  strategy: {type: Recreate}\n",
                "  selector:\n    matchLabels: {app.kubernetes.io/name: ceph-multus-sync}\n",
                "  template:\n    metadata:\n      labels: {app.kubernetes.io/name: ceph-multus-sync}\n    spec:\n",
                &pod(install, &["--watch", &address], 6),
                &format!("          ports: [{{name: metrics, containerPort: {METRICS_PORT}}}]\n"),
                "          # It fails if no run ends any more.\n",
                "          livenessProbe: {httpGet: {path: /healthz, port: metrics}, periodSeconds: 60, timeoutSeconds: 10}\n",
            ]
            .concat()
        }
    }
}

/// The specification of its pod, this deep.
fn pod(install: &Install<'_>, arguments: &[&str], depth: usize) -> String {
    let mut known = BTreeSet::new();
    let namespaces = install.ceph_namespaces.iter().filter(|name| known.insert(*name));
    let namespaces = namespaces.map(|name| format!("--namespace={name}"));
    let own = [format!("--kubewarden-namespace={}", install.namespace)];
    let arguments = arguments.iter().map(|text| (*text).to_owned()).chain(namespaces).chain(own);
    let arguments: String = arguments.map(|text| format!("      - {text}\n")).collect();
    let text = format!(
        "serviceAccountName: ceph-multus-sync\n\
         securityContext: {{runAsNonRoot: true, runAsUser: 65532, seccompProfile: {{type: RuntimeDefault}}}}\n\
         containers:\n  - name: sync\n    image: {}\n    args:\n{arguments}    securityContext:\n      \
         allowPrivilegeEscalation: false\n      readOnlyRootFilesystem: true\n      capabilities: {{drop: [ALL]}}\n    \
         resources:\n      requests: {{cpu: 10m, memory: 32Mi}}\n      limits: {{memory: 128Mi}}\n",
        scalar(install.image)
    );
    let indent = " ".repeat(depth);
    text.lines().map(|line| format!("{indent}{line}\n")).collect()
}

/// The role that lets the audit scanner read what rules are about
/// (kubewarden/helm-charts: charts/admission-controller/templates/controller/audit-scanner-rolebinding.yaml).
pub fn audit_role() -> String {
    [
        AUDIT,
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: ceph-multus-view\n  labels:\n",
        "    rbac.authorization.k8s.io/aggregate-to-view: \"true\"\nrules:\n",
        &reads(),
    ]
    .concat()
}
