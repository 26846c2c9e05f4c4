//! The arguments of the check.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::help;
use super::manifests::Manifests;

#[derive(Debug, Args)]
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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "output", "min_level"])]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Fix the findings that have one certain fix, in the files
    #[arg(long, conflicts_with_all = ["write_baseline", "output", "min_level"])]
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
