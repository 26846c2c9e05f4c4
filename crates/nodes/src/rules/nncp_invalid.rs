//! A policy that nmstate rejects.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "nncp-invalid",
    summary: "a NodeNetworkConfigurationPolicy that nmstate rejects",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for policy in &site.policies {
        for fault in &policy.faults {
            found.report(policy.document, &fault.path, &fault.problem, &fault.help);
        }
    }
}
