//! A node sends what is for pods through another interface.

use ceph_multus_core::Level;
use ceph_multus_upstream::text::quoted;

use crate::found::Found;
use crate::routing::{Elsewhere, led};
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-route-other-interface",
    summary: "a node with a route to the pods through another interface",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    super::each_routed(site, |attempt, document, config, shims, wanted| {
        let names: Vec<&str> = shims.iter().map(|shim| shim.name.as_str()).collect();
        let Some(Elsewhere { path, is_route, interface, run }) = led(config, &names, wanted).elsewhere else { return };
        // An address of the parent has a rule of its own.
        if is_route {
            let problem = format!(
                "{} has the route to `{run}`, addresses of pods of {}, but does not reach them",
                quoted(&interface),
                attempt.nad.title()
            );
            let shim = names.first().copied().unwrap_or_default();
            found.report(document, path, problem, format!("use `{shim}` for the route"));
        }
    });
}
