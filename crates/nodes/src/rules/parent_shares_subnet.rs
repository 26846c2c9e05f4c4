//! The parent of the pods' interfaces has an address next to that of the node's own interface.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "parent-shares-subnet",
    summary: "a parent with an address in the network of the node's own interface",
    level: Level::Warn,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (attempt, document, config) in super::attempts(site) {
        let shims = attempt.shims(config);
        let Some(shim) = shims.first() else { continue };
        let Some(parent) = attempt.nad.carrier().and_then(|name| config.interface(name)) else { continue };
        if shims.iter().any(|shim| shim.name == parent.name) {
            continue;
        }
        for address in &parent.addresses {
            let range = address.cidr.range();
            let in_shims = shims.iter().flat_map(|shim| shim.connected()).any(|own| own.overlaps(&range));
            if in_shims || attempt.nad.pools.iter().any(|pool| pool.cidr.range().overlaps(&range)) {
                let problem = format!("`{}` and `{}` both answer for `{}`", parent.name, shim.name, address.cidr);
                let help = format!("remove the address from `{}`", parent.name);
                found.report(document, &address.path, problem, help);
            }
        }
    }
}
