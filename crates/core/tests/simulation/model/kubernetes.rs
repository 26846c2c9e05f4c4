//! Workloads and the controllers that make their pods (kubernetes/kubernetes: pkg/controller/deployment).

use super::daemon::{Kind, Strategy, Through};
use super::networks::{NADS, Nad, Networks, Template};
use super::{Gate, Tick};
use crate::policy::{Ask, Maker, Target};

/// What decides whether a pod that is there also runs.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// The NADs that exist.
    pub(crate) nads: [bool; NADS.len()],
    /// Ceph's `public_network`, by the NAD that has its addresses.
    pub(crate) public_network: Option<Nad>,
    /// Ceph's `cluster_network`.
    pub(crate) cluster_network: Option<Nad>,
    /// Under which name controllers work here.
    pub(crate) maker: Maker,
}

impl Ground {
    /// Whether a pod starts: its NADs are there, no interface is asked for twice, and a daemon that looks for its
    /// addresses finds them.
    pub(crate) fn starts(&self, kind: Kind, host: bool, networks: Networks) -> bool {
        let has = |wanted: Option<Nad>| wanted.is_none_or(|nad| !host && networks.has(nad));
        let attached = host || networks.iter().all(|selector| self.nads[selector.nad]) && !networks.clash();
        attached
            && (!matches!(kind, Kind::Osd | Kind::Mds) || has(self.public_network))
            && (kind != Kind::Osd || has(self.cluster_network))
    }
}

/// One pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pod {
    pub(crate) template: Template,
    pub(crate) networks: Networks,
    pub(crate) runs: bool,
}

/// A Deployment, CronJob or DaemonSet with the one pod that it has here.
#[derive(Debug, Clone)]
pub(crate) struct Workload {
    pub(crate) kind: Kind,
    pub(crate) node: usize,
    /// What its owner wrote.
    pub(crate) template: Template,
    pub(crate) exists: bool,
    /// Whether its owner wants a pod: one replica, or none.
    pub(crate) scaled_up: bool,
    /// `ceph.rook.io/do-not-reconcile`, or a node that is no longer in the storage spec.
    pub(crate) frozen: bool,
    /// When its own controller looks at it again.
    pub(crate) due: Option<Tick>,
    /// The template of the newest ReplicaSet.
    set: Option<Template>,
    pod: Option<Pod>,
    next: Option<Pod>,
}

impl Workload {
    pub(crate) fn new(kind: Kind, node: usize, template: Template) -> Workload {
        let (exists, scaled_up, frozen) = (false, true, false);
        Workload { kind, node, template, exists, scaled_up, frozen, due: None, set: None, pod: None, next: None }
    }

    /// As it was before the run began: its pod runs.
    pub(crate) fn running(mut self, ground: &Ground) -> Workload {
        let runs = ground.starts(self.kind, self.template.host, self.template.networks);
        (self.exists, self.set) = (true, Some(self.template));
        self.pod = Some(Pod { template: self.template, networks: self.template.networks, runs });
        self
    }

    /// Whether a pod of it runs, of whatever template.
    pub(crate) fn is_up(&self) -> bool {
        self.pod.is_some_and(|pod| pod.runs)
    }

    /// Whether the pod of its present template runs.
    pub(crate) fn is_ready(&self) -> bool {
        self.pod.is_some_and(|pod| pod.runs && pod.template == self.template)
    }

    /// The template of the ReplicaSet that makes its pods.
    pub(crate) fn pod_template(&self) -> Template {
        self.set.unwrap_or(self.template)
    }

    /// Its pods go: the node reboots, or somebody deletes them.
    pub(crate) fn lose_pods(&mut self) {
        (self.pod, self.next) = (None, None);
    }

    /// It goes, and its pods with it.
    pub(crate) fn delete(&mut self) {
        self.lose_pods();
        (self.exists, self.set) = (false, None);
    }

    /// Whether no controller of Rook has still to look at it.
    pub(crate) fn is_looked_after(&self) -> bool {
        self.due.is_none() || self.frozen || !self.exists
    }

    /// What the controllers do about it in one step: whether that is anything.
    pub(crate) fn control(&mut self, ground: &Ground, gate: &mut dyn Gate) -> bool {
        if !self.exists || self.kind == Kind::KeyRotation {
            return false;
        }
        let before = (self.set, self.pod, self.next);
        self.control_pods(ground, gate);
        before != (self.set, self.pod, self.next)
    }

    fn control_pods(&mut self, ground: &Ground, gate: &mut dyn Gate) {
        if !self.scaled_up {
            return self.lose_pods();
        }
        if self.set != Some(self.template) && !self.has_new_set(ground, gate) {
            return;
        }
        let template = self.pod_template();
        let make = |gate: &mut dyn Gate| {
            let networks = gate.pod(self.kind, template)?;
            Some(Pod { template, networks, runs: false })
        };
        match self.pod {
            None => self.pod = make(gate),
            Some(pod) if pod.template != template && self.kind.strategy() == Strategy::Surge => match self.next {
                None => self.next = make(gate),
                Some(next) if next.runs => (self.pod, self.next) = (Some(next), None),
                Some(_) => {}
            },
            Some(_) => {}
        }
        for pod in [&mut self.pod, &mut self.next].into_iter().flatten() {
            pod.runs = pod.runs || ground.starts(self.kind, pod.template.host, pod.networks);
        }
    }

    /// Whether there is a ReplicaSet of the present template; with Recreate the old pod goes first.
    fn has_new_set(&mut self, ground: &Ground, gate: &mut dyn Gate) -> bool {
        if self.kind.through() == Through::ReplicaSet {
            let target = Target::ReplicaSet(ground.maker);
            let user = super::OPERATOR;
            if let (Strategy::Recreate, Some(pod)) = (self.kind.strategy(), self.pod) {
                let (template, old) = (pod.template, Some(pod.template));
                gate.passes(Ask::Workload { kind: self.kind, target, template, old, user });
                self.pod = None;
                return false;
            }
            let template = self.template;
            if !gate.passes(Ask::Workload { kind: self.kind, target, template, old: None, user }) {
                return false;
            }
            self.next = None;
        }
        self.set = Some(self.template);
        true
    }
}
