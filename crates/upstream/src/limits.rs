//! The size limits of what is read and of what is kept of it. What lies beyond is counted or cut short; nothing fails for its size.

/// Characters of a user's value that a message repeats.
pub const VALUE_SHOWN: usize = 64;

/// Characters of a namespace with a name that a title shows; Kubernetes has names of up to 253.
pub const NAME_SHOWN: usize = 128;

/// Words that a message lists where one of them is wanted; the rest is counted.
pub const WORDS_SHOWN: usize = 16;

/// Problems of one kind that are kept of an object, problems of the settings, and findings of one level of a request; the rest is
/// counted. A request has room for half a million of them.
pub const PROBLEMS_KEPT: usize = 256;

/// Bytes of a networks annotation or a selector that are read: all annotations of an object together have no more
/// (kubernetes/apimachinery: pkg/api/validation/objectmeta.go).
pub const SELECTION_BYTES: usize = 256 * 1024;

/// Characters of a key on the way to a value in a CNI configuration; messages cut it anyway.
pub const CONFIG_KEY_CHARS: usize = 128;

/// Members of one object in a CNI configuration; plugins have a few dozen keys.
pub const CONFIG_MEMBERS: usize = 256;

/// How deep plugins call each other in a CNI configuration, a chain included: one of Multus that calls flannel, which calls a
/// bridge, has two.
pub const CONFIG_CALLS: usize = 4;

/// Bytes of the longest name of a link, which is an alternative one (torvalds/linux: include/uapi/linux/if.h,
/// `ALTIFNAMSIZ`).
pub const LINK_NAME_BYTES: usize = 127;

/// Unknown keys of an IPAM section that are reported.
pub const UNKNOWN_KEYS: usize = 64;

/// Bytes of a configuration in which a number is looked for as it is written. That of a NAD has a few hundred.
pub const WRITTEN_BYTES: usize = 8 * 1024;
