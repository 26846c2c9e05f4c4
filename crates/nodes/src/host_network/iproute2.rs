//! Commands of iproute2. What they set up is gone after a reboot: for a try, or for a tool that runs them.

use super::{Link, LinkKind, NodeFile, NodeNeed, comments};

/// A script.
pub(super) fn files(need: &NodeNeed) -> Vec<NodeFile> {
    let mut text = String::from("#!/bin/sh\n");
    for (place, link) in need.links.iter().enumerate() {
        let skipped = if place == 0 { 0 } else { need.reasons.len() };
        comments(need, link).lines().skip(skipped).for_each(|line| text.push_str(&format!("{line}\n")));
    }
    text.push_str("# Lost on reboot.\nset -e\n");
    need.links.iter().for_each(|link| text.push_str(&commands(link)));
    vec![NodeFile { node: need.node.clone(), path: String::from("public-shim.sh"), text }]
}

fn commands(link: &Link) -> String {
    let name = &link.name;
    let mut text = match &link.kind {
        LinkKind::Bridge => String::new(),
        // Other networks of the node may be on it already.
        LinkKind::Vlan { base, id, is_on_bridge: false } => {
            format!("ip link show {name} >/dev/null 2>&1 || ip link add link {base} name {name} type vlan id {id}\n")
        }
        LinkKind::Vlan { base, id, .. } => format!("ip link add link {base} name {name} type vlan id {id}\n"),
        LinkKind::Child { kind, base, mode } => {
            format!("ip link add {name} link {base} type {} mode {mode}\n", kind.name())
        }
    };
    if let Some((bridge, id)) = link.bridge_vlan() {
        text.push_str(&format!("bridge vlan add dev {bridge} vid {id} self\n"));
    }
    if let Some(mtu) = link.mtu {
        text.push_str(&format!("ip link set {name} mtu {mtu}\n"));
    }
    link.address_texts().iter().for_each(|address| text.push_str(&format!("ip addr add {address} dev {name}\n")));
    text.push_str(&format!("ip link set {name} up\n"));
    link.routes.iter().for_each(|route| text.push_str(&format!("ip route add {route} dev {name}\n")));
    text
}
