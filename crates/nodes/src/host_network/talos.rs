//! Documents of Talos Linux's machine configuration (docs.siderolabs.com: MacVLANConfig, VLANConfig, BridgeConfig, of which
//! `vlan` has `filtering` alone;
//! siderolabs/talos: pkg/machinery/config/schemas/config.schema.json).

use super::{Link, LinkKind, NodeFile, NodeNeed, all_comments};
use crate::nad::ChildKind;
use crate::value::yaml;

/// One file with a document for each link that does not have one.
pub(super) fn files(need: &NodeNeed) -> Result<Vec<NodeFile>, Vec<String>> {
    let mut documents = Vec::new();
    for link in need.made() {
        documents.push(document(need, link)?);
    }
    let text = documents.join("---\n");
    Ok(vec![NodeFile { node: need.node.clone(), path: String::from("public-shim.yaml"), text }])
}

fn document(need: &NodeNeed, link: &Link) -> Result<String, Vec<String>> {
    let mut text = all_comments(need, link);
    if let Some((below, mtu)) = need.widened(link) {
        text.push_str(&format!("# In the VLANConfig of {below}, set `mtu: {mtu}`.\n"));
    }
    let (kind, section) = match &link.kind {
        LinkKind::Bridge => {
            text.push_str("# Add the addresses and routes to the BridgeConfig that lists the links of the bridge.\n");
            ("BridgeConfig", String::new())
        }
        LinkKind::Vlan { is_on_bridge: true, .. } => {
            let line = "Talos Linux cannot make a bridge a member of a VLAN, so the node gets nothing from it; use a macvlan network";
            return Err(vec![String::from(line)]);
        }
        LinkKind::Vlan { base, id, .. } => ("VLANConfig", format!("vlanID: {id}\nparent: {}\n", yaml(base))),
        LinkKind::Child { kind: ChildKind::Macvlan, base, mode } => {
            text.push_str("# Talos Linux has MacVLANConfig documents since version 1.15.\n");
            ("MacVLANConfig", format!("mode: {}\nparent: {}\n", yaml(mode), yaml(base)))
        }
        LinkKind::Child { .. } => {
            return Err(vec![String::from("Talos Linux has no ipvlan interfaces; use a macvlan network")]);
        }
    };
    text.push_str(&format!("apiVersion: v1alpha1\nkind: {kind}\nname: {}\n{section}up: true\n", yaml(&link.name)));
    if let Some(mtu) = link.mtu {
        text.push_str(&format!("mtu: {mtu}\n"));
    }
    if !link.addresses.is_empty() {
        text.push_str("addresses:\n");
        link.address_texts().iter().for_each(|one| text.push_str(&format!("  - address: {}\n", yaml(one))));
    }
    if !link.routes.is_empty() {
        text.push_str("routes:\n");
        link.routes.iter().for_each(|route| text.push_str(&format!("  - destination: {}\n", yaml(&route.to_string()))));
    }
    Ok(text)
}
