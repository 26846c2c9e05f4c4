//! The requests of the model as the API server sends them.

use serde_json::{Value, json};

use super::Changed;
use crate::model::{
    ADMIN, Kind, NADS, NAMESPACE, NETWORKS, Nad, Networks, Selector, Spec, Template, Through, nad_object,
};

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ask {
    /// A controller makes a pod.
    Pod { kind: Kind, template: Template, maker: Maker },
    /// Somebody writes the workload of a pod, over `old` where that is there.
    Workload { kind: Kind, target: Target, template: Template, old: Option<Template>, user: &'static str },
    /// Somebody writes the CephCluster, over `old` where that is there.
    Cluster { spec: Spec, old: Option<Spec>, user: &'static str },
    /// The API server or the operator changes nothing but the metadata of the CephCluster, `deleted` while it goes.
    ClusterMetadata { spec: Spec, deleted: bool },
    /// Somebody creates or deletes a NAD.
    Nad { nad: Nad, deleted: bool },
    /// Somebody tries to get a pod onto `nad`.
    Forged { forgery: Forgery, nad: Nad },
}

/// Under which name Kubernetes' controllers make pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Maker {
    /// Each with a service account.
    Accounts,
    /// All as one user.
    Manager,
}

/// The workloads between an operator and a pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// The Deployment, Job or DaemonSet of the operator.
    Own,
    /// The ReplicaSet that Kubernetes makes of a Deployment.
    ReplicaSet(Maker),
    /// The copy of a Deployment that a person makes for maintenance (rook/kubectl-rook-ceph: pkg/maintenance).
    Copy,
}

/// Pods of people who want to be where only daemons belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Forgery {
    pub(crate) place: Place,
    /// What the labels, the service account and the owner say that it is; `None` for a pod without labels.
    pub(crate) kind: Option<Kind>,
    /// Whether the service account is the right one.
    pub(crate) account: bool,
    /// Whether it says that a controller owns it.
    pub(crate) owned: bool,
    pub(crate) way: Way,
}

/// How a forged pod asks for the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    Json,
    Short,
    /// `v1.multus-cni.io/default-network`.
    Default,
}

/// Where a forger makes pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Tenant,
    Ceph,
}

const TENANT: &str = "team-a";

/// Multus' annotation for the network in place of the default one.
const DEFAULT_NETWORK: &str = "v1.multus-cni.io/default-network";

impl Ask {
    /// Whether both registrations see it: the one that changes objects and the one that does not.
    pub(crate) fn is_applied_by_people(&self) -> bool {
        matches!(self, Ask::Cluster { .. } | Ask::ClusterMetadata { .. } | Ask::Nad { .. })
    }

    /// Whether it passes while the policy server is away, so that daemons come back.
    pub(crate) fn fails_open(&self) -> bool {
        matches!(self, Ask::Pod { .. } | Ask::Workload { .. })
    }

    /// The object as it is sent.
    pub(crate) fn object(&self) -> Value {
        match *self {
            Ask::Pod { kind, template, .. } => pod(kind, template, NAMESPACE, true, true),
            Ask::Workload { kind, target, template, .. } => workload(kind, target, template),
            Ask::Cluster { spec, .. } => spec.object(),
            Ask::ClusterMetadata { spec, deleted } => with_metadata(spec.object(), deleted),
            Ask::Nad { nad, .. } => nad_object(nad),
            Ask::Forged { forgery, nad } => forged(forgery, nad),
        }
    }

    fn old(&self) -> Value {
        match *self {
            Ask::Workload { kind, target, old: Some(old), .. } => workload(kind, target, old),
            Ask::Cluster { old: Some(old), .. } => old.object(),
            Ask::ClusterMetadata { spec, deleted } => {
                let mut object = spec.object();
                if deleted {
                    object["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
                    object["metadata"]["finalizers"] = json!(["cephcluster.ceph.rook.io"]);
                }
                object
            }
            Ask::Nad { nad, deleted: true } => nad_object(nad),
            _ => Value::Null,
        }
    }

    fn user(&self) -> &'static str {
        match *self {
            Ask::Pod { maker: Maker::Manager, .. }
            | Ask::Workload { target: Target::ReplicaSet(Maker::Manager), .. } => "system:kube-controller-manager",
            Ask::Pod { kind, .. } => match kind.through() {
                Through::ReplicaSet => "system:serviceaccount:kube-system:replicaset-controller",
                Through::Job => "system:serviceaccount:kube-system:job-controller",
                Through::DaemonSet => "system:serviceaccount:kube-system:daemon-set-controller",
            },
            Ask::Workload { target: Target::ReplicaSet(Maker::Accounts), .. } => {
                "system:serviceaccount:kube-system:deployment-controller"
            }
            Ask::Workload { user, .. } | Ask::Cluster { user, .. } => user,
            Ask::ClusterMetadata { .. } => crate::model::OPERATOR,
            Ask::Nad { .. } => ADMIN,
            Ask::Forged { forgery, .. } if forgery.owned => "system:serviceaccount:kube-system:replicaset-controller",
            Ask::Forged { .. } => "system:serviceaccount:team-a:deployer",
        }
    }

    /// The request about `object`, which is [`Ask::object`] or what became of it.
    pub(crate) fn request(&self, object: &Value) -> Value {
        let old = self.old();
        let deletes = matches!(self, Ask::Nad { deleted: true, .. });
        let operation = if deletes {
            "DELETE"
        } else if old.is_null() {
            "CREATE"
        } else {
            "UPDATE"
        };
        let version = object["apiVersion"].as_str().expect("apiVersion");
        let (group, version) = version.split_once('/').unwrap_or(("", version));
        json!({
            "uid": "1299d386-525b-4032-98ae-1949f69f9cfc",
            "kind": {"group": group, "version": version, "kind": object["kind"]},
            "name": object["metadata"]["name"], "namespace": object["metadata"]["namespace"], "operation": operation,
            "object": if deletes { &Value::Null } else { object }, "oldObject": old,
            "userInfo": {"username": self.user()}, "dryRun": false,
        })
    }

    /// What the policy made of the object.
    pub(crate) fn difference(&self, stored: &Value) -> Changed {
        let mut object = self.object();
        if object == *stored {
            return Changed::Nothing;
        }
        match *self {
            Ask::Pod { .. } => {
                let networks = &stored["metadata"]["annotations"][NETWORKS];
                object["metadata"]["annotations"] = stored["metadata"]["annotations"].clone();
                if object == *stored { Changed::Networks(Networks::read(networks)) } else { Changed::Else }
            }
            Ask::Cluster { spec, .. } => {
                let selectors = stored["spec"]["network"]["selectors"].clone();
                object["spec"]["network"]["selectors"] = selectors;
                if object == *stored { Changed::Cluster(spec.with_selectors_of(stored)) } else { Changed::Else }
            }
            _ => Changed::Else,
        }
    }
}

fn labels(kind: Kind) -> Value {
    let kind_label = kind.app().strip_prefix("rook-ceph-").unwrap_or_default();
    match kind {
        Kind::Cleanup => json!({}),
        Kind::NetworkCanary => json!({"app": kind.app()}),
        _ => json!({"app": kind.app(), "rook_cluster": NAMESPACE, "ceph_daemon_type": kind_label}),
    }
}

/// A pod as its controller sends it: the API server makes the name later.
fn pod(kind: Kind, template: Template, namespace: &str, account: bool, owned: bool) -> Value {
    let (api, owner) = match kind.through() {
        Through::ReplicaSet => ("apps/v1", "ReplicaSet"),
        Through::Job => ("batch/v1", "Job"),
        Through::DaemonSet => ("apps/v1", "DaemonSet"),
    };
    let name = if kind.app().is_empty() { "cluster-cleanup-job-node0" } else { kind.app() };
    let mut metadata = json!({"namespace": namespace, "labels": labels(kind)});
    if owned {
        metadata["generateName"] = json!(format!("{name}-7c9f-"));
        metadata["ownerReferences"] = json!([{
            "apiVersion": api, "kind": owner, "name": format!("{name}-7c9f"), "controller": true,
            "uid": "00000000-0000-0000-0000-000000000001", "blockOwnerDeletion": true,
        }]);
        if owner == "ReplicaSet" {
            metadata["labels"]["pod-template-hash"] = json!("7c9f");
        }
    } else {
        metadata["name"] = json!(name);
    }
    let account = if account { kind.account() } else { "default" };
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": with_networks(metadata, template.networks), "spec": pod_spec(template.host, account),
    })
}

fn pod_spec(host: bool, account: &str) -> Value {
    let mut spec = json!({
        "serviceAccountName": account, "containers": [{"name": "ceph", "image": "quay.io/ceph/ceph:v20"}],
    });
    if host {
        spec["hostNetwork"] = json!(true);
    }
    spec
}

fn with_networks(mut metadata: Value, networks: Networks) -> Value {
    if let Some(text) = networks.text() {
        metadata["annotations"] = json!({NETWORKS: text});
    }
    metadata
}

fn workload(kind: Kind, target: Target, template: Template) -> Value {
    let name = if kind.app().is_empty() { "cluster-cleanup-job-node0" } else { kind.app() };
    let metadata = with_networks(json!({"labels": labels(kind)}), template.networks);
    let template = json!({"metadata": metadata, "spec": pod_spec(template.host, kind.account())});
    let cluster = json!([{
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "name": "my-cluster", "controller": true,
        "uid": "00000000-0000-0000-0000-000000000002", "blockOwnerDeletion": true,
    }]);
    let (api, object, spec) = match (kind, target) {
        (_, Target::ReplicaSet(_)) => ("apps/v1", "ReplicaSet", json!({"replicas": 1, "template": template})),
        (Kind::KeyRotation, _) => ("batch/v1", "CronJob", json!({"jobTemplate": {"spec": {"template": template}}})),
        _ => match kind.through() {
            Through::ReplicaSet => ("apps/v1", "Deployment", json!({"replicas": 1, "template": template})),
            Through::Job => ("batch/v1", "Job", json!({"template": template})),
            Through::DaemonSet => ("apps/v1", "DaemonSet", json!({"template": template})),
        },
    };
    let mut metadata = json!({"name": name, "namespace": NAMESPACE, "labels": labels(kind)});
    match target {
        Target::Copy => metadata["name"] = json!(format!("{name}-maintenance")),
        Target::ReplicaSet(_) => {
            metadata["name"] = json!(format!("{name}-7c9f"));
            metadata["ownerReferences"] = json!([{
                "apiVersion": "apps/v1", "kind": "Deployment", "name": name, "controller": true,
                "uid": "00000000-0000-0000-0000-000000000003", "blockOwnerDeletion": true,
            }]);
        }
        Target::Own if kind == Kind::Cleanup => {}
        Target::Own => metadata["ownerReferences"] = cluster,
    }
    json!({"apiVersion": api, "kind": object, "metadata": metadata, "spec": spec})
}

fn with_metadata(mut object: Value, deleted: bool) -> Value {
    if deleted {
        object["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    } else {
        object["metadata"]["labels"] = json!({"team": "storage"});
        object["metadata"]["finalizers"] = json!(["cephcluster.ceph.rook.io"]);
    }
    object
}

fn forged(forgery: Forgery, nad: Nad) -> Value {
    let namespace = if forgery.place == Place::Tenant { TENANT } else { NAMESPACE };
    let networks = Networks::of(&[Selector::of(nad)]);
    let networks = match forgery.way {
        Way::Json => networks,
        Way::Short => networks.short(),
        Way::Default => Networks::ABSENT,
    };
    let template = Template { networks, host: false };
    let mut pod = pod(forgery.kind.unwrap_or(Kind::Cleanup), template, namespace, forgery.account, forgery.owned);
    if forgery.way == Way::Default {
        pod["metadata"]["annotations"] = json!({DEFAULT_NETWORK: format!("{NAMESPACE}/{}", NADS[nad])});
    }
    if forgery.kind.is_none() {
        pod["metadata"]["name"] = json!(format!("wants-{}", NADS[nad]));
    }
    pod
}
