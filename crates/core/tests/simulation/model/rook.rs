//! Rook's operator: one reconcile of a CephCluster, step by step, and the controllers beside it
//! (rook/rook: pkg/operator/ceph/cluster).

use super::daemon::Kind;
use super::kubernetes::Workload;
use super::networks::{Networks, Selector, Template};
use super::site::Site;
use super::spec::{Provider, Spec};
use super::upkeep::Failover;
use super::version::Version;
use super::{NODES, Tick};
use crate::policy::{Ask, Target};

/// Where a reconcile stands, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Idle,
    Begin,
    /// The monitors, one by one; `true` while an updated one is waited for.
    Mons(usize, bool),
    Networks,
    Mgrs(usize, bool),
    /// The OSDs, all of one node at a time; the node that is waited for.
    Osds(Option<usize>),
    Keys,
}

/// The operator.
#[derive(Debug, Clone)]
pub(crate) struct Rook {
    pub(crate) version: Version,
    /// How long after a reload each child's controller gets to it.
    pub(crate) lags: [Tick; 4],
    step: Step,
    since: Tick,
    /// When the next reconcile begins.
    again: Option<Tick>,
    down_until: Tick,
    seen: Option<Spec>,
    failed: bool,
    canaries: [Option<Networks>; 2],
    pub(super) failover: Option<Failover>,
}

impl Rook {
    pub(crate) fn new(version: Version, lags: [Tick; 4], seen: Option<Spec>) -> Rook {
        let (step, since, again, down_until, failed) = (Step::Idle, 0, None, 0, false);
        Rook { version, lags, step, since, again, down_until, seen, failed, canaries: [None; 2], failover: None }
    }

    /// Whether nothing is left to do.
    pub(crate) fn is_idle(&self) -> bool {
        self.step == Step::Idle && self.again.is_none() && self.failover.is_none()
    }

    /// The operator's pod is deleted, and comes back `later`; also its upgrade.
    pub(crate) fn restart(&mut self, site: &mut Site<'_>, later: Tick) {
        self.down_until = site.now + later;
        self.reload(site, self.down_until);
    }

    /// All controllers start again at `when` (rook/rook: pkg/operator/ceph/operator.go).
    pub(crate) fn reload(&mut self, site: &mut Site<'_>, when: Tick) {
        (self.step, self.again) = (Step::Idle, Some(when));
        let mut lags = self.lags.into_iter();
        for workload in site.workloads.iter_mut() {
            if workload.kind.is_child() {
                workload.due = Some(when + lags.next().unwrap_or(1));
            } else if workload.kind.is_csi() {
                workload.due = Some(when + 1);
            }
        }
    }

    /// What the operator does in one step, for the CephCluster as it is stored.
    pub(crate) fn work(&mut self, site: &mut Site<'_>, spec: &Spec) {
        if site.now < self.down_until || spec.cleanup {
            return;
        }
        if self.seen != Some(*spec) {
            self.seen = Some(*spec);
            return self.reload(site, site.now + 1);
        }
        if self.step == Step::Idle && self.again.is_some_and(|again| again <= site.now) {
            (self.again, self.failed) = (None, false);
            self.enter(Step::Begin, site.now);
        }
        self.reconcile(site, spec);
        self.look_after_children(site, spec);
        self.look_after_mons(site, spec);
    }

    fn enter(&mut self, step: Step, now: Tick) {
        (self.step, self.since) = (step, now);
    }

    /// The reconcile ends with an error, and is tried again.
    fn fail(&mut self, now: Tick) {
        self.step = Step::Idle;
        self.again = Some(now + 2);
    }

    fn reconcile(&mut self, site: &mut Site<'_>, spec: &Spec) {
        let waited = site.now - self.since;
        match self.step {
            Step::Idle => {}
            Step::Begin => {
                site.run_once(Kind::DetectVersion, spec.template(Kind::DetectVersion));
                if site.of(Kind::Mon).iter().any(|place| !site.workloads[*place].exists) {
                    site.run_once(Kind::MonCanary, spec.template(Kind::MonCanary));
                }
                self.enter(Step::Mons(0, false), site.now);
            }
            Step::Mons(mon, waiting) => self.update_mon(site, spec, mon, waiting, waited),
            Step::Networks => self.find_networks(site, spec, waited),
            Step::Mgrs(mgr, waiting) => self.update_mgr(site, spec, mgr, waiting, waited),
            Step::Osds(waiting) => self.update_osds(site, spec, waiting, waited),
            Step::Keys => {
                if !self.failed {
                    for place in site.of(Kind::KeyRotation) {
                        let _ = self.write(site, place, spec);
                    }
                }
                if self.failed { self.fail(site.now) } else { self.enter(Step::Idle, site.now) }
            }
        }
    }

    fn update_mon(&mut self, site: &mut Site<'_>, spec: &Spec, mon: usize, waiting: bool, waited: Tick) {
        let mons = site.of(Kind::Mon);
        let Some(place) = mons.get(mon).copied() else {
            self.canaries = [None; 2];
            return self.enter(Step::Networks, site.now);
        };
        let next = Step::Mons(mon + 1, false);
        let workload = &site.workloads[place];
        let wanted = self.version.template(Kind::Mon, spec).unwrap_or(workload.template);
        // A monitor whose host network differs is failed over, not updated.
        let skipped = self.failover.is_some() || workload.exists && workload.template.host != wanted.host;
        if waiting {
            if workload.is_ready() || waited >= 5 {
                self.enter(next, site.now);
            }
        } else if skipped || workload.frozen || workload.exists && workload.template == wanted {
            self.enter(next, site.now);
        } else if workload.exists
            && mons.iter().filter(|mon| **mon != place && site.workloads[**mon].is_up()).count() < 2
        {
            if waited >= 10 {
                self.failed = true;
                self.enter(next, site.now);
            }
        } else if self.write(site, place, spec) {
            self.enter(Step::Mons(mon, true), site.now);
        } else {
            self.failed = true;
            self.enter(next, site.now);
        }
    }

    /// The canaries find the addresses, and Ceph gets them (rook/rook: pkg/operator/ceph/controller/network.go).
    fn find_networks(&mut self, site: &mut Site<'_>, spec: &Spec, waited: Tick) {
        let next = Step::Mgrs(0, false);
        if spec.provider != Provider::Multus {
            return self.enter(next, site.now);
        }
        let mut found = true;
        for (canary, (selector, name)) in [(spec.public, "public"), (spec.cluster, "cluster")].into_iter().enumerate() {
            let Some(selector) = selector.filter(|_| !spec.ranges) else { continue };
            let networks = Networks::of(&[Selector { interface: Some(name), ..selector }]);
            let template = Template { networks, host: false };
            if self.canaries[canary].is_none() {
                self.canaries[canary] = site.run_once(Kind::NetworkCanary, template);
            }
            found &=
                self.canaries[canary].is_some_and(|networks| site.ground.starts(Kind::NetworkCanary, false, networks));
        }
        if found {
            for (selector, own) in
                [(spec.public, &mut site.ground.public_network), (spec.cluster, &mut site.ground.cluster_network)]
            {
                *own = selector.map(|selector| selector.nad).or(*own);
            }
            self.enter(next, site.now);
        } else if waited >= 15 {
            self.fail(site.now);
        }
    }

    fn update_mgr(&mut self, site: &mut Site<'_>, spec: &Spec, mgr: usize, waiting: bool, waited: Tick) {
        let Some(place) = site.of(Kind::Mgr).get(mgr).copied() else {
            site.run_once(Kind::OsdPrepare, spec.template(Kind::OsdPrepare));
            return self.enter(Step::Osds(None), site.now);
        };
        if !waiting {
            if site.workloads[place].frozen {
                return self.enter(Step::Mgrs(mgr + 1, false), site.now);
            }
            if !self.write(site, place, spec) {
                return self.fail(site.now);
            }
            self.enter(Step::Mgrs(mgr, true), site.now);
        } else if site.workloads[place].is_ready() {
            self.enter(Step::Mgrs(mgr + 1, false), site.now);
        } else if waited >= 5 {
            self.fail(site.now);
        }
    }

    fn update_osds(&mut self, site: &mut Site<'_>, spec: &Spec, waiting: Option<usize>, waited: Tick) {
        let osds = site.of(Kind::Osd);
        if let Some(node) = waiting {
            let of_node = |place: &&usize| site.workloads[**place].node == node;
            if osds.iter().filter(of_node).all(|place| site.workloads[*place].is_ready()) || waited >= 20 {
                self.enter(Step::Osds(None), site.now);
            }
            return;
        }
        let wanted = self.version.template(Kind::Osd, spec);
        let outdated: Vec<usize> = osds
            .iter()
            .copied()
            .filter(|place| {
                let osd = &site.workloads[*place];
                !osd.frozen && (!osd.exists || Some(osd.template) != wanted)
            })
            .collect();
        if outdated.is_empty() {
            return self.enter(Step::Keys, site.now);
        }
        let up = |place: &usize| site.workloads[*place].is_up() || !site.workloads[*place].exists;
        let ready = |node: usize| osds.iter().all(|place| site.workloads[*place].node == node || up(place));
        let node =
            (0..NODES).find(|node| outdated.iter().any(|place| site.workloads[*place].node == *node) && ready(*node));
        match node {
            Some(node) => {
                for place in outdated {
                    if site.workloads[place].node == node && !self.write(site, place, spec) {
                        self.failed = true;
                    }
                }
                self.enter(Step::Osds(Some(node)), site.now);
            }
            None if waited >= 20 => self.fail(site.now),
            None => {}
        }
    }

    /// Writes one workload as the spec wants it. A rejected write leaves it as it is.
    pub(super) fn write(&self, site: &mut Site<'_>, place: usize, spec: &Spec) -> bool {
        let workload = &mut site.workloads[place];
        let kind = workload.kind;
        let Some(template) = self.version.template(kind, spec) else { return true };
        let (target, user) = (Target::Own, kind.writer());
        let mut ask = |old| site.gate.passes(Ask::Workload { kind, target, template, old, user });
        if !workload.exists || kind.is_created_first() {
            if !ask(None) {
                return false;
            }
            if !workload.exists {
                (workload.exists, workload.scaled_up, workload.template) = (true, true, template);
                return true;
            }
        }
        if workload.template != template {
            if !ask(Some(workload.template)) {
                // Mirrors are deleted and made once more (rook/rook: pkg/operator/ceph/cluster/rbd/mirror.go).
                if kind == Kind::RbdMirror {
                    workload.delete();
                }
                return false;
            }
            workload.template = template;
        }
        true
    }

    /// The controllers of the other resources: as soon as Ceph is healthy, whatever the CephCluster's reconcile does.
    fn look_after_children(&mut self, site: &mut Site<'_>, spec: &Spec) {
        if site.workloads.iter().all(Workload::is_looked_after) {
            return;
        }
        let up = |kind| site.workloads.iter().filter(|workload| workload.kind == kind && workload.is_up()).count();
        let healthy = up(Kind::Mon) >= 2 && up(Kind::Osd) >= 2;
        for place in 0..site.workloads.len() {
            let workload = &site.workloads[place];
            let is_due = workload.due.is_some_and(|due| due <= site.now);
            if !is_due || workload.frozen || workload.kind.is_child() && !healthy {
                continue;
            }
            if workload.kind.is_csi() && !workload.exists {
                continue;
            }
            let written = self.write(site, place, spec);
            site.workloads[place].due = if written { None } else { Some(site.now + 1) };
        }
    }
}
