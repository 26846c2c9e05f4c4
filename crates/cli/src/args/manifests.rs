//! The manifests, which most commands read.

use std::path::PathBuf;

use clap::Args;

/// The manifests to read.
#[derive(Debug, Args)]
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
