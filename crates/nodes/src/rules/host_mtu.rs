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
        let config = site.config(attempt.source).map(|(_, config)| config);
        let base = shim.base.as_deref();
        let below = base.and_then(|base| config?.interface(base)?.mtu).zip(base);
        let path = shim.path.clone().key("mtu");
        if let (Some(own), Some((below, base))) = (shim.mtu, below)
            && own > below
        {
            let problem = format!("`{own}` is more than the MTU of `{base}` below it, {below}");
            found.report(document, path, problem, format!("change the MTU of `{base}`, or this one"));
            continue;
        }
        let Some(pods) = attempt.nad.mtu else { continue };
        if let Some((below, base)) = below
            && pods > below
        {
            let problem = format!("`{base}` has an MTU of {below}, but the pods of {} use {pods}", attempt.nad.title());
            let path = config.and_then(|config| config.interface(base)).map(|base| base.path.clone().key("mtu"));
            found.report(document, path.unwrap_or_default(), problem, "change this MTU, or that of the NAD");
        } else if let Some(own) = shim.mtu.filter(|own| *own != pods) {
            let problem = format!("the MTU is `{own}`, but the pods of {} use {pods}", attempt.nad.title());
            found.report(document, path, problem, "use one MTU for nodes and pods");
        }
    }
}
