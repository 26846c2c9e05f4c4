//! The command line as a test runs it.

use std::ffi::OsStr;
use std::process::Command;

/// The command line.
pub(crate) fn command() -> Command {
    program(env!("CARGO_BIN_EXE_ceph-multus"))
}

/// The same in another place. It writes what it writes elsewhere, whatever the terminal of the person who runs the tests
/// is like.
pub(crate) fn program(path: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(path);
    command.env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    command
}
