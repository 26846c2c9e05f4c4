//! What each node needs on the public networks, and the files that give it to the node.

mod address;
mod below;
mod compare;
mod iproute2;
mod join;
mod known;
mod names;
mod need;
mod network_manager;
mod networkd;
mod nmstate;
mod range;
mod shim_name;
mod taken;
mod talos;

use ceph_multus_core::json::Arena;
use ceph_multus_manifests::world::Parsed;
use ceph_multus_manifests::{Document, ReadError, SettingsText, reject_copies, reject_repeated};
use ceph_multus_upstream::address::Cidr;

pub use compare::{Difference, compare};
use need::{Link, LinkKind, NodeNeed};

use crate::site::Site;

/// Who sets up the network of the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// kubernetes-nmstate: NodeNetworkConfigurationPolicy.
    Nmstate,
    /// systemd-networkd
    Networkd,
    /// NetworkManager
    NetworkManager,
    /// A script of `ip` commands, gone after a reboot.
    Iproute2,
    /// Talos Linux
    Talos,
}

/// The nodes that files are written for, as far as the input does not tell.
#[derive(Debug, Default)]
pub struct Wish<'w> {
    /// The networks of the nodes' addresses; none takes them from the settings and the NADs.
    pub node_ranges: &'w [Cidr],
    /// The names of the nodes, which may have blanks around them; none takes them from Node objects.
    pub nodes: &'w [String],
}

/// One file of one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeFile {
    /// The node.
    pub node: String,
    /// Where it belongs, below the node's root; of what is applied to the cluster its name.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl NodeFile {
    /// The file among those of all nodes, as `node/path`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.node, self.path)
    }
}

/// The files of all nodes, by node.
///
/// # Errors
/// A line for each reason: what cannot be read, two documents that are one object, a network that hosts cannot join, no nodes, no addresses for
/// them, a name that files may not have.
pub fn files(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    tool: Tool,
    wish: &Wish<'_>,
) -> Result<Vec<NodeFile>, Vec<String>> {
    let lines = |errors: Vec<ReadError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    let arena = Arena::new();
    Parsed::read(documents, settings, &arena)
        .and_then(|parsed| reject_repeated(documents, &parsed.world(namespace)?))
        .map_err(lines)?;
    let site = Site::read(documents, settings, namespace).map_err(lines)?;
    reject_copies(documents, &site.copies()).map_err(lines)?;
    let needs = need::of(&site, wish)?;
    let mut files = Vec::new();
    for need in &needs {
        files.extend(match tool {
            Tool::Nmstate => nmstate::files(need),
            Tool::Networkd => networkd::files(need),
            Tool::NetworkManager => network_manager::files(need),
            Tool::Iproute2 => iproute2::files(need),
            Tool::Talos => talos::files(need)?,
        });
    }
    Ok(files)
}

/// Whether `text` is of several files, each with its name over it.
pub fn is_stream(text: &str) -> bool {
    text.lines().any(|line| line.starts_with(HEADER))
}

/// What the first comment of a file says after the name of the node.
const PURPOSE: &str = "access to Ceph's public network for volumes.";

/// What the comment says in a file of networkd for a link that is there already.
const BELOW: &str = "networkd takes the first by name";

/// Whether `text` is a file that was written here, by its comments: for a node or an interface that may be gone.
pub fn is_written(text: &str) -> bool {
    let mut comments = text.lines().filter(|line| line.starts_with("# "));
    comments.any(|line| line.ends_with(PURPOSE) || line.contains(BELOW))
}

/// What stands over a file in a stream of several.
const HEADER: &str = "# ==> ";

/// All files in one text: documents of YAML for the cluster, or files with their names over them.
pub fn stream(files: &[NodeFile], tool: Tool) -> String {
    let mut out = String::new();
    for (place, file) in files.iter().enumerate() {
        if tool == Tool::Nmstate {
            out.push_str(if place > 0 { "---\n" } else { "" });
        } else {
            out.push_str(if place > 0 { "\n" } else { "" });
            out.push_str(&format!("{HEADER}{} <==\n", file.name()));
        }
        out.push_str(&file.text);
    }
    out
}

/// The reasons as comments, also those of a link below that has files of its own.
fn all_comments(need: &NodeNeed, link: &Link) -> String {
    let below = need.kept_below(link).map(|below| below.reasons.as_slice()).unwrap_or_default();
    need.reasons.iter().chain(below).chain(&link.reasons).map(|line| format!("# {line}\n")).collect()
}

/// The reasons as comments.
fn comments(need: &NodeNeed, link: &Link) -> String {
    let mut out = String::new();
    for line in need.reasons.iter().chain(&link.reasons) {
        out.push_str(&format!("# {line}\n"));
    }
    out
}
