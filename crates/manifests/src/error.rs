//! Why a source cannot be read.

use std::fmt;

use ceph_multus_core::report::text::visible;

use crate::position::Position;

/// One reason, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The name of the source.
    pub source: String,
    /// Where in it; `None` where the whole of it is meant.
    pub position: Option<Position>,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// `file.yaml:3:7: what is wrong`
impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = visible(&self.source);
        match self.position {
            Some(position) => write!(f, "{source}:{position}: {}", self.problem),
            None => write!(f, "{source}: {}", self.problem),
        }
    }
}

impl std::error::Error for ReadError {}

/// What is wrong with a key that an object has already.
pub(crate) fn key_twice(key: &str) -> String {
    let key = ceph_multus_core::report::text::shortened(key, ceph_multus_core::report::limits::VALUE_SHOWN);
    format!("the key `{key}` is set twice in one object; remove the duplicate")
}

/// A problem at a byte of a text, before it is known which source that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The bytes that are wrong.
    pub(crate) start: usize,
    /// Their end.
    pub(crate) end: usize,
    /// What is wrong.
    pub(crate) text: String,
}

impl Problem {
    /// What is wrong at the bytes of `span`.
    pub(crate) fn at(span: (usize, usize), text: &str) -> Problem {
        Problem { start: span.0, end: span.1, text: text.to_owned() }
    }
}
