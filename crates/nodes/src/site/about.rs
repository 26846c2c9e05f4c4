//! Which policies and states are about which node, looked up by name: a cluster of thousands of nodes may have a policy and a
//! state for each of them.

use std::collections::BTreeMap;

use super::{Node, Site};
use crate::host::{Interface, Source};
use crate::nmstate::{HOSTNAME, NodeState, Policy};

/// The places of nodes, states and policies.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The first node of each name.
    nodes: BTreeMap<String, usize>,
    /// The first node of each label that is its name.
    hostnames: BTreeMap<String, usize>,
    /// The states by their nodes.
    states: BTreeMap<String, Vec<usize>>,
    /// The nodes by each of their labels.
    labels: ByLabel,
    /// The policies by the label that is the name of a node, otherwise by the first one that they select.
    policies: ByLabel,
    /// The policies for all nodes.
    unselective: Vec<usize>,
}

/// Places by a label.
#[derive(Debug, Default)]
struct ByLabel(BTreeMap<String, BTreeMap<String, Vec<usize>>>);

impl ByLabel {
    fn add(&mut self, key: &str, value: &str, place: usize) {
        self.0.entry(key.to_owned()).or_default().entry(value.to_owned()).or_default().push(place);
    }

    fn of(&self, key: &str, value: &str) -> &[usize] {
        self.0.get(key).and_then(|values| values.get(value)).map(Vec::as_slice).unwrap_or_default()
    }
}

impl Places {
    pub(super) fn of(nodes: &[Node], states: &[NodeState], policies: &[Policy]) -> Places {
        let mut places = Places::default();
        for (place, node) in nodes.iter().enumerate() {
            places.hostnames.entry(node.hostname().to_owned()).or_insert(place);
            // A cluster may have been asked for them twice.
            if *places.nodes.entry(node.name.clone()).or_insert(place) == place {
                node.own_labels().for_each(|(key, value)| places.labels.add(key, value, place));
            }
        }
        for (place, state) in states.iter().enumerate() {
            places.states.entry(state.node.clone()).or_default().push(place);
        }
        for (place, policy) in policies.iter().enumerate() {
            match policy.hostname().map(|hostname| (HOSTNAME, hostname)).or(first_label(&policy.selector)) {
                Some((key, value)) => places.policies.add(key, value, place),
                None => places.unselective.push(place),
            }
        }
        places
    }
}

fn first_label(selector: &[(String, String)]) -> Option<(&str, &str)> {
    selector.first().map(|(key, value)| (key.as_str(), value.as_str()))
}

impl Site {
    /// The node of a name.
    pub(crate) fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.get(*self.places.nodes.get(name)?)
    }

    /// What says what the node of a name has, in the order of [`Site::sources`]: its states where one is known, otherwise
    /// the policies for it.
    pub(crate) fn sources_about(&self, name: &str) -> Vec<Source> {
        match self.places.states.get(name) {
            Some(states) => states.iter().copied().map(Source::State).collect(),
            None => self.policies_for(name).into_iter().map(Source::Policy).collect(),
        }
    }

    /// The name of the one node that a source is about.
    pub(crate) fn node_of(&self, source: Source) -> Option<&str> {
        let policy = match source {
            Source::State(place) => return self.states.get(place).map(|state| state.node.as_str()),
            Source::Policy(place) => self.policies.get(place)?,
        };
        let Some(hostname) = policy.hostname() else {
            let [node] = self.selected(policy)[..] else { return None };
            return Some(&node.name);
        };
        Some(self.name_of(hostname))
    }

    /// The name of the node whose label has this host name; most nodes are called like their host.
    fn name_of<'s>(&'s self, hostname: &'s str) -> &'s str {
        let node = self.places.hostnames.get(hostname).and_then(|place| self.nodes.get(*place));
        node.map_or(hostname, |node| &node.name)
    }

    /// The interface `interface` of the node `name` and those that it is made on: as the node has them, otherwise as a
    /// policy asks for them.
    pub(crate) fn stack_of(&self, name: &str, interface: &str) -> Vec<&Interface> {
        let configs = self.had_and_asked(name).into_iter().filter_map(|source| self.config(source));
        configs.map(|(_, config)| config.stack(interface)).find(|stack| !stack.is_empty()).unwrap_or_default()
    }

    /// What says what the node of a name has, then what policies ask for there.
    pub(crate) fn had_and_asked(&self, name: &str) -> Vec<Source> {
        let asked = self.policies_for(name).into_iter().map(Source::Policy);
        self.sources_about(name).into_iter().chain(asked).collect()
    }

    /// The states of the node of a name.
    pub(super) fn states_of(&self, name: &str) -> impl Iterator<Item = Source> + '_ {
        self.places.states.get(name).into_iter().flatten().copied().map(Source::State)
    }

    /// The nodes that a policy is for, of those that are known.
    pub(crate) fn selected(&self, policy: &Policy) -> Vec<&Node> {
        let places: Vec<&usize> = match first_label(&policy.selector) {
            Some((key, value)) => self.places.labels.of(key, value).iter().collect(),
            None => self.places.nodes.values().collect(),
        };
        let places = places.into_iter();
        places.filter_map(|place| self.nodes.get(*place)).filter(|node| node.has(&policy.selector)).collect()
    }

    /// The policies that may be for the node of a name, as far as that is known, by their places in ascending order.
    pub(crate) fn policies_for(&self, name: &str) -> Vec<usize> {
        let mut places = self.places.unselective.clone();
        if let Some(node) = self.node(name) {
            let policies = node.own_labels().flat_map(|(key, value)| self.places.policies.of(key, value));
            let is_for = |place: &usize| self.policies.get(*place).is_some_and(|policy| node.has(&policy.selector));
            places.extend(policies.copied().filter(is_for));
        } else {
            places.extend(self.places.policies.of(HOSTNAME, name));
            let others = self.places.policies.0.iter().filter(|(key, _)| *key != HOSTNAME);
            places.extend(others.flat_map(|(_, values)| values.values()).flatten());
        }
        places.sort_unstable();
        places
    }

    /// The policies for all nodes that the policy at `place` is for, and more: those that select some of its labels.
    pub(super) fn wider_than(&self, place: usize) -> Vec<usize> {
        let Some(policy) = self.policies.get(place) else { return Vec::new() };
        let of_label = policy.selector.iter().flat_map(|(key, value)| self.places.policies.of(key, value));
        let is_wider = |other: &&usize| {
            let other = self.policies.get(**other);
            other.is_some_and(|other| other.selector.iter().all(|label| policy.selector.contains(label)))
        };
        let mut places: Vec<usize> = self.places.unselective.iter().chain(of_label.filter(is_wider)).copied().collect();
        places.retain(|other| *other != place);
        places.sort_unstable();
        places
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn site(nodes: &[Value], states: &[&str], selectors: &[Value]) -> Site {
        let state = |name: &&str| NodeState::read(0, &json!({"metadata": {"name": name}}));
        let policy = |selector: &Value| Policy::read(0, &json!({"spec": {"nodeSelector": selector}}));
        let mut site = Site {
            nodes: nodes.iter().map(Node::read).collect(),
            states: states.iter().map(state).collect(),
            policies: selectors.iter().map(policy).collect(),
            ..Site::default()
        };
        site.places = Places::of(&site.nodes, &site.states, &site.policies);
        site
    }

    fn node(name: &str, labels: &Value) -> Value {
        json!({"metadata": {"name": name, "labels": labels}})
    }

    #[test]
    fn a_state_says_more_than_policies() {
        let pinned = json!({HOSTNAME: "a"});
        let site = site(&[], &["b", "a", "b"], &[pinned, json!({})]);
        assert_eq!(site.sources_about("a"), [Source::State(1)]);
        assert_eq!(site.sources_about("b"), [Source::State(0), Source::State(2)]);
        assert_eq!(site.sources_about("c"), [Source::Policy(1)]);
    }

    #[test]
    fn policies_are_for_the_nodes_whose_labels_they_select() {
        let selectors = [
            json!({"disk": "ssd"}),
            json!({HOSTNAME: "a"}),
            json!({}),
            json!({HOSTNAME: "a", "disk": "hdd"}),
            json!({HOSTNAME: "other"}),
        ];
        let nodes = [node("a", &json!({"disk": "ssd"})), node("b", &json!({HOSTNAME: "other"})), node("a", &json!({}))];
        let known = site(&nodes, &[], &selectors);
        assert_eq!(known.policies_for("a"), [0, 1, 2]);
        assert_eq!(known.policies_for("b"), [2, 4]);
        // Of a node that is not known, labels may be any.
        assert_eq!(known.policies_for("other"), [0, 2, 4]);
        assert_eq!(site(&[], &[], &selectors).policies_for("a"), [0, 1, 2, 3]);
        let selected = |place: usize| -> Vec<&str> {
            known.selected(&known.policies[place]).iter().map(|node| node.name.as_str()).collect()
        };
        // One that is there twice is one node.
        assert_eq!([0, 1, 2, 3, 4].map(selected), [vec!["a"], vec!["a"], vec!["a", "b"], vec![], vec!["b"]]);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|place| known.wider_than(place)),
            [vec![2], vec![2], vec![], vec![1, 2], vec![2]]
        );
    }
}
