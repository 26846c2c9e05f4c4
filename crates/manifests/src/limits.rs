//! Every size limit, named. What lies beyond is rejected in one line.

/// Bytes of one source. All objects of a large cluster have less.
pub const SOURCE_BYTES: usize = 256 * 1024 * 1024;

/// Levels that a document may nest; Kubernetes objects have a dozen, and the core reads 128.
pub const DEPTH: usize = 100;

/// Values of one document once its aliases and merge keys are written out.
pub const VALUES: usize = 1_000_000;
