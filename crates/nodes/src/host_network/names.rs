//! The names that reach what is written.
//!
//! They come from objects that anyone may have written, and root runs or reads the files. So a name has only characters that
//! mean nothing to a shell, to YAML and to the formats of the tools. Linux itself takes more for an interface: `$(reboot)`.

use ceph_multus_upstream::cni::is_link_name;
use ceph_multus_upstream::object_name::is_object_name;
use ceph_multus_upstream::text::{either, quoted};

use crate::nad::{ChildKind, Join, NadFacts};
use crate::nmstate::HOSTNAME;
use crate::site::{Network, Node};

const LINK_HELP: &str = "use 1 to 15 letters, digits, `.`, `_` or `-`";
const OBJECT_HELP: &str = "use lower case letters, digits, `-` and `.`";

/// Whether files may have `name` for an interface.
pub(super) fn is_link(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    // With a hyphen in front it would be an option.
    is_link_name(name) && name.bytes().all(is_plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// Checks the name of an interface, which `field` of `object` says.
///
/// # Errors
/// If files may not have it.
pub(super) fn link(object: &str, field: &str, name: &str) -> Result<(), String> {
    if is_link(name) {
        return Ok(());
    }
    Err(format!("{object}: `{field}` is {}, which is not a valid interface name; {LINK_HELP}", quoted(name)))
}

/// Checks the name of a VLAN interface, which is made of that of the bridge `bridge` and its VLAN.
///
/// # Errors
/// If it is too long for Linux.
pub(super) fn vlan(object: &str, bridge: &str, name: &str) -> Result<(), String> {
    if is_link(name) {
        return Ok(());
    }
    let name = quoted(name);
    Err(format!("{object}: VLAN interface {name} has more than 15 bytes; rename the bridge {}", quoted(bridge)))
}

/// Checks a node of `--nodes`.
///
/// # Errors
/// If no node can have the name.
pub(super) fn asked(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err(String::from("`--nodes`: a name is an empty string; name the nodes, with one comma between two"));
    }
    if is_object_name(name) {
        return Ok(());
    }
    Err(format!("`--nodes`: {} is not a valid name of a node; {OBJECT_HELP}", quoted(name)))
}

/// Checks what is written of a Node.
///
/// # Errors
/// A line for each field that is not what Kubernetes accepts.
pub(super) fn node(node: &Node) -> Vec<String> {
    let title = format!("Node {}", quoted(&node.name));
    let mut errors: Vec<String> = object(&title, "metadata.name", &node.name).err().into_iter().collect();
    let hostname = node.labels.iter().find(|(key, _)| key == HOSTNAME).map(|(_, value)| value.as_str());
    if let Some(hostname) = hostname.filter(|hostname| !is_label_value(hostname)) {
        errors.push(format!("{title}: label `{HOSTNAME}` is {}, which is not a valid label", quoted(hostname)));
    }
    errors
}

/// Checks what is written of a NAD and of the CephClusters that select it, apart from its interfaces.
///
/// # Errors
/// The first field that is not what Kubernetes or the plugin accepts.
pub(super) fn nad<'n>(nad: &NadFacts, networks: impl Iterator<Item = &'n Network>) -> Result<(), String> {
    let title = format!("NetworkAttachmentDefinition {}", nad.name.quoted());
    object(&title, "metadata.namespace", &nad.name.namespace)?;
    object(&title, "metadata.name", &nad.name.name)?;
    for cluster in networks.map(|network| &network.cluster) {
        let title = format!("CephCluster {}", quoted(&cluster.to_string()));
        object(&title, "metadata.namespace", &cluster.namespace)?;
        object(&title, "metadata.name", &cluster.name)?;
    }
    let Join::Child { kind, mode, .. } = &nad.join else { return Ok(()) };
    let modes: &[&str] = match kind {
        ChildKind::Macvlan => &["bridge", "private", "vepa", "passthru"],
        ChildKind::Ipvlan => &["l2", "l3", "l3s"],
    };
    if modes.contains(&mode.as_str()) {
        return Ok(());
    }
    let (kind, mode) = (kind.name(), quoted(mode));
    Err(format!("{}: `mode` is {mode}, which is not a mode of {kind}; use {}", nad.title(), either(modes)))
}

fn object(title: &str, field: &str, name: &str) -> Result<(), String> {
    if is_object_name(name) {
        return Ok(());
    }
    Err(format!("{title}: `{field}` is not a valid name in Kubernetes; {OBJECT_HELP}"))
}

/// Whether Kubernetes takes `text` for the value of a label (`kubernetes/apimachinery: pkg/util/validation/validation.go`).
fn is_label_value(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let is_end = |end: char| end.is_ascii_alphanumeric();
    text.len() <= 63 && text.bytes().all(is_inner) && text.starts_with(is_end) && text.ends_with(is_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_has_no_characters_that_mean_something_to_a_tool() {
        for name in ["eth1", "eth1.201", "br_ceph", "bond-0", "Enp3s0f0np0", "1", "abcdefghijklmno"] {
            assert!(is_link(name), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            ".5",
            "-eth1",
            "eth1; reboot #",
            "eth1;reboot",
            "$(reboot)",
            "`reboot`",
            "a\nb",
            "a\tb",
            "a&b",
            "a|b",
            "a>b",
            "a'b",
            "a\"b",
            "a\\b",
            "a/b",
            "a:b",
            "a=b",
            "eth*",
            "%i",
            "é",
            "abcdefghijklmnop",
        ] {
            assert!(!is_link(name), "{name}");
        }
    }

    #[test]
    fn a_label_has_up_to_63_characters() {
        assert!(is_label_value("Worker_1.a-b") && is_label_value(&"a".repeat(63)));
        for text in ["", "-a", "a.", "a b", "a\nb", &"a".repeat(64)] {
            assert!(!is_label_value(text), "{text}");
        }
    }
}
