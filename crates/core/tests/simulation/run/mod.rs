//! One run: people, Rook and Kubernetes at work, with the policy in between.

mod people;
mod start;

use std::fmt;
use std::ops::Range;

use crate::model::{Event, Gate, Ground, NODES, Provider, Rook, Selector, Site, Spec, Tick, Workload};
use crate::policy::{Ask, Known, Moment, Policy};
use crate::scenario::{END, Plan, REBOOT, Scenario, Settings};
use crate::watch::Watch;

/// A life in which a property does not hold.
pub(crate) struct Failure {
    plan: Plan,
    pub(crate) violation: String,
    journal: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { plan, violation, journal } = self;
        writeln!(f, "{:?}, SIMULATION_SEED={}: {violation}\n\n{plan:#?}\n", plan.scenario, plan.seed)?;
        journal.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// The first life of these seeds in which a property does not hold.
pub(crate) fn first_failure(scenario: Scenario, mut seeds: Range<u64>, policy: &Policy<'_>) -> Option<Failure> {
    seeds.find_map(|seed| {
        let plan = Plan::of(scenario, seed);
        let violation = violation(&plan, policy)?;
        // Once more, with pen and paper.
        let mut guarded = Run::new(&plan, Some(policy), true);
        guarded.live();
        let journal = guarded.watch.journal.take().unwrap_or_default();
        Some(Failure { plan, violation, journal })
    })
}

/// Lives `plan` with the policy, and compares it with the same life without one: no daemon that runs there may be down
/// here when all is settled.
fn violation(plan: &Plan, policy: &Policy<'_>) -> Option<String> {
    let mut guarded = Run::new(plan, Some(policy), false);
    guarded.live();
    if guarded.watch.violation.is_some() {
        return guarded.watch.violation;
    }
    let mut free = Run::new(plan, None, false);
    free.live();
    let mut pairs = guarded.workloads.iter().zip(&free.workloads);
    let (down, _) = pairs.find(|(guarded, free)| free.is_up() && !guarded.is_up())?;
    Some(format!("in the end it is down, and without the policy it is not: {down:?}"))
}

struct Run<'p, 'w, 'v> {
    plan: &'p Plan,
    watch: Watch<'w, 'v>,
    ground: Ground,
    workloads: Vec<Workload>,
    rook: Rook,
    /// The CephCluster as it is stored, and as people wrote it.
    stored: Option<Spec>,
    written: Option<Spec>,
    /// The changes that are still to come.
    changes: Vec<(Tick, Spec)>,
    tried: Option<Known>,
}

impl<'p, 'w, 'v> Run<'p, 'w, 'v> {
    fn new(plan: &'p Plan, policy: Option<&'w Policy<'v>>, journal: bool) -> Self {
        let selected = plan.first.iter().flat_map(Spec::nads);
        let mut nads = [false; 4];
        selected.for_each(|nad| nads[nad] = true);
        let multus = plan.first.filter(|spec| spec.provider == Provider::Multus);
        let network =
            |selector: fn(&Spec) -> Option<Selector>| multus.as_ref().and_then(selector).map(|selector| selector.nad);
        let ground = Ground {
            nads,
            public_network: network(|spec| spec.public),
            cluster_network: network(|spec| spec.cluster),
            maker: plan.maker,
        };
        let empty = plan.settings == Settings::Empty;
        let known = Known {
            inventory: Some(Moment { spec: plan.first, nads: if plan.with_nads { nads } else { [false; 4] } })
                .filter(|_| !empty),
            previous: None,
            with_nads: plan.with_nads,
            mutate: plan.mutate,
        };
        let mut moments: Vec<Spec> = plan.changes.iter().map(|(_, spec)| *spec).collect();
        moments.extend(plan.first);
        let watch = Watch {
            policy,
            known,
            maker: plan.maker,
            now: 0,
            away_until: 0,
            moments,
            rejection: String::new(),
            violation: None,
            journal: journal.then(Vec::new),
        };
        let workloads = start::workloads(plan.version, plan.first.as_ref(), &ground);
        let rook = Rook::new(plan.version, plan.lags, plan.first);
        let (stored, written) = (plan.first, plan.first);
        Run { plan, watch, ground, workloads, rook, stored, written, changes: plan.changes.clone(), tried: None }
    }

    fn live(&mut self) {
        let dates = self.plan.dates();
        let mut next = 0;
        for now in 0..END {
            if now < next {
                continue;
            }
            self.watch.now = now;
            self.prepare(now);
            self.change(now);
            self.settle(now);
            self.meet_events(now);
            if let Some(spec) = self.stored {
                self.with_site(|rook, site| rook.work(site, &spec));
            }
            let mut at_rest = self.rook.is_idle() && self.workloads.iter().all(Workload::is_looked_after);
            for workload in &mut self.workloads {
                at_rest &= !workload.control(&self.ground, &mut self.watch);
            }
            if self.tried != Some(self.watch.known) {
                self.tried = Some(self.watch.known);
                self.watch.try_forgeries();
            }
            if self.watch.violation.is_some() {
                return;
            }
            if at_rest {
                next = dates.iter().copied().find(|date| *date > now).unwrap_or(END);
            }
        }
    }

    fn with_site(&mut self, act: impl FnOnce(&mut Rook, &mut Site<'_>)) {
        let now = self.watch.now;
        let mut site = Site { now, ground: &mut self.ground, workloads: &mut self.workloads, gate: &mut self.watch };
        act(&mut self.rook, &mut site);
    }

    fn meet_events(&mut self, now: Tick) {
        let due = self.plan.events.iter().filter(|(when, _)| *when == now).map(|(_, event)| *event);
        let again = (0..NODES).filter(|_| now == REBOOT).map(Event::Reboot);
        let all: Vec<Event> = due.chain(again).collect();
        let Some(spec) = self.stored else { return };
        for event in all {
            self.watch.note(|| format!("{event:?}"));
            match event {
                Event::PolicyServerAway(long) => self.watch.away_until = now + long,
                Event::Labelled => {
                    self.watch.passes(Ask::ClusterMetadata { spec, deleted: false });
                }
                _ => self.with_site(|rook, site| rook.meet(site, event, &spec)),
            }
        }
    }
}
