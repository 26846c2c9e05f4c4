//! Selectors, annotations and addresses where nothing reads them, or somebody else does.

use serde_json::{Value, json};

use super::support::{NETWORKS, both, cluster, found, multus, nad, object, whereabouts};
use crate::support::findings;

#[test]
fn selectors_next_to_selectors_are_reported_without_a_provider_too() {
    let network = json!({"network": {"public": "rook-ceph/pub", "cluster": "rook-ceph/clu"}});
    found(
        &cluster("rook-ceph", network),
        &[],
        &[
            "warn: `spec.network.cluster`: Rook ignores selectors here; move it to `spec.network.selectors.cluster`, and set \
         provider `multus` [selector-unknown-key]",
            "warn: `spec.network.public`: Rook ignores selectors here; move it to `spec.network.selectors.public`, and set \
         provider `multus` [selector-unknown-key]",
        ],
    );
    let misspelt = json!({"network": {"provider": "host", "selector": {"public": "rook-ceph/pub"}}});
    found(
        &cluster("rook-ceph", misspelt),
        &[],
        &[
            "warn: `spec.network.provider`: the daemons can use every interface of the host; use provider `multus` [host-network]",
            "warn: `spec.network.selector`: unknown key, ignored by Rook; did you mean `selectors`? [selector-unknown-key]",
        ],
    );
}

#[test]
fn an_annotation_in_a_place_that_is_no_field_has_no_effect() {
    let annotations = json!({NETWORKS: "rook-ceph/public-net"});
    let line = |path: &str, help: &str| {
        format!("warn: `{path}[{NETWORKS}]`: the annotation does not reach any pod; {help} [annotation-misplaced]")
    };
    let of_cluster = |at: &str, value: Value| {
        let mut spec = multus(both());
        spec[at] = value;
        cluster("rook-ceph", spec)
    };
    for (at, value, path, help) in [
        ("mon", json!({"annotations": annotations}), "spec.mon.annotations", "move it to `spec.annotations.mon`"),
        ("mgr", json!({"annotations": annotations}), "spec.mgr.annotations", "move it to `spec.annotations.mgr`"),
        (
            "storage",
            json!({"annotations": annotations}),
            "spec.storage.annotations",
            "move it to `spec.annotations.osd`",
        ),
        (
            "annotations",
            json!({"rgw": annotations}),
            "spec.annotations.rgw",
            "move it to `spec.gateway.annotations` of the CephObjectStore",
        ),
    ] {
        found(&of_cluster(at, value), &[], &[&line(path, help)]);
    }
    let selectors = "remove it; `spec.network.selectors` of the CephCluster attaches the pods";
    let mut mirror = object("ceph.rook.io/v1", "CephRBDMirror", "rook-ceph", "m", json!({"count": 1}));
    mirror["metadata"]["annotations"] = annotations.clone();
    found(&mirror, &[], &[&line("metadata.annotations", selectors)]);
    let store = json!({"gateway": {"instances": 1, "service": {"annotations": annotations}}});
    let store = object("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", "s", store);
    found(&store, &[], &[&line("spec.gateway.service.annotations", selectors)]);
}

#[test]
fn a_toolbox_without_the_public_network_is_reported_where_it_is_written_and_left_alone() {
    let world = [cluster("rook-ceph", multus(both()))];
    let toolbox = |networks: Value| {
        let metadata = json!({"labels": {"app": "rook-ceph-tools"}, "annotations": networks});
        object("apps/v1", "Deployment", "rook-ceph", "rook-ceph-tools", json!({"template": {"metadata": metadata}}))
    };
    let line = format!(
        "warn: `spec.template.metadata.annotations[{NETWORKS}]`: the pods are not attached to `rook-ceph/public-net`, so `rados`, `rbd` and `radosgw-admin` may not reach the OSDs; add `rook-ceph/public-net` [attachment-missing]"
    );
    found(&toolbox(json!({})), &world, &[&line]);
    found(&toolbox(json!({NETWORKS: "public-net"})), &world, &[]);
    found(&toolbox(json!({})), &[], &[]);
    // So is one without a Deployment; of a Deployment's pods nothing is said again.
    let mut pod = object("v1", "Pod", "rook-ceph", "rook-ceph-tools", json!({}));
    pod["metadata"]["labels"] = json!({"app": "rook-ceph-tools"});
    found(&pod, &world, &[&line.replace("spec.template.", "")]);
    pod["metadata"]["ownerReferences"] = json!([{"kind": "ReplicaSet", "name": "rook-ceph-tools", "controller": true}]);
    found(&pod, &world, &[]);
}

#[test]
fn an_endpoint_at_an_address_of_the_pool_is_reported() {
    let world = [
        cluster("rook-ceph", multus(json!({"public": "rook-ceph/public-net"}))),
        nad(whereabouts("192.168.20.0/24", json!({"exclude": ["192.168.20.240/28"]}))),
    ];
    let store = |ip: &str| {
        let spec =
            json!({"gateway": {"externalRgwEndpoints": [{"ip": ip}]}, "hosting": {"dnsNames": ["s3.example.net"]}});
        object("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", "s", spec)
    };
    found(
        &store("192.168.20.7"),
        &world,
        &[
            "warn: `spec.gateway.externalRgwEndpoints[0].ip`: `192.168.20.7` can be assigned by `rook-ceph/public-net` to any pod, and a gateway does not keep its address; use the Service of the object store, or a \
        load balancer at an address of its own [endpoint-assignable]",
        ],
    );
    found(&store("192.168.20.245"), &world, &[]);
    found(&store("rgw.example.net"), &world, &[]);
}

#[test]
fn a_config_that_is_an_object_is_one_finding() {
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": {"type": "macvlan"}},
    });
    let findings = findings(&Value::Null, &nad, &json!({}));
    assert_eq!(findings, ["deny: `spec.config`: must be a string, found an object; change its type [field-malformed]"]);
}
