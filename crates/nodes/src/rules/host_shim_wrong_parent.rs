//! A node's interface is on another link than the pods, or on one that takes no interfaces.

use ceph_multus_core::Level;
use ceph_multus_upstream::text::quoted;

use crate::attempt::Part;
use crate::found::Found;
use crate::nad::Join;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-shim-wrong-parent",
    summary: "a node's interface on another link than the pods, or on a port of a bond or bridge",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    on_ports(site, found);
    for (attempt, document, interface) in super::with_part(site, Part::Stray) {
        let nad = attempt.nad.title();
        let (path, problem, help) = match &attempt.nad.join {
            Join::Bridge { bridge, vlan } => {
                let right =
                    vlan.map_or(format!("bridge `{bridge}`"), |vlan| format!("VLAN {vlan} of bridge `{bridge}`"));
                let problem =
                    format!("{} has the address, but the pods of {nad} are on {right}", quoted(&interface.name));
                let help = match vlan {
                    None => format!("move it to `{bridge}`"),
                    Some(vlan) => format!("move it to a VLAN interface of `{bridge}` with id {vlan}"),
                };
                (interface.path.clone(), problem, help)
            }
            _ => {
                let parent = attempt.nad.carrier().unwrap_or_default();
                let base = interface.base.as_deref().unwrap_or_default();
                let problem = format!("{} is not the link of {nad}, whose pods use `{parent}`", quoted(base));
                (interface.section().key("base-iface"), problem, format!("use `{parent}`"))
            }
        };
        found.report(document, path, problem, help);
    }
}

/// Interfaces on a parent whose packets go to a bond or bridge: the kernel has one receiver for each link
/// (torvalds/linux: net/core/dev.c, `netdev_rx_handler_register`).
fn on_ports(site: &Site, found: &mut Found) {
    for (attempt, document, interface) in
        [Part::Shim, Part::OtherKind].into_iter().flat_map(|part| super::with_part(site, part))
    {
        let (Join::Child { parent: Some(parent), .. }, true) = (&attempt.nad.join, interface.is_child()) else {
            continue;
        };
        if let Some(other) = site.port_of(attempt.source, parent).filter(|_| !interface.is_made_by_policy()) {
            let problem = format!(
                "{} is a port of {}, so it cannot have {} interfaces",
                quoted(parent),
                quoted(&other.name),
                interface.kind
            );
            let help = format!("use {} here and as `master` of {}", quoted(&other.name), attempt.nad.title());
            found.report(document, interface.section().key("base-iface"), problem, help);
        }
    }
}
