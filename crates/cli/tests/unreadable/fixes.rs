//! Files that `check --fix` changes, and those that it leaves.

use crate::{folder, support};

#[test]
fn fixes_change_the_file_once_and_nothing_else_in_it() {
    let folder = folder("fixed");
    let before = "# c\r\napiVersion: ceph.rook.io/v1\r\nkind: CephCluster\r\nmetadata: {name: c, namespace: ceph}\r\nspec:\r\n  network:\r\n    provider: multus\r\n    selectors:\r\n      publik: n/a # b\r\n";
    std::fs::write(folder.join("a.yaml"), format!("\u{feff}{before}")).expect("a file");
    let run = || {
        let command =
            support::command().current_dir(&folder).args(["check", "--fix", "a.yaml"]).output().expect("an answer");
        String::from_utf8(command.stdout).expect("text").lines().last().expect("a line").to_owned()
    };
    // What follows from a fix is fixed with it.
    assert_eq!(run(), "2 findings fixed in 1 file, 0 left");
    let after = before.replace("publik", "public").replace("n/a # b\r\n", "n/a # b\r\n      cluster: n/a\r\n");
    assert_eq!(std::fs::read_to_string(folder.join("a.yaml")).expect("a file"), format!("\u{feff}{after}"));
    assert_eq!(run(), "0 findings fixed in 0 files, 0 left");
    // The last line of a file needs no end, and what comes behind it ends as the others do.
    let unended = before.trim_end().replace("publik", "public");
    std::fs::write(folder.join("a.yaml"), &unended).expect("a file");
    assert_eq!(run(), "1 finding fixed in 1 file, 0 left");
    let after = format!("{unended}\r\n      cluster: n/a");
    assert_eq!(std::fs::read_to_string(folder.join("a.yaml")).expect("a file"), after);
    let before = before.replace("publik: n/a # b", "{public: pub}").replace("selectors:\r\n      ", "selectors: ");
    std::fs::write(folder.join("a.yaml"), &before).expect("a file");
    assert_eq!(run(), "2 findings fixed in 1 file, 0 left");
    let after = before.replace("{public: pub}", "{public: ceph/pub, cluster: ceph/pub}");
    assert_eq!(std::fs::read_to_string(folder.join("a.yaml")).expect("a file"), after);
}

#[test]
fn a_file_with_lone_carriage_returns_is_left_and_that_is_the_reason() {
    let folder = folder("fixed-returns");
    let text = "apiVersion: ceph.rook.io/v1\rkind: CephCluster\rmetadata: {name: c, namespace: ceph}\r\
                spec: {network: {provider: multus, selectors: {public: ceph/a, clutser: ceph/b}}}\r";
    std::fs::write(folder.join("a.yaml"), text).expect("a file");
    for (args, verb) in [(["--fix"].as_slice(), "fixed"), (["--fix", "--dry-run"].as_slice(), "would be fixed")] {
        let mut command = support::command();
        let output = command.current_dir(&folder).args(["check", "a.yaml"]).args(args).output().expect("an answer");
        let sum =
            format!("0 findings {verb} in 0 files, 1 left; run `ceph-multus check` without `--fix` to list them\n");
        let problem = "error: a.yaml: not changed because lines in it end with a carriage return alone\n";
        assert_eq!((output.status.code(), output.stdout, output.stderr), (Some(2), sum.into_bytes(), problem.into()));
    }
    assert_eq!(std::fs::read_to_string(folder.join("a.yaml")).expect("a file"), text);
}

#[cfg(unix)]
#[test]
fn fixes_of_a_linked_file_are_written_once_and_a_file_that_cannot_be_changed_stops_no_other() {
    let folder = folder("fixed-linked");
    let cluster = |name: &str, selector: &str| {
        format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: {name}, namespace: {name}}}\nspec:\n  network:\n    \
             provider: multus\n    selectors:\n      {selector}: n/a\n"
        )
    };
    let utf_16 =
        format!("\u{feff}{}", cluster("b", "publik")).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    std::fs::write(folder.join("a.yaml"), cluster("a", "publik")).expect("a file");
    std::fs::write(folder.join("b.yaml"), &utf_16).expect("a file");
    std::fs::write(folder.join("c.yaml"), cluster("c", "publik")).expect("a file");
    std::os::unix::fs::symlink("a.yaml", folder.join("d.yaml")).expect("a link");
    let run = |args: &[&str]| {
        let mut command = support::command();
        let output = command.current_dir(&folder).args(["check", "--fix"]).args(args).output().expect("an answer");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let diff = |name: &str| {
        format!(
            "--- a/{name}.yaml\n+++ b/{name}.yaml\n@@ -5,4 +5,5 @@\n   network:\n     provider: multus\n     selectors:\n\
             -      publik: n/a\n+      public: n/a\n+      cluster: n/a\n"
        )
    };
    let sum = "6 findings fixed in 2 files, 2 left; run `ceph-multus check` without `--fix` to list them\n";
    let problem = "error: b.yaml: not changed because it is not UTF-8\n";
    assert_eq!(run(&["."]), (Some(2), [diff("a"), diff("c"), sum.to_owned()].concat(), problem.to_owned()));
    let read = |name: &str| std::fs::read(folder.join(name)).expect("a file");
    for (name, namespace) in [("a.yaml", "a"), ("c.yaml", "c"), ("d.yaml", "a")] {
        assert_eq!(read(name), format!("{}      cluster: n/a\n", cluster(namespace, "public")).into_bytes(), "{name}");
    }
    assert!(read("b.yaml") == utf_16 && folder.join("d.yaml").is_symlink());
}
