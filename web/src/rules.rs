//! The rules and their pages.

use ceph_multus_core::rules::{ALL, PAGES};
use ceph_multus_core::suggest::did_you_mean;
use serde::Serialize;
use tsify::Tsify;

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
    let summary =
        |rule: &&ceph_multus_core::Rule| RuleSummary { id: rule.id, summary: rule.summary, level: rule.level.name() };
    ALL.iter().map(summary).collect()
}

/// The page of a rule, in Markdown.
///
/// # Errors
/// Where there is no such rule, with the one that may be meant.
pub fn explain(id: &str) -> Result<&'static str, String> {
    let file = id.replace('-', "_");
    let page = PAGES.iter().find(|(name, _)| *name == file).map(|(_, page)| *page);
    page.ok_or_else(|| {
        let help = did_you_mean(id, ALL.iter().map(|rule| rule.id));
        if help.is_empty() { String::from("unknown rule") } else { format!("unknown rule; {help}") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_and_an_unknown_one_a_hint() {
        assert!(rules().len() > 80);
        for rule in rules() {
            assert!(explain(rule.id).unwrap().starts_with(&format!("# {}\n", rule.id)));
        }
        assert_eq!(explain("networks-overlapp").unwrap_err(), "unknown rule; did you mean `networks-overlap`?");
    }
}
