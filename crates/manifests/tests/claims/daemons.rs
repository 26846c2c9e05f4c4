//! Which daemons join what, and what happens to those that do not.

use super::support::{NETWORKS, cluster, lines, nothing_is_said, whereabouts};

#[test]
fn a_mgr_on_the_host_starts_and_joins_no_network() {
    let text = cluster(&format!("  mgr: {{count: 2, hostNetwork: true}}\n{NETWORKS}"));
    let warning = "warning: CephCluster rook-ceph/c: `spec.mgr.hostNetwork`: the mgr uses the host network, so it has no \
                   Multus network; remove `hostNetwork` [daemon-host-network]";
    assert_eq!(lines(&text), [warning]);
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: rook-ceph-mgr-a, namespace: rook-ceph, labels: {app: \
               rook-ceph-mgr}}\nspec: {hostNetwork: true}\n";
    assert_eq!(lines(&format!("{text}{pod}")), [warning], "the pods of such a mgr are no accident");
}

#[test]
fn an_arbiter_may_stay_off_the_public_network() {
    let zones = "  mon: {count: 5, stretchCluster: {failureDomainLabel: topology.kubernetes.io/zone, zones: [{name: a, \
                 arbiter: true}, {name: b}, {name: c}]}}\n";
    let annotations = "  annotations: {mon: {k8s.v1.cni.cncf.io/networks: \"\"}}\n";
    nothing_is_said(&cluster(&format!("{zones}{annotations}{NETWORKS}")));
    // Five mons less on the public network.
    let spec = |annotations: &str| cluster(&format!("{zones}  mgr: {{count: 1}}\n{annotations}{NETWORKS}"));
    let public = whereabouts(r#""range":"192.168.20.0/29","range_end":"192.168.20.2""#);
    let with = lines(&format!("{public}{}", spec(annotations)));
    let unknown = "warning: CephCluster rook-ceph/c: `spec.network.selectors.cluster`: `rook-ceph/cluster-net` is not in the \
                   input, which has 1 NAD; change the name, or add the NAD to the input [selector-unknown-network]";
    assert_eq!(with, [unknown]);
    let without = lines(&format!("{public}{}", spec("")));
    let small = "error: CephCluster rook-ceph/c: `spec.network.selectors.public`: `rook-ceph/public-net` has 2 addresses and \
                 needs 5 mon + 1 mgr = 6; use a larger range or fewer excludes [network-too-small]";
    assert_eq!(without, [unknown, small]);
}

#[test]
fn a_mon_without_the_public_network_works_and_an_mds_does_not() {
    let annotation = "k8s.v1.cni.cncf.io/networks: default/storage";
    let mons = cluster(&format!("  annotations: {{mon: {{{annotation}}}}}\n{NETWORKS}"));
    assert_eq!(
        lines(&mons),
        [
            "warning: CephCluster rook-ceph/c: `spec.annotations.mon[k8s.v1.cni.cncf.io/networks]`: replaces the selectors, so the mon is not attached to `rook-ceph/public-net`; remove the annotation [selectors-overridden]"
        ]
    );
    for text in [annotation, "k8s.v1.cni.cncf.io/networks: \"\""] {
        let filesystem = format!(
            "---\napiVersion: ceph.rook.io/v1\nkind: CephFilesystem\nmetadata: {{name: f, namespace: rook-ceph}}\n\
             spec: {{metadataServer: {{activeCount: 1, annotations: {{{text}}}}}}}\n"
        );
        assert_eq!(
            lines(&format!("{}{filesystem}", cluster(NETWORKS))),
            [
                "error: CephFilesystem rook-ceph/f: `spec.metadataServer.annotations[k8s.v1.cni.cncf.io/networks]`: replaces the selectors, so the MDS is not attached to `rook-ceph/public-net`; remove the annotation \
                 [selectors-overridden]"
            ]
        );
    }
}

#[test]
fn csi_addons_needs_no_network() {
    let name = "rook-ceph.rbd.csi.ceph.com-nodeplugin-csi-addons";
    let owner = format!("{{apiVersion: apps/v1, kind: DaemonSet, name: {name}, uid: u, controller: true}}");
    let pod = format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}-zz, namespace: rook-ceph, labels: {{app: {name}}}, \
         ownerReferences: [{owner}]}}\nspec: {{serviceAccountName: ceph-csi-rbd-nodeplugin-sa, containers: [{{name: \
         csi-addons, image: x}}]}}\n"
    );
    nothing_is_said(&format!("{}{pod}", cluster(NETWORKS)));
}
