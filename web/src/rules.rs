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
    fn every_rule_of_the_book_is_there_with_its_level() {
        let (_, page) = include_str!("../../docs/src/rules.md").split_once("<!-- rules -->").unwrap();
        let (table, _) = page.split_once("<!-- /rules -->").unwrap();
        // `| [id](page) | level, and maybe a second one | what it finds |`
        let row = |line: &'static str| {
            let (id, rest) = line.strip_prefix("| [")?.split_once(']')?;
            Some((id, rest.split(" | ").nth(1)?.split(',').next()?))
        };
        let book: Vec<_> = table.lines().filter_map(row).collect();
        assert!(book.contains(&("networks-overlap", "deny")));
        assert_eq!(rules().iter().map(|rule| (rule.id, rule.level)).collect::<Vec<_>>(), book);
    }

    #[test]
    fn a_rule_has_its_summary() {
        let overlap = rules().into_iter().find(|rule| rule.id == "networks-overlap").unwrap();
        assert_eq!(overlap.summary, "public and cluster network overlap");
    }
}
