//! The values of variables in sources.

use std::collections::{BTreeMap, BTreeSet};

use super::places::Places;

/// The variables of a source.
#[derive(Debug, Default)]
pub(crate) struct Variables<'k> {
    /// Their values; `None` where those that apply the source give them different ones.
    pub(crate) values: BTreeMap<String, Option<String>>,
    /// The names of the sources that give different values.
    pub(crate) rivals: BTreeSet<&'k str>,
}

impl Variables<'_> {
    /// Whether a text has a variable in it that has several values.
    pub(crate) fn are_unsettled_in(&self, text: &str) -> bool {
        let mut unsettled = self.values.iter().filter(|(_, value)| value.is_none());
        unsettled.any(|(name, _)| ["}", ":", "="].iter().any(|end| text.contains(&format!("${{{name}{end}"))))
    }
}

impl<'k> Places<'k> {
    /// The variables in a source; `data` gives the values of a ConfigMap by its namespace and name.
    pub(crate) fn variables(
        &self,
        source: &str,
        data: impl Fn(&(String, String)) -> BTreeMap<String, String>,
    ) -> Variables<'k> {
        let appliers = self.substituting(source);
        let mut given: Vec<BTreeMap<String, String>> = Vec::new();
        for applier in &appliers {
            let mut values: BTreeMap<String, String> = applier.from.iter().flat_map(&data).collect();
            values.extend(applier.substitute.clone());
            // fluxcd/pkg: kustomize/kustomize_varsub.go, `SubstituteVariables`
            values.values_mut().for_each(|value| value.retain(|letter| letter != '\n'));
            given.push(values);
        }
        let names: BTreeSet<&String> = given.iter().flat_map(BTreeMap::keys).collect();
        let value = |name: &String| {
            let mut values = given.iter().map(|values| values.get(name));
            let first = values.next().flatten()?;
            values.all(|value| value == Some(first)).then(|| first.clone())
        };
        let values: BTreeMap<String, Option<String>> =
            names.into_iter().map(|name| (name.clone(), value(name))).collect();
        let is_settled = values.values().all(Option::is_some);
        let rivals = if is_settled { Vec::new() } else { appliers };
        Variables { values, rivals: rivals.into_iter().map(|applier| applier.source.as_str()).collect() }
    }
}
