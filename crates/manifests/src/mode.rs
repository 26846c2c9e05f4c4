//! The modes of policies.

/// The names of the three policies: that which mutates, that which validates, and the guard.
pub(crate) const NAMES: [&str; 3] = ["ceph-multus-mutating", "ceph-multus-validating", "ceph-multus-guard"];

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
    /// The modes of policies by name. One of another name only reports, because it could not go back from protect mode.
    pub(crate) fn of(named: Vec<(String, PolicyMode)>) -> Modes {
        Modes { named, others: PolicyMode::Monitor }
    }

    /// Those of the three policies that are not among the named ones; none where all have one mode.
    pub fn unnamed(&self) -> Vec<&'static str> {
        let is_named = |name: &&str| self.named.iter().any(|(known, _)| known == name);
        NAMES.into_iter().filter(|name| !self.named.is_empty() && !is_named(name)).collect()
    }

    /// Whether a named policy is in `mode`.
    pub fn has(&self, mode: PolicyMode) -> bool {
        self.named.iter().any(|(_, known)| *known == mode)
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
