//! Modules of this workspace, built by cargo while the tests, the bench or `make run` already run.

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// The package that ships.
pub const POLICY: &str = "ceph-multus-policy";

/// The target that the module is built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// What becomes of cargo's progress and diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// They go to standard error as they come.
    Shown,
    /// They are kept for the error.
    Quiet,
}

/// One run of cargo.
#[derive(Debug, Clone)]
pub struct NestedBuild<'a> {
    /// The package of this workspace that holds the module.
    pub package: &'a str,
    /// The target; [`TARGET`] is what ships.
    pub target: &'a str,
    /// The profile; `release` is what ships.
    pub profile: &'a str,
    /// Cargo's `--config` values, such as a profile that no manifest has.
    pub config: &'a [&'a str],
    /// What becomes of cargo's progress.
    pub progress: Progress,
}

impl<'a> NestedBuild<'a> {
    /// The module of `package` with the release profile.
    #[must_use]
    pub const fn release(package: &'a str, progress: Progress) -> Self {
        Self { package, target: TARGET, profile: "release", config: &[], progress }
    }

    /// Whether there is no earlier module in the target directory, as far as the environment tells which that is. Then
    /// the build takes minutes.
    #[must_use]
    pub fn is_first(&self) -> bool {
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace_root().join("target"), PathBuf::from);
        let module = format!("{}.wasm", self.package.replace('-', "_"));
        !target.join(self.target).join(self.profile).join(module).exists()
    }

    /// Builds the module, or finds it fresh, and says where it is. Cargo decides about the target directory as it does
    /// for any other build of this workspace.
    ///
    /// # Errors
    /// Where cargo cannot be started or fails, and where it makes no module.
    pub fn run(&self) -> Result<PathBuf, BuildError> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(&cargo);
        command.current_dir(workspace_root()).args(["build", "--locked", "--lib", "--target", self.target]);
        command.args(["--package", self.package, "--profile", self.profile]);
        command.args(["--message-format", "json-render-diagnostics"]);
        for config in self.config {
            command.args(["--config", config]);
        }
        if self.progress == Progress::Shown {
            command.stderr(Stdio::inherit());
        }
        let output = command
            .stdin(Stdio::null())
            .output()
            .map_err(|error| BuildError(format!("cannot start `{}`: {error}", cargo.display())))?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            return Err(BuildError(format!("cargo cannot build `{}`\n{message}", self.package).trim_end().to_owned()));
        }
        module_in(&String::from_utf8_lossy(&output.stdout))
            .ok_or_else(|| BuildError(format!("cargo made no module of `{}`", self.package)))
    }
}

/// The top of this repository.
#[must_use]
pub fn workspace_root() -> &'static Path {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    crates.and_then(Path::parent).unwrap_or(Path::new("."))
}

/// Why there is no module; with what cargo said where it was quiet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError(pub(crate) String);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for BuildError {}

/// Cargo's report about one artifact (doc.rust-lang.org/cargo/reference/external-tools.html).
#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

/// The last module that cargo reports: dependencies come before what depends on them.
fn module_in(reports: &str) -> Option<PathBuf> {
    reports
        .lines()
        .filter_map(|line| serde_json::from_str::<Report>(line).ok())
        .flat_map(|report| report.filenames)
        .rfind(|path| path.extension().is_some_and(|extension| extension == "wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_last_module_that_cargo_reports() {
        let reports = concat!(
            r#"{"reason":"compiler-artifact","filenames":["/t/libcore.rlib","/t/libcore.rmeta"]}"#,
            "\n",
            r#"{"reason":"compiler-artifact","filenames":["/t/ceph_multus_policy.wasm"],"fresh":true}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(module_in(reports), Some(PathBuf::from("/t/ceph_multus_policy.wasm")));
        assert_eq!(module_in(r#"{"reason":"build-finished","success":true}"#), None);
    }

    #[test]
    fn finds_the_workspace() {
        assert!(workspace_root().join("Cargo.lock").is_file());
    }

    #[test]
    fn says_what_cargo_said_about_an_unknown_package() {
        let error = NestedBuild::release("no-such-package", Progress::Quiet).run().unwrap_err().to_string();
        assert!(error.starts_with("cargo cannot build `no-such-package`\n"), "{error}");
        assert!(error.contains("package ID specification `no-such-package` did not match"), "{error}");
    }
}
