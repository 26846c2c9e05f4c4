//! The policy as it ships, for tests: built and compiled at most once in a process.

use std::fs;
use std::sync::OnceLock;

use crate::module::Module;
use crate::nested_build::{BuildError, NestedBuild, POLICY, Progress};

/// The policy's module, freshly built from the sources as they are now. The first call of a process takes the time of a
/// release build where there is none, and a few hundred milliseconds where there is.
///
/// # Errors
/// Where the policy does not build, or its module does not link.
pub fn built_policy() -> Result<&'static Module, &'static BuildError> {
    static POLICY_MODULE: OnceLock<Result<Module, BuildError>> = OnceLock::new();
    POLICY_MODULE.get_or_init(build).as_ref()
}

fn build() -> Result<Module, BuildError> {
    let path = NestedBuild::release(POLICY, Progress::Quiet).run()?;
    let bytes = fs::read(&path).map_err(|error| BuildError(format!("`{}`: {error}", path.display())))?;
    Module::new(&bytes).map(Module::patient).map_err(|error| BuildError(format!("`{}`: {error}", path.display())))
}
