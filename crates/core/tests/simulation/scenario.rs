//! What may become of a cluster's networks, and all that a run is made of.

use fastrand::Rng;

use crate::model::{CLUSTER_A, CLUSTER_B, Event, NODES, PUBLIC_A, PUBLIC_B, Provider, Selector, Spec, Tick, Version};
use crate::policy::Maker;

/// A life of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    FirstCreation,
    NothingChanges,
    PublicMoves,
    ClusterMoves,
    BothMove,
    MovesTwice,
    ClusterAdded,
    ClusterTakenAway,
    Swapped,
    ClusterWrittenOut,
    ClusterLeftOut,
    PublicAdded,
    RangesAdded,
    EncryptionSwitchedOn,
    JoinsMultus,
    LeavesMultus,
    HostAndBack,
    MonitorsMoved,
    Deleted,
}

/// How old the settings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settings {
    /// They hold no inventory.
    Empty,
    /// They change together with the cluster.
    Current,
    /// They change first, by so much, and forget what was.
    Newer(Tick),
    /// They change later, and forget what was.
    Older(Tick),
    /// They change first, and keep what was in `previous` until Rook is done.
    Planned(Tick),
    /// They change later, and keep what was.
    Late(Tick),
}

/// A run before it runs: all that chance decides.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) scenario: Scenario,
    /// The CephCluster as the run begins.
    pub(crate) first: Option<Spec>,
    /// What people make of it, and when.
    pub(crate) changes: Vec<(Tick, Spec)>,
    pub(crate) settings: Settings,
    /// Whether the inventory has the NADs too.
    pub(crate) with_nads: bool,
    pub(crate) mutate: bool,
    /// Whether `previous` is dropped in the end although pods are left that need it.
    pub(crate) forgetful: bool,
    pub(crate) maker: Maker,
    pub(crate) version: Version,
    pub(crate) lags: [Tick; 4],
    pub(crate) events: Vec<(Tick, Event)>,
}

/// When the events end, when the settings are brought up to date, when every node reboots once more, and the end.
pub(crate) const EVENTS_END: Tick = 90;
pub(crate) const SETTLED: Tick = 130;
pub(crate) const REBOOT: Tick = 200;
pub(crate) const END: Tick = 230;

impl Scenario {
    /// The CephCluster at first, and what becomes of it.
    fn specs(self, rng: &mut Rng) -> (Option<Spec>, Vec<Spec>) {
        // Without names of interfaces, with one on each network, or with one on the public networks alone.
        let (public, cluster) = match rng.u8(..4) {
            0 => (Some("pub0"), Some("clu0")),
            1 => (Some("pub0"), None),
            _ => (None, None),
        };
        let select = |nad, interface| Some(Selector { nad, interface });
        let (public_a, public_b) = (select(PUBLIC_A, public), select(PUBLIC_B, public));
        let (cluster_a, cluster_b) = (select(CLUSTER_A, cluster), select(CLUSTER_B, cluster));
        let both = Spec::multus(public_a, cluster_a);
        let pods = Spec::on(Provider::Pods);
        let only = Spec::multus(public_a, None);
        let same = Spec { cluster: Some(Selector::of(PUBLIC_A)), ..only };
        let any = if rng.bool() { both } else { only };
        let (first, changes) = match self {
            Scenario::FirstCreation => return (None, vec![any]),
            Scenario::NothingChanges => (any, vec![Spec { dashboard: true, ..any }]),
            Scenario::PublicMoves => (both, vec![Spec { public: public_b, ..both }]),
            Scenario::ClusterMoves => (both, vec![Spec { cluster: cluster_b, ..both }]),
            Scenario::BothMove => (both, vec![Spec::multus(public_b, cluster_b)]),
            Scenario::MovesTwice => (both, vec![Spec { public: public_b, ..both }, Spec::multus(public_b, cluster_b)]),
            Scenario::ClusterAdded => (only, vec![both]),
            Scenario::ClusterTakenAway => (both, vec![only]),
            Scenario::Swapped => {
                let swapped = |nad| Some(Selector::of(nad));
                (both, vec![Spec::multus(swapped(CLUSTER_A), swapped(PUBLIC_A))])
            }
            Scenario::ClusterWrittenOut => (only, vec![same]),
            Scenario::ClusterLeftOut => (same, vec![only]),
            Scenario::PublicAdded => (Spec::multus(None, cluster_a), vec![both]),
            Scenario::RangesAdded => (any, vec![Spec { ranges: true, ..any }]),
            Scenario::EncryptionSwitchedOn => (any, vec![Spec { encryption: true, ..any }]),
            Scenario::JoinsMultus => (pods, vec![any]),
            Scenario::LeavesMultus => (any, vec![pods]),
            Scenario::HostAndBack => (pods, vec![Spec::on(Provider::Host), pods]),
            Scenario::MonitorsMoved => (Spec { monitors: Some(PUBLIC_B), ..both }, vec![both]),
            Scenario::Deleted => (any, vec![Spec { cleanup: true, ..any }]),
        };
        (Some(first), changes)
    }
}

impl Plan {
    /// The run of `seed`.
    pub(crate) fn of(scenario: Scenario, seed: u64) -> Plan {
        let mut rng = Rng::with_seed(seed);
        let rng = &mut rng;
        let (first, specs) = scenario.specs(rng);
        let mut when = rng.u32(12..30);
        let changes = specs
            .into_iter()
            .map(|spec| {
                let change = (when, spec);
                when += rng.u32(3..30);
                change
            })
            .collect();
        let later = rng.u32(1..60);
        let settings = match rng.u8(..8) {
            0 => Settings::Empty,
            1 => Settings::Current,
            2 => Settings::Newer(rng.u32(1..10)),
            3 => Settings::Older(later),
            4 => Settings::Older(Tick::MAX),
            5 => Settings::Late(later),
            _ => Settings::Planned(rng.u32(1..10)),
        };
        let versions = if rng.bool() { &Version::ALL[..] } else { &Version::ALL[3..] };
        let mutate = rng.u8(..4) > 0;
        let mut plan = Plan {
            seed,
            scenario,
            first,
            changes,
            settings,
            with_nads: rng.bool(),
            mutate,
            forgetful: rng.bool() && scenario != Scenario::Swapped,
            maker: if mutate { Maker::Accounts } else { Maker::Manager },
            version: versions[rng.usize(..versions.len())],
            lags: std::array::from_fn(|_| rng.u32(1..20)),
            events: Vec::new(),
        };
        for _ in 0..rng.u8(..10) {
            let event = (rng.u32(1..EVENTS_END), event(rng));
            plan.events.push(event);
        }
        if matches!(scenario, Scenario::ClusterTakenAway | Scenario::LeavesMultus) {
            plan.events.push((rng.u32(50..EVENTS_END), Event::ConfigRemoved));
        }
        plan.events.sort_by_key(|(tick, _)| *tick);
        plan
    }

    /// The minutes at which something may happen of itself, in order: between them everything may have come to rest.
    pub(crate) fn dates(&self) -> Vec<Tick> {
        let (ahead, behind) = match self.settings {
            Settings::Newer(ahead) | Settings::Planned(ahead) => (ahead, 0),
            Settings::Older(behind) | Settings::Late(behind) => (0, behind),
            Settings::Empty | Settings::Current => (0, 0),
        };
        let of_change = |when: Tick| {
            [when.saturating_sub(ahead + 1), when.saturating_sub(ahead), when, when.saturating_add(behind)]
        };
        let mut dates: Vec<Tick> = self.changes.iter().flat_map(|(when, _)| of_change(*when)).collect();
        dates.extend(self.events.iter().map(|(when, _)| *when));
        dates.extend(self.events.iter().filter_map(|(when, event)| match event {
            Event::PolicyServerAway(long) => Some(when + long),
            _ => None,
        }));
        dates.extend([SETTLED, SETTLED + 10, REBOOT]);
        dates.sort_unstable();
        dates
    }
}

fn event(rng: &mut Rng) -> Event {
    match rng.u8(..20) {
        0..8 => Event::Reboot(rng.usize(..NODES)),
        8..10 => Event::PodsDeleted(rng.usize(..18)),
        10..12 => Event::OperatorRestart(rng.u32(1..6)),
        12 => Event::MonFailover(rng.usize(..3)),
        13 => Event::KeyRotation,
        14 => Event::OsdReplaced(rng.usize(..6)),
        15 => Event::Maintenance(rng.usize(..18)),
        16 => Event::Frozen(rng.usize(..18)),
        17 => Event::Upgrade,
        18 => Event::PolicyServerAway(rng.u32(1..10)),
        _ => Event::Labelled,
    }
}
