//! The arguments.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ceph_multus_core::upstream::object_name::{is_namespace, is_object_name};
use clap::Parser;

/// Keep the inventory of the policies up to date
///
/// Reads CephClusters, the NetworkAttachmentDefinitions that they select, and the resources of Rook, ceph-csi and ODF in
/// their namespaces, and applies `spec.settings.inventory` and `spec.settings.previous` of the policies: once, or with
/// `--watch` whenever something changes. It changes no other field of the policies. An error never shortens the inventory.
#[derive(Debug, Clone, Parser)]
#[command(name = "ceph-multus-sync", version, after_help = HELP)]
pub struct Args {
    /// A namespace of CephClusters and their operators; CephClusters in other namespaces are not read
    #[arg(short, long = "namespace", value_name = "NAME", default_values = ["rook-ceph", "openshift-storage"], value_parser = namespace)]
    namespaces: Vec<String>,
    /// A ClusterAdmissionPolicy to keep up to date
    #[arg(long = "policy", value_name = "NAME",
        default_values = ["ceph-multus-validating", "ceph-multus-guard", "ceph-multus-mutating"], value_parser = object_name)]
    policies: Vec<String>,
    /// Read the cluster once and exit, as in a CronJob; the default
    #[arg(long, conflicts_with = "watch")]
    pub once: bool,
    /// Keep running, and update the policies whenever something changes
    #[arg(long)]
    pub watch: bool,
    /// Show the differences without writing them; exits with 1 if there are any
    #[arg(long, conflicts_with = "watch")]
    pub dry_run: bool,
    /// Allow an inventory that had objects to become empty
    #[arg(long)]
    pub allow_empty: bool,
    /// Take over `inventory` and `previous` from another field manager
    #[arg(long)]
    pub force_conflicts: bool,
    /// How long an object must be gone before it is removed from the inventory
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = duration)]
    pub gone_for: Duration,
    /// How long to keep `previous` while pods still have the old networks
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = duration)]
    pub keep_previous: Duration,
    /// How long to wait until the policy server uses the new settings; 0s does not wait
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub wait: Duration,
    /// The namespace of Kubewarden's policy servers
    #[arg(long, value_name = "NAME", default_value = "kubewarden", value_parser = namespace)]
    pub kubewarden_namespace: String,
    /// Write metrics for the Prometheus node exporter to this file; the counters in it go on
    #[arg(long, value_name = "FILE")]
    pub metrics_file: Option<PathBuf>,
    /// Serve `/metrics` at this address, such as 0.0.0.0:8080
    #[arg(long, value_name = "ADDRESS", requires = "watch", value_parser = address)]
    pub metrics_address: Option<SocketAddr>,
}

impl Args {
    /// The namespaces, each once: two lists of one namespace would have each object twice.
    pub fn namespaces(&self) -> Vec<String> {
        distinct(&self.namespaces)
    }

    /// The policies, each once, in the order in which they are written.
    pub fn policies(&self) -> Vec<String> {
        distinct(&self.policies)
    }
}

fn distinct(names: &[String]) -> Vec<String> {
    let mut known = BTreeSet::new();
    names.iter().filter(|name| known.insert(*name)).cloned().collect()
}

const HELP: &str = "\
Connects like kubectl, with KUBECONFIG, ~/.kube/config or the service account of its pod. A TIME is a number with s, m, h or d.

Exit codes: 0 the settings are up to date, 1 they differ (with --dry-run), 2 something could not be read or written, 3 the \
API server cannot be reached.

Examples:
  ceph-multus-sync --dry-run
  ceph-multus-sync --once --namespace rook-ceph
  ceph-multus-sync --watch --metrics-address 0.0.0.0:8080";

/// The name of a namespace.
fn namespace(text: &str) -> Result<String, String> {
    if is_namespace(text) {
        Ok(text.to_owned())
    } else {
        Err(String::from("use lower-case letters, digits and hyphens, at most 63"))
    }
}

/// The name of a policy.
fn object_name(text: &str) -> Result<String, String> {
    let problem = "use lower-case letters, digits, hyphens and dots, at most 253";
    if is_object_name(text) { Ok(text.to_owned()) } else { Err(String::from(problem)) }
}

/// `0.0.0.0:8080`
fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| String::from("use ADDRESS:PORT, such as 0.0.0.0:8080 or [::]:8080"))
}

/// `90s`, `5m`, `12h`, `7d`.
fn duration(text: &str) -> Result<Duration, String> {
    let problem = || String::from("must be a number with s, m, h or d, such as 90s or 7d");
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
                Err(String::from("must be a number with s, m, h or d, such as 90s or 7d")),
                "{wrong}"
            );
        }
    }

    #[test]
    fn an_address_has_a_port() {
        assert_eq!(address("[::]:8080").map(|address| address.port()), Ok(8080));
        for wrong in ["", "8080", ":8080", "0.0.0.0", "0.0.0.0:x"] {
            let problem = String::from("use ADDRESS:PORT, such as 0.0.0.0:8080 or [::]:8080");
            assert_eq!(address(wrong), Err(problem), "{wrong}");
        }
    }

    #[test]
    fn names_are_those_that_kubernetes_allows() {
        // The problem of a name, after the words of clap about which option it is.
        let parse = |option: &str, name: &str| -> Result<(), String> {
            let parsed = Args::try_parse_from(["ceph-multus-sync", &format!("{option}={name}")]);
            parsed.map(drop).map_err(|error| {
                let (error, about) =
                    (error.to_string(), format!("error: invalid value '{name}' for '{option} <NAME>': "));
                let problem = error.strip_prefix(&about).and_then(|rest| rest.split_once("\n\n"));
                problem.map_or(error.clone(), |(problem, _)| problem.to_owned())
            })
        };
        let problem = "use lower-case letters, digits and hyphens, at most 63";
        let of_policy = "use lower-case letters, digits, hyphens and dots, at most 253";
        let name = |length| "a".repeat(length);
        for (option, fitting, wrong, problem) in [
            ("--namespace", &name(63), &name(64), problem),
            ("--kubewarden-namespace", &name(63), &name(64), problem),
            ("--policy", &name(253), &name(254), of_policy),
        ] {
            assert_eq!((parse(option, fitting), parse(option, "rook-ceph-2")), (Ok(()), Ok(())), "{option}");
            for wrong in ["", "A B", "Rook", "-a", "a-", "a/b", "a\n", "../a", wrong] {
                assert_eq!(parse(option, wrong), Err(problem.to_owned()), "{option} {wrong}");
            }
        }
        assert_eq!(parse("--policy", "ceph.multus"), Ok(()));
        assert_eq!(parse("--policy", "a..b"), Err(of_policy.to_owned()));
        assert_eq!(parse("--namespace", "a.b"), Err(problem.to_owned()));
    }

    #[test]
    fn a_name_that_is_given_twice_counts_once() {
        let twice = ["ceph-multus-sync", "-n=b", "-n=a", "-n=b", "--policy=p", "--policy=o", "--policy=p"];
        let args = Args::parse_from(twice);
        assert_eq!(
            (args.namespaces(), args.policies()),
            (["b", "a"].map(String::from).into(), ["p", "o"].map(String::from).into())
        );
    }

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}
