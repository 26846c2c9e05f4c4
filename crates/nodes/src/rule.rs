//! What a rule is.

use std::fmt;

use ceph_multus_core::Level;

use crate::found::Found;
use crate::site::Site;

/// One thing that may be wrong, and the function that finds it.
pub struct Rule {
    /// In kebab case, as `check` and `explain` name it.
    pub id: &'static str,
    /// A few words, no capital, no period.
    pub summary: &'static str,
    /// How it weighs: `deny` is an error of `check`, `warn` a warning.
    pub level: Level,
    /// Looks at everything that is known, and reports.
    pub(crate) check: fn(&Site, &mut Found),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
