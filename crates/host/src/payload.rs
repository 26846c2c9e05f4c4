//! Requests of every kind, for measuring and loading: the fixtures of this repository, and grown variants of them.

use std::error::Error;
use std::path::Path;

use serde_json::{Value, json};

use crate::nested_build::workspace_root;
use crate::request_file::{read_request, read_settings};

/// What a host hands to `validate`.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// What it stands for.
    pub name: String,
    /// The request and the settings, as policy-server sends them.
    pub bytes: Vec<u8>,
}

impl Payload {
    fn new(name: &str, request: &Value, settings: &Value) -> Self {
        let bytes = json!({"request": request, "settings": settings}).to_string().into_bytes();
        Self { name: name.to_owned(), bytes }
    }
}

/// The fixtures, of which all payloads are made.
#[derive(Debug, Clone)]
pub struct Fixtures {
    requests: Vec<(&'static str, Value)>,
    settings: Value,
}

/// What a payload stands for, and the request of `tests/fixtures/requests` that it is.
const KINDS: [(&str, &str); 7] = [
    ("CephCluster, both networks", "create-cephcluster-public-and-cluster.json"),
    ("CephCluster, public only", "create-cephcluster-public-only.json"),
    ("NAD, whereabouts", NAD),
    ("NAD, host-local", "create-nad-host-local.json"),
    ("OSD pod, right annotation", OSD_POD),
    ("OSD pod, no annotation", "create-pod-osd-without-annotation.json"),
    ("foreign pod, no annotation", "create-pod-foreign-plain.json"),
];

const NAD: &str = "create-nad-public.json";
const OSD_POD: &str = "create-pod-osd.json";

impl Fixtures {
    /// Reads the fixtures.
    ///
    /// # Errors
    /// Where a file is missing or not what its name says.
    pub fn read() -> Result<Self, Box<dyn Error>> {
        let root = workspace_root();
        let folder = root.join("tests/fixtures/requests");
        let requests = KINDS
            .iter()
            .map(|(_, file)| Ok((*file, request(&folder.join(file))?)))
            .collect::<Result<_, Box<dyn Error>>>();
        Ok(Self { requests: requests?, settings: read_settings(&root.join("examples/settings.json"))? })
    }

    /// One payload of every kind. The inventory is that of the example settings, without the object under review: the
    /// cost of comparing it with its copy is not every object's.
    #[must_use]
    pub fn kinds(&self) -> Vec<Payload> {
        KINDS
            .iter()
            .zip(&self.requests)
            .map(|((name, _), (_, request))| Payload::new(name, request, &self.settings_without(request)))
            .collect()
    }

    /// The OSD pod, with an inventory of `nads` NADs beside those of the example settings.
    #[must_use]
    pub fn with_inventory(&self, nads: usize) -> Payload {
        let mut settings = self.settings.clone();
        if let Some(inventory) = settings.get_mut("inventory").and_then(Value::as_array_mut) {
            inventory.extend((0..nads).map(other_nad));
        }
        Payload::new(&format!("inventory with {nads} more NADs"), self.request(OSD_POD), &settings)
    }

    /// The NAD, with `excludes` addresses excluded from a range that holds them.
    #[must_use]
    pub fn with_excludes(&self, excludes: usize) -> Payload {
        let mut request = self.request(NAD).clone();
        let exclude: Vec<_> =
            (0..excludes).map(|place| format!("10.1.{}.{}/32", place / 250, place % 250 + 1)).collect();
        let config = json!({
            "cniVersion": "0.3.1", "type": "macvlan", "master": "eth0", "mode": "bridge",
            "ipam": {"type": "whereabouts", "range": "10.1.0.0/16", "exclude": exclude},
        });
        if let Some(text) = request.pointer_mut("/object/spec/config") {
            *text = config.to_string().into();
        }
        Payload::new(&format!("NAD with {excludes} excludes"), &request, &self.settings_without(&request))
    }

    /// The OSD pod, with as many environment variables as make it `kilobytes` (of 1000 bytes) long.
    #[must_use]
    pub fn with_pod_of(&self, kilobytes: usize) -> Payload {
        let mut request = self.request(OSD_POD).clone();
        if let Some(metadata) = request.pointer_mut("/object/metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
        }
        let container = |env: Vec<Value>| {
            json!({
                "serviceAccountName": "rook-ceph-osd",
                "containers": [{"name": "osd", "image": "quay.io/ceph/ceph:v20.2.1", "env": env}],
            })
        };
        let mut env: Vec<Value> = Vec::new();
        let variable = |place: usize| {
            let path = format!("status.hostIPs[{place}]");
            json!({"name": format!("HOST_ADDRESS_{place:05}"), "valueFrom": {"fieldRef": {"fieldPath": path}}})
        };
        let bare = request.to_string().len() - request.pointer("/object/spec").map_or(0, |spec| spec.to_string().len());
        let mut length = bare + container(Vec::new()).to_string().len();
        while length < kilobytes * 1000 {
            let next = variable(env.len());
            length += next.to_string().len() + 1;
            env.push(next);
        }
        if let Some(spec) = request.pointer_mut("/object/spec") {
            *spec = container(env);
        }
        Payload::new(&format!("OSD pod of {kilobytes} kB"), &request, &self.settings)
    }

    fn request(&self, file: &str) -> &Value {
        self.requests.iter().find(|(name, _)| *name == file).map_or(&Value::Null, |(_, request)| request)
    }

    fn settings_without(&self, request: &Value) -> Value {
        let identity = |object: &Value| {
            let part = |pointer| object.pointer(pointer).cloned().unwrap_or_default();
            (part("/kind"), part("/metadata/namespace"), part("/metadata/name"))
        };
        let under_review = request.get("object").map(identity);
        let mut settings = self.settings.clone();
        if let Some(inventory) = settings.get_mut("inventory").and_then(Value::as_array_mut) {
            inventory.retain(|object| Some(identity(object)) != under_review);
        }
        settings
    }
}

fn request(path: &Path) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::to_value(read_request(path)?)?)
}

/// A sound NAD that no CephCluster selects.
fn other_nad(place: usize) -> Value {
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge",
        "ipam": {"type": "whereabouts", "range": format!("10.{}.{}.0/24", place / 250 + 2, place % 250)},
    });
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1",
        "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": format!("net-{place}"), "namespace": "tenants"},
        "spec": {"config": config.to_string()},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(payload: &Payload) -> Value {
        serde_json::from_slice(&payload.bytes).unwrap()
    }

    #[test]
    fn leaves_the_object_under_review_out_of_the_inventory() {
        for payload in Fixtures::read().unwrap().kinds() {
            let value = parsed(&payload);
            let name = value.pointer("/request/object/metadata/name");
            let inventory = value.pointer("/settings/inventory").and_then(Value::as_array).unwrap();
            assert!(inventory.len() >= 2, "{}", payload.name);
            assert!(inventory.iter().all(|object| object.pointer("/metadata/name") != name), "{}", payload.name);
        }
    }

    #[test]
    fn grows_what_it_says() {
        let fixtures = Fixtures::read().unwrap();
        let inventory =
            |nads| parsed(&fixtures.with_inventory(nads))["settings"]["inventory"].as_array().unwrap().len();
        assert_eq!(inventory(1000) - inventory(0), 1000);

        let value = parsed(&fixtures.with_excludes(10_000));
        let config: Value =
            serde_json::from_str(value["request"]["object"]["spec"]["config"].as_str().unwrap()).unwrap();
        let excludes = config["ipam"]["exclude"].as_array().unwrap();
        assert_eq!((excludes.len(), excludes.last().unwrap()), (10_000, &json!("10.1.39.250/32")));

        for kilobytes in [5, 50, 500] {
            let length = parsed(&fixtures.with_pod_of(kilobytes))["request"].to_string().len();
            assert!((kilobytes * 1000..kilobytes * 1000 + 150).contains(&length), "{kilobytes}: {length}");
        }
    }
}
