//! Why something cannot be read or written.

use std::fmt;

/// A reason, in words that say what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The API server does not answer, or the connection breaks.
    Unreachable(String),
    /// The right to it is missing.
    Forbidden(String),
    /// The API server does not have the resource.
    NotInstalled(String),
    /// The inventory has objects of a namespace that is not read.
    NamespaceMissing(String),
    /// Another manager owns the fields.
    Conflict(String),
    /// Another write came first, so that everything has to be read again.
    Overtaken(String),
    /// What was found is not written, on purpose.
    Rejected(String),
    /// The policy server has not taken over what was written.
    NotRolledOut(String),
    /// The API server no longer has the pages of a list, code 410.
    Expired(String),
    /// Anything else.
    Other(String),
}

impl Trouble {
    /// The label of the metric that counts it.
    pub fn reason(&self) -> &'static str {
        match self {
            Trouble::Unreachable(_) => "unreachable",
            Trouble::Forbidden(_) => "forbidden",
            Trouble::NotInstalled(_) => "not-installed",
            Trouble::NamespaceMissing(_) => "namespace-missing",
            Trouble::Conflict(_) => "conflict",
            Trouble::Overtaken(_) => "overtaken",
            Trouble::Rejected(_) => "rejected",
            Trouble::NotRolledOut(_) => "not-rolled-out",
            Trouble::Expired(_) | Trouble::Other(_) => "other",
        }
    }

    /// The exit code of a run that ends with it.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Trouble::Unreachable(_)) { 3 } else { 2 }
    }

    /// The same, about `subject`.
    #[must_use]
    pub fn about(self, subject: &str) -> Trouble {
        let with = |text: String| format!("{subject}: {text}");
        match self {
            Trouble::Unreachable(text) => Trouble::Unreachable(with(text)),
            Trouble::Forbidden(text) => Trouble::Forbidden(with(text)),
            Trouble::NotInstalled(text) => Trouble::NotInstalled(with(text)),
            Trouble::NamespaceMissing(text) => Trouble::NamespaceMissing(with(text)),
            Trouble::Conflict(text) => Trouble::Conflict(with(text)),
            Trouble::Overtaken(text) => Trouble::Overtaken(with(text)),
            Trouble::Rejected(text) => Trouble::Rejected(with(text)),
            Trouble::NotRolledOut(text) => Trouble::NotRolledOut(with(text)),
            Trouble::Expired(text) => Trouble::Expired(with(text)),
            Trouble::Other(text) => Trouble::Other(with(text)),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Unreachable(text)
            | Trouble::Forbidden(text)
            | Trouble::NotInstalled(text)
            | Trouble::NamespaceMissing(text)
            | Trouble::Conflict(text)
            | Trouble::Overtaken(text)
            | Trouble::Rejected(text)
            | Trouble::NotRolledOut(text)
            | Trouble::Expired(text)
            | Trouble::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Trouble {}
