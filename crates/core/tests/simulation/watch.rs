//! The properties: what must hold for every answer of the policy, whatever the model does.

use crate::model::{Gate, Kind, Networks, Spec, Template, Tick};
use crate::policy::{Answer, Ask, Changed, Forgery, Known, Maker, Place, Policy, Way};

/// Stands between the model and the policy, and looks at each answer. Without a policy everything passes.
pub(crate) struct Watch<'w, 'v> {
    pub(crate) policy: Option<&'w Policy<'v>>,
    pub(crate) known: Known,
    pub(crate) maker: Maker,
    pub(crate) now: Tick,
    /// Until then the policy server does not answer, and what fails open passes.
    pub(crate) away_until: Tick,
    /// Every spec that somebody wanted or wants.
    pub(crate) moments: Vec<Spec>,
    /// What the last rejection of a change of the CephCluster said.
    pub(crate) rejection: String,
    /// The first thing that should not be.
    pub(crate) violation: Option<String>,
    /// What happened, where somebody wants to read it.
    pub(crate) journal: Option<Vec<String>>,
}

impl Watch<'_, '_> {
    /// Notes what happens.
    pub(crate) fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(journal) = &mut self.journal {
            journal.push(format!("{:>3}  {}", self.now, text()));
        }
    }

    /// Notes a property that does not hold.
    pub(crate) fn violate(&mut self, what: &str, ask: Ask, detail: &str) {
        if self.violation.is_none() {
            self.violation = Some(format!("minute {}: {what}: {ask:?}\n{detail}\nunder {:?}", self.now, self.known));
        }
    }

    /// The policy's answer; what nobody answers passes unchanged.
    pub(crate) fn answer(&mut self, ask: Ask) -> Answer {
        let unchanged = Answer::Stored(Changed::Nothing);
        let answer = match self.policy {
            Some(policy) if self.now >= self.away_until || !ask.fails_open() => policy.ask(ask, self.known),
            _ => unchanged,
        };
        self.note(|| format!("{ask:?}: {answer:?}"));
        answer
    }

    /// Whether the settings know no moment at which `kind` belongs on a network of `template` that they know as the
    /// cluster network: then alone may a daemon be kept waiting until they do.
    fn is_out_of_place(&self, kind: Kind, template: Template) -> bool {
        kind != Kind::Osd && self.known.cluster_only().any(|nad| template.networks.has(nad))
    }

    /// A change of the CephCluster by a person: what is stored, `None` where it is rejected.
    pub(crate) fn cluster(&mut self, ask: Ask, spec: Spec) -> Option<Spec> {
        match self.answer(ask) {
            Answer::Rejected(message) => {
                self.rejection = message;
                None
            }
            Answer::Stored(Changed::Nothing) => Some(spec),
            Answer::Stored(Changed::Cluster(changed)) if matches!(ask, Ask::Cluster { old: None, .. }) => Some(changed),
            Answer::Stored(changed) => {
                self.violate("a running CephCluster is changed", ask, &format!("{changed:?}"));
                Some(spec)
            }
        }
    }

    /// Pods of people who want to be on a network where only OSDs belong, at this moment.
    pub(crate) fn try_forgeries(&mut self) {
        let nads: Vec<_> = self.known.cluster_only().collect();
        for forgery in forgeries() {
            for nad in nads.iter().copied() {
                let ask = Ask::Forged { forgery, nad };
                if self.policy.is_some() && matches!(self.answer(ask), Answer::Stored(_)) {
                    self.violate("a forged pod passes", ask, "");
                }
            }
        }
    }
}

impl Gate for Watch<'_, '_> {
    fn passes(&mut self, ask: Ask) -> bool {
        match self.answer(ask) {
            Answer::Stored(Changed::Nothing) => true,
            Answer::Stored(changed) => {
                self.violate("an object is changed that nobody but its owner changes", ask, &format!("{changed:?}"));
                true
            }
            Answer::Rejected(message) => {
                let excused =
                    matches!(ask, Ask::Workload { kind, template, .. } if self.is_out_of_place(kind, template));
                if !excused {
                    self.violate("a write is rejected that must pass", ask, &message);
                }
                false
            }
        }
    }

    fn pod(&mut self, kind: Kind, template: Template) -> Option<Networks> {
        let ask = Ask::Pod { kind, template, maker: self.maker };
        match self.answer(ask) {
            Answer::Stored(Changed::Nothing) => Some(template.networks),
            Answer::Stored(Changed::Networks(networks)) => {
                let of_moment = |spec: &Spec| spec.template(kind).networks.set() == networks.set();
                let wanted = networks.set() == template.networks.set() || self.moments.iter().any(of_moment);
                if !wanted || kind == Kind::NetworkCanary {
                    self.violate("a pod gets networks that it never had", ask, &format!("{:?}", networks.text()));
                } else if networks.clash() && !template.networks.clash() {
                    self.violate("two interfaces of one name", ask, &format!("{:?}", networks.text()));
                }
                Some(networks)
            }
            Answer::Stored(changed) => {
                self.violate("more than its networks is changed", ask, &format!("{changed:?}"));
                Some(template.networks)
            }
            Answer::Rejected(message) => {
                if !self.is_out_of_place(kind, template) {
                    self.violate("a pod is rejected that a daemon needs", ask, &message);
                }
                None
            }
        }
    }
}

/// The pods that a forger tries: of a tenant, without labels and with those of a daemon; in Ceph's namespace, bare, with
/// the label of another daemon, and with a service account that is not the daemon's.
fn forgeries() -> impl Iterator<Item = Forgery> {
    let tenant = |kind, way| Forgery { place: Place::Tenant, kind, account: true, owned: true, way };
    let ceph = |kind, account, owned| Forgery { place: Place::Ceph, kind, account, owned, way: Way::Json };
    [
        tenant(None, Way::Json),
        tenant(None, Way::Short),
        tenant(None, Way::Default),
        tenant(Some(Kind::Osd), Way::Json),
        tenant(Some(Kind::NetworkCanary), Way::Short),
        tenant(Some(Kind::Validation), Way::Json),
        ceph(None, false, false),
        ceph(None, false, true),
        ceph(Some(Kind::Osd), true, false),
        ceph(Some(Kind::Osd), false, true),
        ceph(Some(Kind::Mgr), true, false),
        ceph(Some(Kind::Mgr), true, true),
        ceph(Some(Kind::Rgw), false, true),
        ceph(Some(Kind::NetworkCanary), false, true),
        ceph(Some(Kind::NetworkCanary), true, false),
        ceph(Some(Kind::Validation), false, true),
    ]
    .into_iter()
}
