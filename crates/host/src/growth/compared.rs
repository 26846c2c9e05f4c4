//! Ranges that are compared with those of other objects.

use serde_json::{Value, json};

use super::objects::*;
use super::{Dimension, annotation, validate};

/// Ranges of a NetworkAttachmentDefinition beside others, and beside those of the settings.
pub(super) const COMPARED: &[Dimension] = &[
    validate("ranges that change", |n| {
        let ranges = |shift| {
            nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i + shift, 29)})))).to_string())
        };
        request("UPDATE", &ranges(1), &ranges(0), json!({}))
    }),
    validate("ranges that differ from the inventory", |n| {
        let ranges = |shift| {
            nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i + shift, 29)})))).to_string())
        };
        request("CREATE", &ranges(1), &Value::Null, json!({"inventory": [ranges(0)]}))
    }),
    validate("ranges that collide with ranges of another NAD", |n| {
        let ranges = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        let mut other = nad_object(&config(&ranges).to_string());
        other["metadata"]["name"] = json!("other");
        with(nad(&ranges), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), other]}))
    }),
    validate("ranges that collide with one of another name", |n| {
        let ranges = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        let mut named = ipam("range", json!("10.0.0.0/8"));
        named["network_name"] = json!("other");
        let mut other = nad_object(&config(&named).to_string());
        other["metadata"]["name"] = json!("other");
        with(nad(&ranges), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), other]}))
    }),
    validate("ranges that overlap the cluster network", |n| {
        let ranges = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        let mut other = nad_object(&config(&ranges).to_string());
        other["metadata"]["name"] = json!("cluster-net");
        with(nad(&ranges), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), other]}))
    }),
    validate("ranges of a monitor network", |n| {
        let ranges = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        let mut other = nad_object(&config(&ranges).to_string());
        other["metadata"]["name"] = json!("monitor-net");
        let inventory = json!([cluster("rook-ceph", "public-net", "cluster-net"), other]);
        with(nad(&ranges), json!({"inventory": inventory, "monitorNetwork": "rook-ceph/monitor-net"}))
    }),
    validate("ranges in no order that collide with ranges of another NAD", |n| {
        let ranges = |step: usize| {
            let block = |i: usize| block(i * step % 65_536, 29);
            ipam("ipRanges", list(n, |i| json!({"range": block(i), "range_start": "10.0.0.1", "exclude": [block(i)]})))
        };
        let mut other = nad_object(&config(&ranges(40_503)).to_string());
        other["metadata"]["name"] = json!("other");
        with(nad(&ranges(25_717)), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), other]}))
    }),
    validate("ranges of a foreign NAD and of the cluster network", |n| {
        let mut other = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        other["metadata"]["name"] = json!("cluster-net");
        let mut foreign = nad(&ipam("ipRanges", list(n, |i| json!({"range": block(i + n, 29)}))));
        foreign["request"]["object"]["metadata"]["namespace"] = json!("shop");
        foreign["request"]["namespace"] = json!("shop");
        with(foreign, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), other]}))
    }),
    validate("named ranges of a foreign NAD and named networks of CephClusters", |n| {
        let named = |name: String, mut ipam: Value| {
            ipam["network_name"] = json!(name);
            nad_object(&config(&ipam).to_string())
        };
        let ranges = ipam("ipRanges", list(n, |i| json!({"range": block(i + n, 29)})));
        let mut foreign = request("CREATE", &named("shop".to_owned(), ranges), &Value::Null, json!({}));
        foreign["request"]["object"]["metadata"]["namespace"] = json!("shop");
        foreign["request"]["namespace"] = json!("shop");
        let clusters = (0..n).flat_map(|i| {
            let name = format!("net{i}");
            let mut nad = named(name.clone(), json!({"type": "whereabouts", "range": block(i, 29)}));
            nad["metadata"]["name"] = json!(name);
            [cluster(&format!("ceph{i}"), &name, &name), nad]
        });
        with(foreign, json!({"inventory": clusters.collect::<Vec<_>>()}))
    }),
    validate("gateways of a foreign bridge and ranges of the cluster network", |n| {
        let mut other = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        other["metadata"]["name"] = json!("cluster-net");
        let ranges = list(n, |i| json!([{"subnet": block(i + n, 29), "gateway": "172.16.0.1"}]));
        let bridge = json!({
            "cniVersion": "0.3.1", "type": "bridge", "bridge": "br0", "isGateway": true,
            "ipam": {"type": "host-local", "ranges": ranges},
        });
        let foreign = nad_object(&bridge.to_string());
        let mut foreign = request("CREATE", &foreign, &Value::Null, json!({}));
        foreign["request"]["object"]["metadata"]["namespace"] = json!("shop");
        foreign["request"]["namespace"] = json!("shop");
        with(foreign, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), other]}))
    }),
    validate("ranges of the networks of a CephCluster", |n| {
        let of = |name: &str, shift| {
            let ranges = list(n, |i| json!({"range": block(i + shift, 29)}));
            let mut nad = nad_object(&config(&ipam("ipRanges", ranges)).to_string());
            nad["metadata"]["name"] = json!(name);
            nad
        };
        let nads = json!([of("public-net", 0), of("cluster-net", n)]);
        create(&cluster("rook-ceph", "public-net", "cluster-net"), json!({"inventory": nads}))
    }),
    validate("node ranges and ranges", |n| {
        let ranges = nad(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)}))));
        let nodes = list(n, |i| json!(block(i + 7, 29)));
        with(ranges, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")], "nodeRanges": nodes}))
    }),
    validate("node ranges and public networks, for a foreign NAD", |n| {
        let clusters = (0..n).map(|i| cluster(&format!("ceph{i}"), &format!("net{i}"), "cluster-net"));
        let inventory: Vec<Value> = clusters.chain((0..n).map(other_nad)).collect();
        let nodes = list(n, |i| json!(block(i + 600_000, 29)));
        with(
            foreign(&config(&ipam("range", json!("10.200.0.0/16")))),
            json!({"inventory": inventory, "nodeRanges": nodes}),
        )
    }),
    validate("windows of one range, of a network and a foreign NAD", |n| {
        let windows = |first: usize| {
            let window =
                |i: usize| json!({"range": "10.0.0.0/8", "range_start": own(first + i), "range_end": own(first + i)});
            config(&json!({"type": "whereabouts", "network_name": "a", "ipRanges": list(n, window)}))
        };
        let inventory = json!([cluster("rook-ceph", "public-net", "cluster-net"), nad_object(&windows(1).to_string())]);
        with(foreign(&windows(1_000_000)), json!({"inventory": inventory}))
    }),
    validate("node ranges, ranges and routes", |n| {
        let mut ipam = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        ipam["routes"] = list(n, |i| json!({"dst": block(i + 300_000, 29)}));
        let nodes = list(n, |i| json!(block(i + 600_000, 29)));
        with(nad(&ipam), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")], "nodeRanges": nodes}))
    }),
    validate("networks of options in lines of their own, and address ranges", |n| {
        let lines: String = (0..n).map(|i| format!("public network = {}\n", block(i, 29))).collect();
        let mut map = resource("v1", "ConfigMap", "rook-ceph", 0);
        map["metadata"]["name"] = json!("rook-config-override");
        map["data"] = json!({"config": lines});
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |i| json!(block(i, 29)))});
        create(&map, json!({"inventory": [cluster]}))
    }),
    validate("endpoints of an object store and ranges", |n| {
        let mut store = resource("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", 0);
        let endpoint = |i: usize| json!({"ip": format!("172.{}.{}.{}", i >> 16 & 255, i >> 8 & 255, i & 255)});
        store["spec"] = json!({"gateway": {"externalRgwEndpoints": list(n, endpoint)}});
        let ranges = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        create(&store, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net"), ranges]}))
    }),
    annotation("selections of a CSI driver and ranges of a monitor network, with an earlier CephCluster", |n| {
        let mut driver = resource("csi.ceph.io/v1", "Driver", "rook-ceph", 0);
        let networks = texts(n, |_| "rook-ceph/cluster-net".to_owned());
        driver["spec"] = json!({"controllerPlugin": {"annotations": {"k8s.v1.cni.cncf.io/networks": networks}}});
        let public = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        let mut monitors = public.clone();
        monitors["metadata"]["name"] = json!("monitor-net");
        let cluster = cluster("rook-ceph", "public-net", "cluster-net");
        let settings = json!({
            "inventory": [cluster, public, monitors], "previous": [cluster], "monitorNetwork": "rook-ceph/monitor-net",
        });
        with(create(&driver, json!({})), settings)
    }),
];
