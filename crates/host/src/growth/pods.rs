//! What a pod may have much of.

use serde_json::json;

use super::objects::*;
use super::{Dimension, annotation, validate};

/// Networks, and what stands beside them.
pub(super) const PODS: &[Dimension] = &[
    annotation("selections", |n| pod_in_cluster(&json!(texts(n, |i| format!("ns/net{i}"))))),
    annotation("selections of one letter", |n| pod_in_cluster(&json!(texts(n, |_| String::from("a"))))),
    annotation("selections of one network", |n| {
        pod_in_cluster(&json!(texts(n, |_| "rook-ceph/public-net".to_owned())))
    }),
    annotation("selections, the last ones of one network", |n| {
        let text = texts(2 * n, |i| if i < n { format!("ns/net{i}") } else { "rook-ceph/public-net".to_owned() });
        pod_in_cluster(&json!(text))
    }),
    annotation("selections in JSON", |n| {
        let selections = list(
            n,
            |i| json!({"name": format!("net{i}"), "interface": format!("i{i}"), "x": [{}], "ips": ["10.0.0.1"]}),
        );
        pod_in_cluster(&json!(selections.to_string()))
    }),
    annotation("selections without a CephCluster", |n| pod("rook-ceph", &json!(texts(n, |i| format!("ns/net{i}"))))),
    annotation("selections is listed with the network of `monitorNetwork`", |n| {
        let networks =
            json!(texts(n + 1, |i| if i == n { "rook-ceph/monitor-net" } else { "rook-ceph/public-net" }.to_owned()));
        let inventory = json!([cluster("rook-ceph", "public-net", "cluster-net")]);
        let mut payload = with(
            pod("rook-ceph", &networks),
            json!({"inventory": inventory, "monitorNetwork": "rook-ceph/monitor-net"}),
        );
        payload["request"]["object"]["metadata"]["labels"]["app"] = json!("rook-ceph-mon");
        payload
    }),
    annotation("selections and namespaces that are open", |n| {
        let open = list(n, |i| json!(format!("open{i}")));
        with(
            pod_in_cluster(&json!(texts(n, |i| format!("ns{i}/net")))),
            json!({"namespaceIsolation": open, "inventory": [cluster("rook-ceph", "public-net", "cluster-net")]}),
        )
    }),
    annotation("foreign selections and CephClusters", |n| {
        let inventory = list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"));
        with(pod("shop", &json!(texts(n, |i| format!("ns{i}/cluster-net")))), json!({"inventory": inventory}))
    }),
    annotation("words of a foreign annotation that cannot be read, and CephClusters", |n| {
        let inventory = list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"));
        with(
            pod("shop", &json!(format!("x/y/z,{}", texts(n, |i| format!("word{i}"))))),
            json!({"inventory": inventory}),
        )
    }),
    annotation("addresses of a selection", |n| {
        pod_in_cluster(&json!(json!([{"name": "public-net", "ips": list(n, |i| json!(block(i, 32)))}]).to_string()))
    }),
    annotation("addresses of foreign selections and ranges of a Ceph network", |n| {
        let ranges = list(n, |i| json!({"range": block(i, 29)}));
        let mut public = nad_object(&config(&ipam("ipRanges", ranges)).to_string());
        public["metadata"]["name"] = json!("public-net");
        let ask = |i| json!({"name": "public-net", "namespace": "rook-ceph", "ips": [block(8 * i + 1, 32)]});
        let inventory = json!([cluster("rook-ceph", "public-net", "cluster-net"), public]);
        with(pod("shop", &json!(list(n, ask).to_string())), json!({"inventory": inventory}))
    }),
    annotation("members of cni-args", |n| {
        let args = members(n, |i| (format!("k{i}"), json!(i)));
        pod_in_cluster(&json!(json!([{"name": "public-net", "cni-args": args}]).to_string()))
    }),
    annotation("members of a selection", |n| {
        let mut selection = members(n, |i| (format!("k{i}"), json!(i)));
        selection["name"] = json!("public-net");
        pod_in_cluster(&json!(json!([selection]).to_string()))
    }),
    annotation("commas of an annotation", |n| pod_in_cluster(&json!(",".repeat(n)))),
    annotation("commas of a foreign annotation", |n| {
        let inventory = json!([cluster("rook-ceph", "public-net", "cluster-net")]);
        with(pod("shop", &json!(",".repeat(n))), json!({"inventory": inventory}))
    }),
    validate("labels", |n| of_pod("labels", members(n, |i| (format!("l{i}"), json!("x"))))),
    validate("annotations", |n| of_pod("annotations", members(n, |i| (format!("a{i}"), json!("x"))))),
    validate("owner references", |n| {
        of_pod("ownerReferences", list(n, |i| json!({"kind": "Job", "name": i, "controller": false})))
    }),
    validate("containers", |n| {
        let mut payload = pod_in_cluster(&json!("rook-ceph/public-net,rook-ceph/cluster-net"));
        payload["request"]["object"]["spec"]["containers"] =
            list(n, |i| json!({"name": format!("c{i}"), "image": "x"}));
        payload
    }),
    annotation("selections of a NAD that needs devices, and its ranges", |n| {
        let mut nads = ["public-net", "cluster-net"].map(|name| {
            let mut nad = nad_by_device(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)}))));
            nad["metadata"]["name"] = json!(name);
            nad
        });
        let inventory = json!([cluster("rook-ceph", "public-net", "cluster-net"), nads[0].take(), nads[1].take()]);
        with(pod("rook-ceph", &json!(texts(n, |_| "public-net".to_owned()))), json!({"inventory": inventory}))
    }),
    annotation("selections of a CSI pod that needs devices, its containers, and CephClusters", |n| {
        let mut inventory = Vec::new();
        for i in 0..n {
            let mut nad = nad_by_device(&ipam("exclude", json!([])));
            nad["metadata"]["name"] = json!(format!("net{i}"));
            inventory.extend([cluster(&format!("ns{i}"), &format!("net{i}"), "cluster-net"), nad]);
        }
        inventory.push(resource("csi.ceph.io/v1", "OperatorConfig", "rook-ceph", 0));
        let mut payload = pod("rook-ceph", &json!(texts(n, |_| "rook-ceph/net0".to_owned())));
        let pod = &mut payload["request"]["object"];
        pod["metadata"]["labels"]["app"] = json!("csi-rbdplugin-provisioner");
        pod["metadata"]["ownerReferences"] = json!([{"controller": true}]);
        pod["spec"]["containers"] = list(n, |_| json!({"resources": {"limits": {"example.com/vf": 1}}}));
        with(payload, json!({"inventory": inventory}))
    }),
    annotation("selections of a workload", |n| {
        let mut payload = pod_in_cluster(&json!(texts(n, |i| format!("ns/net{i}"))));
        let template = payload["request"]["object"].take();
        payload["request"]["kind"] = json!({"group": "apps", "version": "v1", "kind": "Deployment"});
        payload["request"]["object"] = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": "rook-ceph"},
            "spec": {"template": template},
        });
        payload
    }),
    annotation("selections of a CephObjectStore", |n| {
        let mut store = resource("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", 0);
        let networks = texts(n, |i| format!("ns/net{i}"));
        store["spec"] = json!({"gateway": {"annotations": {"k8s.v1.cni.cncf.io/networks": networks}}});
        create(&store, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")]}))
    }),
];
