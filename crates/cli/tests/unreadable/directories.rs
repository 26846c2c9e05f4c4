//! Directories that another user may not read.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support;

#[test]
fn a_directory_that_cannot_be_read_is_listed_and_the_rest_is_read() {
    // Not below the folder of the tests, which other users may not enter.
    let folder = PathBuf::from("/tmp").join(format!("ceph-multus-directories-{}", std::process::id()));
    _ = std::fs::remove_dir_all(&folder);
    let permit = |modes: &[(&str, u32)]| {
        for (path, mode) in modes {
            std::fs::set_permissions(folder.join(path), std::fs::Permissions::from_mode(*mode)).expect("a mode");
        }
    };
    for path in ["mg/closed", "mg/listed", "mg/a-within", "other"] {
        std::fs::create_dir_all(folder.join(path)).expect("a folder");
    }
    let cluster = "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: c, namespace: rook-ceph}\n";
    std::fs::write(folder.join("mg/a-within/c.yaml"), cluster).expect("a file");
    std::fs::write(folder.join("mg/listed/c.yaml"), cluster).expect("a file");
    for (link, target) in
        [("gone.yaml", "x.yaml"), ("elsewhere", "../other"), ("second", "../other"), ("within", "a-within"), ("x", "y")]
    {
        symlink(target, folder.join("mg").join(link)).expect("a link");
    }
    let program = folder.join("ceph-multus");
    // By another process: what the other tests start here at this moment would hold the copy open for writing, and a
    // program that is open for writing is not run ("Text file busy").
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_ceph-multus")).arg(&program).status();
    assert!(copied.is_ok_and(|status| status.success()), "a program that other users may run");
    // Whatever the umask of the tests is, this is what another user may read.
    permit(&[(".", 0o755), ("ceph-multus", 0o755), ("mg", 0o755), ("mg/a-within", 0o755), ("other", 0o755)]);
    permit(&[("mg/a-within/c.yaml", 0o644), ("mg/listed/c.yaml", 0o644), ("mg/listed", 0o444), ("mg/closed", 0o000)]);
    let run = |args: &[&str]| {
        let mut command = support::program(&program);
        command.current_dir(&folder).args(args).stdin(Stdio::null());
        // Nothing is closed to root.
        let is_root = std::fs::read_dir(folder.join("mg/closed")).is_ok();
        let output = if is_root { command.uid(65534).gid(65534) } else { &mut command }.output().expect("an answer");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let checked = run(&["check", "mg"]);
    let diagnosed = run(&["diagnose", "mg"]);
    let planned = run(&["plan", "mg"]);
    permit(&[("mg/closed", 0o755), ("mg/listed", 0o755)]);
    std::fs::remove_dir_all(&folder).expect("the folder goes");

    let unreadable = [
        "mg/closed: permission denied",
        "mg/gone.yaml: a link to a file that does not exist",
        "mg/listed/c.yaml: permission denied",
    ];
    let lines = |start: &str| unreadable.map(|line| format!("{start}{line}\n")).concat();
    let links = "note: 2 links to directories are skipped; the first: mg/elsewhere\n";
    let sum = "1 object in 1 file: 3 unreadable\n";
    assert_eq!(checked, (Some(2), format!("{}\n{links}{sum}", lines("error: ")), String::new()));
    assert_eq!((diagnosed.0, diagnosed.2), (Some(0), format!("{links}{}", lines("note: skipped: "))));
    assert_eq!(
        diagnosed.1,
        "no problems found in these objects\n\nnote: not in the input, so not checked: CephClusters with Multus networks, and \
         their NetworkAttachmentDefinitions; pods; ippools.whereabouts.cni.cncf.io; nncp,nns\n"
    );
    assert_eq!(planned, (Some(2), String::new(), format!("{links}{}", lines("error: "))));
}
