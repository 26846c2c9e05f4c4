//! What an inventory may have much of.

use serde_json::json;

use super::objects::*;
use super::{Dimension, validate};

/// Objects of the settings.
pub(super) const INVENTORY: &[Dimension] = &[
    validate("NADs", |n| with_nads(nad(&ipam("exclude", json!([]))), n)),
    validate("NADs of one pool", |n| {
        let inventory = list(n, |i| {
            let mut other = nad_object(&config(&ipam("exclude", json!([]))).to_string());
            other["metadata"]["name"] = json!(format!("net{i}"));
            other
        });
        let mut settings = json!({"inventory": inventory});
        push(&mut settings["inventory"], cluster("rook-ceph", "public-net", "cluster-net"));
        with(nad(&ipam("exclude", json!([]))), settings)
    }),
    validate("CephClusters that share NADs", |n| {
        with(
            nad(&ipam("exclude", json!([]))),
            json!({"inventory": list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"))}),
        )
    }),
    validate("CephClusters that share NADs, and NADs", |n| {
        let mut settings =
            json!({"inventory": list(n, |i| cluster(&format!("ns{i}"), "public-net", &format!("net{i}")))});
        (0..n).for_each(|i| push(&mut settings["inventory"], other_nad(i)));
        with(nad(&ipam("exclude", json!([]))), settings)
    }),
    validate("CephClusters that share NADs, and ranges", |n| {
        let mut settings = json!({"inventory": list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"))});
        let mut other = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        other["metadata"]["name"] = json!("cluster-net");
        push(&mut settings["inventory"], other);
        with(nad(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))), settings)
    }),
    validate("CephClusters with filesystems, stores and drivers", |n| {
        let mut inventory = Vec::new();
        for i in 0..n {
            let namespace = format!("ns{i}");
            inventory.push(cluster(&namespace, "public-net", "cluster-net"));
            inventory.push(resource("ceph.rook.io/v1", "CephFilesystem", &namespace, i));
            inventory.push(resource("ceph.rook.io/v1", "CephObjectStore", &namespace, i));
            inventory.push(resource("csi.ceph.io/v1", "Driver", &namespace, i));
            inventory.push(resource("csi.ceph.io/v1", "OperatorConfig", &namespace, i));
        }
        with(nad(&ipam("exclude", json!([]))), json!({"inventory": inventory}))
    }),
    validate("trunks of a foreign bridge and CephClusters", |n| {
        let mut inventory = Vec::new();
        for i in 0..n {
            let mut nad =
                nad_object(&json!({"type": "macvlan", "master": format!("br0.{}", i % 4000 + 2)}).to_string());
            nad["metadata"]["name"] = json!(format!("net{i}"));
            inventory.extend([cluster(&format!("ns{i}"), "public-net", &format!("net{i}")), nad]);
        }
        let trunks = list(20 * n, |i| json!({"minID": 5000 + 2 * i, "maxID": 5000 + 2 * i}));
        let mut nad = nad_object(&json!({"type": "bridge", "bridge": "br0", "vlanTrunk": trunks}).to_string());
        nad["metadata"]["namespace"] = json!("shop");
        create(&nad, json!({"inventory": inventory}))
    }),
    validate("resources of one CephCluster", |n| {
        let mut inventory = vec![cluster("rook-ceph", "public-net", "cluster-net")];
        for i in 0..n {
            inventory.push(resource("ceph.rook.io/v1", "CephFilesystem", "rook-ceph", i));
            inventory.push(resource("csi.ceph.io/v1", "Driver", "rook-ceph", i));
            inventory.push(resource("csi.ceph.io/v1", "OperatorConfig", "rook-ceph", i));
        }
        with(nad(&ipam("exclude", json!([]))), json!({"inventory": inventory}))
    }),
    validate("drivers of an OperatorConfig", |n| {
        let mut inventory = vec![cluster("rook-ceph", "public-net", "cluster-net")];
        for i in 0..n {
            inventory.push(resource("csi.ceph.io/v1", "Driver", "rook-ceph", i));
            inventory.push(resource("csi.ceph.io/v1", "OperatorConfig", &format!("ns{i}"), i));
        }
        create(&resource("csi.ceph.io/v1", "OperatorConfig", "rook-ceph", n), json!({"inventory": inventory}))
    }),
    validate("StorageClusters", |n| {
        let storage = |i| {
            let mut storage = cluster(&format!("ns{i}"), "public-net", "cluster-net");
            storage["apiVersion"] = json!("ocs.openshift.io/v1");
            storage["kind"] = json!("StorageCluster");
            storage
        };
        with(pod("rook-ceph", &json!("a/b")), json!({"inventory": list(n, storage)}))
    }),
    validate("CephClusters that share a NAD with Drivers", |n| {
        let mut inventory = Vec::new();
        for i in 0..n {
            let mut driver = resource("csi.ceph.io/v1", "Driver", "csi", i);
            driver["spec"] =
                json!({"controllerPlugin": {"annotations": {"k8s.v1.cni.cncf.io/networks": "rook-ceph/public-net"}}});
            inventory.extend([cluster(&format!("ns{i}"), "public-net", "cluster-net"), driver]);
        }
        with(nad(&ipam("exclude", json!([]))), json!({"inventory": inventory}))
    }),
    validate("CephClusters of a monitor network, and NADs", |n| {
        let mut settings = json!({"monitorNetwork": "rook-ceph/public-net", "inventory": []});
        for i in 0..n {
            push(&mut settings["inventory"], cluster(&format!("ns{i}"), "net0", &format!("net{i}")));
            push(&mut settings["inventory"], other_nad(i));
        }
        with(nad(&ipam("exclude", json!([]))), settings)
    }),
    validate("settings of operators, and CephClusters", |n| {
        let mut inventory = Vec::new();
        for i in 0..n {
            let mut map = resource("v1", "ConfigMap", &format!("op{i}"), i);
            map["metadata"]["name"] = json!("rook-ceph-operator-config");
            map["data"] = json!({"ROOK_ENFORCE_HOST_NETWORK": "true"});
            inventory.extend([cluster(&format!("ns{i}"), "public-net", "cluster-net"), map]);
        }
        create(&cluster("rook-ceph", "public-net", "cluster-net"), json!({"inventory": inventory}))
    }),
    validate("unknown kinds", |n| with(nad(&ipam("exclude", json!([]))), unknown_kinds(n))),
    validate("previous objects", |n| {
        let inventory = list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"));
        with(nad(&ipam("exclude", json!([]))), json!({"inventory": inventory, "previous": inventory}))
    }),
    validate("exempt namespaces", |n| {
        with(pod("rook-ceph", &json!("a/b")), json!({"exemptNamespaces": list(n, |i| json!(format!("ns{i}")))}))
    }),
];
