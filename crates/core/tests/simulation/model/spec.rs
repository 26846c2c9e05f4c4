//! What a CephCluster says of its networks, and what Rook makes of it
//! (rook/rook: pkg/operator/k8sutil/network.go, `ApplyMultus`).

use serde_json::{Value, json};

use super::daemon::Kind;
use super::networks::{NADS, NAMESPACE, NETWORKS, Nad, Networks, Selector, Template};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Provider {
    /// The pod network: the provider is empty.
    Pods,
    Host,
    Multus,
}

/// The part of a CephCluster that matters, and some that does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Spec {
    pub(crate) provider: Provider,
    pub(crate) public: Option<Selector>,
    pub(crate) cluster: Option<Selector>,
    /// `addressRanges` are written out, so that no canary has to find them.
    pub(crate) ranges: bool,
    pub(crate) encryption: bool,
    /// `annotations.mon` puts the monitors there: it wins over the selectors.
    pub(crate) monitors: Option<Nad>,
    /// Something that is nothing to the networks.
    pub(crate) dashboard: bool,
    /// `cleanupPolicy.confirmation`.
    pub(crate) cleanup: bool,
}

impl Spec {
    pub(crate) fn multus(public: Option<Selector>, cluster: Option<Selector>) -> Spec {
        Spec { provider: Provider::Multus, public, cluster, ..Spec::on(Provider::Pods) }
    }

    pub(crate) fn on(provider: Provider) -> Spec {
        Spec {
            provider,
            public: None,
            cluster: None,
            ranges: false,
            encryption: false,
            monitors: None,
            dashboard: false,
            cleanup: false,
        }
    }

    /// What Rook writes into the template of a pod of `kind`.
    pub(crate) fn template(&self, kind: Kind) -> Template {
        let host = self.provider == Provider::Host && !kind.is_csi();
        Template { networks: self.networks(kind), host }
    }

    fn networks(&self, kind: Kind) -> Networks {
        if let (Some(nad), true) = (self.monitors, kind.is_monitor()) {
            return Networks::of(&[Selector::of(nad)]);
        }
        if self.provider != Provider::Multus || !kind.joins() {
            return Networks::ABSENT;
        }
        let cluster = if kind == Kind::Osd { self.cluster } else { None };
        let selected: Vec<Selector> = self.public.into_iter().chain(cluster).collect();
        Networks::of(&selected)
    }

    /// The NADs that it selects.
    pub(crate) fn nads(&self) -> impl Iterator<Item = Nad> + use<> {
        let own = [self.public, self.cluster].into_iter().flatten().map(|selector| selector.nad);
        let selected: Vec<Nad> = if self.provider == Provider::Multus { own.collect() } else { Vec::new() };
        selected.into_iter().chain(self.monitors)
    }

    /// As it is in the cluster.
    pub(crate) fn object(&self) -> Value {
        let mut network = json!({});
        match self.provider {
            Provider::Pods => {}
            Provider::Host => network["provider"] = json!("host"),
            Provider::Multus => {
                let mut selectors = json!({});
                for (key, selector) in [("public", self.public), ("cluster", self.cluster)] {
                    if let Some(selector) = selector {
                        selectors[key] = json!(selector.text());
                    }
                }
                network = json!({"provider": "multus", "selectors": selectors});
            }
        }
        if self.ranges {
            let range = |selector: Option<Selector>| selector.map(|selector| vec![range_of(selector.nad)]);
            let mut ranges = json!({});
            for (key, range) in [("public", range(self.public)), ("cluster", range(self.cluster))] {
                if let Some(range) = range {
                    ranges[key] = json!(range);
                }
            }
            network["addressRanges"] = ranges;
        }
        if self.encryption {
            network["connections"] = json!({"encryption": {"enabled": true}});
        }
        let nodes: Vec<Value> = (0..super::NODES)
            .map(|node| json!({"name": format!("node{node}"), "devices": [{"name": "sdb"}, {"name": "sdc"}]}))
            .collect();
        let mut spec = json!({
            "mon": {"count": 3}, "mgr": {"count": 2}, "storage": {"nodes": nodes}, "network": network,
            "dashboard": {"enabled": self.dashboard},
        });
        if let Some(nad) = self.monitors {
            spec["annotations"] = json!({"mon": {NETWORKS: Networks::of(&[Selector::of(nad)]).text()}});
        }
        if self.cleanup {
            spec["cleanupPolicy"] = json!({"confirmation": "yes-really-destroy-data"});
        }
        json!({
            "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster",
            "metadata": {"name": "my-cluster", "namespace": NAMESPACE}, "spec": spec,
        })
    }

    /// The spec with the selectors that the policy gave to `object`.
    pub(crate) fn with_selectors_of(self, object: &Value) -> Spec {
        let read = |key: &str| object["spec"]["network"]["selectors"][key].as_str().map(Selector::read);
        Spec { public: read("public"), cluster: read("cluster"), ..self }
    }
}

/// The addresses of a NAD.
fn range_of(nad: Nad) -> String {
    format!("192.168.{}.0/24", 20 + nad)
}

/// A NAD as it is in the cluster.
pub(crate) fn nad_object(nad: Nad) -> Value {
    let config = json!({
        "cniVersion": "0.3.1", "type": "macvlan", "master": format!("eth{}", 1 + nad), "mode": "bridge",
        "ipam": {"type": "whereabouts", "range": range_of(nad)},
    });
    json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": NADS[nad], "namespace": NAMESPACE}, "spec": {"config": config.to_string()},
    })
}
