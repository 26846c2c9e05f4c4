//! An API server behind a mock of the connection: objects by path, server-side apply of what the sync applies, and faults.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ceph_multus_sync::cluster::Cluster;
use ceph_multus_sync::policy::POLICIES;
use http::{Method, Request, Response};
use kube::Client;
use kube::client::Body;
use serde_json::{Value, json};

/// What goes wrong with a request.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// A Status with this code.
    Status(u16, &'static str),
    /// Any other answer.
    Body(u16, &'static str),
    /// The connection breaks.
    Closed,
    /// There is no answer, ever.
    Silence,
}

/// Whether something goes wrong with a request, by its method and path.
pub(crate) type Faults = Box<dyn FnMut(&Method, &str) -> Option<Fault> + Send>;

/// What somebody else does.
pub(crate) type InBetween = Box<dyn FnOnce(&mut Fake) + Send>;

/// The API server.
pub(crate) struct Fake {
    /// Every object by its path.
    pub(crate) objects: BTreeMap<String, Value>,
    /// Plural names without a CustomResourceDefinition.
    pub(crate) absent: Vec<&'static str>,
    /// Requests so far: method and path with its query.
    pub(crate) requests: Vec<String>,
    /// The Events so far.
    pub(crate) events: Vec<Value>,
    /// Who else has applied the inventory.
    pub(crate) manager: Option<&'static str>,
    /// Objects of a page.
    pub(crate) page: usize,
    pub(crate) faults: Faults,
    /// What somebody does between the reading and the first write.
    pub(crate) in_between: Option<InBetween>,
    version: u64,
}

impl Fake {
    pub(crate) fn new() -> Fake {
        Fake {
            objects: BTreeMap::new(),
            absent: Vec::new(),
            requests: Vec::new(),
            events: Vec::new(),
            manager: None,
            page: 500,
            faults: Box::new(|_, _| None),
            in_between: None,
            version: 0,
        }
    }

    /// Puts an object in the place of the one of its name.
    pub(crate) fn put(&mut self, collection: &str, object: Value) {
        self.version += 1;
        let mut object = object;
        object["metadata"]["resourceVersion"] = json!(self.version.to_string());
        let name = object["metadata"]["name"].as_str().expect("a name").to_owned();
        self.objects.insert(format!("{collection}/{name}"), object);
    }

    pub(crate) fn policy(&self, name: &str) -> &Value {
        &self.objects[&format!("{POLICIES}/{name}")]
    }

    /// The paths of PATCH requests so far.
    pub(crate) fn patches(&self) -> Vec<String> {
        let patched = self.requests.iter().filter_map(|request| request.strip_prefix("PATCH "));
        patched.map(|path| path.rsplit('/').next().unwrap_or_default().to_owned()).collect()
    }

    fn answer(&mut self, method: &Method, path: &str, query: &str, body: &[u8]) -> Result<(u16, String), Fault> {
        let shown = if method == Method::PATCH { path.to_owned() } else { format!("{path}?{query}") };
        self.requests.push(format!("{method} {}", shown.trim_end_matches('?')));
        if let Some(act) = self.in_between.take_if(|_| method == Method::PATCH) {
            act(self);
        }
        match (self.faults)(method, path) {
            Some(fault @ (Fault::Closed | Fault::Silence)) => return Err(fault),
            Some(Fault::Body(code, text)) => return Ok((code, text.to_owned())),
            Some(Fault::Status(code, reason)) => return Ok(status(code, reason, reason)),
            None => {}
        }
        if self.absent.iter().any(|plural| path.split('/').any(|part| part == *plural)) {
            return Ok((404, String::from("404 page not found\n")));
        }
        Ok(match *method {
            Method::GET => match self.objects.get(path) {
                Some(object) => (200, object.to_string()),
                None if is_collection(path) => (200, self.list(path, query)),
                None => status(404, "NotFound", "not found"),
            },
            Method::PATCH => self.apply(path, query, &serde_json::from_slice(body).expect("JSON")),
            Method::POST => {
                let event: Value = serde_json::from_slice(body).expect("JSON");
                let name = event["metadata"]["name"].as_str().expect("a name");
                if self.events.iter().any(|other| other["metadata"]["name"] == name) {
                    return Ok(status(409, "AlreadyExists", "already exists"));
                }
                if name.len() > 253 {
                    return Ok(status(422, "Invalid", "metadata.name: must be no more than 253 characters"));
                }
                self.events.push(event);
                (201, String::from_utf8_lossy(body).into_owned())
            }
            _ => status(405, "MethodNotAllowed", "no"),
        })
    }

    fn list(&self, path: &str, query: &str) -> String {
        let of = |key: &str| {
            query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).unwrap_or_default().to_owned()
        };
        let start: usize = of("continue").parse().unwrap_or_default();
        let prefix = format!("{path}/");
        let all: Vec<&Value> = self
            .objects
            .iter()
            .filter(|(key, _)| key.strip_prefix(&prefix).is_some_and(|name| !name.contains('/')))
            .map(|(_, object)| object)
            .collect();
        let items: Vec<&&Value> = all.iter().skip(start).take(self.page).collect();
        let next = start + self.page;
        let next = if next < all.len() { next.to_string() } else { String::new() };
        json!({"kind": "List", "metadata": {"continue": next}, "items": items}).to_string()
    }

    fn apply(&mut self, path: &str, query: &str, body: &Value) -> (u16, String) {
        assert!(query.contains("fieldManager=ceph-multus-sync"), "{query}");
        let Some(object) = self.objects.get(path).cloned() else {
            return status(422, "Invalid", "spec.module: Required value");
        };
        let version = &body["metadata"]["resourceVersion"];
        if !version.is_null() && *version != object["metadata"]["resourceVersion"] {
            return status(
                409,
                "Conflict",
                "the object has been modified; please apply your changes to the latest version",
            );
        }
        let mut new = object.clone();
        let differs = body["spec"]["settings"]["inventory"] != object["spec"]["settings"]["inventory"];
        if let Some(manager) = self.manager.filter(|_| differs && !query.contains("force=true")) {
            let message = format!(
                "Apply failed with 1 conflict: conflict with \"{manager}\" using policies.kubewarden.io/v1: .spec.settings.inventory"
            );
            let cause =
                json!({"reason": "FieldManagerConflict", "message": message, "field": ".spec.settings.inventory"});
            let status = json!({
                "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
                "reason": "Conflict", "details": {"causes": [cause]}, "code": 409,
            });
            return (409, status.to_string());
        }
        for key in ["inventory", "previous"] {
            let settings = new["spec"]["settings"].as_object_mut().expect("settings");
            match body["spec"]["settings"].get(key) {
                Some(value) => settings.insert(key.to_owned(), value.clone()),
                None => settings.remove(key),
            };
        }
        let mut annotations = new["metadata"]["annotations"].as_object().cloned().unwrap_or_default();
        annotations.retain(|key, _| !key.starts_with("ceph-multus.io/"));
        annotations.extend(body["metadata"]["annotations"].as_object().cloned().unwrap_or_default());
        new["metadata"]["annotations"] = Value::Object(annotations);
        if new != object {
            self.version += 1;
            new["metadata"]["resourceVersion"] = json!(self.version.to_string());
            self.objects.insert(path.to_owned(), new.clone());
        }
        (200, new.to_string())
    }
}

fn is_collection(path: &str) -> bool {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let rest = if parts[0] == "api" { &parts[2..] } else { &parts[3..] };
    match rest {
        ["namespaces", _, _] => true,
        [_] => rest[0] != "namespaces",
        _ => false,
    }
}

fn status(code: u16, reason: &str, message: &str) -> (u16, String) {
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "reason": reason,
        "code": code,
    });
    (code, status.to_string())
}

/// A connection to `fake`; to be made within a runtime.
pub(crate) fn connect(fake: &Arc<Mutex<Fake>>) -> Cluster {
    let (service, mut handle) = tower_test::mock::pair::<Request<Body>, Response<Body>>();
    let fake = Arc::clone(fake);
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Some((request, send)) = handle.next_request().await {
            let (parts, body) = request.into_parts();
            let body = body.collect_bytes().await.expect("a body");
            let query = parts.uri.query().unwrap_or_default();
            let answer = fake.lock().expect("no panic").answer(&parts.method, parts.uri.path(), query, &body);
            match answer {
                Ok((code, text)) => {
                    let response = Response::builder().status(code).body(Body::from(text.into_bytes()));
                    send.send_response(response.expect("a response"));
                }
                Err(Fault::Silence) => silent.push(send),
                Err(_) => send.send_error("connection closed before message completed"),
            }
        }
    });
    Cluster::new(Client::new(service, "default"))
}
