//! A Ceph option that chooses networks or addresses, beside Multus.

use std::cell::OnceCell;

use crate::facts::ceph_cluster::{CephCluster, CephNetwork, PROVIDER_PATH};
use crate::facts::ceph_conf::{ClusterOption, NetworkOption, cluster_options, network_options};
use crate::facts::kind::Kind;
use crate::facts::object::{CONFIG_OVERRIDE, Object};
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{AddressSet, Cidr};
use crate::world::World;

pub(super) const SUMMARY: &str = "a Ceph option that replaces the Multus networks";

pub(super) static RULE: Rule = Rule { id: "network-option-set", level: Level::Warn, checks: &[Check::Resource(check)] };

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let (object, world) = (review.object, review.world);
    let multus = |cluster: &&CephCluster<'_>| cluster.runs_on_multus();
    let Some(cluster) = review.cluster.filter(multus) else { return };
    let known = Known { cluster, world, networks: Default::default() };
    match object.kind {
        Kind::ConfigMap if object.name == CONFIG_OVERRIDE => {
            for Overridden { options, effect, is_one } in overridden(object, &known) {
                let problem = format!("{options} {} of {}", effect.said(is_one), cluster.object);
                findings.report(["data", "config"], problem, effect.help(is_one));
            }
        }
        Kind::CephCluster => {
            check_cluster(&known, findings);
            let mut maps = world.resources_in(Kind::ConfigMap, object.namespace);
            let map = maps.find(|map| map.name == CONFIG_OVERRIDE).filter(|map| !review.is_beside(map));
            let Some(map) = map else { return };
            for Overridden { options, effect, is_one } in overridden(map, &known) {
                let problem = format!("{options} of {map} {}", effect.said_beside_rook(is_one));
                findings.report(PROVIDER_PATH, problem, effect.help(is_one));
            }
        }
        _ => {}
    }
}

/// What an option does to a cluster on Multus, wherever it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Networks,
    Interface,
    Address,
    Family,
}

impl Effect {
    const ALL: [Effect; 4] = [Effect::Networks, Effect::Interface, Effect::Address, Effect::Family];

    fn of(option: NetworkOption) -> Effect {
        match option {
            NetworkOption::Network(_) => Effect::Networks,
            // Of the addresses in the networks it takes those of this interface (ceph/ceph: src/common/pick_address.cc).
            NetworkOption::Interface(_) => Effect::Interface,
            NetworkOption::Address(_) => Effect::Address,
            NetworkOption::Family(_) => Effect::Family,
        }
    }

    /// The predicate of one option or of several.
    fn said(self, is_one: bool) -> &'static str {
        match (self, is_one) {
            (Effect::Networks, true) => "replaces the Multus networks",
            (Effect::Networks, false) => "replace the Multus networks",
            (Effect::Interface, true) => "limits the interfaces",
            (Effect::Interface, false) => "limit the interfaces",
            (Effect::Address, true) => "sets the address of daemons, which have their own in the Multus networks",
            (Effect::Address, false) => "set the addresses of daemons, which have their own in the Multus networks",
            (Effect::Family, true) => "decides the address family",
            (Effect::Family, false) => "decide the address family",
        }
    }

    /// The same beside what Rook sets.
    fn said_beside_rook(self, is_one: bool) -> String {
        let whose = if self == Effect::Family { "instead of Rook" } else { "that Rook sets" };
        format!("{} {whose}", self.said(is_one))
    }

    fn help(self, is_one: bool) -> &'static str {
        match (self, is_one) {
            (Effect::Family, _) => "use `spec.network.ipFamily`",
            (_, true) => "remove it",
            (_, false) => "remove them",
        }
    }
}

/// The options of a ConfigMap that have one effect, named once each.
struct Overridden {
    options: String,
    effect: Effect,
    is_one: bool,
}

/// The options of the ConfigMap that say something else than Rook, by what they do.
fn overridden(map: &Object<'_>, known: &Known<'_>) -> Vec<Overridden> {
    let options = map.text_at(&["data", "config"]).map(network_options).unwrap_or_default();
    let mut names: Vec<(Effect, &str)> = Vec::new();
    for (option, value) in options {
        let name = (Effect::of(option), option.name());
        if !names.contains(&name) && !known.is_what_rook_sets(option, &value) {
            names.push(name);
        }
    }
    let of = |effect| {
        let names = names.iter().filter(|(other, _)| *other == effect);
        let quoted: Vec<String> = names.map(|(_, name)| format!("`{name}`")).collect();
        (!quoted.is_empty()).then(|| Overridden { options: quoted.join(", "), effect, is_one: quoted.len() == 1 })
    };
    Effect::ALL.into_iter().filter_map(of).collect()
}

fn check_cluster(known: &Known<'_>, findings: &mut Findings<'_>) {
    for ClusterOption { option, place, section, name, value } in cluster_options(&known.cluster.object) {
        if value.as_text().is_some_and(|text| known.is_what_rook_sets(option, text)) {
            continue;
        }
        let path = Path::from(["spec", place]).key(section.to_owned()).key(name.to_owned());
        let effect = Effect::of(option);
        let when = match option {
            NetworkOption::Network(_) if section == "global" => ", alternately at each reconcile",
            _ => "",
        };
        findings.report(path, effect.said_beside_rook(true) + when, effect.help(true));
    }
}

/// The addresses of the networks of a CephCluster, put together once: thousands of options may be compared with them.
struct Known<'a> {
    cluster: &'a CephCluster<'a>,
    world: &'a World<'a>,
    networks: [OnceCell<AddressSet>; 2],
}

impl Known<'_> {
    /// Whether every network of `value` is in `addressRanges`, or in the known pools, of the network that the option is for;
    /// or whether Rook decides it, whatever stands here: the address family is an option of each daemon's command line, once
    /// the CephCluster has one (rook/rook: pkg/operator/ceph/controller/spec.go, `NetworkBindingFlags`).
    fn is_what_rook_sets(&self, option: NetworkOption, value: &str) -> bool {
        let name = match option {
            NetworkOption::Network(name) => name,
            NetworkOption::Family(_) => return self.cluster.is_dual_stack() || self.cluster.ip_family().is_some(),
            NetworkOption::Interface(_) | NetworkOption::Address(_) => return false,
        };
        let [public, cluster] = &self.networks;
        let (network, known) =
            if name == "public_network" { (CephNetwork::Public, public) } else { (CephNetwork::Cluster, cluster) };
        let known = known.get_or_init(|| self.addresses(network));
        let mut written = value.split(',').map(str::trim).filter(|text| !text.is_empty()).peekable();
        let is_known = |text: &str| Cidr::parse(text).is_ok_and(|cidr| known.missing_of(&cidr.range()).is_none());
        written.peek().is_some() && written.all(is_known)
    }

    fn addresses(&self, network: CephNetwork) -> AddressSet {
        let mut known = self.cluster.address_ranges(network);
        if known.is_empty() {
            let pools = self.cluster.network(network).and_then(|selection| self.world.pools(selection));
            known.extend(pools.iter().flat_map(|pools| &pools.ranges).map(|pool| pool.cidr));
        }
        AddressSet::of(known.iter().map(Cidr::range))
    }
}
