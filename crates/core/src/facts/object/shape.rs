//! The parts that the rules read of each kind, mostly of `spec`.

use super::{METADATA, NETWORKS_ANNOTATION};
use crate::json::Shape;

/// The annotations that a custom resource gives to pods.
const POD_ANNOTATIONS: Shape = Shape::Fields(&[(NETWORKS_ANNOTATION, Shape::Whole)]);

/// `resources` of a container.
const RESOURCES: Shape = Shape::Fields(&[("limits", Shape::Whole), ("requests", Shape::Whole)]);

/// ConfigMap: Rook's two (rook/rook: pkg/operator/k8sutil/configmap.go, pkg/operator/ceph/controller/controller_utils.go).
pub(super) const DATA: Shape = Shape::Fields(&[
    ("config", Shape::Whole),
    ("ROOK_ENFORCE_HOST_NETWORK", Shape::Whole),
    ("CSI_ENABLE_HOST_NETWORK", Shape::Whole),
]);

/// `spec.annotations`: of most kinds the annotations of their pods, of a CephCluster one such map per key
/// (rook/rook: pkg/apis/ceph.rook.io/v1/keys.go).
pub(super) const ANNOTATIONS: Shape = Shape::Fields(&[
    (NETWORKS_ANNOTATION, Shape::Whole),
    ("all", POD_ANNOTATIONS),
    ("mon", POD_ANNOTATIONS),
    ("mgr", POD_ANNOTATIONS),
    ("osd", POD_ANNOTATIONS),
    ("keyrotation", POD_ANNOTATIONS),
    ("prepareosd", POD_ANNOTATIONS),
    ("crashcollector", POD_ANNOTATIONS),
    ("exporter", POD_ANNOTATIONS),
    ("cleanup", POD_ANNOTATIONS),
    ("cmdreporter", POD_ANNOTATIONS),
    // These Rook does not read.
    ("mds", POD_ANNOTATIONS),
    ("rgw", POD_ANNOTATIONS),
    ("nfs", POD_ANNOTATIONS),
    ("rbdmirror", POD_ANNOTATIONS),
    ("fsmirror", POD_ANNOTATIONS),
]);

/// CephCluster
pub(super) const MON: Shape = Shape::Fields(&[
    ("count", Shape::Whole),
    ("floatingMon", Shape::Fields(&[("name", Shape::Whole)])),
    ("annotations", POD_ANNOTATIONS),
]);

/// CephCluster
pub(super) const MGR: Shape =
    Shape::Fields(&[("count", Shape::Whole), ("hostNetwork", Shape::Whole), ("annotations", POD_ANNOTATIONS)]);

const CONFIG: Shape = Shape::Fields(&[("osdsPerDevice", Shape::Whole)]);

const DEVICES: Shape = Shape::Each(&Shape::Fields(&[("name", Shape::Whole), ("config", CONFIG)]));

/// CephCluster
pub(super) const STORAGE: Shape = Shape::Fields(&[
    ("useAllNodes", Shape::Whole),
    ("useAllDevices", Shape::Whole),
    ("deviceFilter", Shape::Whole),
    ("devicePathFilter", Shape::Whole),
    ("devices", DEVICES),
    ("config", CONFIG),
    (
        "nodes",
        Shape::Each(&Shape::Fields(&[
            ("name", Shape::Whole),
            ("useAllDevices", Shape::Whole),
            ("deviceFilter", Shape::Whole),
            ("devicePathFilter", Shape::Whole),
            ("devices", DEVICES),
            ("config", CONFIG),
            ("resources", RESOURCES),
        ])),
    ),
    (
        "storageClassDeviceSets",
        Shape::Each(&Shape::Fields(&[("count", Shape::Whole), ("encrypted", Shape::Whole), ("resources", RESOURCES)])),
    ),
    ("annotations", POD_ANNOTATIONS),
]);

/// CephCluster
pub(super) const SECURITY: Shape = Shape::Fields(&[("keyRotation", Shape::Fields(&[("enabled", Shape::Whole)]))]);

/// CephFilesystem
pub(super) const METADATA_SERVER: Shape = Shape::Fields(&[
    ("activeCount", Shape::Whole),
    ("activeStandby", Shape::Whole),
    ("annotations", POD_ANNOTATIONS),
    ("resources", RESOURCES),
]);

/// CephObjectStore
pub(super) const GATEWAY: Shape = Shape::Fields(&[
    ("instances", Shape::Whole),
    ("hostNetwork", Shape::Whole),
    ("externalRgwEndpoints", Shape::Whole),
    ("annotations", POD_ANNOTATIONS),
    ("resources", RESOURCES),
    ("service", Shape::Fields(&[("annotations", POD_ANNOTATIONS)])),
]);

/// CephObjectStore
pub(super) const HOSTING: Shape =
    Shape::Fields(&[("advertiseEndpoint", Shape::Fields(&[("dnsName", Shape::Whole)])), ("dnsNames", Shape::Whole)]);

/// CephNFS
pub(super) const SERVER: Shape = Shape::Fields(&[
    ("active", Shape::Whole),
    ("hostNetwork", Shape::Whole),
    ("annotations", POD_ANNOTATIONS),
    ("resources", RESOURCES),
]);

/// Driver, OperatorConfig
pub(super) const CONTROLLER_PLUGIN: Shape =
    Shape::Fields(&[("replicas", Shape::Whole), ("hostNetwork", Shape::Whole), ("annotations", POD_ANNOTATIONS)]);

/// Driver, OperatorConfig
pub(super) const NODE_PLUGIN: Shape = Shape::Fields(&[("annotations", POD_ANNOTATIONS)]);

/// OperatorConfig
pub(super) const DRIVER_SPEC_DEFAULTS: Shape = Shape::Fields(&[
    ("controllerPlugin", CONTROLLER_PLUGIN),
    ("nodePlugin", NODE_PLUGIN),
    ("deployCsiAddons", Shape::Whole),
]);

/// StorageCluster
pub(super) const EXTERNAL_STORAGE: Shape = Shape::Fields(&[("enable", Shape::Whole)]);

/// The containers of Rook's operator, whose environment holds its settings.
const CONTAINERS: Shape = Shape::Each(&Shape::Fields(&[(
    "env",
    Shape::Each(&Shape::Fields(&[("name", Shape::Whole), ("value", Shape::Whole)])),
)]));

/// Pod: what its containers take from device plugins.
pub(super) const POD_CONTAINERS: Shape = Shape::Each(&Shape::Fields(&[("resources", RESOURCES)]));

/// The workload kinds
pub(super) const TEMPLATE: Shape = Shape::Fields(&[
    ("metadata", METADATA),
    (
        "spec",
        Shape::Fields(&[
            ("hostNetwork", Shape::Whole),
            ("serviceAccountName", Shape::Whole),
            ("containers", CONTAINERS),
        ]),
    ),
]);

/// CronJob
pub(super) const JOB_TEMPLATE: Shape =
    Shape::Fields(&[("metadata", METADATA), ("spec", Shape::Fields(&[("template", TEMPLATE)]))]);
