//! Nothing but the features in `Cargo.toml`: with them a package that the policy's module and the browser's modules both have
//! is compiled once.
