//! What is written where nothing goes wrong.

use std::collections::BTreeMap;

use ceph_multus_sync::policy::POLICIES;
use serde_json::{Value, json};

use crate::fake::Fake;
use crate::objects::{CLUSTERS, FILESYSTEMS, FIRST, NAMES, ceph_cluster, cluster, nad, nads, names, ranges};
use crate::{sync_at, troubles};

#[test]
fn the_first_run_writes_what_the_cluster_holds_and_the_second_nothing() {
    let fake = cluster();
    let log = sync_at(&fake, 0, &[]);
    assert_eq!(troubles(&log), [""; 0]);
    assert_eq!((log.exit_code(), log.written.len()), (0, 3));
    assert_eq!(
        log.objects,
        BTreeMap::from([("CephCluster", 1), ("CephFilesystem", 1), ("NetworkAttachmentDefinition", 2)])
    );
    let before: Vec<_> = {
        let fake = fake.lock().unwrap();
        assert_eq!(fake.patches(), NAMES, "the validating policy first");
        for name in NAMES {
            assert_eq!(names(&fake, name, "inventory"), FIRST);
            assert_eq!(fake.policy(name)["spec"]["settings"]["nodes"], 3, "other settings stay");
            assert_eq!(
                fake.policy(name)["metadata"]["annotations"]["ceph-multus.io/inventory-synced-at"],
                "2027-01-15T08:00:00Z"
            );
        }
        let inventory = &fake.policy(NAMES[0])["spec"]["settings"]["inventory"];
        assert_eq!(
            inventory[0],
            json!({
                "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "c", "namespace": "rook-ceph"},
                "spec": {
                    "mon": {"count": 3},
                    "network": {"provider": "multus", "selectors": {"public": "public-net", "cluster": "networks/cluster-net"}},
                },
            }),
            "what rules read, and nothing else"
        );
        NAMES.iter().map(|name| fake.policy(name).clone()).collect()
    };
    let log = sync_at(&fake, 300, &[]);
    assert_eq!((log.exit_code(), log.written.len(), troubles(&log)), (0, 0, vec![]));
    let fake = fake.lock().unwrap();
    assert_eq!(
        NAMES.iter().map(|name| fake.policy(name).clone()).collect::<Vec<_>>(),
        before,
        "not even a resourceVersion"
    );
    assert_eq!(fake.patches().len(), 3);
}

#[test]
fn what_means_the_same_is_not_written() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    {
        let mut fake = fake.lock().unwrap();
        let mut same = ceph_cluster("rook-ceph/public-net", "networks/cluster-net");
        same["status"] = json!({"ceph": {"health": "HEALTH_WARN"}});
        same["metadata"]["annotations"] = json!({"a": "b"});
        fake.put(CLUSTERS, same);
        let mut spelled = nad("rook-ceph", "public-net", "192.168.20.0/24");
        let config = spelled["spec"]["config"].as_str().unwrap().replace(' ', "  ");
        spelled["spec"]["config"] = json!(config);
        fake.put(&nads("rook-ceph"), spelled);
    }
    let log = sync_at(&fake, 300, &[]);
    assert_eq!((log.exit_code(), log.written.len()), (0, 0));
    assert_eq!(fake.lock().unwrap().patches().len(), 3);
}

#[test]
fn a_nad_that_changes_is_written_without_previous() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().put(&nads("rook-ceph"), nad("rook-ceph", "public-net", "192.168.0.0/16"));
    let log = sync_at(&fake, 300, &[]);
    assert_eq!((log.exit_code(), log.written.len()), (0, 3));
    let fake = fake.lock().unwrap();
    assert_eq!(ranges(&fake, NAMES[2]), ["192.168.21.0/24", "192.168.0.0/16"]);
    assert_eq!(names(&fake, NAMES[2], "previous"), [""; 0]);
}

#[test]
fn the_nads_and_clusters_of_tenants_are_neither_read_nor_written() {
    let fake = cluster();
    {
        let mut fake = fake.lock().unwrap();
        for number in 0..300 {
            let tenant = format!("tenant-{}", number % 10);
            fake.put(&nads(&tenant), nad(&tenant, &format!("net-{number}"), "192.168.20.0/24"));
        }
        let mut own = ceph_cluster("tenant-1/net-1", "tenant-1/net-11");
        own["metadata"] = json!({"name": "own", "namespace": "tenant-1"});
        fake.put(&CLUSTERS.replace("rook-ceph", "tenant-1"), own);
    }
    let log = sync_at(&fake, 0, &[]);
    assert_eq!(log.exit_code(), 0);
    let without = cluster();
    sync_at(&without, 0, &[]);
    let (fake, without) = (fake.lock().unwrap(), without.lock().unwrap());
    for name in NAMES {
        assert_eq!(fake.policy(name)["spec"].to_string(), without.policy(name)["spec"].to_string());
    }
    assert_eq!(names(&fake, NAMES[0], "inventory"), FIRST);
    let asked = fake.requests.iter().filter(|request| request.contains("tenant")).count();
    assert_eq!(asked, 0);
}

#[test]
fn what_is_external_or_being_deleted_is_not_taken_up() {
    let fake = cluster();
    {
        let mut fake = fake.lock().unwrap();
        let mut external = ceph_cluster("public-net", "networks/cluster-net");
        external["metadata"]["name"] = json!("external");
        external["spec"]["external"] = json!({"enable": true});
        fake.put(CLUSTERS, external);
        let mut leaving = json!({"metadata": {"name": "leaving", "namespace": "rook-ceph"}, "spec": {}});
        leaving["metadata"]["deletionTimestamp"] = json!("2027-01-01T00:00:00Z");
        fake.put(FILESYSTEMS, leaving);
    }
    sync_at(&fake, 0, &[]);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
}

#[test]
fn an_object_leaves_when_two_runs_have_found_it_gone() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().objects.remove(&format!("{FILESYSTEMS}/fs"));
    assert_eq!(sync_at(&fake, 300, &[]).written.len(), 0);
    {
        let fake = fake.lock().unwrap();
        assert_eq!(names(&fake, NAMES[0], "inventory"), FIRST);
        let gone = &fake.policy(NAMES[0])["metadata"]["annotations"]["ceph-multus.io/gone-since"];
        assert_eq!(gone, r#"{"CephFilesystem rook-ceph/fs":"2027-01-15T08:05:00Z"}"#);
    }
    assert_eq!(sync_at(&fake, 330, &[]).written.len(), 0, "half a minute is no interval");
    assert_eq!(sync_at(&fake, 600, &[]).written.len(), 3);
    let fake = fake.lock().unwrap();
    assert_eq!(names(&fake, NAMES[0], "inventory"), FIRST[..3]);
    assert_eq!(fake.policy(NAMES[0])["metadata"]["annotations"].get("ceph-multus.io/gone-since"), None);
}

#[test]
fn an_object_that_comes_back_is_not_forgotten_in_between() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    let path = format!("{FILESYSTEMS}/fs");
    let object = fake.lock().unwrap().objects.remove(&path).unwrap();
    sync_at(&fake, 300, &[]);
    fake.lock().unwrap().objects.insert(path.clone(), object.clone());
    sync_at(&fake, 600, &[]);
    fake.lock().unwrap().objects.remove(&path);
    sync_at(&fake, 900, &[]);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST, "gone for the first time once more");
}

#[test]
fn an_object_that_lists_lack_and_that_is_there_stays() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().objects.get_mut(&format!("{FILESYSTEMS}/fs")).unwrap()["metadata"]["deletionTimestamp"] =
        json!("2027-01-01T00:00:00Z");
    for seconds in [300, 600, 900] {
        assert_eq!(sync_at(&fake, seconds, &[]).exit_code(), 0);
        assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
    }
}

#[test]
fn the_last_object_does_not_leave_unless_somebody_says_so() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().objects.retain(|path, _| path.starts_with(POLICIES));
    sync_at(&fake, 300, &[]);
    let log = sync_at(&fake, 600, &[]);
    assert_eq!(log.exit_code(), 2);
    let empty = |name: &str| {
        format!(
            "rejected: {name}: the inventory would be empty; check that this is the right cluster, or use `--allow-empty`"
        )
    };
    assert_eq!(troubles(&log), NAMES.map(empty));
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
    assert_eq!(sync_at(&fake, 900, &["--allow-empty"]).exit_code(), 0);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), [""; 0]);
}

#[test]
fn a_dry_run_writes_nothing_and_says_with_its_exit_code_whether_something_differs() {
    let fake = cluster();
    let log = sync_at(&fake, 0, &["--dry-run"]);
    assert_eq!((log.exit_code(), log.drift[NAMES[0]]), (1, 4));
    let writes = |fake: &Fake| {
        let is_write = |request: &&String| !request.starts_with("GET ");
        fake.requests.iter().filter(is_write).count()
    };
    assert_eq!(writes(&fake.lock().unwrap()), 0, "no event either");
    sync_at(&fake, 0, &[]);
    assert_eq!(sync_at(&fake, 300, &["--dry-run"]).exit_code(), 0);
}

#[test]
fn a_policy_that_is_being_deleted_is_left_alone_and_one_that_is_missing_is_named() {
    let fake = cluster();
    {
        let mut fake = fake.lock().unwrap();
        let path = format!("{POLICIES}/{}", NAMES[1]);
        fake.objects.get_mut(&path).unwrap()["metadata"]["deletionTimestamp"] = json!("2027-01-01T00:00:00Z");
        fake.objects.remove(&format!("{POLICIES}/{}", NAMES[2]));
    }
    let log = sync_at(&fake, 0, &[]);
    assert_eq!(log.exit_code(), 2);
    assert_eq!(
        troubles(&log),
        [
            "not-installed: ClusterAdmissionPolicy ceph-multus-mutating does not exist; apply it first, or set `--policy` to the policies that exist"
        ]
    );
    assert_eq!(fake.lock().unwrap().patches(), [NAMES[0]]);
}

#[test]
fn settings_that_the_policy_would_reject_are_not_written() {
    let with = |key: &str, value: Value| {
        let fake = cluster();
        let path = format!("{POLICIES}/{}", NAMES[0]);
        fake.lock().unwrap().objects.get_mut(&path).unwrap()["spec"]["settings"][key] = value;
        let log = sync_at(&fake, 0, &[]);
        assert_eq!(log.exit_code(), 2);
        assert_eq!(fake.lock().unwrap().patches(), NAMES[1..], "the others are");
        troubles(&log)
    };
    let rejected = |reason: &str| {
        let start =
            "rejected: ceph-multus-validating: the policy rejects its settings, and its policy server does not start";
        [format!("{start}: {reason}")]
    };
    assert_eq!(
        with("fromTheFuture", json!(true)),
        rejected(
            "`spec.settings.fromTheFuture`: unknown setting; correct it, or use the `ceph-multus-sync` of the policy's version if that knows it"
        )
    );
    for key in ["inventory", "previous"] {
        let problem = format!("`spec.settings.{key}`: `x` is not a valid value; use a list of Kubernetes objects");
        assert_eq!(with(key, json!("x")), rejected(&format!("{problem}; remove it, and the next run writes it")));
    }
}

#[test]
fn settings_that_the_policy_server_has_no_room_for_are_not_written() {
    let fake = cluster();
    let config = format!(r#"{{"type": "macvlan", "name": "{}"}}"#, "x".repeat(400_000));
    let mut large = nad("rook-ceph", "large", "10.0.0.0/8");
    large["spec"]["config"] = json!(config);
    fake.lock().unwrap().put(&nads("rook-ceph"), large);
    let log = sync_at(&fake, 0, &[]);
    assert_eq!(
        troubles(&log),
        [
            "rejected: the settings of the policies of the policy server default would have 1203534 bytes, and its ConfigMap takes 1000000; give some of them a policy server of their own"
        ]
    );
    assert_eq!(fake.lock().unwrap().patches(), [""; 0]);
}
