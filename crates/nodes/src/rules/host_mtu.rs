//! MTUs that do not fit together.

use ceph_multus_core::Level;

use crate::attempt::Part;
use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule =
    Rule { id: "host-mtu", summary: "MTUs of nodes and pods that do not match", level: Level::Warn, check };

fn check(site: &Site, found: &mut Found) {
    for (attempt, document, shim) in super::with_part(site, Part::Shim) {
        let stack = site.mtus(attempt.source, &shim.name);
        let mut is_fine = true;
        for ((document, link), (_, below)) in stack.iter().zip(stack.iter().skip(1)) {
            if let (Some(own), Some(other)) = (link.mtu, below.mtu)
                && own > other
            {
                let base = &below.name;
                let problem = format!("`{own}` is more than the MTU of `{base}` below it, {other}");
                let help = format!("change the MTU of `{base}`, or this one");
                found.report(*document, link.path.clone().key("mtu"), problem, help);
                is_fine = false;
            }
        }
        let Some(pods) = attempt.nad.mtu.filter(|_| is_fine) else { continue };
        let title = attempt.nad.title();
        let below = stack.iter().find(|(_, link)| link.name != shim.name);
        let below = below.and_then(|(document, link)| Some((*document, link, link.mtu?)));
        if let Some((document, below, own)) = below.filter(|(.., own)| pods > *own) {
            let problem = format!("`{}` has an MTU of {own}, but the pods of {title} use {pods}", below.name);
            found.report(document, below.path.clone().key("mtu"), problem, "change this MTU, or that of the NAD");
        } else if let Some(own) = shim.mtu.filter(|own| *own != pods) {
            let problem = format!("the MTU is `{own}`, but the pods of {title} use {pods}");
            found.report(document, shim.path.clone().key("mtu"), problem, "use one MTU for nodes and pods");
        }
    }
}
