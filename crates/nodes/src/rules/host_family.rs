//! A node has no address of the family that the pods have.

use ceph_multus_core::Level;
use ceph_multus_upstream::address::Family;

use crate::attempt::Part;
use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-family",
    summary: "a node without an address of the family that the pods have",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (attempt, document, shim) in super::with_part(site, Part::Shim) {
        for network in site.public_networks(&attempt.nad) {
            let families = network.families();
            if families.is_empty() || shim.is_captured() || families.iter().any(|family| shim.has_family(*family)) {
                continue;
            }
            let wanted = families.iter().map(Family::to_string).collect::<Vec<_>>().join(" and ");
            let has = [Family::V4, Family::V6].into_iter().find(|family| shim.has_family(*family));
            let has = has.map_or(String::from("no address"), |family| format!("only {family} addresses"));
            let problem = format!("`{}` has {has}, but the pods of {} use {wanted}", shim.name, attempt.nad.title());
            found.report(document, &shim.path, problem, format!("add an address of {wanted}"));
        }
    }
}
