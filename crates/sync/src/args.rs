//! The arguments.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

/// Keeps the inventory in the settings of the policies as the cluster is
///
/// Reads CephClusters, the NetworkAttachmentDefinitions that they select, and the resources of Rook, ceph-csi and ODF beside
/// them, and applies `spec.settings.inventory` and `previous` of the policies: once, or with `--watch` whenever
/// something changes. Everything else in the policies stays with whoever wrote it. An error never shortens the inventory.
#[derive(Debug, Clone, Parser)]
#[command(name = "ceph-multus-sync", version, after_help = HELP)]
pub struct Args {
    /// A namespace of CephClusters and of Ceph's operators; CephClusters elsewhere are not read
    #[arg(short, long = "namespace", value_name = "NAME", default_values = ["rook-ceph", "openshift-storage"])]
    pub namespaces: Vec<String>,
    /// A ClusterAdmissionPolicy to keep up to date
    #[arg(long = "policy", value_name = "NAME",
        default_values = ["ceph-multus-validating", "ceph-multus-guard", "ceph-multus-mutating"])]
    pub policies: Vec<String>,
    /// Look once, and end: for a CronJob. This is the default
    #[arg(long, conflicts_with = "watch")]
    pub once: bool,
    /// Go on, and look again whenever something changes
    #[arg(long)]
    pub watch: bool,
    /// Write nothing; show what differs, and exit with 1 where something does
    #[arg(long, conflicts_with = "watch")]
    pub dry_run: bool,
    /// Write an inventory without objects where there was one with objects
    #[arg(long)]
    pub allow_empty: bool,
    /// Take `inventory` and `previous` over from whoever else manages them
    #[arg(long)]
    pub force_conflicts: bool,
    /// How long an object has to be gone before it leaves the inventory
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = duration)]
    pub gone_for: Duration,
    /// How long `previous` is kept while pods still have the old networks
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = duration)]
    pub keep_previous: Duration,
    /// How long to wait until the policy server has taken over what was written; 0s does not wait
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub wait: Duration,
    /// The namespace of Kubewarden's policy servers
    #[arg(long, value_name = "NAME", default_value = "kubewarden")]
    pub kubewarden_namespace: String,
    /// Write metrics for Prometheus' node exporter into this file
    #[arg(long, value_name = "FILE")]
    pub metrics_file: Option<PathBuf>,
    /// Serve `/metrics` at this address, such as 0.0.0.0:8080
    #[arg(long, value_name = "ADDRESS", requires = "watch")]
    pub metrics_address: Option<std::net::SocketAddr>,
}

const HELP: &str = "\
It connects as kubectl does: KUBECONFIG, ~/.kube/config, or the service account of its pod. Times are a number with s, m, h \
or d.

Exit codes: 0 the settings are as the cluster is, 1 with --dry-run they differ, 2 something could not be read or written, \
3 the API server cannot be reached.

Examples:
  ceph-multus-sync --dry-run
  ceph-multus-sync --once --namespace rook-ceph
  ceph-multus-sync --watch --metrics-address 0.0.0.0:8080";

/// `90s`, `5m`, `12h`, `7d`.
fn duration(text: &str) -> Result<Duration, String> {
    let problem = || String::from("use a number with s, m, h or d, such as 90s or 7d");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(problem)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(problem()),
    };
    let number: u32 = number.parse().map_err(|_| problem())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        let seconds = |text| duration(text).map(|time| time.as_secs());
        assert_eq!(["0s", "90s", "5m", "12h", "7d"].map(seconds), [Ok(0), Ok(90), Ok(300), Ok(43_200), Ok(604_800)]);
        for wrong in ["", "7", "d", "-1s", "1w", "1ü", "99999999999s"] {
            assert_eq!(
                seconds(wrong),
                Err(String::from("use a number with s, m, h or d, such as 90s or 7d")),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}
