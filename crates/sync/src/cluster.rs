//! Questions to the API server, and their answers.

mod inventory;

use std::time::Duration;

use ceph_multus_core::report::text::shortened;
use http::Request as HttpRequest;
use kube::api::{GetParams, ListParams, Patch, PatchParams, PostParams};
use kube::core::{Request, Status};
use kube::{Client, Config, Error};
use serde_json::Value;
use tokio::time::timeout;

use crate::policy::{POLICIES, Policy};
use crate::trouble::Trouble;

pub(crate) use inventory::resource_path;

/// The field manager of what is applied.
pub const MANAGER: &str = "ceph-multus-sync";

/// Objects of a page: of pods of OSDs these are 3 MB of text, and several times as much until what is kept of them is taken
/// out.
const PAGE: u32 = 100;

/// How often something is asked for that fails for now.
const ATTEMPTS: u32 = 3;

/// How long the API server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Characters of an answer that a message repeats.
const ANSWER_SHOWN: usize = 400;

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
        let mut config = Config::infer().await.map_err(|error| Trouble::Other(error.to_string()))?;
        // It would ask 15 times before it says that something failed (kube-rs/kube: kube-client/src/client/retry.rs).
        config.default_retry = false;
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

    /// What `keep` takes of every object of every page at `path`; `None` where there is no such resource. A list that
    /// expires between two pages is read from its start.
    async fn list<T>(&self, path: &str, keep: impl Fn(Value) -> Option<T>) -> Result<Option<Vec<T>>, Trouble> {
        let mut restarts = 0;
        'list: loop {
            let (mut all, mut token) = (Vec::new(), String::new());
            loop {
                let mut params = ListParams::default().limit(PAGE);
                if !token.is_empty() {
                    params = params.continue_token(&token);
                }
                let mut page = match self.ask(|| Request::new(path).list(&params).ok()).await {
                    Ok(Some(page)) => page,
                    Ok(None) if all.is_empty() && token.is_empty() => return Ok(None),
                    Ok(None) => {
                        return Err(Trouble::Other(String::from(
                            "the resource was removed between two pages of the list",
                        )));
                    }
                    Err(Trouble::Expired(_)) if restarts < ATTEMPTS => {
                        restarts += 1;
                        continue 'list;
                    }
                    Err(trouble) => return Err(trouble),
                };
                let next = page.pointer("/metadata/continue").and_then(Value::as_str).unwrap_or_default().to_owned();
                let Some(Value::Array(items)) = page.get_mut("items").map(Value::take) else {
                    let problem = page.get("message").and_then(Value::as_str).unwrap_or("the answer is not a list");
                    return Err(Trouble::Other(shortened(problem, ANSWER_SHOWN)));
                };
                if items.iter().any(|item| item.pointer("/metadata/name").and_then(Value::as_str).is_none()) {
                    return Err(Trouble::Other(String::from("the list has an object without a name")));
                }
                all.extend(items.into_iter().filter_map(&keep));
                if next.is_empty() {
                    return Ok(Some(all));
                }
                token = next;
            }
        }
    }

    /// The answer to a request; `None` for 404. What fails for now is asked for again, a little later.
    async fn ask(&self, request: impl Fn() -> Option<HttpRequest<Vec<u8>>>) -> Result<Option<Value>, Trouble> {
        let mut attempt = 1;
        loop {
            let Some(request) = request() else {
                return Err(Trouble::Other(String::from("the name cannot be part of a path")));
            };
            let Ok(answer) = timeout(PATIENCE, self.client.request::<Value>(request)).await else {
                if attempt == ATTEMPTS {
                    let seconds = PATIENCE.as_secs();
                    return Err(Trouble::Unreachable(format!("the API server does not answer within {seconds} s")));
                }
                attempt += 1;
                continue;
            };
            match answer {
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

fn is_for_now(error: &Error) -> bool {
    match error {
        Error::Api(status) => status.code == 429 || status.code >= 500,
        Error::SerdeError(_) | Error::BuildRequest(_) => false,
        _ => true,
    }
}

/// Whether an answer says that another manager owns the fields of an apply
/// (kubernetes/apimachinery: pkg/util/managedfields/internal/conflict.go).
fn is_owned(status: &Status) -> bool {
    let causes = status.details.iter().flat_map(|details| &details.causes);
    causes.into_iter().any(|cause| cause.reason == "FieldManagerConflict")
}

/// What an error of the API server says.
pub(crate) fn trouble(error: &Error) -> Trouble {
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
        409 if is_owned(status) => Trouble::Conflict(format!(
            "{message}; remove `inventory` and `previous` from the manifests that are applied, or use `--force-conflicts`"
        )),
        409 if status.reason == "Conflict" => Trouble::Overtaken(format!("another write came first: {message}")),
        410 => Trouble::Expired(format!("Expired: {message}")),
        code => Trouble::Other(format!("{code}: {message}")),
    }
}
