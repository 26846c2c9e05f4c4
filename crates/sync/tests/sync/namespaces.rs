//! Namespaces that are read, and what is known of others.

use serde_json::json;

use crate::fake::Fake;
use crate::objects::{CLUSTERS, FILESYSTEMS, FIRST, NAMES, ceph_cluster, cluster, nad, nads, names, ranges};
use crate::{sync_at, troubles};

const ELSEWHERE: &str = "namespace-missing: the inventory has 2 objects of namespace `rook-ceph`, which `--namespace` does not name, so new ones there are not found; add `--namespace rook-ceph`";
const NO_CLUSTER: &str = "no CephCluster was found in the namespaces other; check `--namespace`";

/// The notes of the Events so far, each with its reason.
fn events(fake: &Fake) -> Vec<String> {
    let text = |event: &serde_json::Value, key: &str| event[key].as_str().unwrap_or_default().to_owned();
    fake.events.iter().map(|event| format!("{}: {}", text(event, "reason"), text(event, "note"))).collect()
}

#[test]
fn a_namespace_that_is_named_twice_is_read_once() {
    let fake = cluster();
    let log = sync_at(&fake, 0, &["-n", "rook-ceph", "-n", "rook-ceph", "--policy", NAMES[0], "--policy", NAMES[0]]);
    assert_eq!((log.exit_code(), troubles(&log), log.written.len()), (0, vec![], 1));
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
    assert_eq!(fake.lock().unwrap().patches(), [NAMES[0]]);
}

#[test]
fn what_is_known_of_a_namespace_that_is_not_read_is_kept_up_to_date_and_reported() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    {
        let mut fake = fake.lock().unwrap();
        fake.events.clear();
        fake.put(CLUSTERS, ceph_cluster("public-net", "networks/new-net"));
        fake.put(&nads("networks"), nad("networks", "new-net", "192.168.22.0/24"));
        fake.put(&nads("rook-ceph"), nad("rook-ceph", "public-net", "10.0.0.0/8"));
        fake.put(FILESYSTEMS, json!({"metadata": {"name": "more", "namespace": "rook-ceph"}, "spec": {}}));
    }
    let log = sync_at(&fake, 300, &["-n", "other"]);
    assert_eq!((log.exit_code(), log.written.len()), (2, 3));
    assert_eq!(troubles(&log), [ELSEWHERE]);
    let [cluster, _, public, filesystem] = FIRST;
    let inventory = [cluster, "NetworkAttachmentDefinition networks/new-net", public, filesystem];
    let mut fake = fake.lock().unwrap();
    for name in NAMES {
        assert_eq!(names(&fake, name, "inventory"), inventory);
        assert_eq!(ranges(&fake, name), ["192.168.22.0/24", "10.0.0.0/8"]);
    }
    let note = format!("InventoryIncomplete: {}; {NO_CLUSTER}", ELSEWHERE.trim_start_matches("namespace-missing: "));
    let events = events(&fake);
    assert_eq!(events[..3], [note.clone(), note.clone(), note]);
    assert!(events[3].starts_with("InventorySynced: "), "{events:?}");
    fake.events.clear();
}

#[test]
fn namespaces_without_a_cluster_are_a_warning() {
    let fake = cluster();
    let log = sync_at(&fake, 0, &["-n", "other"]);
    assert_eq!((log.exit_code(), log.written.len(), troubles(&log)), (0, 0, vec![]));
    assert_eq!(log.warnings, [NO_CLUSTER]);
    let line: serde_json::Value = serde_json::from_str(&log.line(jiff::Timestamp::UNIX_EPOCH)).unwrap();
    assert_eq!((&line["outcome"], &line["objects"]), (&json!("unchanged"), &json!({"CephCluster": 0})));
    assert_eq!(line["warnings"], json!([NO_CLUSTER]));
    let note = format!("InventoryIncomplete: {NO_CLUSTER}");
    assert_eq!(events(&fake.lock().unwrap()), [note.clone(), note.clone(), note]);
    let dry = cluster();
    assert_eq!(sync_at(&dry, 0, &["-n", "other", "--dry-run"]).warnings, [NO_CLUSTER]);
    assert_eq!(events(&dry.lock().unwrap()), [""; 0]);
}

#[test]
fn a_cluster_that_becomes_external_stays_as_it_is_now() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    let mut external = ceph_cluster("public-net", "networks/cluster-net");
    external["spec"]["external"] = json!({"enable": true});
    fake.lock().unwrap().put(CLUSTERS, external);
    let log = sync_at(&fake, 300, &[]);
    assert_eq!((log.exit_code(), log.written.len(), troubles(&log)), (0, 3, vec![]));
    assert_eq!(log.warnings, [""; 0]);
    let fake = fake.lock().unwrap();
    assert_eq!(names(&fake, NAMES[0], "inventory"), FIRST);
    assert_eq!(fake.policy(NAMES[0])["spec"]["settings"]["inventory"][0]["spec"]["external"], json!({"enable": true}));
}

#[test]
fn the_objects_that_are_counted_are_those_of_the_policies() {
    let fake = cluster();
    let all = |log: &ceph_multus_sync::report::Log| log.objects.values().sum::<usize>();
    assert_eq!(all(&sync_at(&fake, 0, &["--dry-run"])), 0, "nothing is written");
    assert_eq!(all(&sync_at(&fake, 0, &[])), 4);
    fake.lock().unwrap().faults =
        Box::new(|_, path| path.contains("/cephclusters").then_some(crate::fake::Fault::Status(403, "Forbidden")));
    assert_eq!(all(&sync_at(&fake, 300, &[])), 4, "also of kinds that cannot be read");
    {
        let mut fake = fake.lock().unwrap();
        fake.faults = Box::new(|_, _| None);
        fake.objects.retain(|path, _| path.contains("policies.kubewarden.io"));
    }
    assert_eq!(all(&sync_at(&fake, 600, &["--allow-empty"])), 4);
    let log = sync_at(&fake, 900, &["--allow-empty"]);
    assert_eq!((log.written.len(), log.objects), (3, std::collections::BTreeMap::from([("CephCluster", 0)])));
}
