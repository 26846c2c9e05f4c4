//! When a run is over: the policy server answers with what was written.

use ceph_multus_sync::policy::POLICIES;
use serde_json::{Value, json};

use crate::fake::Fault;
use crate::objects::{NAMES, cluster};
use crate::{sync_at, troubles};

const MAPS: &str = "/api/v1/namespaces/kubewarden/configmaps";
const DEPLOYMENTS: &str = "/apis/apps/v1/namespaces/kubewarden/deployments";
const ONE: [&str; 2] = ["--policy", NAMES[0]];

/// A Kubewarden that has taken over `inventory`, with a Deployment of this many replicas that are of the newest kind.
fn taken_over(inventory: &Value, updated: u64) -> std::sync::Arc<std::sync::Mutex<crate::fake::Fake>> {
    let fake = cluster();
    let policies = json!({format!("clusterwide-{}", NAMES[0]): {"settings": {"inventory": inventory}}});
    {
        let mut fake = fake.lock().unwrap();
        let map =
            json!({"metadata": {"name": "policy-server-default"}, "data": {"policies.yml": policies.to_string()}});
        fake.put(MAPS, map);
        fake.put(
            DEPLOYMENTS,
            json!({
                "metadata": {"name": "policy-server-default", "generation": 2}, "spec": {"replicas": 2},
                "status": {"observedGeneration": 2, "replicas": 2, "updatedReplicas": updated, "availableReplicas": 2},
            }),
        );
        let conditions = ["PolicyActive", "PolicyUniquelyReachable", "PolicyServerConfigurationUpToDate"]
            .map(|kind| json!({"type": kind, "status": "True"}));
        let path = format!("{POLICIES}/{}", NAMES[0]);
        fake.objects.get_mut(&path).unwrap()["status"] = json!({"conditions": conditions});
    }
    fake
}

/// What the first run writes.
fn inventory() -> Value {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().policy(NAMES[0])["spec"]["settings"]["inventory"].clone()
}

fn run(fake: &std::sync::Arc<std::sync::Mutex<crate::fake::Fake>>) -> Vec<String> {
    troubles(&sync_at(fake, 0, &[&ONE[..], &["--wait", "10s"]].concat()))
}

#[test]
fn a_run_is_over_when_the_policy_server_has_what_was_written() {
    assert_eq!(run(&taken_over(&inventory(), 2)), [""; 0]);
}

#[test]
fn what_is_not_in_use_is_named() {
    let before = "not-rolled-out: written, but not in use after 10 s: ceph-multus-validating: ";
    let old = run(&taken_over(&json!([]), 2));
    assert_eq!(old, [format!("{before}the ConfigMap policy-server-default does not contain it")]);
    let rolling = run(&taken_over(&inventory(), 1));
    assert_eq!(rolling, [format!("{before}the rollout of the Deployment policy-server-default is not complete")]);
    let fake = taken_over(&inventory(), 2);
    let path = format!("{POLICIES}/{}", NAMES[0]);
    fake.lock().unwrap().objects.get_mut(&path).unwrap()["status"]["conditions"][0]["status"] = json!("False");
    assert_eq!(run(&fake), [format!("{before}it is not PolicyActive")]);
}

#[test]
fn without_the_right_to_look_there_the_conditions_have_to_do() {
    let fake = taken_over(&json!([]), 0);
    fake.lock().unwrap().faults =
        Box::new(|_, path| path.contains("/kubewarden/").then_some(Fault::Status(403, "Forbidden")));
    assert_eq!(run(&fake), [""; 0]);
}
