//! A node has an address that a pod may get.

use std::rc::Rc;

use ceph_multus_core::Level;
use ceph_multus_upstream::address::Address;

use crate::found::Found;
use crate::host::Interface;
use crate::nad::NadFacts;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-address-in-pool",
    summary: "a node with an address that a pod may get",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for source in site.sources() {
        let Some((document, config)) = site.config(source).filter(|_| site.is_reported_here(source)) else { continue };
        for interface in &config.interfaces {
            for address in &interface.addresses {
                let hands_out = |nad: &&Rc<NadFacts>| nad.handed_out.contains(address.address());
                let own = |nad: &&Rc<NadFacts>| site.is_cephs(nad) || is_on(interface, nad);
                if let Some(nad) = site.nads.iter().filter(own).find(hands_out) {
                    let problem = format!("{} can assign `{}` to a pod", nad.title(), address.address());
                    found.report(document, address.path.clone().key("ip"), problem, help(nad, address.address()));
                }
            }
        }
    }
}

/// What keeps `address` from pods: of a range with slices nothing does, and IPAM plugins other than Whereabouts have no
/// excludes.
fn help(nad: &NadFacts, address: Address) -> String {
    match nad.pools.iter().find(|pool| pool.assignable.contains(address)) {
        Some(pool) if pool.sliced => {
            format!("use an address outside `{}`, all of which is assigned in slices", pool.cidr)
        }
        Some(_) => String::from("use another address, or add this one to `exclude` of the NAD"),
        None => String::from("use another address, or remove this one from the ranges of the NAD"),
    }
}

/// Whether the interface and the pods of a NAD share a link.
fn is_on(interface: &Interface, nad: &NadFacts) -> bool {
    let carrier = nad.carrier();
    carrier.is_some() && (carrier == Some(interface.name.as_str()) || carrier == interface.base.as_deref())
}
