//! Nothing leads from a node to the pods.

use ceph_multus_core::Level;

use crate::found::Found;
use crate::routing::led;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule =
    Rule { id: "host-route-missing", summary: "a node without a route to the pods", level: Level::Deny, check };

fn check(site: &Site, found: &mut Found) {
    super::each_routed(site, |attempt, document, config, shims, wanted| {
        let names: Vec<&str> = shims.iter().map(|shim| shim.name.as_str()).collect();
        let led = led(config, &names, wanted);
        let (Some(nowhere), None, Some(shim)) = (led.nowhere, &led.elsewhere, shims.first()) else { return };
        if led.is_all {
            let problem =
                format!("the node has no route through `{}` to the pods of {}", shim.name, attempt.nad.title());
            found.report(document, &shim.path, problem, super::route_help(&attempt.nad, nowhere, &shim.name));
        }
    });
}
