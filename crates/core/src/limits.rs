//! Every size limit, named. What lies beyond is a finding or is cut short; nothing fails for its size.

/// Characters of a user's value that a message repeats.
pub const VALUE_SHOWN: usize = 64;

/// Findings that a message lists; the rest is counted.
pub const FINDINGS_SHOWN: usize = 32;

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

/// Bytes of the machine-readable findings in an audit annotation.
pub const AUDIT_BYTES: usize = 16 * 1024;
