//! Pods of one network have different MTUs.

use std::collections::BTreeMap;

use ceph_multus_core::Level;

use crate::found::Found;
use crate::rule::Rule;
use crate::site::Site;

pub(super) static RULE: Rule =
    Rule { id: "pod-mtu-differs", summary: "pods of one network with different MTUs", level: Level::Warn, check };

fn check(site: &Site, found: &mut Found) {
    let mut first: BTreeMap<&str, (i64, String)> = BTreeMap::new();
    for (pod, entry, _) in super::attached(site) {
        let Some(mtu) = entry.mtu else { continue };
        match first.get(entry.name.as_str()) {
            Some((other, podref)) if *other != mtu => {
                let problem = format!("the MTU on `{}` is {mtu}, but {podref} has {other}", entry.name);
                found.report(pod.document, super::STATUS_PATH, problem, "use one MTU on all nodes");
            }
            Some(_) => {}
            None => _ = first.insert(&entry.name, (mtu, pod.podref())),
        }
    }
}
