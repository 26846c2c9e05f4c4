//! What documents say together: nmstate merges policies into what a node has, so one may make an interface and another give it
//! an address.

use std::borrow::Cow;
use std::collections::BTreeSet;

use ceph_multus_upstream::address::AddressRange;

use super::Site;
use crate::host::{HostConfig, Interface, Source};
use crate::nmstate::Policy;
use crate::routing::led;

impl Site {
    /// The other policies that may be for a node of the policy at `place`, and the states of its node, where it has one.
    pub(crate) fn beside(&self, place: usize) -> Vec<Source> {
        let Some(policy) = self.policies.get(place) else { return Vec::new() };
        let node = self.node_of(Source::Policy(place));
        let overlapping = || self.overlapping(policy).into_iter().map(Source::Policy).collect();
        let mut sources = node.map_or_else(overlapping, |name| self.all_about(name));
        sources.retain(|source| *source != Source::Policy(place));
        sources
    }

    /// The policies that may be for the node of a name, and its states.
    pub(crate) fn all_about(&self, name: &str) -> Vec<Source> {
        self.policies_for(name).into_iter().map(Source::Policy).chain(self.states_of(name)).collect()
    }

    /// The policies that may be for a node of `policy`: they do not ask for another value of a label.
    fn overlapping(&self, policy: &Policy) -> Vec<usize> {
        let differs =
            |(key, value): &(String, String)| policy.selector.iter().any(|(own, other)| own == key && other != value);
        let others = self.policies.iter().enumerate();
        others.filter(|(_, other)| !other.selector.iter().any(differs)).map(|(place, _)| place).collect()
    }

    /// What other documents say that may be about a node of the policy at `place`: of one that is for several nodes, all states.
    pub(crate) fn others_for(&self, place: usize) -> Vec<&HostConfig> {
        let mut others = self.beside(place);
        if self.node_of(Source::Policy(place)).is_none() {
            others.extend((0..self.states.len()).map(Source::State));
        }
        others.into_iter().filter_map(|source| Some(self.config(source)?.1)).collect()
    }

    /// What all nodes have that `source` is about, each with its document: what it says, then the policies for these nodes and
    /// more, then what its one node has.
    pub(crate) fn certain_for(&self, source: Source) -> Vec<(usize, &HostConfig)> {
        let mut sources = vec![source];
        if let Source::Policy(place) = source {
            sources.extend(self.wider_than(place).into_iter().map(Source::Policy));
            sources.extend(self.node_of(source).into_iter().flat_map(|name| self.states_of(name)));
        }
        sources.into_iter().filter_map(|source| self.config(source)).collect()
    }

    /// The bond or bridge that takes the packets of `link` on all nodes that `source` is about.
    pub(crate) fn port_of(&self, source: Source, link: &str) -> Option<&Interface> {
        // What a policy sets replaces what the node has.
        let mut set: BTreeSet<&str> = BTreeSet::new();
        for (_, config) in self.certain_for(source) {
            let mut others = config.interfaces.iter().filter(|other| !set.contains(other.name.as_str()));
            if let Some(other) = others.find(|other| other.takes_ports() && other.ports.iter().any(|port| port == link))
            {
                return Some(other);
            }
            let with_ports = config.interfaces.iter().filter(|other| !other.ports.is_empty());
            set.extend(with_ports.map(|other| &other.name).chain(&config.removed).map(String::as_str));
        }
        None
    }

    /// The interface `name` and those that it is made on, from the top down, as the documents about all nodes of `source` say
    /// together: of each what says its MTU, with the place of the document.
    pub(crate) fn mtus<'s>(&'s self, source: Source, name: &'s str) -> Vec<(usize, &'s Interface)> {
        let configs = self.certain_for(source);
        let (mut names, mut mtus, mut next) = (Vec::new(), Vec::new(), Some(name));
        // A file may name two interfaces as each other's base.
        while let Some(name) = next.filter(|name| !names.contains(name)) {
            names.push(name);
            let said = || configs.iter().filter_map(|(document, config)| Some((*document, config.interface(name)?)));
            mtus.extend(said().find(|(_, one)| one.mtu.is_some()));
            next = said().find_map(|(_, one)| one.base.as_deref());
        }
        mtus
    }

    /// Says of interfaces that policies only change what they are: another document makes them.
    pub(super) fn complete(&mut self) {
        let mut made: Vec<(usize, usize, Source, Interface)> = Vec::new();
        for (policy, config) in self.policies.iter().map(|policy| &policy.config).enumerate() {
            let interfaces = config.interfaces.iter().enumerate();
            for (place, own) in
                interfaces.filter(|(_, own)| own.base.is_none() && (own.kind.is_empty() || own.is_child()))
            {
                let makes = |source: Source| {
                    let (_, config) = self.config(source)?;
                    let maker = config.interface(&own.name).filter(|one| one.base.is_some() && one.is_child())?;
                    (own.kind.is_empty() || own.kind == maker.kind).then(|| (policy, place, source, maker.clone()))
                };
                made.extend(self.beside(policy).into_iter().find_map(makes));
            }
        }
        for (policy, place, source, maker) in made {
            let config = self.policies.get_mut(policy).map(|policy| &mut policy.config);
            let Some(own) = config.and_then(|config| config.interfaces.get_mut(place)) else { continue };
            own.kind = maker.kind;
            own.base = maker.base;
            own.mode = own.mode.take().or(maker.mode);
            own.maker = Some(source);
        }
    }

    /// What `source` says, with the routes through `shims` of the other documents about its nodes if its own do not lead to all of
    /// `wanted`.
    pub(crate) fn with_routes<'s>(
        &self,
        source: Source,
        config: &'s HostConfig,
        shims: &[&str],
        wanted: &[AddressRange],
    ) -> Cow<'s, HostConfig> {
        let Source::Policy(place) = source else { return Cow::Borrowed(config) };
        if led(config, shims, wanted).nowhere.is_none() {
            return Cow::Borrowed(config);
        }
        let others = self.beside(place).into_iter().filter_map(|source| self.config(source));
        let routes = others.flat_map(|(_, other)| &other.routes);
        let mut config = config.clone();
        config.routes.extend(routes.filter(|route| shims.contains(&route.interface.as_str())).cloned());
        Cow::Owned(config)
    }
}
