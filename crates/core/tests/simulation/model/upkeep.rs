//! What happens to a cluster besides its spec: monitors fail over, nodes reboot, disks are replaced, people look after
//! things, Rook is upgraded.

use super::daemon::{Kind, OPERATOR};
use super::kubernetes::Workload;
use super::networks::Template;
use super::rook::Rook;
use super::site::Site;
use super::spec::Spec;
use super::{NODES, Tick};
use crate::policy::{Ask, Target};

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// All pods of a node come back from the templates that are stored.
    Reboot(usize),
    /// Somebody deletes the pods of one workload.
    PodsDeleted(usize),
    /// The operator is away for a while.
    OperatorRestart(Tick),
    /// A monitor is out of quorum for too long.
    MonFailover(usize),
    /// A CronJob's time has come.
    KeyRotation,
    /// An OSD gets a new disk: its Deployment goes and is made once more.
    OsdReplaced(usize),
    /// A person works on a copy of a workload.
    Maintenance(usize),
    /// A workload is kept from the operator from now on.
    Frozen(usize),
    /// Rook is upgraded to the next release that matters.
    Upgrade,
    /// The policy server does not answer for a while.
    PolicyServerAway(Tick),
    /// Somebody labels the CephCluster.
    Labelled,
    /// `ceph config rm` of the networks that the spec no longer selects.
    ConfigRemoved,
}

/// A monitor on its way to another letter (rook/rook: pkg/operator/ceph/cluster/mon/health.go).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failover {
    place: usize,
    old: Template,
    since: Tick,
    made: bool,
}

impl Rook {
    /// Lets `event` happen, as far as it is about Rook and its pods.
    pub(crate) fn meet(&mut self, site: &mut Site<'_>, event: Event, spec: &Spec) {
        let one = |kind, which: usize, site: &Site<'_>| site.of(kind).get(which).copied();
        match event {
            Event::Reboot(node) => {
                for workload in site.workloads.iter_mut().filter(|workload| workload.node == node % NODES) {
                    workload.lose_pods();
                }
            }
            Event::PodsDeleted(place) => {
                if let Some(workload) = site.workloads.get_mut(place) {
                    workload.lose_pods();
                }
            }
            Event::OperatorRestart(later) => self.restart(site, later),
            Event::MonFailover(which) => {
                if let Some(place) = one(Kind::Mon, which, site) {
                    self.fail_over(site, place);
                }
            }
            Event::KeyRotation => {
                for place in site.of(Kind::KeyRotation) {
                    if site.workloads[place].exists {
                        let template = site.workloads[place].template;
                        let _ = site.gate.pod(Kind::KeyRotation, template);
                    }
                }
            }
            Event::OsdReplaced(which) => {
                if let Some(place) = one(Kind::Osd, which, site) {
                    site.workloads[place].delete();
                    self.reload(site, site.now + 1);
                }
            }
            Event::Maintenance(place) => {
                if site.workloads.get(place).is_some_and(|workload| workload.exists && !workload.kind.is_csi()) {
                    site.run_copy(place);
                    site.workloads[place].lose_pods();
                }
            }
            Event::Frozen(place) => {
                if let Some(workload) = site.workloads.get_mut(place) {
                    workload.frozen = workload.exists;
                }
            }
            Event::Upgrade => self.upgrade(site),
            Event::ConfigRemoved => {
                if spec.provider != super::Provider::Multus || spec.public.is_none() {
                    site.ground.public_network = None;
                }
                if spec.provider != super::Provider::Multus || spec.cluster.is_none() {
                    site.ground.cluster_network = None;
                }
            }
            Event::PolicyServerAway(_) | Event::Labelled => {}
        }
    }

    fn upgrade(&mut self, site: &mut Site<'_>) {
        let before = self.version.csi_controller();
        self.version = self.version.next();
        let after = self.version.csi_controller();
        if before != after {
            for place in site.of(before) {
                let node = site.workloads[place].node;
                let template = Template { networks: super::Networks::ABSENT, host: false };
                site.workloads[place] = Workload::new(after, node, template);
                site.workloads[place].exists = true;
            }
        }
        self.restart(site, 1);
    }

    /// The old monitor is scaled down first; a canary and then a new one come from the present spec.
    pub(super) fn fail_over(&mut self, site: &mut Site<'_>, place: usize) {
        let workload = &mut site.workloads[place];
        if self.failover.is_some() || !workload.exists || workload.frozen {
            return;
        }
        let template = workload.template;
        let ask = Ask::Workload { kind: Kind::Mon, target: Target::Own, template, old: Some(template), user: OPERATOR };
        if site.gate.passes(ask) {
            workload.scaled_up = false;
            self.failover = Some(Failover { place, old: template, since: site.now, made: false });
        }
    }

    /// The monitors' health: a failover that is under way, or one that the host network asks for.
    pub(super) fn look_after_mons(&mut self, site: &mut Site<'_>, spec: &Spec) {
        let Some(mut failover) = self.failover else {
            let differs = |place: &usize| {
                let workload = &site.workloads[*place];
                let wanted = self.version.template(Kind::Mon, spec);
                workload.exists && wanted.is_some_and(|wanted| wanted.host != workload.template.host)
            };
            if let Some(place) = site.of(Kind::Mon).into_iter().find(differs) {
                self.fail_over(site, place);
            }
            return;
        };
        let workload = &site.workloads[failover.place];
        if !failover.made {
            if let Some(template) = self.version.template(Kind::MonCanary, spec) {
                site.run_once(Kind::MonCanary, template);
            }
            site.workloads[failover.place].delete();
            failover.made = self.write(site, failover.place, spec);
            failover.since = site.now;
            self.failover = Some(failover);
            if !failover.made {
                self.revert(site, failover);
            }
        } else if workload.is_ready() {
            self.failover = None;
        } else if site.now - failover.since >= 5 {
            self.revert(site, failover);
        }
    }

    /// The new monitor did not join: it goes, and the old one is scaled up again.
    fn revert(&mut self, site: &mut Site<'_>, failover: Failover) {
        let workload = &mut site.workloads[failover.place];
        workload.delete();
        (workload.exists, workload.scaled_up, workload.template) = (true, true, failover.old);
        self.failover = None;
    }
}
