//! Files of systemd-networkd (systemd/systemd: man/systemd.netdev.xml, man/systemd.network.xml).

use super::{BELOW, Link, LinkKind, NodeFile, NodeNeed, all_comments};
use crate::nad::ChildKind;

const FOLDER: &str = "etc/systemd/network";

/// For each link the file that makes it, those of the links below that name it, and the one with its addresses. A link that
/// is there has a file: of several that match it, networkd takes the first by name, and the addresses of the others are lost.
pub(super) fn files(need: &NodeNeed) -> Vec<NodeFile> {
    let mut files = Vec::new();
    let mut add = |name: String, text: String| {
        files.push(NodeFile { node: need.node.clone(), path: format!("{FOLDER}/{name}"), text });
    };
    for link in need.made() {
        let reasons = format!("{}{}", all_comments(need, link), in_own_file(need, link));
        if let Some(device) = device(link) {
            add(format!("10-{}.netdev", link.name), format!("{reasons}{device}"));
        }
    }
    // A link below that is one of ours has a file already.
    let is_ours = |base: &str| need.made().any(|link| link.name == base);
    let mut bases: Vec<&str> = Vec::new();
    for (_, base) in need.made().filter(|link| !link.is_base_there).filter_map(below).filter(|(_, base)| !is_ours(base))
    {
        if !bases.contains(&base) {
            bases.push(base);
            add(format!("20-{base}.network"), parent(need, base));
        }
    }
    for link in need.made() {
        add(format!("30-{}.network", link.name), network(need, link));
    }
    files
}

/// What makes a link; a bridge is there.
fn device(link: &Link) -> Option<String> {
    let (kind, section) = match &link.kind {
        LinkKind::Bridge => return None,
        LinkKind::Vlan { id, .. } => ("vlan", format!("[VLAN]\nId={id}\n")),
        LinkKind::Child { kind: ChildKind::Ipvlan, mode, .. } => {
            ("ipvlan", format!("[IPVLAN]\nMode={}\n", mode.to_ascii_uppercase()))
        }
        LinkKind::Child { mode, .. } => ("macvlan", format!("[MACVLAN]\nMode={mode}\n")),
    };
    let mtu = link.mtu.map(|mtu| format!("MTUBytes={mtu}\n")).unwrap_or_default();
    Some(format!("[NetDev]\nName={}\nKind={kind}\n{mtu}\n{section}", link.name))
}

/// The key by which the link below names this one, and that link.
fn below(link: &Link) -> Option<(&'static str, &str)> {
    match &link.kind {
        LinkKind::Bridge => None,
        LinkKind::Vlan { base, .. } => Some(("VLAN", base)),
        LinkKind::Child { kind: ChildKind::Ipvlan, base, .. } => Some(("IPVLAN", base)),
        LinkKind::Child { base, .. } => Some(("MACVLAN", base)),
    }
}

/// The links that are made on `base`.
fn children<'n>(need: &'n NodeNeed, base: &str) -> impl Iterator<Item = &'n Link> {
    need.made().filter(move |child| below(child).is_some_and(|(_, own)| own == base))
}

/// The lines by which the file of `base` names these.
fn names(need: &NodeNeed, base: &str) -> String {
    let line = |child: &Link| below(child).map(|(key, _)| format!("{key}={}\n", child.name));
    children(need, base).filter_map(line).collect()
}

/// What the file of the link below needs, if that is there.
fn in_own_file(need: &NodeNeed, link: &Link) -> String {
    let Some((key, base)) = below(link).filter(|_| link.is_base_there) else { return String::new() };
    let mut text = format!("# {base} is there: in its own file, add `{key}={}` to `[Network]`", link.name);
    if let Some((_, id)) = link.bridge_vlan() {
        text.push_str(&format!(" and `VLAN={id}` to `[BridgeVLAN]`"));
    }
    if let Some((_, mtu)) = need.widened(link) {
        text.push_str(&format!(" and `MTUBytes={mtu}` to `[Link]`"));
    }
    format!("{text}.\n")
}

/// The file of a link below that is not ours.
fn parent(need: &NodeNeed, base: &str) -> String {
    let links: Vec<&str> = children(need, base).map(|link| link.name.as_str()).collect();
    let lines = names(need, base);
    // On a bridge, the section is about the bridge itself (systemd/systemd: src/network/networkd-setlink.c,
    // `link_request_to_set_bridge_vlan`).
    let members: String = children(need, base)
        .filter_map(|link| link.bridge_vlan().map(|(_, id)| format!("\n[BridgeVLAN]\nVLAN={id}\n")))
        .collect();
    let (are, what) = match links.len() {
        1 => ("is", "the last line".to_owned()),
        number => ("are", format!("the last {number} lines")),
    };
    let what = if members.is_empty() { what } else { "all but `[Match]`".to_owned() };
    format!(
        "# {} {are} made on {base}. Of several files that match {base} {BELOW}: where there is one, \
         add {what} there.\n[Match]\nName={base}\n\n[Network]\n{lines}{members}",
        links.join(" and ")
    )
}

fn network(need: &NodeNeed, link: &Link) -> String {
    let mut text = all_comments(need, link);
    if link.kind == LinkKind::Bridge {
        let name = &link.name;
        text.push_str(&format!(
            "# Of several files that match {name} {BELOW}: where there is one, add all but `[Match]` there.\n"
        ));
    }
    text.push_str(&format!("[Match]\nName={}\n", link.name));
    if let (LinkKind::Bridge, Some(mtu)) = (&link.kind, link.mtu) {
        text.push_str(&format!("\n[Link]\nMTUBytes={mtu}\n"));
    }
    text.push_str("\n[Network]\n");
    if link.addresses.is_empty() {
        text.push_str("LinkLocalAddressing=no\n");
    }
    text.push_str(&names(need, &link.name));
    link.address_texts().iter().for_each(|address| text.push_str(&format!("Address={address}\n")));
    for route in &link.routes {
        text.push_str(&format!("\n[Route]\nDestination={route}\n"));
        if route.family().bits() == 32 {
            text.push_str("Scope=link\n");
        }
    }
    text
}
