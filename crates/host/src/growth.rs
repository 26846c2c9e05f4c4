//! Requests that grow in one dimension: by them is held that the time grows in proportion.

#![expect(clippy::indexing_slicing, reason = "each member is set in an object that is made right before")]

use serde_json::{Map, Value, json};

use crate::payload::Payload;

/// One dimension of the input.
#[derive(Debug, Clone, Copy)]
pub struct Dimension {
    /// What there is more and more of.
    pub name: &'static str,
    /// The waPC function that is called.
    pub function: &'static str,
    payload: fn(usize) -> Value,
}

impl Dimension {
    /// The payload with `number` of it.
    #[must_use]
    pub fn payload(&self, number: usize) -> Payload {
        let bytes = (self.payload)(number).to_string().into_bytes();
        Payload { name: format!("{number} {}", self.name), bytes }
    }

    /// The payload whose largest part, request or settings, has about as many bytes as that may have:
    /// `request` or `settings`.
    #[must_use]
    pub fn filled(&self, request: usize, settings: usize) -> Payload {
        const PROBE: usize = 500;
        let sizes = |number| {
            let value = (self.payload)(number);
            let size = |key| value.get(key).map_or(0, |part| part.to_string().len());
            if self.function == "validate" { [size("request"), size("settings")] } else { [0, value.to_string().len()] }
        };
        let (one, two) = (sizes(PROBE), sizes(2 * PROBE));
        let limits = [request, settings];
        let fits = one.iter().zip(two).zip(limits).filter(|((one, two), _)| two > *one);
        let number = fits
            .map(|((one, two), limit)| PROBE * limit.saturating_sub((2 * one).saturating_sub(two)) / (two - one))
            .min();
        self.payload(number.unwrap_or(PROBE))
    }
}

/// Every dimension in which a request or the settings may be large.
pub const DIMENSIONS: &[Dimension] = &[
    // A NetworkAttachmentDefinition.
    validate("disjoint ipRanges", |n| nad(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)}))))),
    validate("equal ipRanges", |n| nad(&ipam("ipRanges", list(n, |_| json!({"range": "10.0.0.0/8"}))))),
    validate("nested ipRanges", |n| {
        nad(&ipam("ipRanges", list(n, |i| json!({"range": format!("10.{}.0.0/{}", i % 250, 8 + i % 20)}))))
    }),
    validate("unreadable ipRanges", |n| nad(&ipam("ipRanges", list(n, |i| json!({"range": format!("x{i}")}))))),
    validate("ipRanges with a gateway", |n| {
        let mut ipam = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        ipam["gateway"] = json!("192.168.1.1");
        nad(&ipam)
    }),
    validate("excludes", |n| nad(&ipam("exclude", list(n, |i| json!(block(i, 32)))))),
    validate("excludes outside of the range", |n| {
        nad(&json!({"type": "whereabouts", "range": "192.168.0.0/24", "exclude": list(n, |i| json!(block(i, 32)))}))
    }),
    validate("unreadable excludes", |n| nad(&ipam("exclude", list(n, |i| json!(format!("x{i}")))))),
    validate("routes", |n| nad(&ipam("routes", list(n, |i| json!({"dst": block(i, 32)}))))),
    validate("unreadable routes", |n| nad(&ipam("routes", list(n, |i| json!({"dst": format!("x{i}")}))))),
    validate("routes without a destination", |n| nad(&ipam("routes", list(n, |_| json!({}))))),
    validate("default routes", |n| nad(&ipam("routes", list(n, |_| json!({"dst": "0.0.0.0/0"}))))),
    validate("static addresses", |n| nad(&ipam("addresses", list(n, |i| json!({"address": block(i, 24)}))))),
    validate("unreadable static addresses", |n| nad(&ipam("addresses", list(n, |_| json!({"address": "x"}))))),
    validate("unknown keys of ipRanges", |n| nad(&ipam("ipRanges", list(n, |_| json!({"rangeStart": 1, "x": 2}))))),
    validate("plugins", |n| nad_of(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |_| plugin())}))),
    validate("plugins without type", |n| {
        nad_of(
            &json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |i| if i == 0 { plugin() } else { json!({}) })}),
        )
    }),
    validate("plugins with wrong values", |n| {
        let wrong = json!({"type": "macvlan", "mode": "x", "mtu": -1, "master": 5, "capabilities": 5});
        nad_of(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |_| wrong.clone())}))
    }),
    validate("plugins and masters that are allowed", |n| {
        let plugins = json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, |_| plugin())});
        with(
            nad_of(&plugins),
            json!({
                "allowedMasters": list(n, |i| json!(format!("eth{}", i + 1000))),
                "allowedIpamTypes": list(n, |i| json!(format!("ipam{i}"))),
                "allowedInterfaceTypes": list(n, |i| json!(format!("type{i}"))),
            }),
        )
    }),
    validate("plugins with IPAM sections of names of their own", |n| {
        let plugin = |i| json!({"type": "x", "ipam": {"type": "whereabouts", "range": block(i, 29), "network_name": format!("n{i}")}});
        with_nads(nad_of(&json!({"cniVersion": "0.3.1", "name": "a", "plugins": list(n, plugin)})), 50)
    }),
    validate("CNI versions", |n| {
        nad_of(
            &json!({"cniVersion": "0.3.1", "cniVersions": list(n, |i| json!(format!("x{i}"))), "plugins": [plugin()]}),
        )
    }),
    validate("trunks of a bridge", |n| {
        nad_of(&json!({"cniVersion": "0.3.1", "type": "bridge", "vlanTrunk": list(n, |_| json!({"id": 5000}))}))
    }),
    validate("attachments of a CNI configuration", |n| {
        nad_of(&json!({"cniVersion": "0.3.1", "type": "macvlan", "cni.dev/valid-attachments": list(n, |i| json!(i))}))
    }),
    validate("objects with repeated keys below a long key", |n| {
        let objects = vec![r#"{"a":1,"a":2}"#; n].join(",");
        nad_text(&format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","{}":[{objects}]}}"#, "k".repeat(10 * n)))
    }),
    validate("unread values of a configuration", |n| {
        nad_of(&json!({"cniVersion": "0.3.1", "type": "macvlan", "x": list(n, |i| json!({"a": [i], "b": "c"}))}))
    }),
    validate("bytes of a string", |n| nad_of(&json!({"cniVersion": "0.3.1", "type": "x".repeat(100 * n)}))),
    validate("bytes that are no JSON", |n| nad_text(&"[".repeat(100 * n))),
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
    validate("node ranges and ranges", |n| {
        let ranges = nad(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)}))));
        let nodes = list(n, |i| json!(block(i + 7, 29)));
        with(ranges, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")], "nodeRanges": nodes}))
    }),
    validate("node ranges, ranges and routes", |n| {
        let mut ipam = ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})));
        ipam["routes"] = list(n, |i| json!({"dst": block(i + 300_000, 29)}));
        let nodes = list(n, |i| json!(block(i + 600_000, 29)));
        with(nad(&ipam), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")], "nodeRanges": nodes}))
    }),
    // A CephCluster.
    validate("address ranges and ranges", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |i| json!(block(i + 3, 29)))});
        let ranges = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        create(&cluster, json!({"inventory": [ranges]}))
    }),
    validate("address ranges of the other family", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |i| json!(format!("fd00:{i:x}::/32")))});
        let ranges = nad_object(&config(&ipam("ipRanges", list(n, |i| json!({"range": block(i, 29)})))).to_string());
        create(&cluster, json!({"inventory": [ranges]}))
    }),
    validate("unreadable address ranges", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["addressRanges"] = json!({"public": list(n, |_| json!("x"))});
        create(&cluster, json!({}))
    }),
    validate("unknown selectors", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["network"]["selectors"] = members(n, |i| (format!("publi{i}"), json!("x")));
        create(&cluster, json!({}))
    }),
    validate("unknown members of a selector", |n| {
        let mut selector = members(n, |i| (format!("key{i}"), json!(i)));
        selector["name"] = json!("public-net");
        create(&cluster("rook-ceph", &selector.to_string(), "cluster-net"), json!({}))
    }),
    validate("nodes and devices of a CephCluster", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["storage"] = json!({
            "nodes": list(n, |i| json!({"name": format!("node{i}")})),
            "devices": list(n, |i| json!({"name": format!("sd{i}")})),
        });
        create(&cluster, json!({"inventory": [nad_object(&config(&ipam("exclude", json!([]))).to_string())]}))
    }),
    validate("device sets", |n| {
        let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
        cluster["spec"]["storage"] = json!({"storageClassDeviceSets": list(n, |i| json!({"name": i, "count": 1}))});
        create(&cluster, json!({"inventory": [nad_object(&config(&ipam("exclude", json!([]))).to_string())]}))
    }),
    validate("members of a network that differ", |n| {
        let object = |value: usize| {
            let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
            cluster["spec"]["network"]["x"] =
                members(n, |i| (format!("k{i}"), json!(if i + 1 == n { value } else { i })));
            cluster
        };
        request("UPDATE", &object(1), &object(2), json!({}))
    }),
    validate("levels of a difference (of 100)", |n| {
        let mut nested = [json!(1), json!(2)];
        for _ in 0..(n / 100).min(100) {
            nested = nested.map(|value| json!({"a": value, "b": [1]}));
        }
        let [new, old] = nested.map(|value| {
            let mut cluster = cluster("rook-ceph", "public-net", "cluster-net");
            cluster["spec"]["network"]["x"] = value;
            cluster
        });
        request("UPDATE", &new, &old, json!({}))
    }),
    // The inventory.
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
    validate("unknown kinds", |n| with(nad(&ipam("exclude", json!([]))), unknown_kinds(n))),
    validate("previous objects", |n| {
        let inventory = list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"));
        with(nad(&ipam("exclude", json!([]))), json!({"inventory": inventory, "previous": inventory}))
    }),
    validate("exempt namespaces", |n| {
        with(pod("rook-ceph", &json!("a/b")), json!({"exemptNamespaces": list(n, |i| json!(format!("ns{i}")))}))
    }),
    // A pod.
    validate("selections", |n| pod_in_cluster(&json!(texts(n, |i| format!("ns/net{i}"))))),
    validate("selections of one network", |n| pod_in_cluster(&json!(texts(n, |_| "rook-ceph/public-net".to_owned())))),
    validate("selections, the last ones of one network", |n| {
        let text = texts(2 * n, |i| if i < n { format!("ns/net{i}") } else { "rook-ceph/public-net".to_owned() });
        pod_in_cluster(&json!(text))
    }),
    validate("selections in JSON", |n| {
        let selections = list(
            n,
            |i| json!({"name": format!("net{i}"), "interface": format!("i{i}"), "x": [{}], "ips": ["10.0.0.1"]}),
        );
        pod_in_cluster(&json!(selections.to_string()))
    }),
    validate("selections without a CephCluster", |n| pod("rook-ceph", &json!(texts(n, |i| format!("ns/net{i}"))))),
    validate("selections beside the monitor network", |n| {
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
    validate("selections and namespaces that are open", |n| {
        let open = list(n, |i| json!(format!("open{i}")));
        with(
            pod_in_cluster(&json!(texts(n, |i| format!("ns{i}/net")))),
            json!({"namespaceIsolation": open, "inventory": [cluster("rook-ceph", "public-net", "cluster-net")]}),
        )
    }),
    validate("foreign selections and CephClusters", |n| {
        let inventory = list(n, |i| cluster(&format!("ns{i}"), "public-net", "cluster-net"));
        with(pod("shop", &json!(texts(n, |i| format!("ns{i}/cluster-net")))), json!({"inventory": inventory}))
    }),
    validate("addresses of a selection", |n| {
        pod_in_cluster(&json!(json!([{"name": "public-net", "ips": list(n, |i| json!(block(i, 32)))}]).to_string()))
    }),
    validate("members of cni-args", |n| {
        let args = members(n, |i| (format!("k{i}"), json!(i)));
        pod_in_cluster(&json!(json!([{"name": "public-net", "cni-args": args}]).to_string()))
    }),
    validate("members of a selection", |n| {
        let mut selection = members(n, |i| (format!("k{i}"), json!(i)));
        selection["name"] = json!("public-net");
        pod_in_cluster(&json!(json!([selection]).to_string()))
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
    validate("selections of a workload", |n| {
        let mut payload = pod_in_cluster(&json!(texts(n, |i| format!("ns/net{i}"))));
        let template = payload["request"]["object"].take();
        payload["request"]["kind"] = json!({"group": "apps", "version": "v1", "kind": "Deployment"});
        payload["request"]["object"] = json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "namespace": "rook-ceph"},
            "spec": {"template": template},
        });
        payload
    }),
    validate("selections of a CephObjectStore", |n| {
        let mut store = resource("ceph.rook.io/v1", "CephObjectStore", "rook-ceph", 0);
        let networks = texts(n, |i| format!("ns/net{i}"));
        store["spec"] = json!({"gateway": {"annotations": {"k8s.v1.cni.cncf.io/networks": networks}}});
        create(&store, json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")]}))
    }),
    // Settings that are to be validated.
    settings("settings that nobody knows", |n| members(n, |i| (format!("allowedMaster{i}"), json!(1)))),
    settings(
        "rules that nobody knows",
        |n| json!({"rules": members(n, |i| (format!("ipam-type-not-alowed-{i}"), json!("warn")))}),
    ),
    settings(
        "objects without a name",
        |n| json!({"inventory": list(n, |_| json!({"apiVersion": "ceph.rook.io/v1", "kind": "CephCluster"}))}),
    ),
    settings("objects without a name in deep lists", |n| {
        let mut list = list(n, |_| json!({}));
        for _ in 0..30 {
            list = json!([{"apiVersion": "v1", "kind": "List", "items": list}]);
        }
        json!({"inventory": list})
    }),
    settings("kinds that no rule reads", unknown_kinds),
    settings("copies", |n| json!({"inventory": list(n, |_| cluster("rook-ceph", "public-net", "cluster-net"))})),
    settings(
        "wrong names",
        |n| json!({"allowedMasters": list(n, |_| json!(1)), "nodeRanges": list(n, |_| json!("10.0.0.1/8"))}),
    ),
];

const fn validate(name: &'static str, payload: fn(usize) -> Value) -> Dimension {
    Dimension { name, function: "validate", payload }
}

const fn settings(name: &'static str, payload: fn(usize) -> Value) -> Dimension {
    Dimension { name, function: "validate_settings", payload }
}

fn list(number: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..number).map(item).collect::<Vec<_>>().into()
}

fn members(number: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..number).map(member).collect::<Map<_, _>>().into()
}

fn texts(number: usize, text: impl Fn(usize) -> String) -> String {
    (0..number).map(text).collect::<Vec<_>>().join(",")
}

fn push(list: &mut Value, item: Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(item);
    }
}

/// The block of addresses at `place` below 10.0.0.0/8.
fn block(place: usize, prefix: u32) -> String {
    let address = place << (32 - prefix);
    format!("10.{}.{}.{}/{prefix}", address >> 16 & 255, address >> 8 & 255, address & 255)
}

fn ipam(key: &str, value: Value) -> Value {
    let mut ipam = json!({"type": "whereabouts"});
    if key != "ipRanges" {
        ipam["range"] = json!("10.0.0.0/8");
    }
    ipam[key] = value;
    ipam
}

fn plugin() -> Value {
    json!({"type": "macvlan", "master": "eth0", "ipam": {"type": "host-local"}})
}

fn config(ipam: &Value) -> Value {
    json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth0", "mode": "bridge", "ipam": ipam})
}

fn nad_object(config: &str) -> Value {
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": "rook-ceph"}, "spec": {"config": config},
    })
}

fn nad(ipam: &Value) -> Value {
    nad_of(&config(ipam))
}

fn nad_of(config: &Value) -> Value {
    nad_text(&config.to_string())
}

fn nad_text(config: &str) -> Value {
    create(&nad_object(config), json!({}))
}

fn other_nad(place: usize) -> Value {
    let mut nad = nad_object(&config(&ipam("range", json!(block(place, 29)))).to_string());
    nad["metadata"]["name"] = json!(format!("net{place}"));
    nad
}

fn with_nads(payload: Value, number: usize) -> Value {
    let mut inventory = list(number, other_nad);
    push(&mut inventory, cluster("rook-ceph", "public-net", "net0"));
    with(payload, json!({"inventory": inventory}))
}

/// A CephCluster of its own namespace; the NADs are those of `rook-ceph`.
fn cluster(namespace: &str, public: &str, cluster: &str) -> Value {
    let selector = |name: &str| if name.starts_with('{') { name.to_owned() } else { format!("rook-ceph/{name}") };
    json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
        "metadata": {"name": "my-cluster", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": selector(public), "cluster": selector(cluster)}}},
    })
}

fn resource(version: &str, kind: &str, namespace: &str, place: usize) -> Value {
    json!({"apiVersion": version, "kind": kind, "metadata": {"name": format!("r{place}"), "namespace": namespace}, "spec": {}})
}

fn unknown_kinds(number: usize) -> Value {
    let kind =
        |i| json!({"apiVersion": "x/v1", "kind": format!("Kind{i}"), "metadata": {"name": "a", "namespace": "b"}});
    json!({"inventory": list(number, kind)})
}

fn pod(namespace: &str, networks: &Value) -> Value {
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "name": "a", "namespace": namespace, "labels": {"app": "rook-ceph-osd"},
            "annotations": {"k8s.v1.cni.cncf.io/networks": networks},
        },
        "spec": {"serviceAccountName": "rook-ceph-osd", "containers": [{"name": "osd", "image": "x"}]},
    });
    create(&pod, json!({}))
}

fn pod_in_cluster(networks: &Value) -> Value {
    with(pod("rook-ceph", networks), json!({"inventory": [cluster("rook-ceph", "public-net", "cluster-net")]}))
}

/// An OSD pod without its networks, with more of `key` in its metadata.
fn of_pod(key: &str, value: Value) -> Value {
    let mut payload = pod_in_cluster(&json!("rook-ceph/public-net"));
    let mut value = value;
    if key == "labels" {
        value["app"] = json!("rook-ceph-osd");
    }
    payload["request"]["object"]["metadata"][key] = value;
    payload
}

fn with(mut payload: Value, settings: Value) -> Value {
    payload["settings"] = settings;
    payload
}

fn create(object: &Value, settings: Value) -> Value {
    request("CREATE", object, &Value::Null, settings)
}

fn request(operation: &str, object: &Value, old: &Value, settings: Value) -> Value {
    let (group, version) = object["apiVersion"].as_str().and_then(|text| text.split_once('/')).unwrap_or(("", "v1"));
    json!({
        "request": {
            "uid": "1299d386-525b-4032-98ae-1949f69f9cfc",
            "kind": {"group": group, "version": version, "kind": object["kind"]},
            "operation": operation, "name": object["metadata"]["name"], "namespace": object["metadata"]["namespace"],
            "userInfo": {"username": "system:serviceaccount:kube-system:job-controller"},
            "object": object, "oldObject": old,
        },
        "settings": settings,
    })
}
