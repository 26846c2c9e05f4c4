//! The arguments.

mod addresses;
mod check;
mod help;
mod image;
mod manifests;
mod policies;

use std::path::PathBuf;

use clap::{Args as ClapArgs, ColorChoice, Parser, Subcommand, ValueEnum};

pub(crate) use addresses::{HostNetworkArgs, HostTool, PlanArgs, Shown};
pub(crate) use check::{CheckArgs, Format, MinLevel};
pub(crate) use manifests::Manifests;
pub(crate) use policies::{Data, InstallArgs, Mode, SettingsArgs, SyncKind};

/// Check manifests of Rook/Ceph on Multus networks before they reach a cluster, with the rules of the Kubewarden policy
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = help::ALL)]
pub(crate) struct Args {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check manifests together, as one cluster
    Check(CheckArgs),
    /// Write the policy's settings, or the policies themselves, from the objects of a cluster
    Settings(SettingsArgs),
    /// Write the manifests of an installation: the policies, and the sync that keeps their inventory up to date
    Install(InstallArgs),
    /// Show how many addresses each network has, and how many more OSDs and nodes fit
    Plan(PlanArgs),
    /// Write the network config that each node needs to reach the public network, or compare it with existing files
    HostNetwork(HostNetworkArgs),
    /// Write the configuration of `rook multus validation run --config`
    ValidationConfig(ValidationConfigArgs),
    /// List what is wrong in a dump of a cluster, causes before symptoms
    Diagnose(DiagnoseArgs),
    /// List the rules, or show the page of a rule
    Explain(ExplainArgs),
    /// Write an AdmissionRequest, for `kwctl run`
    Request(RequestArgs),
    /// Compare the inventory in the settings with manifests
    DiffSettings(DiffSettingsArgs),
    /// Write shell completions
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the man pages
    #[command(after_help = help::MAN)]
    Man {
        /// The directory to write the page of each command to; by default the first page goes to standard output
        #[arg(value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::VALIDATION_CONFIG)]
pub(crate) struct ValidationConfigArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// The policy's settings, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// The CephCluster, if there are several
    #[arg(long, value_name = "NAMESPACE/NAME")]
    pub(crate) cluster: Option<String>,
    /// The OSDs on the node that has the most, if the manifests do not say it
    #[arg(long, value_name = "NUMBER", value_parser = addresses::whole(0, 1_000_000))]
    pub(crate) osds_per_node: Option<u64>,
    /// The image of the web server and its clients
    #[arg(long, value_name = "IMAGE", value_parser = image::image, default_value = "quay.io/nginx/nginx-unprivileged:stable-alpine")]
    pub(crate) nginx_image: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::DIAGNOSE)]
pub(crate) struct DiagnoseArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// The policy's settings, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = DataFormat::Text)]
    pub(crate) output: DataFormat,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::EXPLAIN)]
pub(crate) struct ExplainArgs {
    /// The rule, as shown in findings; without it, all rules are listed
    #[arg(value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// Show the pages of all rules
    #[arg(long, conflicts_with = "rule")]
    pub(crate) all: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::REQUEST)]
pub(crate) struct RequestArgs {
    /// The object: a file with one manifest, or `-` for standard input; for DELETE, the deleted object
    #[arg(value_name = "FILE|-")]
    pub(crate) file: PathBuf,
    /// The operation
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) operation: Operation,
    /// The object before the UPDATE
    #[arg(long, value_name = "FILE", required_if_eq("operation", "UPDATE"))]
    pub(crate) old: Option<PathBuf>,
    /// The user of the request; by default `kubernetes-admin`, for a pod the ReplicaSet controller
    #[arg(long = "as", value_name = "USER")]
    pub(crate) user: Option<String>,
    /// The namespace of an object that has none
    #[arg(short, long, value_name = "NAME", default_value = "default")]
    pub(crate) namespace: String,
}

/// What happens to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub(crate) enum Operation {
    Create,
    Update,
    Delete,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::DIFF_SETTINGS)]
pub(crate) struct DiffSettingsArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// The policy's settings, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: PathBuf,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = DataFormat::Text)]
    pub(crate) output: DataFormat,
}

/// The format of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DataFormat {
    /// For people
    Text,
    /// For scripts
    Json,
}
