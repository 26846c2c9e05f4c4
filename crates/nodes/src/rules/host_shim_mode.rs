//! A node's interface has another mode than those of the pods.

use ceph_multus_core::Level;

use crate::attempt::Part;
use crate::found::Found;
use crate::host::is_captured;
use crate::nad::Join;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule = Rule {
    id: "host-shim-mode",
    summary: "a node's interface in another mode than those of the pods",
    level: Level::Deny,
    check,
};

fn check(site: &Site, found: &mut Found) {
    for (attempt, document, shim) in super::with_part(site, Part::Shim).filter(|(.., shim)| !shim.is_made_by_policy()) {
        let Join::Child { parent, mode, .. } = &attempt.nad.join else { continue };
        let path = shim.section().key("mode");
        let nad = attempt.nad.title();
        if mode == "passthru" {
            let parent = parent.as_deref().or(shim.base.as_deref()).unwrap_or_default();
            let problem = format!("{nad} has mode `passthru`, so `{parent}` takes one interface only");
            found.report(document, path, problem, "use mode `bridge` in the NAD and here");
        } else if let Some(own) = shim.mode.as_ref().filter(|own| *own != mode && !is_captured(own)) {
            let problem = format!("`{own}` is not the mode of {nad}, whose pods use `{mode}`");
            found.report(document, path, problem, format!("use `{mode}`"));
        } else if shim.mode.is_none() && shim.kind == "ipvlan" && shim.base.is_some() && mode != "l3" {
            // nmstate/nmstate: rust/src/lib/nm/settings/ipvlan.rs
            let problem = format!("`mode` is not set, so nmstate uses `l3`, but the pods of {nad} use `{mode}`");
            found.report(document, shim.section(), problem, format!("set it to `{mode}`"));
        }
    }
}
