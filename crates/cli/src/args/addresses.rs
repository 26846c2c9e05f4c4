//! The arguments of what plans addresses: those of pods, and those of nodes.

use std::path::PathBuf;

use ceph_multus_core::world::plan::Sort;
use clap::{Args, ValueEnum};

use super::help;
use super::manifests::Manifests;

#[derive(Debug, Args)]
#[command(after_help = help::PLAN)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// The policy's settings, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Also show what Whereabouts has assigned, from the IPPools and pods in the input
    #[arg(long)]
    pub(crate) live: bool,
    /// The number of nodes with OSDs, if the manifests say all
    #[arg(long, value_name = "N", value_parser = whole(1, 100_000))]
    pub(crate) nodes: Option<u64>,
    /// The total number of OSDs, if the manifests say all devices
    #[arg(long, value_name = "N", value_parser = whole(0, 1_000_000))]
    pub(crate) osds: Option<u64>,
    /// Count N more OSDs
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = whole(0, 1_000_000))]
    pub(crate) add_osds: u64,
    /// Count N more nodes, each with as many OSDs as the others have on average
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = whole(0, 100_000))]
    pub(crate) add_nodes: u64,
    /// Count N more daemons of another kind, such as `mds=2`
    #[arg(long, value_name = "DAEMON=N", value_parser = added)]
    pub(crate) add: Vec<(Sort, u64)>,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Shown::Table)]
    pub(crate) output: Shown,
}

/// `mds=2`
fn added(text: &str) -> Result<(Sort, u64), String> {
    let known = ceph_multus_manifests::DAEMONS;
    let (name, number) = text.split_once('=').ok_or_else(|| String::from("write DAEMON=N, such as mds=2"))?;
    let sort = known.into_iter().find(|known| known.name() == name);
    let names = || known.map(Sort::name).join(", ");
    let sort =
        sort.ok_or_else(|| format!("use one of {}; `--add-osds` and `--add-nodes` are for the rest", names()))?;
    Ok((sort, whole(0, 100_000)(number)?))
}

/// A whole number from `least` to `most`.
pub(super) fn whole(least: u64, most: u64) -> impl Fn(&str) -> Result<u64, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| format!("use a number from {least} to {most}"))
    }
}

/// How a plan is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shown {
    /// For people
    Table,
    /// For scripts
    Json,
    /// For a comment on a pull request
    Markdown,
}

#[derive(Debug, Args)]
#[command(after_help = help::HOST_NETWORK)]
pub(crate) struct HostNetworkArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// The policy's settings, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// The tool that configures the network of the nodes
    #[arg(long = "for", value_enum, value_name = "TOOL", default_value_t = HostTool::Nmstate)]
    pub(crate) tool: HostTool,
    /// The range of the nodes' addresses, once for each IP family. By default `nodeRanges` of the settings, a route of the
    /// NetworkAttachmentDefinition, or the largest part of its range that Whereabouts does not assign
    #[arg(long, value_name = "CIDR")]
    pub(crate) node_range: Vec<String>,
    /// The nodes, separated by commas; by default the Node objects that are ready
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) nodes: Vec<String>,
    /// Compare a file or a directory with the output, instead of writing it
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "directory")]
    pub(crate) check: Option<PathBuf>,
    /// Write the files into this directory, with a subdirectory for each node
    #[arg(long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

/// The tool that configures the network of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HostTool {
    /// NodeNetworkConfigurationPolicies of kubernetes-nmstate
    Nmstate,
    /// systemd-networkd
    Networkd,
    /// NetworkManager
    Networkmanager,
    /// A shell script; its changes are lost on reboot
    Iproute2,
    /// Talos Linux
    Talos,
}
