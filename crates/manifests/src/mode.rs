//! The modes of policies.

/// The mode of a ClusterAdmissionPolicy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyMode {
    /// It reports. Nothing waits for a policy server that is down.
    Monitor,
    /// It rejects and mutates.
    Protect,
}

/// The modes of several policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modes {
    named: Vec<(String, PolicyMode)>,
    others: PolicyMode,
}

impl Modes {
    /// The modes of policies by name; `None` where there are none. A policy of another name takes that of the first.
    pub(crate) fn of(named: Vec<(String, PolicyMode)>) -> Option<Modes> {
        let others = named.first().map(|(_, mode)| *mode)?;
        Some(Modes { named, others })
    }

    /// The mode of the policy `name`.
    pub(crate) fn get(&self, name: &str) -> PolicyMode {
        self.named.iter().find(|(known, _)| known == name).map_or(self.others, |(_, mode)| *mode)
    }
}

/// One mode for all.
impl From<PolicyMode> for Modes {
    fn from(others: PolicyMode) -> Modes {
        Modes { named: Vec::new(), others }
    }
}
