//! Why a module cannot be run.

use std::error::Error;
use std::fmt;

/// Why bytes are not a module that this host can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleError(String);

impl ModuleError {
    pub(crate) fn new(error: &dyn fmt::Display) -> Self {
        Self(format!("{error:#}"))
    }
}

impl fmt::Display for ModuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for ModuleError {}
