//! NodeNetworkConfigurationPolicies: one for each node, since a policy has no values for single nodes.

use super::{Link, LinkKind, NodeFile, NodeNeed, comments};
use crate::value::yaml;

/// What the names of the policies begin with.
pub(super) const PREFIX: &str = "public-shim-";

/// The policy of a node.
pub(super) fn files(need: &NodeNeed) -> Vec<NodeFile> {
    let name = format!("{PREFIX}{}", need.node);
    let mut text = String::new();
    for (place, link) in need.links.iter().enumerate() {
        let lines = comments(need, link);
        let skipped = if place == 0 { 0 } else { need.reasons.len() };
        lines.lines().skip(skipped).for_each(|line| text.push_str(&format!("{line}\n")));
        if let Some((bridge, id)) = link.bridge_vlan() {
            // nmstate/nmstate: issue 2769
            text.push_str(&format!(
                "# nmstate has no field for that: run `bridge vlan add dev {bridge} vid {id} self` on the node after each boot.\n"
            ));
        }
    }
    text.push_str(&format!(
        "apiVersion: nmstate.io/v1\nkind: NodeNetworkConfigurationPolicy\nmetadata:\n  name: {}\nspec:\n  nodeSelector:\n    \
         kubernetes.io/hostname: {}\n  desiredState:\n    interfaces:\n",
        yaml(&name),
        yaml(&need.hostname)
    ));
    need.links.iter().for_each(|link| text.push_str(&interface(link)));
    let routes: Vec<String> = need
        .links
        .iter()
        .flat_map(|link| {
            link.routes.iter().map(|route| {
                let destination = yaml(&route.to_string());
                format!("      - destination: {destination}\n        next-hop-interface: {}\n", yaml(&link.name))
            })
        })
        .collect();
    if !routes.is_empty() {
        text.push_str(&format!("    routes:\n      config:\n{}", routes.concat()));
    }
    vec![NodeFile { node: need.node.clone(), path: format!("{name}.yaml"), text }]
}

fn interface(link: &Link) -> String {
    let (kind, section) = match &link.kind {
        LinkKind::Vlan { base, id, .. } => {
            ("vlan", format!("      vlan:\n        base-iface: {}\n        id: {id}\n", yaml(base)))
        }
        LinkKind::Child { kind, base, mode } => {
            let name = kind.nmstate();
            let mut section =
                format!("      {name}:\n        base-iface: {}\n        mode: {}\n", yaml(base), yaml(mode));
            if name == "mac-vlan" {
                section.push_str("        promiscuous: true\n");
            }
            (name, section)
        }
        LinkKind::Bridge => ("linux-bridge", String::new()),
    };
    let mut text = format!("    - name: {}\n      type: {kind}\n      state: up\n", yaml(&link.name));
    if let Some(mtu) = link.mtu {
        text.push_str(&format!("      mtu: {mtu}\n"));
    }
    text.push_str(&section);
    for (key, bits) in [("ipv4", 32), ("ipv6", 128)] {
        let own: Vec<_> = link.addresses.iter().filter(|one| one.family().bits() == bits).collect();
        if own.is_empty() {
            continue;
        }
        text.push_str(&format!("      {key}:\n        enabled: true\n        dhcp: false\n"));
        if key == "ipv6" {
            text.push_str("        autoconf: false\n");
        }
        text.push_str("        address:\n");
        for one in own {
            let ip = yaml(&one.address().to_string());
            text.push_str(&format!("        - ip: {ip}\n          prefix-length: {}\n", one.prefix()));
        }
    }
    text
}
