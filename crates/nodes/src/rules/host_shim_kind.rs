//! A node's interface is not of the kind that the pods have.

use ceph_multus_core::Level;

use crate::attempt::Part;
use crate::found::Found;
use crate::nad::Join;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-shim-kind",
    summary: "a node's interface of another kind than those of the pods",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (attempt, document, interface) in
        super::with_part(site, Part::OtherKind).filter(|(.., one)| !one.is_made_by_policy())
    {
        let Join::Child { kind, parent, .. } = &attempt.nad.join else { continue };
        let parent = parent.as_deref().or(interface.base.as_deref()).unwrap_or_default();
        let nad = attempt.nad.title();
        let problem = format!("{nad} uses {}, and `{parent}` cannot have both kinds", kind.name());
        found.report(document, interface.path.clone().key("type"), problem, format!("use `{}`", kind.nmstate()));
    }
    for (attempt, document, interface) in super::with_part(site, Part::OnParent) {
        let Join::Child { kind, mode, .. } = &attempt.nad.join else { continue };
        let has_shim = attempt.interfaces.iter().any(|(_, part)| matches!(part, Part::Shim | Part::OtherKind));
        if !has_shim {
            let nad = attempt.nad.title();
            let problem = format!("`{}` is the parent of the pods of {nad}, which cannot reach it", interface.name);
            let help = format!("move the address to a {} interface in mode `{mode}` on it", kind.name());
            let path = interface.addresses.first().map_or(&interface.path, |address| &address.path);
            found.report(document, path, problem, help);
        }
    }
    for (attempt, document, interface) in super::with_part(site, Part::SameVlan) {
        let id = interface.vlan.unwrap_or_default();
        let base = interface.base.as_deref().unwrap_or_default();
        let problem =
            format!("VLAN {id} can exist only once on `{base}`, so pods of {} fail on this node", attempt.nad.title());
        let help = format!("change {} to a macvlan network on `{}`", attempt.nad.title(), interface.name);
        found.report(document, interface.section(), problem, help);
    }
}
