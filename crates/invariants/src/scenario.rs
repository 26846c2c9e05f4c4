//! Requests with settings, put together of arbitrary pieces.

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::Document;
use crate::hostile::{self, NETWORKS};
use crate::samples::{OBJECTS, REQUESTS, SELECTIONS, SETTINGS};

/// A payload of `validate` that is well-formed up to its objects.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The AdmissionRequest.
    pub request: Document,
    /// The settings.
    pub settings: Document,
}

impl Scenario {
    /// The payload, without white space.
    pub fn payload(&self) -> String {
        format!(r#"{{"request":{},"settings":{}}}"#, self.request, self.settings)
    }
}

/// `CREATE` three times, since it is evaluated most.
const OPERATIONS: &[&str] = &["CREATE", "CREATE", "CREATE", "UPDATE", "UPDATE", "DELETE"];

/// What pods wear and join.
const APPS: &[&str] = &[
    "rook-ceph-osd",
    "rook-ceph-mon",
    "rook-ceph-rgw",
    "rook-ceph-operator",
    "rook-ceph-network-canary",
    "csi-rbdplugin-provisioner",
    "nginx",
];
const NETWORK_LISTS: &[&str] = &[
    "",
    "public-net",
    "cluster-net",
    "public-net,cluster-net",
    "cluster-net,public-net,public-net",
    "default/other",
    r#"[{"name":"public-net","namespace":"rook-ceph"}]"#,
    r#"[ {"name":"cluster-net", "future": {"a b": [1.50]}}, {"name":"other"} ]"#,
];

/// The annotation that replaces a pod's default network.
const DEFAULT_NETWORK: &str = "v1.multus-cni.io/default-network";

/// Settings besides the inventory, each valid by itself.
const SETTINGS_PIECES: &[(&str, &str)] = &[
    ("mutate", "false"),
    ("clusterSelector", "\"implicit\""),
    ("monitorNetwork", "\"rook-ceph/monitor-net\""),
    ("nodes", "5"),
    ("osds", "0"),
    ("headroomPercent", "1000"),
    ("namespaceIsolation", "[]"),
    ("namespaceIsolation", "[\"default\"]"),
    ("nodeRanges", "[\"192.168.20.0/28\",\"fd00::/64\"]"),
    ("allowedMasters", "[\"eth0\"]"),
    ("allowedInterfaceTypes", "[\"macvlan\"]"),
    ("allowedIpamTypes", "[\"whereabouts\",\"static\"]"),
    ("exemptNamespaces", "[\"shop\"]"),
    ("validationNamespaces", "[\"rook-ceph\"]"),
    ("rules", r#"{"attachment-not-allowed":"allow","host-network":"deny"}"#),
    ("rules", r#"{"field-malformed":"allow","attachment-missing":"deny","foreign-public-attachment":"deny"}"#),
];

impl<'a> Arbitrary<'a> for Scenario {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Scenario> {
        let request = if u.ratio(1, 4)? { u.choose(&REQUESTS)?.clone() } else { made(u)? };
        let mut scenario = Scenario { request, settings: settings(u)? };
        let times = u.int_in_range(0..=4)?;
        for key in ["object", "oldObject"] {
            if let Some(object) = scenario.request.get_mut(key) {
                hostile::damage(object, times, u)?;
            }
        }
        if u.ratio(1, 16)? {
            hostile::damage(&mut scenario.request, 1, u)?;
        }
        Ok(scenario)
    }
}

/// A request for one of the objects, or for a pod that is made here.
fn made(u: &mut Unstructured<'_>) -> Result<Document> {
    let object = if u.arbitrary()? { pod(u)? } else { u.choose(&OBJECTS)?.clone() };
    let operation = u.choose(OPERATIONS)?;
    let text = |path: &[&str]| object.at(path).and_then(Document::as_text).unwrap_or_default();
    let version = text(&["apiVersion"]);
    let group = ceph_multus_core::facts::kind::group_of(&version);
    let mut request = Document::Map(Vec::new());
    request.set(&["kind", "group"], Document::text(group));
    request.set(&["kind", "kind"], Document::text(&text(&["kind"])));
    request.set(&["operation"], Document::text(operation));
    request.set(&["namespace"], Document::text(&text(&["metadata", "namespace"])));
    request.set(&["name"], Document::text(&text(&["metadata", "name"])));
    if *operation != "DELETE" {
        request.set(&["object"], object.clone());
    }
    if *operation != "CREATE" {
        request.set(&["oldObject"], object);
    }
    Ok(request)
}

fn pod(u: &mut Unstructured<'_>) -> Result<Document> {
    let app = u.choose(APPS)?;
    let mut pod = Document::Map(Vec::new());
    pod.set(&["apiVersion"], Document::text("v1"));
    pod.set(&["kind"], Document::text("Pod"));
    pod.set(&["metadata", "name"], Document::text("a-pod"));
    pod.set(&["metadata", "namespace"], Document::text(u.choose(&["rook-ceph", "rook-ceph", "shop"])?));
    pod.set(&["metadata", "labels", "app"], Document::text(app));
    if u.arbitrary()? {
        let networks = if u.ratio(1, 4)? { u.choose(&SELECTIONS)? } else { *u.choose(NETWORK_LISTS)? };
        pod.set(&["metadata", "annotations", NETWORKS], Document::text(networks));
    }
    if u.ratio(1, 8)? {
        pod.set(&["spec", "hostNetwork"], Document::Leaf("true".to_owned()));
    }
    pod.set(&["spec", "serviceAccountName"], Document::text("rook-ceph-osd"));
    if u.ratio(7, 8)? {
        let owners = Document::parse(r#"[{"kind":"ReplicaSet","controller":true}]"#).expect("owners");
        pod.set(&["metadata", "ownerReferences"], owners);
    }
    if u.ratio(1, 8)? {
        pod.set(&["metadata", "annotations", DEFAULT_NETWORK], Document::text(u.choose(NETWORK_LISTS)?));
    }
    Ok(pod)
}

/// The settings of the examples, with further objects and settings, now and then damaged.
fn settings(u: &mut Unstructured<'_>) -> Result<Document> {
    let mut settings = if u.ratio(7, 8)? { SETTINGS.clone() } else { Document::Map(Vec::new()) };
    for _ in 0..u.int_in_range(0..=3)? {
        let (key, value) = u.choose(SETTINGS_PIECES)?;
        settings.set(&[key], Document::parse(value).expect("a setting"));
    }
    if let Some(Document::List(inventory)) = settings.get_mut("inventory") {
        for _ in 0..u.int_in_range(0..=4)? {
            let mut object = u.choose(&OBJECTS)?.clone();
            if object.at(&["metadata", "name"]).is_some() && u.arbitrary()? {
                let name: u8 = u.int_in_range(0..=9)?;
                object.set(&["metadata", "name"], Document::text(&format!("object-{name}")));
            }
            inventory.push(object);
        }
        if u.ratio(1, 4)? {
            let place = u.choose_index(inventory.len())?;
            hostile::damage(inventory.get_mut(place).expect("a place"), 2, u)?;
        }
        retain_first_copies(inventory);
    }
    if u.ratio(1, 32)? {
        hostile::damage(&mut settings, 1, u)?;
    }
    Ok(settings)
}

/// The settings reject an object that is listed twice.
fn retain_first_copies(inventory: &mut Vec<Document>) {
    let mut seen = Vec::new();
    inventory.retain(|object| {
        let text = |path: &[&str]| object.at(path).and_then(Document::as_text).unwrap_or_default();
        let name = [text(&["kind"]), text(&["metadata", "namespace"]), text(&["metadata", "name"])];
        let is_new = !seen.contains(&name);
        seen.push(name);
        is_new
    });
}
