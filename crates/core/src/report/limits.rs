//! What an answer has room for. What lies beyond is cut short or counted; nothing fails for its size.

pub use crate::upstream::limits::{PROBLEMS_KEPT, VALUE_SHOWN, WORDS_SHOWN};

/// Characters of the way to a fault in JSON that an error repeats.
pub const PATH_SHOWN: usize = 128;

/// Findings that a message lists; the rest is counted.
pub const FINDINGS_SHOWN: usize = 32;

/// Bytes of the findings that a message lists, as JSON; the rest is counted. With [`AUDIT_BYTES`] and the warnings this
/// keeps an answer below 64 KiB, whatever names are in it.
pub const MESSAGE_BYTES: usize = 24 * 1024;

/// Characters of a finding's path, of its problem and of its help, each.
pub const FINDING_TEXT: usize = 400;

/// Characters of what a message calls the object under review.
pub const SUBJECT_SHOWN: usize = 256;

/// Problems of the settings that an answer lists; the rest is counted.
pub const SETTINGS_PROBLEMS_SHOWN: usize = 32;

/// Warnings in one answer; the API server cuts long lists
/// (kubernetes/apiserver: pkg/endpoints/filters/warning.go).
pub const WARNINGS_SHOWN: usize = 16;

/// Characters of one warning that clients show in full
/// (kubernetes/api: admission/v1/types.go, `AdmissionResponse.warnings`).
pub const WARNING_WANTED: usize = 120;

/// Characters of one warning beyond which the API server may cut it (same source).
pub const WARNING_HARD: usize = 256;

/// Bytes of the machine-readable findings in an audit annotation, as JSON.
pub const AUDIT_BYTES: usize = 16 * 1024;

/// Excludes of a range that are looked at for what they exclude: a list of thousands is generated, and a few findings
/// tell as much.
pub const EXCLUDES_LOOKED_AT: usize = 1000;

/// Node slices that fit in one object (k8snetworkplumbingwg/whereabouts#497).
pub const NODE_SLICES: u64 = 10_000;
