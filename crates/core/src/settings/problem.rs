//! What is wrong with the settings.

use std::fmt;

use crate::json::Path;
use crate::report::limits::PATH_SHOWN;
use crate::report::text::shortened;

/// One problem, at one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsProblem {
    /// The field: `rules.ipam-type-not-allowed`, `inventory[2].metadata`.
    pub path: Path,
    /// What is wrong there.
    pub problem: String,
    /// What to do about it; may be empty.
    pub help: String,
    /// Problems after it that are only counted.
    pub more: usize,
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = shortened(&self.path.to_string(), PATH_SHOWN);
        write!(f, "`{path}`: {}", self.problem)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "; {}", self.help) }
    }
}
