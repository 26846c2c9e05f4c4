//! Profiles of NetworkManager in its keyfile format (NetworkManager/NetworkManager: man/nm-settings-keyfile.xml).

use super::{Link, LinkKind, NodeFile, NodeNeed, all_comments};
use crate::nad::ChildKind;

const FOLDER: &str = "etc/NetworkManager/system-connections";

/// A profile for each link that does not have one. NetworkManager reads them only where root owns them and no one else may read them.
pub(super) fn files(need: &NodeNeed) -> Vec<NodeFile> {
    let file = |link: &Link| NodeFile {
        node: need.node.clone(),
        path: format!("{FOLDER}/{}.nmconnection", link.name),
        text: profile(need, link),
    };
    need.made().map(file).collect()
}

fn profile(need: &NodeNeed, link: &Link) -> String {
    let mut text = all_comments(need, link);
    if let Some((below, mtu)) = need.widened(link) {
        text.push_str(&format!("# In the profile of {below}, set `mtu={mtu}` in `[ethernet]`.\n"));
    }
    text.push_str("# Owner root, mode 0600; then `nmcli connection reload`.\n");
    if let Some((bridge, id)) = link.bridge_vlan() {
        // NetworkManager turns the filter off where the profile does not ask for it (NetworkManager/NetworkManager:
        // src/core/devices/nm-device-bridge.c, `bridge_set_vlan_options`).
        text.push_str(&format!(
            "# In the profile of {bridge}, set `vlan-filtering=true` and add {id} to `vlans`, both in `[bridge]`.\n"
        ));
    }
    let (kind, section) = match &link.kind {
        LinkKind::Bridge => {
            text.push_str("# If the bridge has a profile, add the addresses and routes there.\n");
            ("bridge", String::new())
        }
        LinkKind::Vlan { base, id, .. } => ("vlan", format!("[vlan]\nid={id}\nparent={base}\n\n")),
        LinkKind::Child { kind: ChildKind::Ipvlan, base, mode } => {
            text.push_str("# NetworkManager has ipvlan profiles since version 1.52.\n");
            let mode = match mode.as_str() {
                "l3" => 2,
                "l3s" => 3,
                _ => 1,
            };
            ("ipvlan", format!("[ipvlan]\nmode={mode}\nparent={base}\n\n"))
        }
        LinkKind::Child { base, mode, .. } => {
            let mode = match mode.as_str() {
                "vepa" => 1,
                "private" => 3,
                "passthru" => 4,
                _ => 2,
            };
            ("macvlan", format!("[macvlan]\nmode={mode}\nparent={base}\n\n"))
        }
    };
    text.push_str(&format!("[connection]\nid={0}\ntype={kind}\ninterface-name={0}\n\n{section}", link.name));
    if let Some(mtu) = link.mtu {
        text.push_str(&format!("[ethernet]\nmtu={mtu}\n\n"));
    }
    for (key, bits) in [("ipv4", 32), ("ipv6", 128)] {
        let own = link.addresses.iter().filter(|one| one.family().bits() == bits);
        let own: Vec<String> = own.map(|one| format!("{}/{}", one.address(), one.prefix())).collect();
        let routes: Vec<_> = link.routes.iter().filter(|route| route.family().bits() == bits).collect();
        text.push_str(&format!("[{key}]\n"));
        if own.is_empty() {
            text.push_str("method=disabled\n");
        }
        for (place, address) in own.iter().enumerate() {
            text.push_str(&format!("address{}={address}\n", place + 1));
        }
        if !own.is_empty() {
            text.push_str("method=manual\n");
        }
        for (place, route) in routes.iter().enumerate() {
            text.push_str(&format!("route{}={route}\n", place + 1));
        }
        text.push_str(if key == "ipv4" { "\n" } else { "" });
    }
    text
}
