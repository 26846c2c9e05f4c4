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
            if let Some((options, verb, help)) = overridden(object, &known) {
                let problem = format!("{options} {verb} the networks that Rook sets for {}", cluster.object);
                findings.report(["data", "config"], problem, help);
            }
        }
        Kind::CephCluster => {
            check_cluster(&known, findings);
            let mut maps = world.resources_in(Kind::ConfigMap, object.namespace);
            let map = maps.find(|map| map.name == CONFIG_OVERRIDE).filter(|map| !review.is_beside(map));
            if let Some((map, (options, verb, help))) = map.and_then(|map| Some((map, overridden(map, &known)?))) {
                let problem = format!("{options} of {map} {verb} the networks that Rook sets");
                findings.report(PROVIDER_PATH, problem, help);
            }
        }
        _ => {}
    }
}

/// The options of the ConfigMap that say something else than Rook, named once each, the verb to go with them, and what to
/// do about them.
fn overridden(map: &Object<'_>, known: &Known<'_>) -> Option<(String, &'static str, &'static str)> {
    let options = network_options(map.text_at(&["data", "config"])?);
    let mut names: Vec<&str> = Vec::new();
    for (option, value) in options {
        if !names.contains(&option.name()) && !known.is_what_rook_sets(option, &value) {
            names.push(option.name());
        }
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let (verb, help) = match quoted.len() {
        0 => return None,
        1 => ("replaces", "remove it, because Rook sets the Multus networks itself"),
        _ => ("replace", "remove them, because Rook sets the Multus networks itself"),
    };
    Some((quoted.join(", "), verb, help))
}

fn check_cluster(known: &Known<'_>, findings: &mut Findings<'_>) {
    for ClusterOption { option, place, section, name, value } in cluster_options(&known.cluster.object) {
        if value.as_text().is_some_and(|text| known.is_what_rook_sets(option, text)) {
            continue;
        }
        let path = Path::from(["spec", place]).key(section.to_owned()).key(name.to_owned());
        let (problem, help) = reported(option, section);
        findings.report(path, problem, help);
    }
}

fn reported(option: NetworkOption, section: &str) -> (&'static str, &'static str) {
    match option {
        NetworkOption::Network(_) if section == "global" => {
            ("replaces the Multus network that Rook sets, alternately at each reconcile", "remove it")
        }
        NetworkOption::Network(_) => ("replaces the Multus network that Rook sets", "remove it"),
        NetworkOption::Address(_) => {
            ("sets one address for all daemons, which have different ones in the Multus network", "remove it")
        }
        NetworkOption::Family(_) => {
            ("replaces the value that Rook sets for the address family", "use `spec.network.ipFamily`")
        }
        NetworkOption::Interface(_) => ("replaces the Multus network that Rook sets", "remove it"),
    }
}

/// The addresses of the networks of a CephCluster, put together once: thousands of options may be compared with them.
struct Known<'a> {
    cluster: &'a CephCluster<'a>,
    world: &'a World<'a>,
    networks: [OnceCell<AddressSet>; 2],
}

impl Known<'_> {
    /// Whether every network of `value` is in `addressRanges`, or in the known pools, of the network that the option is for.
    fn is_what_rook_sets(&self, option: NetworkOption, value: &str) -> bool {
        let NetworkOption::Network(name) = option else { return false };
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
