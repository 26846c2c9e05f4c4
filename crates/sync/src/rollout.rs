//! Whether the policy server has taken over what was written.
//!
//! The conditions of a policy do not say which generation they are about, so that they may be true from before: what counts
//! is the server's ConfigMap, then its Deployment, then the conditions
//! (kubewarden/adm-controller: internal/controller/policyserver_controller_configmap.go, api/policies/v1/policy.go).

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::cluster::Cluster;
use crate::policy::POLICIES;
use crate::trouble::Trouble;

/// How often to look.
const PAUSE: Duration = Duration::from_secs(2);

/// The conditions of a policy that answers.
const CONDITIONS: [&str; 3] = ["PolicyActive", "PolicyUniquelyReachable", "PolicyServerConfigurationUpToDate"];

/// A policy that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its name.
    pub policy: String,
    /// Its policy server.
    pub server: String,
    /// The inventory that it has now.
    pub inventory: Value,
}

/// Waits until the policy servers answer with what was written.
///
/// # Errors
/// Where that takes longer than `patience`.
pub async fn wait(cluster: &Cluster, written: &[Written], namespace: &str, patience: Duration) -> Result<(), Trouble> {
    let end = Instant::now() + patience;
    loop {
        let mut open = Vec::new();
        for one in written {
            if let Some(what) = missing(cluster, one, namespace).await? {
                open.push(format!("{}: {what}", one.policy));
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        if Instant::now() >= end {
            let seconds = patience.as_secs();
            return Err(Trouble::NotRolledOut(format!(
                "written, but not in use after {seconds} s: {}",
                open.join("; ")
            )));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What is not done yet.
async fn missing(cluster: &Cluster, one: &Written, namespace: &str) -> Result<Option<String>, Trouble> {
    let server = format!("policy-server-{}", one.server);
    let maps = format!("/api/v1/namespaces/{namespace}/configmaps");
    if let Some(map) = readable(cluster.get(&maps, &server).await)? {
        if !has_inventory(&map, one) {
            return Ok(Some(format!("the ConfigMap {server} does not contain it")));
        }
        let deployments = format!("/apis/apps/v1/namespaces/{namespace}/deployments");
        match readable(cluster.get(&deployments, &server).await)? {
            Some(deployment) if !is_rolled_out(&deployment) => {
                return Ok(Some(format!("the rollout of the Deployment {server} is not complete")));
            }
            _ => {}
        }
    }
    let Some(policy) = cluster.get(POLICIES, &one.policy).await? else { return Ok(None) };
    let is_unmet = |kind: &&&str| {
        let conditions = policy.pointer("/status/conditions").and_then(Value::as_array);
        !conditions.into_iter().flatten().any(|condition| {
            condition.get("type").and_then(Value::as_str) == Some(**kind)
                && condition.get("status").and_then(Value::as_str) == Some("True")
        })
    };
    Ok(CONDITIONS.iter().find(is_unmet).map(|kind| format!("it is not {kind}")))
}

/// Without the right to look there, the conditions have to do.
fn readable(answer: Result<Option<Value>, Trouble>) -> Result<Option<Value>, Trouble> {
    match answer {
        Err(Trouble::Forbidden(_)) => Ok(None),
        other => other,
    }
}

/// Whether the ConfigMap of a policy server has the inventory of a policy. Its keys end with the policy's name.
fn has_inventory(map: &Value, one: &Written) -> bool {
    let text = map.pointer("/data/policies.yml").and_then(Value::as_str).unwrap_or_default();
    let policies: Value = serde_json::from_str(text).unwrap_or_default();
    let mut entries = policies.as_object().into_iter().flatten();
    entries
        .any(|(key, entry)| key.ends_with(&one.policy) && entry.pointer("/settings/inventory") == Some(&one.inventory))
}

fn is_rolled_out(deployment: &Value) -> bool {
    let number = |path| deployment.pointer(path).and_then(Value::as_i64).unwrap_or_default();
    let wanted = deployment.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1);
    let all = ["/status/updatedReplicas", "/status/replicas", "/status/availableReplicas"];
    number("/status/observedGeneration") >= number("/metadata/generation")
        && all.iter().all(|path| number(path) == wanted)
}
