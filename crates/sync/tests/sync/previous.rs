//! What is kept while Rook carries a change of networks out.

use crate::objects::{CLUSTERS, FIRST, NAMES, PODS, ceph_cluster, cluster, nad, nads, names, osd};
use crate::sync_at;

const CHANGED: [&str; 2] = ["CephCluster rook-ceph/c", "NetworkAttachmentDefinition networks/cluster-net"];

/// A cluster that moves its cluster network, of which one OSD still has the old one.
fn moving() -> std::sync::Arc<std::sync::Mutex<crate::fake::Fake>> {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    {
        let mut fake = fake.lock().unwrap();
        fake.put(&nads("networks"), nad("networks", "new-net", "192.168.22.0/24"));
        fake.put(CLUSTERS, ceph_cluster("public-net", "networks/new-net"));
        fake.put(PODS, osd("rook-ceph/public-net,networks/cluster-net"));
    }
    assert_eq!(sync_at(&fake, 300, &[]).written.len(), 3);
    fake
}

#[test]
fn a_change_of_selectors_keeps_what_was_before() {
    let fake = moving();
    let fake = fake.lock().unwrap();
    for name in NAMES {
        let [cluster, _, public, filesystem] = FIRST;
        let inventory = [cluster, "NetworkAttachmentDefinition networks/new-net", public, filesystem];
        assert_eq!(names(&fake, name, "inventory"), inventory);
        assert_eq!(names(&fake, name, "previous"), CHANGED);
        let before = &fake.policy(name)["spec"]["settings"]["previous"][0];
        assert_eq!(before["spec"]["network"]["selectors"]["cluster"], "networks/cluster-net");
        assert_eq!(
            fake.policy(name)["metadata"]["annotations"]["ceph-multus.io/previous-since"],
            "2027-01-15T08:05:00Z"
        );
    }
}

#[test]
fn what_was_before_is_kept_while_a_pod_or_a_workload_has_the_old_networks() {
    let fake = moving();
    for seconds in [600, 900, 86_400] {
        assert_eq!(sync_at(&fake, seconds, &[]).exit_code(), 0);
        assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "previous"), CHANGED);
    }
    // The pod is gone, and comes back from this after a reboot.
    {
        let mut fake = fake.lock().unwrap();
        let pod = fake.objects.remove(&format!("{PODS}/rook-ceph-osd-0-x")).unwrap();
        let deployment = serde_json::json!({
            "metadata": {"name": "rook-ceph-osd-0", "namespace": "rook-ceph"},
            "spec": {"replicas": 0, "template": {"metadata": pod["metadata"], "spec": pod["spec"]}},
        });
        fake.put("/apis/apps/v1/namespaces/rook-ceph/deployments", deployment);
    }
    for seconds in [90_000, 90_300, 90_600] {
        sync_at(&fake, seconds, &[]);
        assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "previous"), CHANGED);
    }
}

#[test]
fn what_was_before_goes_when_two_runs_have_found_nobody_with_the_old_networks() {
    let fake = moving();
    fake.lock().unwrap().put(PODS, osd("rook-ceph/public-net,networks/new-net"));
    assert_eq!(sync_at(&fake, 600, &[]).written.len(), 0);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "previous"), CHANGED);
    assert_eq!(sync_at(&fake, 900, &[]).written.len(), 3);
    let fake = fake.lock().unwrap();
    assert_eq!(names(&fake, NAMES[0], "previous"), [""; 0]);
    let annotations = fake.policy(NAMES[0])["metadata"]["annotations"].as_object().unwrap();
    assert_eq!(annotations.keys().collect::<Vec<_>>(), ["ceph-multus.io/inventory-synced-at"]);
}

#[test]
fn what_was_before_goes_after_a_week_whoever_has_them() {
    let fake = moving();
    let week = 7 * 86_400;
    assert_eq!(sync_at(&fake, 300 + week - 1, &[]).written.len(), 0);
    assert_eq!(sync_at(&fake, 300 + week, &[]).written.len(), 3);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "previous"), [""; 0]);
}

#[test]
fn what_was_before_is_kept_where_pods_cannot_be_read() {
    let fake = moving();
    {
        let mut fake = fake.lock().unwrap();
        fake.put(PODS, osd("rook-ceph/public-net,networks/new-net"));
        fake.faults =
            Box::new(|_, path| path.ends_with("/pods").then_some(crate::fake::Fault::Status(403, "Forbidden")));
    }
    for seconds in [600, 900, 1200] {
        assert_eq!(sync_at(&fake, seconds, &[]).exit_code(), 2);
        assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "previous"), CHANGED);
    }
}

#[test]
fn a_change_that_is_taken_back_keeps_what_was_to_come() {
    let fake = moving();
    fake.lock().unwrap().put(CLUSTERS, ceph_cluster("public-net", "networks/cluster-net"));
    sync_at(&fake, 600, &[]);
    let fake = fake.lock().unwrap();
    let settings = &fake.policy(NAMES[0])["spec"]["settings"];
    let selected = |key: &str| settings[key][0]["spec"]["network"]["selectors"]["cluster"].clone();
    assert_eq!(
        (selected("inventory"), selected("previous")),
        ("networks/cluster-net".into(), "networks/new-net".into())
    );
    assert_eq!(names(&fake, NAMES[0], "inventory"), FIRST);
}

/// Networks that a pod outside Ceph asks for, and whether the guard accepts it.
fn guard_accepts(settings: &serde_json::Value, networks: &str) -> bool {
    let pod = serde_json::json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web", "namespace": "tenant", "annotations": {"k8s.v1.cni.cncf.io/networks": networks}},
        "spec": {"containers": []},
    });
    let request = serde_json::json!({
        "uid": "1", "operation": "CREATE", "namespace": "tenant", "name": "web",
        "kind": {"group": "", "version": "v1", "kind": "Pod"}, "object": pod,
    });
    let payload = serde_json::json!({"request": request, "settings": settings});
    let answer = ceph_multus_core::validate(payload.to_string().as_bytes()).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    answer["accepted"].as_bool().unwrap()
}

/// The cluster networks of the CephClusters in `previous`.
fn versions(fake: &crate::fake::Fake) -> Vec<String> {
    let previous = fake.policy(NAMES[1])["spec"]["settings"]["previous"].as_array().cloned().unwrap_or_default();
    let selected =
        |object: &serde_json::Value| object["spec"]["network"]["selectors"]["cluster"].as_str().map(str::to_owned);
    previous.iter().filter_map(selected).collect()
}

#[test]
fn a_second_change_keeps_the_network_of_the_first() {
    let fake = moving();
    {
        let mut fake = fake.lock().unwrap();
        fake.put(&nads("networks"), nad("networks", "last-net", "192.168.23.0/24"));
        fake.put(CLUSTERS, ceph_cluster("public-net", "networks/last-net"));
        fake.put(PODS, osd("rook-ceph/public-net,networks/new-net"));
    }
    assert_eq!(sync_at(&fake, 600, &[]).written.len(), 3);
    for seconds in [900, 1200, 1500] {
        assert_eq!(sync_at(&fake, seconds, &[]).written.len(), 0, "an OSD is on the network of the first change");
        let fake = fake.lock().unwrap();
        assert_eq!(versions(&fake), ["networks/cluster-net", "networks/new-net"]);
        let cluster = CHANGED[0];
        let changed = [cluster, cluster, CHANGED[1], "NetworkAttachmentDefinition networks/new-net"];
        assert_eq!(names(&fake, NAMES[1], "previous"), changed);
        let settings = &fake.policy(NAMES[1])["spec"]["settings"];
        for (network, is_accepted) in [("cluster-net", false), ("new-net", false), ("last-net", false), ("own", true)] {
            assert_eq!(guard_accepts(settings, &format!("networks/{network}")), is_accepted, "{network}");
        }
    }
    fake.lock().unwrap().put(PODS, osd("rook-ceph/public-net,networks/last-net"));
    sync_at(&fake, 1800, &[]);
    assert_eq!(sync_at(&fake, 2100, &[]).written.len(), 3);
    assert_eq!(versions(&fake.lock().unwrap()), [""; 0]);
}

#[test]
fn a_second_change_back_to_the_first_networks_keeps_only_what_was_in_between() {
    let fake = moving();
    for (seconds, network) in [(600, "last-net"), (900, "new-net"), (1200, "cluster-net")] {
        {
            let mut fake = fake.lock().unwrap();
            fake.put(&nads("networks"), nad("networks", network, "192.168.21.0/24"));
            fake.put(CLUSTERS, ceph_cluster("public-net", &format!("networks/{network}")));
        }
        sync_at(&fake, seconds, &[]);
    }
    assert_eq!(versions(&fake.lock().unwrap()), ["networks/last-net", "networks/new-net"]);
}
