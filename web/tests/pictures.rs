//! What the two pictures show of manifests.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use ceph_multus_web::attachments::{AttachmentPicture, Link, StopRole};
use ceph_multus_web::input::Input;
use ceph_multus_web::map::Lane;
use ceph_multus_web::report::Report;

const CLUSTER: &str = r#"
apiVersion: ceph.rook.io/v1
kind: CephCluster
metadata: {name: my-cluster, namespace: rook-ceph}
spec:
  mon: {count: 3}
  mgr: {count: 2}
  network: {provider: multus, selectors: {public: rook-ceph/public-net, cluster: rook-ceph/cluster-net}}
  storage: {storageClassDeviceSets: [{name: set, count: 4}]}
"#;

fn nad(name: &str, ipam: &str) -> String {
    format!(
        "---\napiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\n\
         metadata: {{name: {name}, namespace: rook-ceph}}\nspec:\n  config: |\n    \
         {{\"cniVersion\": \"0.3.1\", \"type\": \"macvlan\", \"master\": \"eth1\", \"ipam\": {ipam}}}\n"
    )
}

fn whereabouts(name: &str, members: &str) -> String {
    nad(name, &format!("{{\"type\": \"whereabouts\", {members}}}"))
}

fn report(manifests: &[&str], settings: &str) -> Report {
    let input = Input { manifests: manifests.concat(), settings: settings.to_owned(), old_objects: String::new() };
    let report = Report::of(&input);
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    report
}

fn parts(lane: &Lane) -> Vec<String> {
    lane.parts.iter().map(|part| format!("{} {} ({})", part.kind, part.text, part.count)).collect()
}

#[test]
fn a_range_shows_what_is_taken_free_excluded_and_outside() {
    let public = whereabouts(
        "public-net",
        r#""range": "192.168.20.0/24", "range_end": "192.168.20.99", "exclude": ["192.168.20.8/29"], "gateway": "192.168.20.8""#,
    );
    let report = report(&[CLUSTER, &public], "nodeRanges: [192.168.20.96/27, 10.0.0.0/24]");
    let [nodes, axis] = report.map.axes.as_slice() else { panic!("{:?}", report.map) };
    assert_eq!((nodes.first.as_str(), nodes.last.as_str(), nodes.lanes[0].role), ("10.0.0.0", "10.0.0.255", "nodes"));
    let lane = &axis.lanes[0];
    assert_eq!((lane.name.as_str(), lane.role, lane.capacity.as_str()), ("rook-ceph/public-net", "public", "91"));
    assert_eq!(lane.steady, "3 mon + 2 mgr + 4 osd = 9, CSI controller not counted");
    assert_eq!((lane.taken.as_deref(), lane.free, lane.short), (Some("9"), Some(90), false));
    assert_eq!(
        parts(lane),
        [
            "outside 192.168.20.0 (1)",
            "used 192.168.20.1-192.168.20.7 (7)",
            "excluded 192.168.20.8-192.168.20.15 (8)",
            "used 192.168.20.16-192.168.20.17 (2)",
            "surge 192.168.20.18-192.168.20.19 (2)",
            "free 192.168.20.20-192.168.20.99 (80)",
            "outside 192.168.20.100-192.168.20.255 (156)",
        ]
    );
    let gateway = lane.gateway.as_ref().expect("a gateway");
    assert_eq!((gateway.text.as_str(), gateway.at, gateway.assigned), ("192.168.20.8", 0.03125, false));
    let [overlap] = axis.overlaps.as_slice() else { panic!("{:?}", axis.overlaps) };
    assert_eq!((overlap.text.as_str(), overlap.from, overlap.to), ("192.168.20.96-192.168.20.99", 0.375, 0.390625));
    assert_eq!(axis.lanes[overlap.lanes[1]].name, "nodes");
    assert_eq!(report.map.blanks[0].reason, "no NAD of this name is known");
}

#[test]
fn nothing_is_called_free_where_osds_are_not_counted() {
    let cluster = CLUSTER
        .replace("{storageClassDeviceSets: [{name: set, count: 4}]}", "{useAllNodes: true, useAllDevices: true}");
    let [public, replication] = [("public-net", 20), ("cluster-net", 21)]
        .map(|(name, third)| whereabouts(name, &format!(r#""range": "192.168.{third}.0/24""#)));
    let lanes = |settings: &str| -> Vec<_> {
        let report = report(&[&cluster, &public, &replication], settings);
        let lanes = report.map.axes.into_iter().flat_map(|axis| axis.lanes);
        lanes.map(|lane| (lane.name, lane.steady, lane.free)).collect()
    };
    let named = |public: &str, public_free, replication: &str, replication_free| {
        [
            (String::from("rook-ceph/public-net"), public.to_owned(), public_free),
            (String::from("rook-ceph/cluster-net"), replication.to_owned(), replication_free),
        ]
    };
    let public = "3 mon + 2 mgr = 5, osd not counted, CSI controller not counted";
    assert_eq!(lanes(""), named(public, None, "0, osd not counted", None));
    let public = "3 mon + 2 mgr + 12 osd = 17, CSI controller not counted";
    assert_eq!(lanes("osds: 12"), named(public, Some(93), "12 osd", Some(95)));
}

#[test]
fn ranges_of_ipv6_lie_on_an_axis_of_their_own() {
    let public = whereabouts("public-net", r#""ipRanges": [{"range": "fd00::/64"}, {"range": "10.1.0.0/29"}]"#);
    let report = report(&[CLUSTER, &public], "");
    let [four, six] = report.map.axes.as_slice() else { panic!("{:?}", report.map) };
    assert_eq!((four.lanes[0].short, four.lanes[0].free), (true, Some(0)));
    assert_eq!(parts(&four.lanes[0])[1], "used 10.1.0.1-10.1.0.6 (6)");
    assert_eq!((six.first.as_str(), six.last.as_str()), ("fd00::", "fd00::ffff:ffff:ffff:ffff"));
    assert_eq!(six.lanes[0].capacity, "9223372036854775807");
}

#[test]
fn the_window_of_the_monitors_lies_beside_the_public_network() {
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24", "range_start": "192.168.20.20""#);
    let window = whereabouts("mon-net", r#""range": "192.168.20.0/24", "range_end": "192.168.20.10""#);
    let report = report(&[CLUSTER, &public, &window], "monitorNetwork: rook-ceph/mon-net");
    let [axis] = report.map.axes.as_slice() else { panic!("{:?}", report.map) };
    let [public, window] = axis.lanes.as_slice() else { panic!("{:?}", axis.lanes) };
    assert_eq!((public.role, window.role, axis.overlaps.len()), ("public", "monitors", 0));
    assert_eq!((window.steady.as_str(), window.surge.as_str()), ("3 mon", "1 mon failover"));
    let picture = &report.attachments[0];
    let mon = picture.joiners.iter().find(|joiner| joiner.name == "mon").expect("monitors");
    assert_eq!(picture.networks[mon.links[0].network].role, StopRole::Monitors);
}

#[test]
fn only_the_mons_that_get_the_window_are_drawn_in_it() {
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24", "range_start": "192.168.20.20""#);
    let window = whereabouts("mon-net", r#""range": "192.168.20.0/24", "range_end": "192.168.20.10""#);
    let pod = |name: &str, app: &str, networks: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: rook-ceph\n  labels: {{app: {app}}}\n  \
             ownerReferences: [{{controller: true}}]\n  annotations: {{k8s.v1.cni.cncf.io/networks: '{networks}'}}\nspec: {{serviceAccountName: {app}}}\n"
        )
    };
    let mon = pod("mon-a", "rook-ceph-mon", "rook-ceph/public-net");
    let check = pod("check", "multus-validation-test-web-server", "a/public-net");
    // A CephCluster with a range of its own, whose name comes first.
    let other = |text: &str| {
        text.replace("namespace: rook-ceph", "namespace: a")
            .replace("rook-ceph/", "a/")
            .replace("192.168.20", "192.168.40")
    };
    let other =
        [CLUSTER.replace("mon: {count: 3}", "mon: {count: 5}"), public.clone(), mon.clone()].map(|text| other(&text));
    let manifests = [&other[0], "---", CLUSTER, &public, &window, &other[1], &mon, &other[2], &check];
    let window = "monitorNetwork: rook-ceph/mon-net";
    let drawn = report(&manifests, window);
    let lanes = drawn.map.axes.iter().flat_map(|axis| &axis.lanes);
    let steady: Vec<_> = lanes.map(|lane| format!("{}: {}", lane.name, lane.steady)).collect();
    assert_eq!(
        steady,
        [
            "rook-ceph/public-net: 2 mgr + 4 osd = 6, CSI controller not counted",
            "rook-ceph/mon-net: 3 mon",
            "a/public-net: 5 mon + 2 mgr + 4 osd = 11, CSI controller not counted",
        ]
    );
    let joined = |report: &Report, name: &str| -> Vec<String> {
        let of = |picture: &AttachmentPicture| {
            let joiners = picture.joiners.iter().filter(|joiner| joiner.name.contains(name));
            let link = |link: &Link| format!("{} {}", link.state, picture.networks[link.network].name);
            joiners.map(|joiner| joiner.links.iter().map(link).collect::<Vec<_>>().join(", ")).collect::<Vec<_>>()
        };
        report.attachments.iter().flat_map(of).collect()
    };
    let [own, theirs] = ["attached rook-ceph/mon-net", "attached a/public-net"];
    assert_eq!(joined(&drawn, "mon"), [theirs, theirs, own, "attached rook-ceph/public-net, added rook-ceph/mon-net"]);
    // The label of Rook's validation means something only where the settings say so.
    assert_eq!((joined(&drawn, "Multus validation"), joined(&drawn, "Pod rook-ceph/check").len()), (vec![], 1));
    let allowed = report(&manifests, &format!("{window}\nvalidationNamespaces: [rook-ceph]"));
    assert_eq!(joined(&allowed, "Multus validation"), [theirs]);
}

#[test]
fn one_pool_of_two_networks_is_no_overlap_and_two_are() {
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24""#);
    for (name, overlaps) in [("", 0), ("backup", 1)] {
        let other = whereabouts("other-net", &format!(r#""range": "192.168.20.0/24", "network_name": "{name}""#));
        let report = report(&[CLUSTER, &public, &other], "");
        assert_eq!(report.map.axes[0].overlaps.len(), overlaps, "{name}");
    }
}

#[test]
fn a_network_that_cannot_be_drawn_says_why() {
    let host_local = nad("public-net", r#"{"type": "host-local", "subnet": "10.1.2.0/24"}"#);
    let broken = whereabouts("cluster-net", r#""range": "192.168.21.0/32""#);
    let report = report(&[CLUSTER, &host_local, &broken], "");
    let reasons: Vec<_> = report.map.blanks.iter().map(|blank| blank.reason.as_str()).collect();
    assert_eq!(reasons, ["`host-local` assigns its addresses", "no range with assignable addresses"]);
    let states: Vec<_> = report.attachments[0].networks.iter().map(|stop| stop.state).collect();
    assert_eq!(states, ["rejected", "rejected"]);
}

#[test]
fn pods_are_attached_lack_networks_and_are_rejected() {
    let pod = |name: &str, app: &str, networks: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: rook-ceph\n  labels: {{app: {app}}}\n  \
             ownerReferences: [{{controller: true}}]\n  annotations: {{k8s.v1.cni.cncf.io/networks: '{networks}'}}\nspec: {{serviceAccountName: {app}}}\n"
        )
    };
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24""#);
    let cluster = whereabouts("cluster-net", r#""range": "192.168.21.0/24""#);
    let mon = pod("a", "rook-ceph-mon", "rook-ceph/public-net,rook-ceph/cluster-net");
    let osd = pod("b", "rook-ceph-osd", "rook-ceph/public-net");
    let web = pod("c", "web", "rook-ceph/cluster-net,rook-ceph/web-net");
    let links = |settings: &str| -> Vec<String> {
        let report = report(&[CLUSTER, &public, &cluster, &mon, &osd, &web], settings);
        let picture = &report.attachments[0];
        let pods = picture.joiners.iter().filter(|joiner| !joiner.object.is_empty());
        let text = |joiner: &ceph_multus_web::attachments::Joiner| {
            let links =
                joiner.links.iter().map(|link| format!(" {} {}", link.state, picture.networks[link.network].name));
            format!("{}{}", joiner.name, links.collect::<String>())
        };
        pods.map(text).collect()
    };
    assert_eq!(
        links(""),
        [
            "mon attached rook-ceph/public-net rejected rook-ceph/cluster-net",
            "OSD attached rook-ceph/public-net added rook-ceph/cluster-net",
            "Pod rook-ceph/c rejected rook-ceph/cluster-net attached rook-ceph/web-net",
        ]
    );
    assert_eq!(links("mutate: false")[1], "OSD attached rook-ceph/public-net missing rook-ceph/cluster-net");
}

/// A pod with these annotations, and what the pictures say of it and of the NADs of others.
fn drawn(manifests: &[&str], settings: &str) -> Vec<String> {
    let report = report(manifests, settings);
    let picture = &report.attachments[0];
    let shown = picture.joiners.iter().filter(|joiner| !joiner.object.is_empty());
    let text = |joiner: &ceph_multus_web::attachments::Joiner| {
        let link = |link: &ceph_multus_web::attachments::Link| {
            let default = if link.default { " by default" } else { "" };
            format!(" {} {}{default}", link.state, picture.networks[link.network].name)
        };
        let rejected = if joiner.rejected { " (rejected)" } else { "" };
        format!("{}{}{rejected}", joiner.name, joiner.links.iter().map(link).collect::<String>())
    };
    shown.map(text).collect()
}

#[test]
fn a_network_is_not_taken_for_another_whose_name_begins_alike() {
    let cluster = CLUSTER.replace("rook-ceph/public-net", "rook-ceph/net");
    let second = cluster.replace("my-cluster, namespace: rook-ceph", "other, namespace: second");
    let second = second.replace("rook-ceph/net", "second/net").replace("rook-ceph/cluster-net", "rook-ceph/net2");
    let nads: Vec<String> = [("net", "10.0.0.0/24"), ("cluster-net", "10.0.1.0/24"), ("net2", "10.0.2.0/24")]
        .iter()
        .map(|(name, range)| whereabouts(name, &format!(r#""range": "{range}""#)))
        .collect();
    let osd = "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: b\n  namespace: rook-ceph\n  labels: {app: rook-ceph-osd}\n  \
               ownerReferences: [{controller: true}]\n  annotations: {k8s.v1.cni.cncf.io/networks: 'net,cluster-net,net2'}\n\
               spec: {serviceAccountName: rook-ceph-osd}\n";
    let second = format!("---\n{second}");
    let both = drawn(&[&cluster, &second, &nads[0], &nads[1], &nads[2], osd], "");
    assert_eq!(both, ["OSD attached rook-ceph/net attached rook-ceph/cluster-net rejected rook-ceph/net2"]);
    // Nobody's, it is only reported.
    let alone = drawn(&[&cluster, &nads[0], &nads[1], &nads[2], osd], "");
    assert_eq!(alone, ["OSD attached rook-ceph/net attached rook-ceph/cluster-net attached rook-ceph/net2"]);
}

#[test]
fn one_nad_for_both_networks_is_drawn_once_and_two_whose_names_are_cut_alike_twice() {
    let drawn = |public: &str, cluster: &str| {
        let ceph = CLUSTER.replace("public-net", public).replace("cluster-net", cluster);
        let nads = [
            whereabouts(public, r#""range": "192.168.20.0/24""#),
            whereabouts(cluster, r#""range": "192.168.21.0/24""#),
        ];
        let nads = if public == cluster { &nads[..1] } else { &nads[..] };
        let report = report(&[&ceph, &nads.concat()], "");
        let picture = &report.attachments[0];
        let links = |name: &str| -> Vec<usize> {
            let joiner = picture.joiners.iter().find(|joiner| joiner.name == name).expect("a joiner");
            joiner.links.iter().map(|link| link.network).collect()
        };
        let roles: Vec<_> = picture.networks.iter().map(|stop| stop.role).collect();
        (serde_json::to_string(&roles).expect("JSON"), links("mon"), links("osd"))
    };
    assert_eq!(drawn("net", "net"), (String::from(r#"["public and cluster"]"#), vec![0], vec![0]));
    let long = |end: &str| format!("{}-{end}", "n".repeat(130));
    let two = (String::from(r#"["public","cluster"]"#), vec![0], vec![0, 1]);
    assert_eq!(drawn("public", "public-and-cluster"), two);
    assert_eq!(drawn(&long("a"), &long("b")), two);
}

#[test]
fn a_joiner_has_the_parts_of_its_object() {
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24""#);
    let copy = whereabouts("copy", r#""range": "192.168.20.0/24""#).replace("namespace: rook-ceph", "namespace: shop");
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: a/b c\n  namespace: shop\n  \
               annotations: {k8s.v1.cni.cncf.io/networks: rook-ceph/public-net}\nspec: {}\n";
    let osd = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: osd-0, namespace: rook-ceph, labels: {app: rook-ceph-osd}}\n\
               spec: {serviceAccountName: rook-ceph-osd}\n";
    let report = report(&[CLUSTER, &public, &copy, pod, osd], "");
    let joiners = report.attachments[0].joiners.iter();
    let parts: Vec<String> = joiners
        .map(|joiner| match &joiner.parts {
            Some(parts) => {
                format!("{} {:?} {}", joiner.daemon, [parts.kind, &parts.namespace, &parts.name], joiner.object)
            }
            None => format!("{} {}", joiner.daemon, joiner.name),
        })
        .collect();
    assert_eq!(
        parts,
        [
            "true mon",
            "true mgr",
            "true osd",
            "true CSI controller",
            r#"false ["Pod", "shop", "a/b c"] Pod shop/a/b c"#,
            r#"true ["Pod", "rook-ceph", "osd-0"] Pod rook-ceph/osd-0"#,
            r#"false ["NetworkAttachmentDefinition", "shop", "copy"] NetworkAttachmentDefinition shop/copy"#,
        ]
    );
}

#[test]
fn the_default_network_of_a_pod_is_drawn() {
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24""#);
    let cluster = whereabouts("cluster-net", r#""range": "192.168.21.0/24""#);
    let pod = |name: &str, networks: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: shop\n  annotations: {{v1.multus-cni.io/default-network: {name}, {networks}}}\nspec: {{}}\n"
        )
    };
    let taken = pod("rook-ceph/cluster-net", "k8s.v1.cni.cncf.io/networks: rook-ceph/public-net");
    let open = pod("rook-ceph/public-net", "");
    assert_eq!(
        drawn(&[CLUSTER, &public, &cluster, &taken, &open], ""),
        [
            "Pod shop/rook-ceph/cluster-net rejected rook-ceph/cluster-net by default attached rook-ceph/public-net",
            "Pod shop/rook-ceph/public-net attached rook-ceph/public-net by default",
        ]
    );
}

#[test]
fn a_nad_of_others_that_copies_a_network_or_comes_close_is_drawn_beside_it() {
    let public = whereabouts("public-net", r#""range": "192.168.20.0/24""#);
    let cluster = whereabouts("cluster-net", r#""range": "192.168.21.0/24""#);
    let of_shop = |name: &str, range: &str| {
        whereabouts(name, &format!(r#""range": "{range}""#)).replace("namespace: rook-ceph", "namespace: shop")
    };
    let (copy, near) = (of_shop("copy", "192.168.21.0/24"), of_shop("near", "10.0.0.0/24"));
    let far = of_shop("far", "10.0.1.0/24").replace("eth1", "eth2");
    assert_eq!(
        drawn(&[CLUSTER, &public, &cluster, &copy, &near, &far], ""),
        [
            "NetworkAttachmentDefinition shop/copy copies rook-ceph/cluster-net (rejected)",
            "NetworkAttachmentDefinition shop/near nears rook-ceph/cluster-net",
        ]
    );
    let warned = drawn(&[CLUSTER, &public, &cluster, &copy], "rules: {ceph-network-copied: warn}");
    assert_eq!(warned, ["NetworkAttachmentDefinition shop/copy nears rook-ceph/cluster-net"]);
}

#[test]
fn an_object_that_was_there_before_is_changed() {
    let input =
        |old: &str| Input { manifests: String::from(CLUSTER), settings: String::new(), old_objects: old.to_owned() };
    let rules = |report: Report| -> Vec<_> { report.objects[0].findings.iter().map(|finding| finding.rule).collect() };
    assert_eq!(rules(Report::of(&input(""))), [""; 0]);
    assert_eq!(rules(Report::of(&input(&CLUSTER.replace("multus", "host")))), ["provider-changed"]);
    let report = Report::of(&Input { old_objects: String::from("a: ["), ..input("") });
    assert_eq!((report.problems.len(), report.problems[0].source.as_str()), (1, "oldObjects"));
}
