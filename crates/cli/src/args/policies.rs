//! The arguments of what writes policies: their settings, and an installation.

use std::path::PathBuf;

use ceph_multus_upstream::object_name::is_object_name;
use clap::{Args, ValueEnum};

use super::help;
use super::image::image;
use super::manifests::Manifests;

#[derive(Debug, Args)]
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
    #[arg(long, value_name = "ADDRESS", requires = "manifest", value_parser = module)]
    pub(crate) module: Option<String>,
    /// `monitor` only reports, and no request waits for the policy server; `protect` rejects and mutates. By default that of
    /// each policy in `--settings`, otherwise `monitor`
    #[arg(long, value_enum, value_name = "MODE", requires = "manifest", hide_possible_values = true)]
    pub(crate) mode: Option<Mode>,
    /// The policy server that runs the policies; by default that of the policies in `--settings`, otherwise `default`
    #[arg(long, value_name = "NAME", requires = "manifest", value_parser = name)]
    pub(crate) policy_server: Option<String>,
    /// Output format
    #[arg(short, long, value_enum, default_value_t = Data::Yaml, conflicts_with = "manifest")]
    pub(crate) output: Data,
}

#[derive(Debug, Args)]
#[command(after_help = help::INSTALL)]
pub(crate) struct InstallArgs {
    /// Where the policy server finds the module: `registry://REGISTRY/NAME:TAG`, or an `https://` address
    #[arg(long, value_name = "ADDRESS", value_parser = module)]
    pub(crate) module: String,
    /// The image of `ceph-multus-sync`: `REGISTRY/NAME:TAG`
    #[arg(long, value_name = "IMAGE", value_parser = image)]
    pub(crate) sync_image: String,
    /// A Secret in Kubewarden's namespace with which this image is pulled; repeat it for several. By default those of the
    /// ServiceAccount in `--settings`
    #[arg(long = "image-pull-secret", value_name = "NAME", value_parser = secret)]
    pub(crate) image_pull_secrets: Vec<String>,
    /// `cronjob` reads the cluster every five minutes; `deployment` watches it, and serves metrics. By default that of the
    /// sync in `--settings`, otherwise `cronjob`
    #[arg(long, value_enum, value_name = "KIND", hide_possible_values = true)]
    pub(crate) sync: Option<SyncKind>,
    /// A namespace of CephClusters and their operators; repeat it for several. By default those of the policies in
    /// `--settings`, otherwise `rook-ceph` and `openshift-storage`
    #[arg(long = "ceph-namespace", value_name = "NAME", value_parser = name)]
    pub(crate) ceph_namespaces: Vec<String>,
    /// Kubewarden's namespace; by default that of the sync in `--settings`, otherwise `kubewarden`
    #[arg(short, long, value_name = "NAME", value_parser = name)]
    pub(crate) namespace: Option<String>,
    /// Settings apart from the inventory, or an installation to keep: its policies, and the CronJob or Deployment and the
    /// ServiceAccount of its sync
    #[arg(short, long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    /// `monitor` only reports, and no request waits for the policy server; `protect` rejects and mutates. By default that of
    /// each policy in `--settings`, otherwise `monitor`
    #[arg(long, value_enum, value_name = "MODE", hide_possible_values = true)]
    pub(crate) mode: Option<Mode>,
    /// The policy server that runs the policies; by default that of the policies in `--settings`, otherwise `default`
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) policy_server: Option<String>,
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
    if fits { Ok(text.to_owned()) } else { Err(String::from("use lower-case letters, digits and hyphens, at most 63")) }
}

/// The name of a Secret, in which there may be dots (the same file).
fn secret(text: &str) -> Result<String, String> {
    let problem = "use lower-case letters, digits, hyphens and dots, at most 253";
    if is_object_name(text) { Ok(text.to_owned()) } else { Err(String::from(problem)) }
}

/// An address that a policy server downloads a module from; one without a scheme is that of a registry
/// (kubewarden/adm-controller: crates/policy-fetcher/src/lib.rs).
fn module(text: &str) -> Result<String, String> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("registry", text));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let has_place = match scheme {
        "file" => host.is_empty(),
        "registry" | "https" | "http" => host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '['),
        _ => false,
    };
    let fits = has_place
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !path.starts_with('/')
        && path.ends_with(|last: char| last.is_ascii_alphanumeric());
    let help = "use `registry://REGISTRY/NAME:TAG`, `https://HOST/PATH`, `http://HOST/PATH` or `file:///PATH`";
    if fits { Ok(text.to_owned()) } else { Err(String::from(help)) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_has_a_scheme_a_host_and_a_path() {
        for text in [
            "registry://ghcr.io/a/b:v1",
            "registry://127.0.0.1:5000/b@sha256:0a",
            "ghcr.io/a/b",
            "https://a.example/policy.wasm",
            "http://[fd00::1]:80/policy.wasm",
            "file:///policy.wasm",
        ] {
            assert_eq!(module(text).as_deref(), Ok(text));
        }
        let help = "use `registry://REGISTRY/NAME:TAG`, `https://HOST/PATH`, `http://HOST/PATH` or `file:///PATH`";
        for text in [
            "",
            "registry://",
            "registry:///b:v1",
            "registry://ghcr.io",
            "registry://ghcr.io/",
            "registry://ghcr.io/b:",
            "registry://ghcr.io//b",
            "registry://ghcr.io/a b",
            "ftp://x/y",
            "ftp://x/ y",
            "https://-/y",
            "file://policy.wasm",
            "file:///",
            "policy.wasm",
            "https://a/p\u{e9}",
        ] {
            assert_eq!(module(text), Err(help.to_owned()), "{text}");
        }
    }
}
