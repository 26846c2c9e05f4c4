//! How large and how deep sources may be, and how large settings. What lies beyond is rejected in one line.

/// Bytes of one source. All objects of a large cluster have less.
pub const SOURCE_BYTES: usize = 256 * 1024 * 1024;

/// Levels that a document of YAML may nest, with what its aliases mean. Kubernetes objects have a dozen; of JSON, rules read
/// 128.
pub const DEPTH: usize = 100;

/// Values of one document of YAML with what its aliases mean, if its text has fewer bytes; and members that its merge keys
/// may add to it.
pub const VALUES: usize = 1_000_000;

/// Bytes of the settings of all policies of a policy server: they share a ConfigMap of 1 MiB
/// (kubernetes/kubernetes: pkg/apis/core/validation/validation.go, `MaxSecretSize`).
pub const SERVER_BYTES: usize = 1_000_000;
