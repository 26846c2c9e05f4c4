//! A pod of a dump: what it is, how it is, and the networks that Multus says it has
//! (k8snetworkplumbingwg/network-attachment-definition-client: pkg/utils/net-attach-def.go).

use ceph_multus_core::facts::daemon::Daemon;
use ceph_multus_core::facts::pod::read_networks;
use ceph_multus_manifests::NETWORK_STATUS;
use ceph_multus_upstream::NamespacedName;
use ceph_multus_upstream::selection::NetworkSelection;
use serde_json::Value;

use crate::value::{at, is_true, list, text};

/// The path of it.
pub(crate) const STATUS_PATH: [&str; 3] = ["metadata", "annotations", NETWORK_STATUS];

/// A pod.
#[derive(Debug)]
pub(crate) struct PodFacts {
    /// The place of its document.
    pub(crate) document: usize,
    /// Its namespace.
    pub(crate) namespace: String,
    /// Its name.
    pub(crate) name: String,
    /// What of Ceph it is, by its label.
    pub(crate) daemon: Option<Daemon>,
    /// Which of these it is: the name of a mon, the number of an OSD; empty where Rook does not say.
    pub(crate) daemon_id: String,
    /// The name of its controller; empty where it has none.
    pub(crate) controller: String,
    /// Whether this is a DaemonSet, which has a pod for each node.
    pub(crate) is_of_daemon_set: bool,
    /// `status.phase`
    pub(crate) phase: String,
    /// Whether it is on the network of the host.
    pub(crate) host_network: bool,
    /// Whether a controller of taints takes it away.
    pub(crate) disrupted: bool,
    /// Whether all its containers are ready.
    pub(crate) ready: bool,
    /// Why a container waits, where it does.
    pub(crate) waiting: String,
    /// The node that it runs on; empty before it has one.
    pub(crate) node: String,
    /// What it asks for.
    pub(crate) wanted: Vec<NetworkSelection>,
    /// What it has; `None` where Multus has not said it, or nobody can read it.
    pub(crate) status: Option<Vec<Entry>>,
}

/// One network of a pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// `namespace/name` of the NAD, or the name of the default network.
    pub(crate) name: String,
    /// The interface in the pod; empty where the plugin does not say.
    pub(crate) interface: String,
    /// The addresses, without prefixes, as they are written.
    pub(crate) ips: Vec<String>,
    /// Whether it is the default network.
    pub(crate) default: bool,
    /// The MTU, where the plugin says it.
    pub(crate) mtu: Option<i64>,
}

impl PodFacts {
    /// Reads a pod.
    pub(crate) fn read(document: usize, object: &Value) -> PodFacts {
        let namespace = text(object, &["metadata", "namespace"]);
        let namespace = if namespace.is_empty() { "default" } else { namespace };
        let annotation = |key: &str| text(object, &["metadata", "annotations", key]);
        let is_true_condition = |condition: &Value, kind: &str| {
            text(condition, &["type"]) == kind && text(condition, &["status"]) == "True"
        };
        let conditions = list(object, &["status", "conditions"]);
        let statuses = ["initContainerStatuses", "containerStatuses"];
        let mut statuses = statuses.iter().flat_map(|key| list(object, &["status", key]));
        let waiting = statuses.find_map(|one| {
            let reason = text(one, &["state", "waiting", "reason"]);
            (!reason.is_empty() && reason != "PodInitializing").then(|| reason.to_owned())
        });
        let owners = list(object, &["metadata", "ownerReferences"]);
        let controller = owners.iter().find(|one| is_true(one, &["controller"])).unwrap_or(&Value::Null);
        PodFacts {
            document,
            namespace: namespace.to_owned(),
            name: text(object, &["metadata", "name"]).to_owned(),
            daemon: Daemon::of_label(text(object, &["metadata", "labels", "app"])),
            daemon_id: text(object, &["metadata", "labels", "ceph_daemon_id"]).to_owned(),
            controller: text(controller, &["name"]).to_owned(),
            is_of_daemon_set: text(controller, &["kind"]) == "DaemonSet",
            phase: text(object, &["status", "phase"]).to_owned(),
            host_network: is_true(object, &["spec", "hostNetwork"]),
            disrupted: conditions.iter().any(|one| {
                is_true_condition(one, "DisruptionTarget") && text(one, &["reason"]) == "DeletionByTaintManager"
            }),
            ready: conditions.iter().any(|one| is_true_condition(one, "Ready")),
            waiting: waiting.unwrap_or_default(),
            node: text(object, &["spec", "nodeName"]).to_owned(),
            wanted: read_networks(annotation("k8s.v1.cni.cncf.io/networks"), namespace).unwrap_or_default(),
            status: status(annotation(NETWORK_STATUS)),
        }
    }

    /// `namespace/name`
    pub(crate) fn podref(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    /// What it has beside the default network.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.status.iter().flatten().filter(|entry| !entry.default)
    }

    /// What it has of the network of `nad`.
    pub(crate) fn entry_of(&self, nad: &NamespacedName) -> Option<&Entry> {
        self.entries().find(|entry| entry.is_of(nad))
    }

    /// Whether its status has this text as an address beside the default network: Whereabouts compares texts.
    pub(crate) fn has_text(&self, address: &str) -> bool {
        self.entries().any(|entry| entry.ips.iter().any(|ip| ip == address))
    }

    /// Whether it holds addresses: it has not ended.
    pub(crate) fn is_live(&self) -> bool {
        !matches!(self.phase.as_str(), "Succeeded" | "Failed")
    }

    /// Whether it runs as it should.
    pub(crate) fn is_well(&self) -> bool {
        (self.phase == "Running" && (self.ready || self.waiting.is_empty())) || self.phase == "Succeeded"
    }

    /// What only one pod at a time is meant to be, or those of one controller: its namespace, the sort of daemon, which, and the
    /// node if each has one.
    pub(crate) fn places(&self) -> impl Iterator<Item = [&str; 4]> {
        // Their `ceph_daemon_id` is the same on all nodes (rook/rook: pkg/operator/ceph/cluster/nodedaemon/{crash,exporter}.go).
        let is_on_each = matches!(self.daemon, Some(Daemon::CrashCollector | Daemon::Exporter));
        let known = [(&self.daemon_id, is_on_each), (&self.controller, self.is_of_daemon_set)];
        let daemon = self.daemon.map_or("", Daemon::name);
        known.into_iter().filter(|(which, _)| !which.is_empty()).map(move |(which, is_on_each)| {
            [self.namespace.as_str(), daemon, which.as_str(), if is_on_each { self.node.as_str() } else { "" }]
        })
    }

    /// Whether it comes and goes, as Rook's jobs do.
    pub(crate) fn is_job(&self) -> bool {
        matches!(
            self.daemon,
            Some(
                Daemon::NetworkCanary
                    | Daemon::OsdPrepare
                    | Daemon::OsdKeyRotation
                    | Daemon::VersionDetection
                    | Daemon::Cleanup
            )
        )
    }
}

impl Entry {
    /// Whether it is of the network of `nad`: Multus writes its name as a text.
    pub(crate) fn is_of(&self, nad: &NamespacedName) -> bool {
        let name = self.name.strip_prefix(&nad.namespace).and_then(|rest| rest.strip_prefix('/'));
        name == Some(nad.name.as_str())
    }
}

fn status(text: &str) -> Option<Vec<Entry>> {
    let list: Vec<Value> = serde_json::from_str(text).ok()?;
    let entry = |value: &Value| Entry {
        name: self::text(value, &["name"]).to_owned(),
        interface: self::text(value, &["interface"]).to_owned(),
        ips: self::list(value, &["ips"]).iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        default: is_true(value, &["default"]),
        mtu: at(value, &["mtu"]).and_then(Value::as_i64).filter(|mtu| *mtu > 0),
    };
    Some(list.iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_of_the_nad_with_its_namespace_and_name() {
        let entry = |name: &str| Entry {
            name: name.to_owned(),
            interface: String::new(),
            ips: Vec::new(),
            default: false,
            mtu: None,
        };
        let nad = NamespacedName { namespace: "rook-ceph", name: "public-net" }.owned();
        assert!(entry("rook-ceph/public-net").is_of(&nad));
        for name in [
            "",
            "public-net",
            "rook-ceph",
            "rook-cephpublic-net",
            "rook-ceph/public-net2",
            "rook-ceph-2/public-net",
            "other/public-net",
        ] {
            assert!(!entry(name).is_of(&nad), "{name}");
        }
    }
}
