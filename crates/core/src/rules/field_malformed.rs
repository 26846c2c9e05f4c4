//! A field of an object has a type that nothing can be read from.

use crate::facts::ceph_cluster::{PROVIDER_PATH, SELECTORS_PATH};
use crate::facts::kind::Kind;
use crate::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION};
use crate::json::Node;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ObjectReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a field has the wrong type";

pub(super) static RULE: Rule = Rule { id: "field-malformed", level: Level::Deny, checks: &[Check::Object(check)] };

/// The types that fields may have; `null` stands for an absent field everywhere.
#[derive(Clone, Copy)]
enum Type {
    Object,
    Text,
    Boolean,
}

const EVERY_KIND: &[(&[&str], Type)] = &[
    (&["metadata"], Type::Object),
    (&["metadata", "name"], Type::Text),
    (&["metadata", "namespace"], Type::Text),
    (&["metadata", "labels"], Type::Object),
    (&["metadata", "annotations"], Type::Object),
    (&["metadata", "annotations", NETWORKS_ANNOTATION], Type::Text),
    (&["metadata", "annotations", DEFAULT_NETWORK_ANNOTATION], Type::Text),
    (&["spec"], Type::Object),
];

const CEPH_CLUSTER: &[(&[&str], Type)] = &[
    (&["spec", "network"], Type::Object),
    (&PROVIDER_PATH, Type::Text),
    (&["spec", "network", "hostNetwork"], Type::Boolean),
    (&SELECTORS_PATH, Type::Object),
    (&["spec", "network", "selectors", "public"], Type::Text),
    (&["spec", "network", "selectors", "cluster"], Type::Text),
    (&["spec", "external"], Type::Object),
    (&["spec", "external", "enable"], Type::Boolean),
    (&["spec", "mgr"], Type::Object),
    (&["spec", "mgr", "hostNetwork"], Type::Boolean),
];

const CEPH_FILESYSTEM: &[(&[&str], Type)] = &[
    (&["spec", "metadataServer"], Type::Object),
    (&["spec", "metadataServer", "annotations"], Type::Object),
    (&["spec", "metadataServer", "annotations", NETWORKS_ANNOTATION], Type::Text),
];

const CEPH_OBJECT_STORE: &[(&[&str], Type)] = &[
    (&["spec", "gateway"], Type::Object),
    (&["spec", "gateway", "hostNetwork"], Type::Boolean),
    (&["spec", "gateway", "annotations"], Type::Object),
    (&["spec", "gateway", "annotations", NETWORKS_ANNOTATION], Type::Text),
];

const CEPH_NFS: &[(&[&str], Type)] = &[
    (&["spec", "server"], Type::Object),
    (&["spec", "server", "hostNetwork"], Type::Boolean),
    (&["spec", "server", "annotations"], Type::Object),
    (&["spec", "server", "annotations", NETWORKS_ANNOTATION], Type::Text),
];

const ANNOTATED: &[(&[&str], Type)] = &[
    (&["spec", "hostNetwork"], Type::Boolean),
    (&["spec", "annotations"], Type::Object),
    (&["spec", "annotations", NETWORKS_ANNOTATION], Type::Text),
];

const DRIVER: &[(&[&str], Type)] = &[
    (&["spec", "controllerPlugin"], Type::Object),
    (&["spec", "controllerPlugin", "hostNetwork"], Type::Boolean),
    (&["spec", "controllerPlugin", "annotations"], Type::Object),
    (&["spec", "controllerPlugin", "annotations", NETWORKS_ANNOTATION], Type::Text),
    (&["spec", "nodePlugin"], Type::Object),
    (&["spec", "nodePlugin", "annotations"], Type::Object),
    (&["spec", "nodePlugin", "annotations", NETWORKS_ANNOTATION], Type::Text),
];

const OPERATOR_CONFIG: &[(&[&str], Type)] = &[
    (&["spec", "driverSpecDefaults"], Type::Object),
    (&["spec", "driverSpecDefaults", "controllerPlugin"], Type::Object),
    (&["spec", "driverSpecDefaults", "controllerPlugin", "hostNetwork"], Type::Boolean),
    (&["spec", "driverSpecDefaults", "controllerPlugin", "annotations"], Type::Object),
    (&["spec", "driverSpecDefaults", "controllerPlugin", "annotations", NETWORKS_ANNOTATION], Type::Text),
    (&["spec", "driverSpecDefaults", "nodePlugin"], Type::Object),
    (&["spec", "driverSpecDefaults", "nodePlugin", "annotations"], Type::Object),
    (&["spec", "driverSpecDefaults", "nodePlugin", "annotations", NETWORKS_ANNOTATION], Type::Text),
];

const CONFIG_MAP: &[(&[&str], Type)] = &[(&["data"], Type::Object), (&["data", "config"], Type::Text)];

const NAD: &[(&[&str], Type)] = &[(&["spec", "config"], Type::Text)];

const POD: &[(&[&str], Type)] =
    &[(&["metadata", "labels", "app"], Type::Text), (&["spec", "hostNetwork"], Type::Boolean)];

fn check(review: &ObjectReview<'_>, findings: &mut Findings<'_>) {
    let root = review.object.node();
    if root.as_map().is_none() {
        return findings.report("object", format!("must be an object, found {}", root.type_name()), "use an object");
    }
    let own = match review.object.kind {
        Kind::CephCluster | Kind::StorageCluster => CEPH_CLUSTER,
        Kind::NetworkAttachmentDefinition => NAD,
        Kind::Pod => POD,
        Kind::CephFilesystem => CEPH_FILESYSTEM,
        Kind::CephObjectStore => CEPH_OBJECT_STORE,
        Kind::CephNFS => CEPH_NFS,
        Kind::CephRBDMirror | Kind::CephFilesystemMirror | Kind::CephNVMeOFGateway => ANNOTATED,
        Kind::Driver => DRIVER,
        Kind::OperatorConfig => OPERATOR_CONFIG,
        Kind::ConfigMap => CONFIG_MAP,
        Kind::StorageClient => &[],
        // Kubernetes knows the types of its own workloads.
        Kind::Deployment
        | Kind::ReplicaSet
        | Kind::ReplicationController
        | Kind::StatefulSet
        | Kind::DaemonSet
        | Kind::Job
        | Kind::CronJob => &[],
    };
    for (path, wanted) in EVERY_KIND.iter().chain(own) {
        let Some(node) = root.at(path).filter(|node| !fits(node, *wanted)) else { continue };
        let problem = format!("must be {}, found {}", wanted.name(), node.type_name());
        findings.unreadable().report(*path, problem, "change its type");
    }
}

fn fits(node: &Node<'_>, wanted: Type) -> bool {
    node.is_null() || node.type_name() == wanted.name()
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Type::Object => "an object",
            Type::Text => "a string",
            Type::Boolean => "a boolean",
        }
    }
}
