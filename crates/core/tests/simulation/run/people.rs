//! What people do in a run: NADs, settings, the CephCluster.

use super::Run;
use crate::model::{ADMIN, Gate, Kind, Networks, Spec, Template, Tick, Workload};
use crate::policy::{Ask, Moment};
use crate::scenario::{SETTLED, Scenario, Settings};

impl Run<'_, '_, '_> {
    /// What people do before a change: the NADs, and settings that go first.
    pub(super) fn prepare(&mut self, now: Tick) {
        let Some((when, spec)) = self.changes.first().copied() else { return };
        let ahead = match self.plan.settings {
            Settings::Newer(ahead) | Settings::Planned(ahead) => ahead,
            _ => 0,
        };
        if now + ahead + 1 >= when {
            for nad in spec.nads().filter(|nad| !self.ground.nads[*nad]).collect::<Vec<_>>() {
                self.ground.nads[nad] = self.watch.passes(Ask::Nad { nad, deleted: false });
            }
        }
        if now + ahead >= when {
            match self.plan.settings {
                Settings::Newer(_) | Settings::Current => self.know(spec, None),
                Settings::Planned(_) => self.know(spec, self.written),
                Settings::Empty | Settings::Older(_) | Settings::Late(_) => {}
            }
        }
    }

    fn know(&mut self, spec: Spec, previous: Option<Spec>) {
        let nads = if self.plan.with_nads { self.ground.nads } else { [false; 4] };
        let moment = |spec| Moment { spec: Some(spec), nads };
        let known = &mut self.watch.known;
        if known.inventory.is_some_and(|moment| moment.spec == Some(spec)) {
            return;
        }
        known.inventory = Some(moment(spec));
        known.previous = previous.map(moment);
        self.watch.note(|| format!("the settings say {spec:?}, before {previous:?}"));
    }

    /// A person writes the CephCluster. Where it is rejected, the settings are what has to be changed first.
    pub(super) fn change(&mut self, now: Tick) {
        let due = self.changes.first().copied().filter(|(when, _)| *when <= now);
        if let Some((_, spec)) = due {
            let (old, stored) = (self.stored, self.with_materialised(spec));
            let ask = Ask::Cluster { spec: stored, old, user: ADMIN };
            let stored = self.watch.cluster(ask, stored).or_else(|| {
                self.know(spec, self.written);
                self.watch.cluster(ask, stored)
            });
            match stored {
                Some(stored) => {
                    (self.stored, self.written) = (Some(stored), Some(spec));
                    self.changes.remove(0);
                    if spec.cleanup {
                        self.delete(stored);
                    }
                }
                None => {
                    let message = std::mem::take(&mut self.watch.rejection);
                    self.watch.violate("a change is rejected that the settings know", ask, &message);
                }
            }
        }
        let passed = |lag: Tick| {
            let last = self.plan.changes.iter().rfind(|(when, _)| when.saturating_add(lag) <= now);
            last.map(|(_, spec)| *spec).filter(|spec| self.written == Some(*spec))
        };
        match self.plan.settings {
            Settings::Older(lag) => {
                if let Some(spec) = passed(lag) {
                    self.know(spec, None);
                }
            }
            Settings::Late(lag) => {
                if let Some(spec) = passed(lag) {
                    self.know(spec, self.before(spec));
                }
            }
            _ => {}
        }
    }

    /// The spec as somebody applies it over what is stored: a member that the policy added stays.
    fn with_materialised(&self, spec: Spec) -> Spec {
        let (Some(stored), Some(written)) = (self.stored, self.written) else { return spec };
        let added = written.cluster.is_none() && spec.cluster.is_none() && spec.provider == stored.provider;
        if added { Spec { cluster: stored.cluster, ..spec } } else { spec }
    }

    /// The cluster is taken down: finalizers go, pods go, hosts are cleaned, NADs go.
    fn delete(&mut self, spec: Spec) {
        self.watch.passes(Ask::ClusterMetadata { spec, deleted: true });
        self.workloads.iter_mut().for_each(Workload::delete);
        let template = Template { networks: Networks::ABSENT, host: false };
        self.with_site(|_, site| {
            site.run_once(Kind::Cleanup, template);
        });
        for nad in spec.nads().collect::<Vec<_>>() {
            self.ground.nads[nad] = !self.watch.passes(Ask::Nad { nad, deleted: true });
        }
    }

    /// Whether Rook is done, and no workload says anything but what the CephCluster wants.
    fn is_carried_out(&self) -> bool {
        let Some(spec) = self.stored else { return false };
        let wanted = |workload: &Workload| {
            let template = self.rook.version.template(workload.kind, &spec);
            !workload.exists || template == Some(workload.template) && template == Some(workload.pod_template())
        };
        self.changes.is_empty() && self.rook.is_idle() && self.workloads.iter().all(wanted)
    }

    /// `previous` is dropped when Rook is done; in the end the settings are what the cluster is.
    pub(super) fn settle(&mut self, now: Tick) {
        if self.plan.settings == Settings::Empty {
            return;
        }
        if now != SETTLED && self.watch.known.previous.is_none() {
            return self.tidy_up(now);
        }
        let carried_out = self.is_carried_out();
        if carried_out && self.watch.known.previous.is_some() {
            self.watch.known.previous = None;
            self.watch.note(|| String::from("the settings forget what was"));
        }
        if now == SETTLED
            && let Some(spec) = self.written
        {
            let before = self.before(spec).filter(|_| !carried_out && !self.plan.forgetful);
            self.watch.known.inventory = None;
            self.know(spec, before);
        }
        self.tidy_up(now);
    }

    /// The last spec besides `spec`.
    fn before(&self, spec: Spec) -> Option<Spec> {
        let specs = self.plan.first.into_iter().chain(self.plan.changes.iter().map(|(_, spec)| *spec));
        specs.rev().find(|other| *other != spec)
    }

    /// NADs that nobody needs go, after the settings have forgotten them.
    fn tidy_up(&mut self, now: Tick) {
        if now == SETTLED + 10 && self.plan.scenario != Scenario::Deleted {
            let used = |nad: usize| {
                let by_workload = |workload: &Workload| {
                    workload.exists
                        && (workload.template.networks.has(nad) || workload.pod_template().networks.has(nad))
                };
                self.stored.iter().flat_map(Spec::nads).any(|own| own == nad) || self.workloads.iter().any(by_workload)
            };
            let unused: Vec<usize> = (0..4).filter(|nad| self.ground.nads[*nad] && !used(*nad)).collect();
            for nad in unused {
                for moment in [&mut self.watch.known.inventory, &mut self.watch.known.previous].into_iter().flatten() {
                    moment.nads[nad] = false;
                }
                self.ground.nads[nad] = !self.watch.passes(Ask::Nad { nad, deleted: true });
            }
        }
    }
}
