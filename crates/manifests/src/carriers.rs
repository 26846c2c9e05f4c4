//! Who still has the networks of `previous`.

use ceph_multus_core::facts::ceph_cluster::CephCluster;
use ceph_multus_core::facts::object::{OBJECT, Object};
use ceph_multus_core::facts::pod::Pod;
use ceph_multus_core::facts::workload::Workload;
use ceph_multus_core::json::{Arena, Node, read};
use ceph_multus_core::world::context::Context;
use ceph_multus_core::world::standing::{Comparison, Standing};
use ceph_multus_core::{Kind, world::World};
use ceph_multus_upstream::selection::NetworkSelection;
use serde_json::Value;

use crate::document::Document;
use crate::error::ReadError;
use crate::settings::SettingsText;
use crate::value::value;
use crate::world::Parsed;

/// The fields of a pod or a workload that say which networks it is on, as JSON: a fraction of the pod of an OSD. An object
/// that cannot be read stays whole, for [`carriers`] to report.
pub fn carrier_fields(object: &Value) -> String {
    let (text, arena) = (object.to_string(), Arena::new());
    let Ok(node) = read(&text, &arena, &OBJECT) else { return text };
    let mut kept = value(&node);
    // Another rule reads the environment of Rook's operator. That of each OSD may be long.
    for path in ["/spec", "/spec/template/spec", "/spec/jobTemplate/spec/template/spec"] {
        if let Some(spec) = kept.pointer_mut(path).and_then(Value::as_object_mut) {
            spec.remove("containers");
        }
    }
    kept.to_string()
}

/// The pods of Ceph among the documents, and the workloads that make some, which are not right by the inventory of
/// `settings`, and right by its `previous` or on a network that only this has: Rook has not come to them yet.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn carriers(documents: &[Document], settings: &SettingsText) -> Result<Vec<String>, Vec<ReadError>> {
    let arena = Arena::new();
    let (known, read) = (Parsed::read(&[], settings, &arena)?, SettingsText::default());
    let (known, objects) = (known.world("")?, Parsed::read(documents, &read, &arena)?);
    let objects = objects.world("")?;
    let nobody = Object::new(Kind::Pod, &Node::Null, "", "");
    let context = Context::new(&known.settings, &nobody, None);
    let Some(earlier) = &context.earlier else { return Ok(Vec::new()) };
    let carries = |(_, object): &&(usize, Object<'_>)| match object.kind {
        Kind::Pod => is_carrier(&Pod::new(*object), &context, earlier),
        _ => Workload::new(*object).is_some_and(|workload| is_carrier(&workload.pod, &context, earlier)),
    };
    Ok(objects.objects.iter().filter(carries).map(|(_, object)| object.to_string()).collect())
}

fn is_carrier(pod: &Pod<'_>, context: &Context<'_>, earlier: &World<'_>) -> bool {
    let Some(daemon) = context.daemon(pod) else { return false };
    let then = earlier.candidates(daemon, pod);
    if pod.host_network || then.is_empty() {
        return false;
    }
    let now = context.world.cluster_served(daemon, pod);
    let is_right = |cluster: Option<&CephCluster<'_>>| {
        let standing = Standing::of(pod, daemon, [cluster, None], &context.world, context.settings);
        standing.is_some_and(|standing| standing.comparison() == Comparison::Right)
    };
    let selects = |cluster: Option<&CephCluster<'_>>, network: &NetworkSelection| {
        cluster.is_some_and(|cluster| cluster.selects(network.nad.borrowed()))
    };
    let is_of = |then: &CephCluster<'_>| {
        let is_old = |network: &NetworkSelection| selects(Some(then), network) && !selects(now, network);
        is_right(Some(then)) || pod.attachments().iter().any(is_old)
    };
    !is_right(now) && then.into_iter().any(is_of)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_carrier_nothing_is_kept_of_its_containers() {
        let spec = json!({"hostNetwork": false, "containers": [{"name": "osd", "env": [{"name": "A", "value": "b"}]}]});
        let bare = json!({"hostNetwork": false});
        let metadata = json!({"name": "a", "namespace": "rook-ceph", "labels": {"app": "rook-ceph-osd"}});
        let of = |kind: &str, spec: &Value| {
            let template = json!({"metadata": metadata, "spec": spec});
            let spec = match kind {
                "Pod" => spec.clone(),
                "CronJob" => json!({"jobTemplate": {"spec": {"template": template}}}),
                _ => json!({"template": template}),
            };
            json!({"kind": kind, "metadata": metadata, "spec": spec})
        };
        for kind in ["Pod", "Deployment", "CronJob"] {
            let kept: Value = serde_json::from_str(&carrier_fields(&of(kind, &spec))).unwrap();
            assert_eq!(kept, of(kind, &bare), "{kind}");
        }
    }
}
