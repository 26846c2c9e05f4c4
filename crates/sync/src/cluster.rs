//! Questions to the API server, and their answers.

use std::collections::BTreeSet;
use std::time::Duration;

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::CONFIG_MAPS;
use ceph_multus_core::report::text::shortened;
use ceph_multus_manifests::resources::{Resource, of_inventory};
use http::Request as HttpRequest;
use kube::api::{GetParams, ListParams, Patch, PatchParams, PostParams};
use kube::core::Request;
use kube::{Client, Config, Error};
use serde_json::Value;

use crate::policy::{POLICIES, Policy};
use crate::reading::{Name, Outcome, Presence, Reading, full_name};
use crate::trouble::Trouble;

/// The field manager of what is applied.
pub const MANAGER: &str = "ceph-multus-sync";

/// Objects of a page.
const PAGE: u32 = 500;

/// How often something is asked for that fails for now.
const ATTEMPTS: u32 = 3;

/// Characters of an answer that a message repeats.
const ANSWER_SHOWN: usize = 400;

/// What may still have the networks of `previous`: pods, and what they come back from.
const CARRIERS: [(&str, &str, &str); 4] = [
    ("/api/v1", "pods", "Pod"),
    ("/apis/apps/v1", "deployments", "Deployment"),
    ("/apis/apps/v1", "daemonsets", "DaemonSet"),
    ("/apis/batch/v1", "cronjobs", "CronJob"),
];

/// A cluster.
#[derive(Clone)]
pub struct Cluster {
    client: Client,
}

impl Cluster {
    /// The cluster that `kubectl` would speak to, or that this pod is in.
    ///
    /// # Errors
    /// Where there is no configuration, or it cannot be used.
    pub async fn connect() -> Result<Cluster, Trouble> {
        let config = Config::infer().await.map_err(|error| Trouble::Other(error.to_string()))?;
        Ok(Cluster::new(Client::try_from(config).map_err(|error| Trouble::Other(error.to_string()))?))
    }

    /// A cluster behind a client.
    pub fn new(client: Client) -> Cluster {
        Cluster { client }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The object at `path`; `None` where there is none.
    ///
    /// # Errors
    /// Where that cannot be said.
    pub async fn get(&self, path: &str, name: &str) -> Result<Option<Value>, Trouble> {
        self.ask(|| Request::new(path).get(name, &GetParams::default()).ok()).await
    }

    /// A policy; `None` where there is none of the name.
    ///
    /// # Errors
    /// Where that cannot be said.
    pub async fn policy(&self, name: &str) -> Result<Option<Policy>, Trouble> {
        let found = self.get(POLICIES, name).await.map_err(|trouble| trouble.about(name))?;
        Ok(found.as_ref().map(Policy::new))
    }

    /// Applies fields of a policy, and gives back the whole.
    ///
    /// # Errors
    /// If they are rejected, or belong to another manager.
    pub async fn apply(&self, name: &str, body: &Value, is_forced: bool) -> Result<Policy, Trouble> {
        let mut params = PatchParams::apply(MANAGER);
        params.force = is_forced;
        let patch = || Request::new(POLICIES).patch(name, &params, &Patch::Apply(body)).ok();
        match self.ask(patch).await? {
            Some(object) => Ok(Policy::new(&object)),
            None => Err(Trouble::Other(String::from("the policy no longer exists"))),
        }
    }

    /// Creates an object.
    ///
    /// # Errors
    /// If it is rejected.
    pub async fn create(&self, path: &str, object: &Value) -> Result<(), Trouble> {
        let body = object.to_string().into_bytes();
        self.ask(|| Request::new(path).create(&PostParams::default(), body.clone()).ok()).await.map(|_| ())
    }

    /// Reads what an inventory consists of: everything of `namespaces`, and the NADs elsewhere that are named.
    pub async fn read(&self, namespaces: &[String], policies: &[Policy]) -> Reading {
        let mut reading = Reading::default();
        // The NADs come last: what selects them is known then.
        let is_nad = |resource: &Resource| resource.kind == Kind::NetworkAttachmentDefinition;
        let mut resources: Vec<Resource> = of_inventory().collect();
        resources.sort_by_key(is_nad);
        for resource in resources {
            let mut outcome = self.read_kind(&resource, namespaces).await;
            if let Outcome::Complete(nads) = &mut outcome
                && is_nad(&resource)
                && let Err(trouble) = self.add_selected(&resource, namespaces, policies, &reading, nads).await
            {
                outcome = Outcome::Failed(trouble);
            }
            let is_down = matches!(&outcome, Outcome::Failed(Trouble::Unreachable(_)));
            reading.kinds.insert(resource.kind, outcome);
            if is_down {
                // Nothing of this run is written, so there is no need to wait for the rest.
                return reading;
            }
        }
        let known = known_names(policies);
        for name in reading.lacks(known.iter()) {
            if matches!(reading.objects(name.0), Some(Ok(_))) {
                let presence = self.presence(&name).await;
                reading.missing.insert(name, presence);
            }
        }
        if policies.iter().any(Policy::has_previous) {
            reading.pods = Some(self.read_pods(namespaces).await);
        }
        reading
    }

    /// Every object of a kind in the namespaces, of the newest version that is served.
    async fn read_kind(&self, resource: &Resource, namespaces: &[String]) -> Outcome {
        for version in resource.versions() {
            match self.read_version(resource, version, namespaces).await {
                Ok(Some(objects)) => return Outcome::Complete(objects),
                Ok(None) => {}
                Err(trouble) => return Outcome::Failed(trouble.about(&full_name(resource))),
            }
        }
        Outcome::Absent
    }

    async fn read_version(
        &self,
        resource: &Resource,
        version: &str,
        namespaces: &[String],
    ) -> Result<Option<Vec<Value>>, Trouble> {
        let mut all = Vec::new();
        if resource.kind == Kind::ConfigMap {
            for namespace in namespaces {
                for name in CONFIG_MAPS {
                    let path = resource_path(resource, version, Some(namespace));
                    all.extend(self.get(&path, name).await?.map(|object| typed(object, resource, version)));
                }
            }
            return Ok(Some(all));
        }
        let scopes: Vec<Option<&String>> =
            if resource.kind.is_cluster_scoped() { vec![None] } else { namespaces.iter().map(Some).collect() };
        for namespace in scopes {
            let Some(objects) = self.list(&resource_path(resource, version, namespace.map(String::as_str))).await?
            else {
                return Ok(None);
            };
            all.extend(objects.into_iter().map(|object| typed(object, resource, version)));
        }
        Ok(Some(all))
    }

    /// Adds the NADs of other namespaces that a CephCluster selects, or the settings name.
    async fn add_selected(
        &self,
        nad: &Resource,
        namespaces: &[String],
        policies: &[Policy],
        reading: &Reading,
        nads: &mut Vec<Value>,
    ) -> Result<(), Trouble> {
        let settings: Vec<&Value> = policies.iter().map(|policy| &policy.settings).collect();
        let clusters: Vec<Value> = reading.wanted().map(|(_, object)| object.clone()).collect();
        for (namespace, name) in ceph_multus_manifests::selected_nads(&clusters, &settings) {
            if namespaces.contains(&namespace) || namespace.is_empty() || name.is_empty() {
                continue;
            }
            for version in nad.versions() {
                let path = resource_path(nad, version, Some(&namespace));
                let found = self.get(&path, &name).await.map_err(|trouble| trouble.about(&full_name(nad)))?;
                nads.extend(found.map(|object| typed(object, nad, version)));
            }
        }
        Ok(())
    }

    /// Whether an object is there.
    async fn presence(&self, (kind, namespace, name): &Name) -> Presence {
        let Some(resource) = of_inventory().find(|resource| resource.kind == *kind) else {
            return Presence::There;
        };
        let namespace = (!kind.is_cluster_scoped()).then_some(namespace.as_str());
        for version in resource.versions() {
            match self.get(&resource_path(&resource, version, namespace), name).await {
                Ok(Some(_)) => return Presence::There,
                Ok(None) => {}
                Err(trouble) => return Presence::Unknown(trouble),
            }
        }
        Presence::Gone
    }

    async fn read_pods(&self, namespaces: &[String]) -> Result<Vec<Value>, Trouble> {
        let mut all = Vec::new();
        for namespace in namespaces {
            for (group, plural, kind) in CARRIERS {
                let found = self.list(&format!("{group}/namespaces/{namespace}/{plural}")).await;
                let objects = found.map_err(|trouble| trouble.about(plural))?.unwrap_or_default();
                let is_over = |object: &Value| {
                    matches!(object.pointer("/status/phase").and_then(Value::as_str), Some("Succeeded" | "Failed"))
                };
                let version = group.trim_start_matches("/apis/").trim_start_matches("/api/");
                all.extend(
                    objects.into_iter().filter(|object| !is_over(object)).map(|object| of_kind(object, version, kind)),
                );
            }
        }
        Ok(all)
    }

    /// Every object of every page at `path`; `None` where there is no such resource. A list that expires between two
    /// pages is read from its start.
    async fn list(&self, path: &str) -> Result<Option<Vec<Value>>, Trouble> {
        let mut restarts = 0;
        'list: loop {
            let (mut all, mut token) = (Vec::new(), String::new());
            loop {
                let mut params = ListParams::default().limit(PAGE);
                if !token.is_empty() {
                    params = params.continue_token(&token);
                }
                let page = match self.ask(|| Request::new(path).list(&params).ok()).await {
                    Ok(Some(page)) => page,
                    Ok(None) if all.is_empty() && token.is_empty() => return Ok(None),
                    Ok(None) => {
                        return Err(Trouble::Other(String::from(
                            "the resource was removed between two pages of the list",
                        )));
                    }
                    Err(Trouble::Other(text)) if text.starts_with(EXPIRED) && restarts < ATTEMPTS => {
                        restarts += 1;
                        continue 'list;
                    }
                    Err(trouble) => return Err(trouble),
                };
                let Some(Value::Array(items)) = page.get("items") else {
                    let problem = page.get("message").and_then(Value::as_str).unwrap_or("the answer is not a list");
                    return Err(Trouble::Other(shortened(problem, ANSWER_SHOWN)));
                };
                if items.iter().any(|item| item.pointer("/metadata/name").and_then(Value::as_str).is_none()) {
                    return Err(Trouble::Other(String::from("the list has an object without a name")));
                }
                all.extend(items.iter().cloned());
                match page.pointer("/metadata/continue").and_then(Value::as_str).unwrap_or_default() {
                    "" => return Ok(Some(all)),
                    next => token = next.to_owned(),
                }
            }
        }
    }

    /// The answer to a request; `None` for 404. What fails for now is asked for once more, a little later.
    async fn ask(&self, request: impl Fn() -> Option<HttpRequest<Vec<u8>>>) -> Result<Option<Value>, Trouble> {
        let mut attempt = 1;
        loop {
            let Some(request) = request() else {
                return Err(Trouble::Other(String::from("the name cannot be part of a path")));
            };
            match self.client.request::<Value>(request).await {
                Ok(answer)
                    if answer.get("kind").and_then(Value::as_str) == Some("Status")
                        && answer.get("status").and_then(Value::as_str) == Some("Failure") =>
                {
                    let message =
                        answer.get("message").and_then(Value::as_str).unwrap_or("the request failed without a reason");
                    return Err(Trouble::Other(shortened(message, ANSWER_SHOWN)));
                }
                Ok(answer) => return Ok(Some(answer)),
                Err(Error::Api(status)) if status.code == 404 => return Ok(None),
                Err(error) if attempt < ATTEMPTS && is_for_now(&error) => {
                    tokio::time::sleep(Duration::from_secs(u64::from(attempt))).await;
                    attempt += 1;
                }
                Err(error) => return Err(trouble(&error)),
            }
        }
    }
}

/// The reason of a list whose pages the API server no longer has, code 410.
const EXPIRED: &str = "Expired: ";

fn is_for_now(error: &Error) -> bool {
    match error {
        Error::Api(status) => status.code == 429 || status.code >= 500,
        Error::SerdeError(_) | Error::BuildRequest(_) => false,
        _ => true,
    }
}

fn trouble(error: &Error) -> Trouble {
    let Error::Api(status) = error else {
        let mut cause: &dyn std::error::Error = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        let text = shortened(&cause.to_string(), ANSWER_SHOWN);
        return match error {
            Error::SerdeError(_) | Error::BuildRequest(_) => Trouble::Other(format!("the answer is not JSON: {text}")),
            _ => Trouble::Unreachable(format!("the API server does not answer: {text}")),
        };
    };
    let message = shortened(&status.message, ANSWER_SHOWN);
    match status.code {
        401 | 403 => Trouble::Forbidden(message),
        409 => Trouble::Conflict(format!(
            "{message}; remove `inventory` and `previous` from the manifests that are applied, or use `--force-conflicts`"
        )),
        410 => Trouble::Other(format!("{EXPIRED}{message}")),
        code => Trouble::Other(format!("{code}: {message}")),
    }
}

/// The path of a resource.
pub(crate) fn resource_path(resource: &Resource, version: &str, namespace: Option<&str>) -> String {
    let group = if resource.group.is_empty() { String::from("/api") } else { format!("/apis/{}", resource.group) };
    let namespace = namespace.map(|name| format!("/namespaces/{name}")).unwrap_or_default();
    format!("{group}/{version}{namespace}/{}", resource.plural)
}

/// An object of a list says what it is, which the API server leaves to the list.
fn typed(object: Value, resource: &Resource, version: &str) -> Value {
    let slash = if resource.group.is_empty() { "" } else { "/" };
    of_kind(object, &format!("{}{slash}{version}", resource.group), resource.kind.name())
}

fn of_kind(mut object: Value, api_version: &str, kind: &str) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.insert(String::from("apiVersion"), Value::from(api_version));
        members.insert(String::from("kind"), Value::from(kind));
    }
    object
}

/// What the policies have in their inventories.
fn known_names(policies: &[Policy]) -> BTreeSet<Name> {
    let documents = policies.iter().filter_map(|policy| policy.inventory().ok()).flatten();
    documents.filter_map(|document| crate::policy::name_of(&document)).collect()
}
