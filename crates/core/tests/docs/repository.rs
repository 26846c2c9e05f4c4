//! The files of the repository.

use std::path::Path;
use std::process::Command;

/// What git has, and what it does not ignore; a file that was removed is listed until that is committed.
pub(crate) fn files() -> Vec<String> {
    let output = Command::new("git")
        // A checkout may belong to another user than the one who runs the tests.
        .args(["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("git");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("names in UTF-8").lines().map(str::to_owned).collect()
}
