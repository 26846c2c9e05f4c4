//! A policy that nmstate rejects, or of which it ignores the addresses.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::nmstate::faults::Elsewhere;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "nncp-invalid",
    summary: "a NodeNetworkConfigurationPolicy that nmstate rejects or ignores in part",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (place, policy) in site.policies.iter().enumerate() {
        for fault in &policy.faults {
            let is_none = fault.unless.as_ref().is_some_and(|(name, what)| is_said(site, place, name, *what));
            if !is_none {
                found.report(policy.document, &fault.path, &fault.problem, &fault.help);
            }
        }
    }
}

/// Whether another document than the policy at `place` says `what` of the interface `name`.
fn is_said(site: &Site, place: usize, name: &str, what: Elsewhere) -> bool {
    site.others_for(place).into_iter().filter_map(|config| config.interface(name)).any(|one| match what {
        Elsewhere::Made => one.base.is_some(),
        Elsewhere::Enabled(family) => one.enabled.contains(&family),
    })
}
