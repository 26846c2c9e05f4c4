//! The rules.

use ceph_multus_core::Rule;
use ceph_multus_core::rules::{ALL, summary};
use serde::Serialize;
use tsify_macros::Tsify;

use crate::tsify;

/// A rule as a list shows it.
#[derive(Debug, Serialize, Tsify)]
pub struct RuleSummary {
    /// Its name: kebab case.
    pub id: &'static str,
    /// What is wrong, in a few words.
    pub summary: &'static str,
    /// The level until the settings say otherwise.
    #[tsify(type = "\"deny\" | \"warn\" | \"allow\"")]
    pub level: &'static str,
}

/// Every rule, by id.
pub fn rules() -> Vec<RuleSummary> {
    let of = |rule: &&Rule| RuleSummary { id: rule.id, summary: summary(rule.id), level: rule.level.name() };
    ALL.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_there_with_its_level() {
        assert_eq!(rules().len(), ALL.len());
        let overlap = rules().into_iter().find(|rule| rule.id == "networks-overlap").unwrap();
        assert_eq!((overlap.summary, overlap.level), ("public and cluster network overlap", "deny"));
    }
}
