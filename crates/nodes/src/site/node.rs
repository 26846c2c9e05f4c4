//! The nodes of the cluster: which pods they let in, and what their labels say.

use ceph_multus_upstream::address::Address;
use serde_json::Value;

use crate::nmstate::HOSTNAME;
use crate::value::{at, list, text, texts};

/// A node of the cluster.
#[derive(Debug)]
pub(crate) struct Node {
    /// Its name.
    pub(crate) name: String,
    /// Its addresses.
    pub(crate) addresses: Vec<Address>,
    /// Its labels.
    pub(crate) labels: Vec<(String, String)>,
    /// The taints that keep pods away.
    taints: Vec<Value>,
    /// Whether pods that mount volumes may run there: it is ready, and no control plane that keeps pods away.
    pub(crate) mounts: bool,
}

impl Node {
    /// Reads a Node.
    pub(crate) fn read(object: &Value) -> Node {
        let is_ready = |condition: &&Value| text(condition, &["type"]) == "Ready";
        let ready = list(object, &["status", "conditions"]).iter().find(is_ready);
        let keeps_away = |taint: &Value| {
            let key = text(taint, &["key"]);
            matches!(key, "node-role.kubernetes.io/control-plane" | "node-role.kubernetes.io/master")
                && text(taint, &["effect"]) != "PreferNoSchedule"
        };
        let is_up = ready.is_none_or(|ready| text(ready, &["status"]) == "True");
        let addresses = list(object, &["status", "addresses"]).iter();
        let is_leaving = at(object, &["metadata", "deletionTimestamp"]).is_some();
        Node {
            name: text(object, &["metadata", "name"]).to_owned(),
            addresses: addresses.filter_map(|one| Address::parse(text(one, &["address"])).ok()).collect(),
            labels: texts(object, &["metadata", "labels"]),
            taints: list(object, &["spec", "taints"])
                .iter()
                .filter(|taint| text(taint, &["effect"]) != "PreferNoSchedule")
                .cloned()
                .collect(),
            mounts: is_up && !is_leaving && !list(object, &["spec", "taints"]).iter().any(keeps_away),
        }
    }

    /// Whether pods with these tolerations may run there.
    pub(crate) fn lets_in(&self, tolerations: &[Value]) -> bool {
        let tolerated = |taint: &Value| {
            tolerations.iter().any(|toleration| {
                let of = |key: &str| (text(taint, &[key]), text(toleration, &[key]));
                let ((key, wanted), (value, own), (effect, wanted_effect)) = (of("key"), of("value"), of("effect"));
                let exists = text(toleration, &["operator"]) == "Exists";
                let same_key = wanted == key || (wanted.is_empty() && exists);
                same_key && (exists || own == value) && (wanted_effect.is_empty() || wanted_effect == effect)
            })
        };
        self.taints.iter().all(tolerated)
    }

    /// Whether it has all of `labels`.
    pub(crate) fn has(&self, labels: &[(String, String)]) -> bool {
        let own = |key: &str| if key == HOSTNAME { Some(self.hostname()) } else { self.label(key) };
        labels.iter().all(|(key, value)| own(key) == Some(value))
    }

    /// The label with its name, which the kubelet gives every node.
    pub(crate) fn hostname(&self) -> &str {
        self.label(HOSTNAME).unwrap_or(&self.name)
    }

    /// Its labels, with the one that is its name.
    pub(crate) fn own_labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let others = self.labels.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        others.filter(|(key, _)| *key != HOSTNAME).chain([(HOSTNAME, self.hostname())])
    }

    fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}
