//! Every size limit, named. What lies beyond is a finding or is cut short; nothing fails for its size.

/// Characters of a user's value that a message repeats.
pub const VALUE_SHOWN: usize = 64;

/// Characters of the way to a fault in JSON that an error repeats.
pub const PATH_SHOWN: usize = 128;

/// Words that a message lists where one of them is wanted; the rest is counted.
pub const WORDS_SHOWN: usize = 16;

/// Problems of one kind that are kept of an object, problems of the settings, and findings of one level of a request; the rest is
/// counted. A request has room for half a million of them.
pub const PROBLEMS_KEPT: usize = 256;

/// Findings that a message lists; the rest is counted.
pub const FINDINGS_SHOWN: usize = 32;

/// Bytes of the findings that a message lists, as JSON; the rest is counted. With [`AUDIT_BYTES`] and the warnings this
/// keeps an answer below 64 KiB, whatever names are in it.
pub const MESSAGE_BYTES: usize = 24 * 1024;

/// Characters of a finding's path, of its problem and of its help, each.
pub const FINDING_TEXT: usize = 400;

/// Problems of the settings that an answer lists; the rest is counted.
pub const SETTINGS_PROBLEMS_SHOWN: usize = 32;

/// Bytes of the way to a value in a CNI configuration, the last key aside; messages cut it anyway.
pub const CONFIG_PATH_BYTES: usize = 1024;

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

/// Bytes of a networks annotation or a selector that are read: all annotations of an object together have no more
/// (kubernetes/apimachinery: pkg/api/validation/objectmeta.go).
pub const SELECTION_BYTES: usize = 256 * 1024;

/// Members of one object in a CNI configuration; plugins have a few dozen keys.
pub const CONFIG_MEMBERS: usize = 256;

/// Bytes of the longest name of a link, which is an alternative one (torvalds/linux: include/uapi/linux/if.h,
/// `ALTIFNAMSIZ`).
pub const LINK_NAME_BYTES: usize = 127;

/// Unknown keys of an IPAM section that are told.
pub const UNKNOWN_KEYS: usize = 64;

/// Excludes of a range that are looked at for what they exclude: a list of thousands is generated, and a few findings
/// tell as much.
pub const EXCLUDES_LOOKED_AT: usize = 1000;

/// Node slices that fit in one object (k8snetworkplumbingwg/whereabouts#497).
pub const NODE_SLICES: u64 = 10_000;
