//! The rules about hosts and what is really handed out: one file and one page each, and their table. `check` applies them
//! to files; the policy has none of them.

use std::rc::Rc;

use ceph_multus_upstream::address::{Address, AddressRange};

use crate::attempt::{Attempt, Part};
use crate::dump::pod::{Entry, PodFacts, STATUS_PATH};
use crate::host::{HostAddress, HostConfig, Interface};
use crate::nad::NadFacts;
use crate::rule::Rule;
use crate::site::{Network, Site};

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every rule, by id.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];

        /// The id of a rule, for code that speaks of one.
        pub mod id {
            #![allow(non_upper_case_globals, reason = "they are called what the files of the rules are called")]

            $(
                #[doc = concat!("That of `rules/", stringify!($module), ".rs`.")]
                pub const $module: &str = super::$module::RULE.id;
            )*
        }

        /// Every rule's page, by the name of its file.
        pub static PAGES: &[(&str, &str)] =
            &[$((stringify!($module), include_str!(concat!("rules/", stringify!($module), ".md")))),*];
    };
}

rules! {
    host_address_in_pool,
    host_address_repeated,
    host_family,
    host_mtu,
    host_route_missing,
    host_route_other_interface,
    host_route_partial,
    host_shim_kind,
    host_shim_missing,
    host_shim_mode,
    host_shim_wrong_parent,
    nncp_invalid,
    parent_shares_subnet,
    pod_address_family,
    pod_address_outside,
    pod_address_outside_ranges,
    pod_address_repeated,
    pod_mtu_differs,
    pod_network_missing,
    pod_network_unwanted,
    pod_route_missing,
    pod_route_through_gateway,
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// Every rule with the name of its file and its page.
pub fn pages() -> impl Iterator<Item = (&'static Rule, &'static str, &'static str)> {
    ALL.iter().zip(PAGES).map(|(rule, (file, page))| (*rule, *file, *page))
}

/// Every attempt to join a public network with its document and what that says.
fn attempts(site: &Site) -> impl Iterator<Item = (&Attempt, usize, &HostConfig)> {
    site.attempts.iter().filter_map(|attempt| {
        let (document, config) = site.config(attempt.source)?;
        site.is_reported_here(attempt.source).then_some((attempt, document, config))
    })
}

/// The interfaces of a part, of every attempt.
fn with_part(site: &Site, part: Part) -> impl Iterator<Item = (&Attempt, usize, &Interface)> {
    attempts(site).flat_map(move |(attempt, document, config)| {
        attempt.with(config, part).into_iter().map(move |interface| (attempt, document, interface))
    })
}

/// The fixed addresses of the nodes' interfaces on the network of `nad`, each with the place of its document.
fn node_addresses<'s>(site: &'s Site, nad: &Rc<NadFacts>) -> Vec<(usize, &'s HostAddress)> {
    let mut addresses = Vec::new();
    for attempt in site.attempts.iter().filter(|attempt| Rc::ptr_eq(&attempt.nad, nad)) {
        let Some((document, config)) = site.config(attempt.source) else { continue };
        for address in attempt.shims(config).into_iter().flat_map(|shim| &shim.addresses) {
            addresses.push((document, address));
        }
    }
    addresses
}

/// Calls `look` for every attempt that has a way to the pods to be checked: its interfaces, and the addresses of pods.
fn each_routed(site: &Site, mut look: impl FnMut(&Attempt, usize, &HostConfig, &[&Interface], &[AddressRange])) {
    for attempt in &site.attempts {
        let Some((document, config)) = site.config(attempt.source) else { continue };
        let (shims, mut wanted) = attempt.routed(config);
        let families = site.families(&attempt.nad);
        wanted.retain(|range| families.contains(&range.family()));
        // What a node got by DHCP is no part of a policy.
        let is_dynamic = wanted.iter().any(|range| shims.iter().any(|shim| shim.dynamic.contains(&range.family())));
        if !wanted.is_empty() && (is_dynamic || site.is_reported_here(attempt.source)) {
            let names: Vec<&str> = shims.iter().map(|shim| shim.name.as_str()).collect();
            look(attempt, document, &site.with_routes(attempt.source, config, &names, &wanted), &shims, &wanted);
        }
    }
}

/// What to do where nothing leads to `run`.
fn route_help(nad: &NadFacts, run: AddressRange, shim: &str) -> String {
    let pool = nad.pools.iter().find(|pool| pool.cidr.range().covers(&run));
    let destination = pool.map_or(run.to_string(), |pool| pool.cidr.to_string());
    format!("add a route to `{destination}` with `next-hop-interface: {shim}`")
}

/// The pods that hold addresses, each with what it has of the networks of CephClusters.
fn attached(site: &Site) -> impl Iterator<Item = (&PodFacts, &Entry, &Network)> {
    let pods = site.live.pods.iter().filter(|pod| pod.is_live() && !pod.host_network);
    pods.flat_map(move |pod| {
        pod.entries().flat_map(move |entry| {
            let of_it = site.networks.iter().filter(|network| entry.is_of(&network.nad.name));
            of_it.map(move |network| (pod, entry, network))
        })
    })
}

/// The addresses of an entry.
fn addresses(entry: &Entry) -> impl Iterator<Item = Address> {
    entry.ips.iter().filter_map(|ip| Address::parse(ip).ok())
}
