//! Who may join which network, stated without the tables of the core: two CephClusters and one without Multus, pods of
//! every label in every namespace, with and without what makes them what they say, by either annotation.

use ceph_multus_core::json::Arena;
use ceph_multus_core::settings::Settings;
use ceph_multus_core::{Payload, Verdict, evaluate};
use serde_json::{Value, json};

use super::design::{Class, DAEMONS};
use super::evaluate::under;

const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";
const DEFAULT_NETWORK: &str = "v1.multus-cni.io/default-network";

/// A CephCluster: its namespace, and the networks that it selects.
#[derive(Debug, Clone, Copy)]
struct Known {
    namespace: &'static str,
    public: &'static str,
    cluster: &'static str,
}

/// Two with networks of their own, two of which one's cluster network is the other's public one, and two that share one.
const PAIRS: [[Known; 2]; 3] = [
    [
        Known { namespace: "rook-ceph", public: "rook-ceph/public", cluster: "rook-ceph/cluster" },
        Known { namespace: "second", public: "second/public", cluster: "second/cluster" },
    ],
    [
        Known { namespace: "rook-ceph", public: "rook-ceph/public", cluster: "rook-ceph/cluster" },
        Known { namespace: "second", public: "rook-ceph/cluster", cluster: "second/cluster" },
    ],
    [
        Known { namespace: "rook-ceph", public: "rook-ceph/public", cluster: "rook-ceph/cluster" },
        Known { namespace: "second", public: "second/public", cluster: "rook-ceph/cluster" },
    ],
];

const NAMESPACES: [&str; 4] = ["rook-ceph", "second", "plain", "shop"];

/// What a pod asks for: one or two networks.
const ASKED: [&[&str]; 8] = [
    &[],
    &["rook-ceph/public"],
    &["rook-ceph/cluster"],
    &["second/public"],
    &["second/cluster"],
    &["shop/own"],
    &["rook-ceph/public", "rook-ceph/cluster"],
    &["second/public", "second/cluster"],
];

/// A pod as far as the question goes.
#[derive(Debug, Clone, Copy)]
struct Pod<'a> {
    app: &'a str,
    class: Option<Class>,
    namespace: &'a str,
    account: &'a str,
    owned: bool,
    asked: &'a [&'a str],
    by: &'a str,
}

impl Pod<'_> {
    /// Whether it is an OSD, or a network canary, of the CephCluster.
    fn is_of(&self, class: Class, account: &str, cluster: &Known) -> bool {
        self.class == Some(class) && self.namespace == cluster.namespace && self.account == account && self.owned
    }

    /// Whether it may be on `network`, as far as cluster networks are concerned.
    fn may_join(&self, network: &str, clusters: &[Known]) -> bool {
        if clusters.iter().all(|cluster| cluster.cluster != network) {
            return true;
        }
        let home = clusters.iter().find(|cluster| self.is_at_home(&[**cluster]));
        let is_public = || clusters.iter().any(|cluster| cluster.public == network);
        if self.class == Some(Class::CsiHolder) {
            // Of which CephCluster it is its DaemonSet says, and here nothing does. It keeps the mounts of its node alive,
            // whatever became of its network since.
            return is_public() || self.by == NETWORKS && home.is_some_and(|home| home.cluster == network);
        }
        if let Some(home) = home.filter(|home| home.public == network || home.cluster == network) {
            let canary = self.by == NETWORKS && self.is_of(Class::NetworkCanary, "rook-ceph-cmd-reporter", home);
            let blackbox = self.by == NETWORKS && self.is_of(Class::Blackbox, "odf-blackbox-exporter", home);
            // One driver serves the CephClusters of all namespaces.
            let driver = self.app.contains("csi");
            return home.public == network
                || canary
                || blackbox
                || driver && is_public()
                || self.is_of(Class::Osd, "rook-ceph-osd", home);
        }
        let validation = self.class == Some(Class::Validation) && self.namespace == "lab";
        validation || is_public()
    }

    /// Whether it lies in the namespace of one of the CephClusters and has a label of Ceph's.
    fn is_at_home(&self, clusters: &[Known]) -> bool {
        let labelled = self.class.is_some_and(|class| class != Class::Validation);
        labelled && clusters.iter().any(|cluster| cluster.namespace == self.namespace)
    }

    fn object(&self) -> Value {
        let mut object = json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "a-pod", "namespace": self.namespace, "labels": {"app": self.app}},
            "spec": {"serviceAccountName": self.account},
        });
        if self.owned {
            object["metadata"]["ownerReferences"] = json!([{"kind": "ReplicaSet", "name": "a", "controller": true}]);
        }
        // A network canary names its interface.
        let suffix = if self.class == Some(Class::NetworkCanary) { "@public" } else { "" };
        let text: Vec<String> = self.asked.iter().map(|name| format!("{name}{suffix}")).collect();
        if !text.is_empty() {
            object["metadata"]["annotations"] = json!({self.by: text.join(",")});
        }
        object
    }
}

/// The rules that reject the pod.
fn rejected_by(pod: &Pod<'_>, settings: &Settings<'_>) -> Vec<&'static str> {
    let request = json!({
        "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "namespace": pod.namespace,
        "object": pod.object(),
    });
    let bytes = format!(r#"{{"request":{request}}}"#).into_bytes();
    let arena = Arena::new();
    let payload = Payload::read(&bytes, &arena).expect("a payload");
    match evaluate(&payload.request(), settings, || payload.object_text()) {
        Verdict::Reject { findings, .. } => {
            let denies = findings.iter().filter(|finding| finding.level == ceph_multus_core::Level::Deny);
            denies.map(|finding| finding.rule).collect()
        }
        _ => Vec::new(),
    }
}

fn settings(clusters: &[Known]) -> Value {
    let cluster = |namespace: &str, network: Value| {
        json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
            "metadata": {"name": "my-cluster", "namespace": namespace}, "spec": {"network": network},
        })
    };
    let mut inventory = vec![cluster("plain", json!({"selectors": {"public": "rook-ceph/cluster"}}))];
    for one in clusters {
        let selectors = json!({"public": one.public, "cluster": one.cluster});
        inventory.push(cluster(one.namespace, json!({"provider": "multus", "selectors": selectors})));
    }
    json!({"inventory": inventory, "validationNamespaces": ["lab"]})
}

fn compare(pod: &Pod<'_>, clusters: &[Known], settings: &Settings<'_>) {
    let rejected = rejected_by(pod, settings);
    let place = || format!("{pod:?} beside {clusters:?} is rejected by {rejected:?}");
    if pod.asked.iter().any(|network| !pod.may_join(network, clusters)) {
        let rules = ["foreign-attachment", "attachment-not-allowed", "daemon-impersonated", "default-network-override"];
        assert!(rejected.iter().any(|rule| rules.contains(rule)), "{}", place());
    } else if !pod.is_at_home(clusters) && !["plain", "lab"].contains(&pod.namespace) {
        assert_eq!(rejected, [""; 0], "{}", place());
    } else {
        assert!(!rejected.contains(&"foreign-attachment"), "{}", place());
    }
}

/// The app labels of all daemons, and two that are nobody's.
fn apps() -> Vec<(String, Option<Class>)> {
    let labels = DAEMONS.iter().map(|(label, class)| (label.replace('*', "rook-ceph.rbd.csi.ceph.com"), Some(*class)));
    labels.chain([("storefront".to_owned(), None), (String::new(), None)]).collect()
}

#[test]
fn nobody_but_the_osds_of_a_cephcluster_joins_its_cluster_network() {
    let mut compared = 0;
    for clusters in &PAIRS {
        under(&settings(clusters), |settings| {
            for (app, class) in apps() {
                for namespace in NAMESPACES.into_iter().chain((class == Some(Class::Validation)).then_some("lab")) {
                    for account in ["default", "rook-ceph-osd", "rook-ceph-cmd-reporter", "odf-blackbox-exporter"] {
                        for (owned, by) in [(true, NETWORKS), (false, NETWORKS), (true, DEFAULT_NETWORK)] {
                            for asked in ASKED {
                                let pod = Pod { app: &app, class, namespace, account, owned, asked, by };
                                compare(&pod, clusters, settings);
                                compared += 1;
                            }
                        }
                    }
                }
            }
        });
    }
    assert!(compared > 30_000, "{compared} pods");
}
