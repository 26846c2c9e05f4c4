//! Why a text selects no networks.

use std::fmt;

/// The kinds of [`SelectionError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SelectionErrorKind {
    /// The text is empty.
    EmptyAnnotation,
    /// More than one `/` in an item of the short form.
    TooManySlashes,
    /// More than one `@` after the `/` in an item of the short form.
    TooManyAts,
    /// A namespace or name, for the NAD client library also an interface name, that is no DNS label.
    BadNameCharset,
    /// An interface name that Multus rejects.
    BadInterfaceName,
    /// The JSON form is no JSON, or no list of objects with values of the right types.
    BadJson,
    /// `mac` is no hardware address.
    BadMac,
    /// `infiniband-guid` is no hardware address.
    BadGuid,
    /// An entry of `ips` without `/` is no IP address.
    BadIp,
    /// An entry of `ips` with `/` is no CIDR.
    BadIpCidr,
    /// An element is `null`.
    Crash,
    /// A Rook selector that does not select exactly one network.
    MultipleSelections,
    /// Longer than this policy reads; the programs have no such limit.
    TooLong,
    /// The annotation is no string.
    NotText,
}

/// Why a text is not read as network selections, for the one who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionError {
    kind: SelectionErrorKind,
    item: Option<usize>,
    message: String,
    position: Option<(usize, usize)>,
}

impl SelectionError {
    pub(super) fn new(kind: SelectionErrorKind, item: Option<usize>, message: impl Into<String>) -> SelectionError {
        SelectionError { kind, item, message: message.into(), position: None }
    }

    /// An annotation that is `found` and no string: only what no API server has seen is.
    pub fn not_text(found: &str) -> SelectionError {
        SelectionError::new(SelectionErrorKind::NotText, None, format!("must be a string, found {found}"))
    }

    /// A fault in the JSON text itself.
    pub(super) fn syntax(problem: &str, line: usize, column: usize) -> SelectionError {
        let error = SelectionError::new(SelectionErrorKind::BadJson, None, format!("is not JSON: {problem}"));
        SelectionError { position: Some((line, column)), ..error }
    }

    /// The same error in a text that lacks the first character.
    pub(super) fn one_column_before(mut self) -> SelectionError {
        if let Some((1, column)) = &mut self.position {
            *column = column.saturating_sub(1);
        }
        self
    }

    /// What is wrong.
    pub fn kind(&self) -> SelectionErrorKind {
        self.kind
    }

    /// The element at fault, counted from 0; `None` where the whole text is.
    pub fn item(&self) -> Option<usize> {
        self.item
    }

    /// Line and column of a fault in the JSON text, both counted from 1, the column in bytes.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.position
    }
}

impl SelectionErrorKind {
    /// The name of the kind in the conformance vectors.
    pub fn as_str(self) -> &'static str {
        match self {
            SelectionErrorKind::EmptyAnnotation => "empty-annotation",
            SelectionErrorKind::TooManySlashes => "too-many-slashes",
            SelectionErrorKind::TooManyAts => "too-many-ats",
            SelectionErrorKind::BadNameCharset => "bad-name-charset",
            SelectionErrorKind::BadInterfaceName => "bad-interface-name",
            SelectionErrorKind::BadJson => "bad-json",
            SelectionErrorKind::BadMac => "bad-mac",
            SelectionErrorKind::BadGuid => "bad-guid",
            SelectionErrorKind::BadIp => "bad-ip",
            SelectionErrorKind::BadIpCidr => "bad-ip-cidr",
            SelectionErrorKind::Crash => "crash",
            SelectionErrorKind::MultipleSelections => "multiple-selections",
            SelectionErrorKind::TooLong => "too-long",
            SelectionErrorKind::NotText => "not-text",
        }
    }
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(item) = self.item {
            write!(f, "element {}: ", item.saturating_add(1))?;
        }
        f.write_str(&self.message)?;
        match self.position {
            Some((line, column)) => write!(f, " at line {line} column {column}"),
            None => Ok(()),
        }
    }
}
