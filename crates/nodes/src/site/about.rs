//! Which policies and states are about which node, looked up by name: a cluster of thousands of nodes may have a policy and a
//! state for each of them.

use std::collections::BTreeMap;

use super::{Node, Site};
use crate::host::{HostConfig, Interface, Source};
use crate::nmstate::{NodeState, Policy};

/// The places of nodes, states and policies.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The first node of each name.
    nodes: BTreeMap<String, usize>,
    /// The first node of each label that is its name.
    hostnames: BTreeMap<String, usize>,
    /// The states by their nodes.
    states: BTreeMap<String, Vec<usize>>,
    /// The policies by the node that they are pinned to; `None` for those that are not.
    policies: BTreeMap<Option<String>, Vec<usize>>,
}

impl Places {
    pub(super) fn of(nodes: &[Node], states: &[NodeState], policies: &[Policy]) -> Places {
        let mut places = Places::default();
        for (place, node) in nodes.iter().enumerate() {
            places.nodes.entry(node.name.clone()).or_insert(place);
            places.hostnames.entry(node.hostname().to_owned()).or_insert(place);
        }
        for (place, state) in states.iter().enumerate() {
            places.states.entry(state.node.clone()).or_default().push(place);
        }
        for (place, policy) in policies.iter().enumerate() {
            places.policies.entry(policy.hostname().map(str::to_owned)).or_default().push(place);
        }
        places
    }
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
        let asked = self.policies_for(name).into_iter().map(Source::Policy);
        let sources = self.sources_about(name).into_iter().chain(asked);
        let stacks = sources.filter_map(|source| self.config(source)).map(|(_, config)| config.stack(interface));
        stacks.into_iter().find(|stack| !stack.is_empty()).unwrap_or_default()
    }

    /// The policies that may be for the node of a name, as far as that is known, by their places in ascending order.
    pub(crate) fn policies_for(&self, name: &str) -> Vec<usize> {
        let node = self.node(name);
        let hostname = node.map_or(name, Node::hostname).to_owned();
        let pinned = [Some(hostname), None].into_iter().filter_map(|hostname| self.places.policies.get(&hostname));
        let selects = |place: &usize| {
            self.policies.get(*place).is_some_and(|policy| node.is_none_or(|node| node.has(&policy.selector)))
        };
        let mut places: Vec<usize> = pinned.flatten().copied().filter(selects).collect();
        places.sort_unstable();
        places
    }

    /// What other documents say that may be about a node of the policy at `place`, as far as that is known.
    pub(crate) fn others_for(&self, place: usize) -> Vec<&HostConfig> {
        let sources: Vec<Source> = match self.policies.get(place).and_then(Policy::hostname) {
            Some(hostname) => {
                let name = self.name_of(hostname);
                let states = self.places.states.get(name).into_iter().flatten().copied().map(Source::State);
                self.policies_for(name).into_iter().map(Source::Policy).chain(states).collect()
            }
            None => self.sources().collect(),
        };
        let others = sources.into_iter().filter(|source| *source != Source::Policy(place));
        others.filter_map(|source| Some(self.config(source)?.1)).collect()
    }

    /// What all nodes have that `source` is about: what it says, and the policies for these nodes and more.
    pub(crate) fn certain_for(&self, source: Source) -> Vec<&HostConfig> {
        let own = self.config(source).map(|(_, config)| config);
        let Source::Policy(place) = source else { return own.into_iter().collect() };
        let Some(policy) = self.policies.get(place) else { return Vec::new() };
        let places =
            policy.hostname().map_or_else(|| (0..self.policies.len()).collect(), |name| self.policies_for(name));
        let others = places.into_iter().filter(|other| *other != place).filter_map(|other| self.policies.get(other));
        let is_wider = |other: &&Policy| other.selector.iter().all(|label| policy.selector.contains(label));
        own.into_iter().chain(others.filter(is_wider).map(|other| &other.config)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::nmstate::HOSTNAME;

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
    }
}
