//! A node's interface is on another link than the pods.

use ceph_multus_core::Level;
use ceph_multus_upstream::text::quoted;

use crate::attempt::Part;
use crate::found::Found;
use crate::nad::Join;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-shim-wrong-parent",
    summary: "a node's interface on another link than the pods",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
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
