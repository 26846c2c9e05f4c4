//! What is shown of a dump with nodes and assigned addresses.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::Path;

use ceph_multus_web_hosts::axis::{Axis, Lane};
use ceph_multus_web_hosts::picture::Network;
use ceph_multus_web_hosts::report::NodesReport;

/// A CephCluster whose public network has `ipam`, and its NAD.
fn ceph(ipam: &str) -> String {
    format!(
        r#"
apiVersion: ceph.rook.io/v1
kind: CephCluster
metadata: {{name: c, namespace: rook-ceph}}
spec: {{network: {{provider: multus, selectors: {{public: rook-ceph/public-net}}}}}}
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata: {{name: public-net, namespace: rook-ceph}}
spec: {{config: '{{"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": {{"type": "whereabouts", {ipam}}}}}'}}
"#
    )
}

fn node(name: &str) -> String {
    format!("---\napiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\n")
}

/// A NodeNetworkState with the interfaces and the routes of a node.
fn state(node: &str, interfaces: &str, routes: &str) -> String {
    format!(
        "---\napiVersion: nmstate.io/v1beta1\nkind: NodeNetworkState\nmetadata: {{name: {node}}}\nstatus:\n  currentState:\n    \
         interfaces: [{interfaces}]\n    routes: {{running: [{routes}]}}\n"
    )
}

fn shim(name: &str, ip: &str, prefix: u8) -> String {
    let family = if ip.contains(':') { "ipv6" } else { "ipv4" };
    format!(
        "{{name: {name}, type: mac-vlan, state: up, mac-vlan: {{base-iface: eth1, mode: bridge}}, \
         {family}: {{enabled: true, address: [{{ip: '{ip}', prefix-length: {prefix}}}]}}}}"
    )
}

fn route(destination: &str, interface: &str) -> String {
    format!("{{destination: '{destination}', next-hop-interface: {interface}}}")
}

fn pool(name: &str, range: &str, leases: &[(u32, &str)]) -> String {
    let leases: String =
        leases.iter().map(|(key, pod)| format!("'{key}': {{podref: {pod}, ifname: net1}}, ")).collect();
    format!(
        "---\napiVersion: whereabouts.cni.cncf.io/v1alpha1\nkind: IPPool\nmetadata: {{name: {name}, namespace: kube-system}}\n\
         spec: {{range: {range}, allocations: {{{leases}}}}}\n"
    )
}

fn pod(name: &str, ips: &[&str]) -> String {
    let ips = ips.iter().map(|ip| format!("\"{ip}\"")).collect::<Vec<_>>().join(", ");
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: rook-ceph\n  labels: {{app: rook-ceph-osd}}\n  \
         annotations:\n    k8s.v1.cni.cncf.io/network-status: '[{{\"name\": \"rook-ceph/public-net\", \"interface\": \"net1\", \"ips\": [{ips}]}}]'\n\
         spec: {{}}\nstatus: {{phase: Running}}\n"
    )
}

fn report(parts: &[&str]) -> NodesReport {
    NodesReport::of(&parts.concat(), "")
}

/// The only network.
fn network(report: &NodesReport) -> &Network {
    let [network] = report.networks.as_slice() else { panic!("{:?}", report.networks) };
    network
}

/// What an axis shows, a line for each bar, part and mark.
fn lines(axis: &Axis) -> Vec<String> {
    let mut lines = vec![format!("{} to {}", axis.first, axis.last)];
    for lane in &axis.lanes {
        let wrong = if lane.wrong { "!" } else { "" };
        lines.push(format!("{}{wrong} {}: {}", lane.kind, lane.name, lane.caption));
        lines.extend(lane.parts.iter().map(|part| format!("  {} {}-{}: {}", part.kind, part.from, part.to, part.text)));
        lines
            .extend(lane.marks.iter().map(|mark| format!("  {} {} {}: {}", mark.kind, mark.at, mark.label, mark.text)));
    }
    lines
}

fn all_lines(report: &NodesReport) -> Vec<String> {
    network(report).axes.iter().flat_map(lines).collect()
}

fn lane<'r>(report: &'r NodesReport, kind: &str) -> &'r Lane {
    network(report).axes.iter().flat_map(|axis| &axis.lanes).find(|lane| lane.kind == kind).expect("a lane")
}

/// The findings of rules and of addresses, a line each.
fn findings(report: &NodesReport) -> Vec<String> {
    let mut lines = Vec::new();
    for object in &report.objects {
        for one in &object.findings {
            let (severity, line) = (one.severity, one.location.line);
            lines.push(format!("{severity} {} line {line}: {} [{}]", object.subject, one.problem, one.rule));
        }
    }
    for live in &report.live {
        for one in &live.items {
            lines.push(format!("{} {} line {}: {}", live.severity, live.kind, one.location.line, one.text));
        }
    }
    lines
}

#[test]
fn an_incident_is_drawn_with_what_is_wrong() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/nodes/incident.yaml");
    let report = NodesReport::of(&std::fs::read_to_string(path).expect("the example"), "");
    assert_eq!((report.documents, report.headline.as_str()), (6, "2 errors, 2 warnings."));
    assert_eq!(
        findings(&report),
        [
            "warning CephCluster rook-ceph/my-cluster line 15: node `worker-3` has no interface on `rook-ceph/public-net` [host-shim-missing]",
            "error NodeNetworkConfigurationPolicy public-shim-worker-2 line 94: the node has no route through `public-shim` to the pods of \
             `rook-ceph/public-net` [host-route-missing]",
            "error Pod rook-ceph/rook-ceph-osd-2 line 310: `192.168.20.6` is also the address of pod rook-ceph/rook-ceph-osd-1 \
             [pod-address-repeated]",
            "warning orphan line 140: 192.168.20.7 is reserved for rook-ceph/rook-ceph-osd-0-5c9d4-old: the pod does not exist",
        ]
    );
    assert_eq!(report.objects[0].findings[0].summary, "nodes without an interface on the public network");
    assert_eq!(
        all_lines(&report),
        [
            "192.168.20.0 to 192.168.20.31",
            "pods! 192.168.20.0/27: 7 of 23 addresses assigned, 1 orphan, 1 assigned twice",
            "  outside 0-0.03125: 192.168.20.0: not assignable",
            "  free 0.03125-0.75: 192.168.20.1-192.168.20.23: assignable",
            "  outside 0.75-1: 192.168.20.24-192.168.20.31: not assignable",
            "  assigned 0.03125-0.1875: 192.168.20.1-192.168.20.5: 5 assigned",
            "  twice 0.1875-0.21875: rook-ceph/rook-ceph-osd-1 and rook-ceph/rook-ceph-osd-2 both have 192.168.20.6, which is reserved for rook-ceph/rook-ceph-osd-1",
            "  orphan 0.21875-0.25: 192.168.20.7 is reserved for rook-ceph/rook-ceph-osd-0-5c9d4-old: the pod does not exist",
            "  twice 0.203125 192.168.20.6: rook-ceph/rook-ceph-osd-1 and rook-ceph/rook-ceph-osd-2 both have 192.168.20.6, which is reserved for rook-ceph/rook-ceph-osd-1",
            "nodes nodes: worker-1 192.168.20.25 and worker-2 192.168.20.26",
            "  shim 0.796875 worker-1: 192.168.20.25/27 of public-shim: worker-1",
            "  shim 0.828125 worker-2: 192.168.20.26/29 of public-shim: worker-2",
            "way from worker-1: 192.168.20.0/27 through public-shim",
            "  reached 0.03125-0.75: 192.168.20.1-192.168.20.23: 192.168.20.0/27 through public-shim",
            "way! from worker-2: no route to pods",
            "  nowhere 0.03125-0.75: 192.168.20.1-192.168.20.23: no route",
        ]
    );
    assert_eq!(network(&report).notes, ["worker-3: no interface on this network"]);
    let faults: Vec<_> = network(&report).rows.iter().map(|row| (row.whose.as_str(), row.fault.as_str())).collect();
    assert_eq!(faults[2..4], [("worker-3", "no interface on this network"), ("from worker-2", "no route")]);
    assert!(faults[4..].iter().all(|(_, fault)| fault.is_empty()), "{faults:?}");
}

#[test]
fn nodes_outside_the_range_have_a_line_of_their_own_and_the_same_way_is_one_line() {
    let ceph = ceph(r#""range": "192.168.0.0/18", "routes": [{"dst": "192.168.252.0/22"}]"#);
    let of = |name: &str, ip: &str| {
        node(name) + &state(name, &shim("public-shim", ip, 22), &route("192.168.0.0/18", "public-shim"))
    };
    let report = report(&[&ceph, &of("a", "192.168.252.1"), &of("b", "192.168.252.2"), &of("c", "192.168.252.18")]);
    assert_eq!(findings(&report), [""; 0]);
    assert_eq!(report.headline, "No findings. Not in the input: pods; ippools.whereabouts.cni.cncf.io.");
    assert_eq!(
        all_lines(&report),
        [
            "192.168.0.0 to 192.168.63.255",
            "pods 192.168.0.0/18: 16382 addresses",
            "  outside 0-0.000061: 192.168.0.0: not assignable",
            "  free 0.000061-0.999939: 192.168.0.1-192.168.63.254: assignable",
            "  outside 0.999939-1: 192.168.63.255: not assignable",
            "way from a, b and c: 192.168.0.0/18 through public-shim",
            "  reached 0.000061-0.999939: 192.168.0.1-192.168.63.254: 192.168.0.0/18 through public-shim",
            "192.168.252.0 to 192.168.252.31",
            "nodes nodes: a 192.168.252.1, b 192.168.252.2 and c 192.168.252.18",
            "  shim 0.046875 a: 192.168.252.1/22 of public-shim: a",
            "  shim 0.078125 b: 192.168.252.2/22 of public-shim: b",
            "  shim 0.578125 c: 192.168.252.18/22 of public-shim: c",
        ]
    );
}

#[test]
fn a_way_is_cut_where_another_interface_or_none_has_the_addresses() {
    let ceph = ceph(r#""range": "10.0.0.0/24""#);
    let routes = [route("10.0.0.0/26", "public-shim"), route("10.0.0.64/26", "eth0")].join(", ");
    let report = report(&[&ceph, &state("a", &shim("public-shim", "10.9.0.1", 32), &routes)]);
    let way = lane(&report, "way");
    assert_eq!(
        way.caption,
        "no route to 10.0.0.128-10.0.0.254; 10.0.0.64/26 through eth0, which does not reach pods; 10.0.0.0/26 through public-shim"
    );
    let kinds: Vec<_> = way.parts.iter().map(|part| (part.kind, part.from, part.to)).collect();
    assert_eq!(kinds, [("reached", 0.003906, 0.25), ("elsewhere", 0.25, 0.5), ("nowhere", 0.5, 0.996094)]);
    assert!(way.wrong);
}

#[test]
fn what_no_axis_has_is_a_note() {
    let ceph = ceph(r#""range": "10.0.0.0/24""#);
    let dhcp = "{name: public-shim, type: mac-vlan, state: up, mac-vlan: {base-iface: eth1, mode: bridge}, ipv4: {enabled: true, dhcp: true}}";
    let ipvlan = "{name: shim, type: ipvlan, state: up, ipvlan: {base-iface: eth1, mode: l2}}";
    let report = report(&[
        &ceph,
        &[node("a"), node("b"), node("c"), node("d"), state("a", dhcp, ""), state("b", ipvlan, "")].concat(),
        &[state("c", "", ""), state("d", "", "")].concat(),
    ]);
    assert_eq!(
        network(&report).notes,
        [
            "c and d: no interface on this network",
            "a: public-shim gets its address from the network",
            "b: shim is not attached to this network",
        ]
    );
    assert!(network(&report).axes.iter().flat_map(|axis| &axis.lanes).all(|lane| lane.kind == "pods"));
}

#[test]
fn a_policy_for_nodes_that_are_not_known_is_shown_by_its_name() {
    let ceph = ceph(r#""range": "10.0.0.0/24""#);
    let policy = format!(
        "---\napiVersion: nmstate.io/v1\nkind: NodeNetworkConfigurationPolicy\nmetadata: {{name: p}}\nspec: {{desiredState: {{interfaces: [{}]}}}}\n",
        shim("public-shim", "10.0.0.7", 24)
    );
    let report = report(&[&ceph, &policy]);
    assert_eq!(lane(&report, "nodes").caption, "NodeNetworkConfigurationPolicy p 10.0.0.7");
    let found = findings(&report);
    assert!(found[0].contains("[host-address-in-pool]"), "{found:?}");
}

#[test]
fn an_address_of_a_pod_and_a_node_is_one_of_two() {
    let ceph = ceph(r#""range": "10.0.0.0/28""#);
    let pool =
        pool("10.0.0.0-28", "10.0.0.0/28", &[(3, "rook-ceph/osd-0"), (4, "rook-ceph/osd-1"), (5, "rook-ceph/osd-2")]);
    let node = state("a", &shim("public-shim", "10.0.0.3", 28), "");
    let pods = [pod("osd-0", &["10.0.0.3"]), pod("osd-1", &["10.0.0.4"]), pod("osd-3", &["10.0.0.9"])].concat();
    let report = report(&[&ceph, &node, &pool, &pods]);
    let pods = lane(&report, "pods");
    assert_eq!(pods.caption, "4 of 14 addresses assigned, 1 orphan, 1 not reserved, 1 assigned twice");
    assert_eq!(
        pods.parts[3..].iter().map(|part| format!("{} {}", part.kind, part.text)).collect::<Vec<_>>(),
        [
            "twice 10.0.0.3 is also an address of a",
            "assigned 10.0.0.4: rook-ceph/osd-1",
            "orphan 10.0.0.5 is reserved for rook-ceph/osd-2: the pod does not exist",
            "unreserved rook-ceph/osd-3 has 10.0.0.9, which no IPPool has reserved",
        ]
    );
}

#[test]
fn addresses_of_ipv6_and_slices_of_nodes_are_drawn() {
    let ceph = ceph(r#""range": "fd00:20::/64""#);
    let pool = pool("fd00-20---64", "fd00:20::/64", &[(1, "rook-ceph/osd-0")]);
    let report = self::report(&[&ceph, &pool]);
    assert_eq!(lane(&report, "pods").caption, "1 of 9.2e18 addresses assigned");
    let ceph = self::ceph(r#""range": "10.0.0.0/24", "node_slice_size": "/26""#);
    let slices = "---\napiVersion: whereabouts.cni.cncf.io/v1alpha1\nkind: NodeSlicePool\nmetadata: {name: n, namespace: kube-system}\n\
                  spec: {range: 10.0.0.0/24, sliceSize: /26}\nstatus:\n  allocations: [{nodeName: a, sliceRange: 10.0.0.0/26}, {nodeName: '', sliceRange: 10.0.0.64/26}]\n";
    let report = self::report(&[&ceph, slices]);
    let slices = lane(&report, "slices");
    assert_eq!(slices.caption, "1 of 2 slices assigned to nodes");
    let parts: Vec<_> = slices.parts.iter().map(|part| (part.kind, part.to, part.text.as_str())).collect();
    assert_eq!(parts, [("slice", 0.25, "10.0.0.0/26: a"), ("free", 0.5, "10.0.0.64/26: of no node")]);
}

#[test]
fn input_without_nodes_or_that_cannot_be_read_shows_nothing() {
    let ceph = ceph(r#""range": "10.0.0.0/24""#);
    let report = self::report(&[&ceph]);
    assert_eq!((report.documents, report.networks.len(), report.summary.as_str()), (0, 0, ""));
    let broken = NodesReport::of("a: [", "");
    assert_eq!((broken.headline.as_str(), broken.networks.len()), ("", 0));
    let empty = NodesReport::of(&node("a"), "");
    assert_eq!(
        empty.headline,
        "No findings. Not in the input: CephClusters with Multus networks, and their NetworkAttachmentDefinitions; pods; ippools.whereabouts.cni.cncf.io; nncp,nns."
    );
    let json = serde_json::to_value(&empty).expect("JSON");
    assert_eq!((json["documents"].as_u64(), json["objects"].as_array().map(Vec::len)), (Some(1), Some(0)));
}
