//! The arguments.

mod help;

use std::path::PathBuf;

use clap::{Args as ClapArgs, ColorChoice, Parser, Subcommand, ValueEnum};

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

/// The manifests to read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Manifests {
    /// YAML or JSON files, directories of such files, or `-` for standard input (the default)
    #[arg(value_name = "FILE|DIR|-")]
    pub(crate) paths: Vec<PathBuf>,
    /// The namespace of objects that have none; by default `default`, as in kubectl
    #[arg(short, long, value_name = "NAME")]
    pub(crate) namespace: Option<String>,
}

impl Manifests {
    /// The namespace of objects that have none.
    pub(crate) fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or("default")
    }
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::CHECK)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// The policy's settings, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(crate) output: Format,
    /// Treat warnings as errors
    #[arg(long)]
    pub(crate) warnings_as_errors: bool,
    /// Show findings of this severity and above
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = MinLevel::Note)]
    pub(crate) min_level: MinLevel,
    /// Check every NetworkAttachmentDefinition as if Ceph used it; the default if there is no CephCluster
    #[arg(long)]
    pub(crate) all_nads: bool,
    /// Do not show the findings that this file lists
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the findings to a file that `--baseline` reads
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Fix the findings that have one certain fix, in the files
    #[arg(long)]
    pub(crate) fix: bool,
    /// Show what `--fix` would change, without changing it
    #[arg(long, requires = "fix")]
    pub(crate) dry_run: bool,
    /// Check again whenever a file changes, until you interrupt it
    #[arg(long, conflicts_with_all = ["fix", "write_baseline"])]
    pub(crate) watch: bool,
    /// The configuration file; by default `.ceph-multus.yaml` in this directory or one above it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// The lowest severity that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MinLevel {
    /// Everything
    Note,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For scripts
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// As annotations of GitHub Actions
    Github,
    /// For GitLab: a Code Quality report
    Gitlab,
    /// For Jenkins and others: JUnit XML
    Junit,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::SETTINGS)]
pub(crate) struct SettingsArgs {
    #[command(flatten)]
    pub(crate) manifests: Manifests,
    /// Settings whose other keys are kept, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// The objects before the change that Rook is carrying out: settings, a ClusterAdmissionPolicy that contains them, or
    /// manifests. Objects that differ become `previous`
    #[arg(long, value_name = "OLD")]
    pub(crate) previous: Option<PathBuf>,
    /// Remove objects that are in the inventory of `--settings` but not in the manifests, and its `previous`
    #[arg(long, requires = "settings")]
    pub(crate) prune: bool,
    /// Write the three ClusterAdmissionPolicies that contain the settings
    #[arg(long, requires = "module")]
    pub(crate) manifest: bool,
    /// Where the policy server finds the module: `registry://REGISTRY/NAME:TAG`, or an `https://` address
    #[arg(long, value_name = "ADDRESS", requires = "manifest")]
    pub(crate) module: Option<String>,
    /// `monitor` only reports, and no request waits for the policy server; `protect` rejects and mutates
    #[arg(long, value_enum, value_name = "MODE", requires = "manifest", default_value_t = Mode::Monitor, hide_possible_values = true)]
    pub(crate) mode: Mode,
    /// The policy server that runs the policies
    #[arg(long, value_name = "NAME", requires = "manifest", default_value = "default")]
    pub(crate) policy_server: String,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Data::Yaml, conflicts_with = "manifest")]
    pub(crate) output: Data,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help::INSTALL)]
pub(crate) struct InstallArgs {
    /// Where the policy server finds the module: `registry://REGISTRY/NAME:TAG`, or an `https://` address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) module: String,
    /// The image of `ceph-multus-sync`: `REGISTRY/NAME:TAG`
    #[arg(long, value_name = "IMAGE", value_parser = image)]
    pub(crate) sync_image: String,
    /// `cronjob` reads the cluster every five minutes; `deployment` watches it, and serves metrics
    #[arg(long, value_enum, value_name = "KIND", default_value_t = SyncKind::Cronjob, hide_possible_values = true)]
    pub(crate) sync: SyncKind,
    /// A namespace of CephClusters and their operators; repeat it for several
    #[arg(long = "ceph-namespace", value_name = "NAME", default_values = ["rook-ceph", "openshift-storage"], value_parser = name)]
    pub(crate) ceph_namespaces: Vec<String>,
    /// Kubewarden's namespace
    #[arg(short, long, value_name = "NAME", default_value = "kubewarden", value_parser = name)]
    pub(crate) namespace: String,
    /// Settings apart from the inventory, or a ClusterAdmissionPolicy that contains them
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// `monitor` only reports, and no request waits for the policy server; `protect` rejects and mutates
    #[arg(long, value_enum, value_name = "MODE", default_value_t = Mode::Monitor, hide_possible_values = true)]
    pub(crate) mode: Mode,
    /// The policy server that runs the policies
    #[arg(long, value_name = "NAME", default_value = "default", value_parser = name)]
    pub(crate) policy_server: String,
}

/// How the sync runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SyncKind {
    Cronjob,
    Deployment,
}

/// A name as Kubernetes allows it (kubernetes/apimachinery: pkg/util/validation/validation.go).
fn name(text: &str) -> Result<String, String> {
    let is_one = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    let fits =
        (1..=63).contains(&text.len()) && text.bytes().all(is_one) && !text.starts_with('-') && !text.ends_with('-');
    if fits { Ok(text.to_owned()) } else { Err(String::from("use lower-case letters, digits and dashes, at most 63")) }
}

/// A reference to an image. Other text would end up in the manifest.
fn image(text: &str) -> Result<String, String> {
    let is_one = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':' | b'/' | b'@');
    let fits = text.starts_with(|first: char| first.is_ascii_alphanumeric()) && text.bytes().all(is_one);
    if fits { Ok(text.to_owned()) } else { Err(String::from("use REGISTRY/NAME:TAG")) }
}

/// The mode of the policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// Reports
    Monitor,
    /// Rejects and mutates
    Protect,
}

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Data {
    /// As YAML
    Yaml,
    /// As JSON
    Json,
}

#[derive(Debug, ClapArgs)]
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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(crate) nodes: Option<u64>,
    /// The total number of OSDs, if the manifests say all devices
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    pub(crate) osds: Option<u64>,
    /// Count N more OSDs
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    pub(crate) add_osds: u64,
    /// Count N more nodes, each with as many OSDs as the others have on average
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u64).range(0..=100_000))]
    pub(crate) add_nodes: u64,
    /// Count N more daemons of another kind, such as `mds=2`
    #[arg(long, value_name = "DAEMON=N", value_parser = added)]
    pub(crate) add: Vec<(&'static str, u64)>,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Shown::Table)]
    pub(crate) output: Shown,
}

/// `mds=2`
fn added(text: &str) -> Result<(&'static str, u64), String> {
    let known = ceph_multus_manifests::DAEMONS;
    let (name, number) = text.split_once('=').ok_or_else(|| String::from("write DAEMON=N, such as mds=2"))?;
    let name = known.into_iter().find(|known| *known == name);
    let name = name
        .ok_or_else(|| format!("use one of {}; `--add-osds` and `--add-nodes` are for the rest", known.join(", ")))?;
    let number = number.parse().ok().filter(|number| *number <= 100_000);
    Ok((name, number.ok_or_else(|| String::from("use a number from 0 to 100000"))?))
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

#[derive(Debug, ClapArgs)]
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
    #[arg(long, value_name = "NUMBER")]
    pub(crate) osds_per_node: Option<u64>,
    /// The image of the web server and its clients
    #[arg(long, value_name = "IMAGE", default_value = "nginxinc/nginx-unprivileged:stable-alpine")]
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
