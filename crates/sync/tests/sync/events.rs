//! What `kubectl describe` shows of a policy.

use ceph_multus_sync::policy::POLICIES;
use serde_json::{Value, json};

use crate::fake::{Fake, Fault};
use crate::objects::{CLUSTERS, FILESYSTEMS, NAMES, cluster, nad, nads};
use crate::sync_at;

/// `reason: note` of the events about a policy.
fn events(fake: &Fake, policy: &str) -> Vec<String> {
    let text = |event: &Value, key: &str| event[key].as_str().unwrap().to_owned();
    let of = fake.events.iter().filter(|event| event["regarding"]["name"] == policy);
    of.map(|event| format!("{}: {}", text(event, "reason"), text(event, "note"))).collect()
}

#[test]
fn each_event_of_a_run_is_recorded() {
    let fake = cluster();
    {
        let mut fake = fake.lock().unwrap();
        fake.objects.remove(&format!("{CLUSTERS}/c"));
        fake.faults = Box::new(|method, path| {
            (method == http::Method::PATCH && path.ends_with("guard")).then_some(Fault::Status(500, "InternalError"))
        });
    }
    sync_at(&fake, 0, &[]);
    let incomplete = "InventoryIncomplete: no CephCluster was found in the namespaces rook-ceph, openshift-storage; check `--namespace`";
    let fake = fake.lock().unwrap();
    assert_eq!(events(&fake, NAMES[1]), [incomplete, "InventorySyncFailed: 500: InternalError"]);
    let of_written = events(&fake, NAMES[0]);
    assert_eq!(of_written[0], incomplete);
    assert!(of_written[1].starts_with("InventorySynced: "), "{of_written:?}");
    assert_eq!(of_written.len(), 2);
}

#[test]
fn a_kind_that_cannot_be_read_is_an_event_of_every_policy() {
    let forbidden = "InventorySyncFailed: cephfilesystems.ceph.rook.io: Forbidden";
    let fake = cluster();
    fake.lock().unwrap().faults = Box::new(|_, path| (path == FILESYSTEMS).then_some(Fault::Status(403, "Forbidden")));
    sync_at(&fake, 0, &[]);
    for name in NAMES {
        assert_eq!(events(&fake.lock().unwrap(), name).last().unwrap(), forbidden);
    }
    let fake = cluster();
    fake.lock().unwrap().absent = vec!["network-attachment-definitions"];
    sync_at(&fake, 0, &[]);
    let absent = "InventorySyncFailed: the API server has no network-attachment-definitions.k8s.cni.cncf.io; check that the CustomResourceDefinition is installed and that this is the right cluster";
    for name in NAMES {
        assert_eq!(events(&fake.lock().unwrap(), name).last().unwrap(), absent);
    }
}

#[test]
fn settings_that_are_too_large_are_an_event_of_every_policy_of_the_policy_server() {
    let fake = cluster();
    let config = format!(r#"{{"type": "macvlan", "name": "{}"}}"#, "x".repeat(400_000));
    let mut large = nad("rook-ceph", "large", "10.0.0.0/8");
    large["spec"]["config"] = json!(config);
    fake.lock().unwrap().put(&nads("rook-ceph"), large);
    sync_at(&fake, 0, &[]);
    let note = "InventorySyncFailed: the settings of the policies of the policy server default would have 1203534 bytes, and its ConfigMap takes 1000000; give some of them a policy server of their own";
    for name in NAMES {
        assert_eq!(events(&fake.lock().unwrap(), name), [note]);
    }
}

#[test]
fn a_policy_with_a_long_name_has_events() {
    let fake = cluster();
    let name = format!("{}-{}", "a".repeat(235), "b".repeat(10));
    {
        let mut fake = fake.lock().unwrap();
        let mut policy = fake.policy(NAMES[0]).clone();
        policy["metadata"]["name"] = json!(name);
        fake.put(POLICIES, policy);
    }
    sync_at(&fake, 0, &["--policy", &name]);
    let fake = fake.lock().unwrap();
    assert_eq!(events(&fake, &name).len(), 1);
    let event = fake.events[0]["metadata"]["name"].as_str().unwrap();
    assert!(event.starts_with(&format!("{}.", "a".repeat(235))), "{event}");
    assert_eq!(event.len(), 252);
}
