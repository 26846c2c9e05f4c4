//! What cannot be read: one clear line for each, and exit code 2.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The lines of `check` about what cannot be read, run in `folder`.
#[track_caller]
fn complaints(folder: &PathBuf, paths: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_ceph-multus"))
        .current_dir(folder)
        .arg("check")
        .args(paths)
        .stdin(Stdio::null())
        .output()
        .expect("an answer");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
    text.lines().filter(|line| line.starts_with("error: ")).map(str::to_owned).collect()
}

#[test]
fn each_gets_one_line() {
    let folder = folder("unreadable");
    std::fs::write(folder.join("binary.yaml"), b"\x7fELF\x02\x01\x01\x00\x00").expect("a file");
    std::fs::write(folder.join("broken.json"), "{\"apiVersion\": \"v1\",}").expect("a file");
    std::fs::write(folder.join("broken.yaml"), "a: b\n  c: d\n").expect("a file");
    std::fs::write(folder.join("latin.yaml"), b"name: caf\xe9\n").expect("a file");
    std::fs::write(
        folder.join("twice.yml"),
        "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nspec: {type: 1,\n  type: 3}\n",
    )
    .expect("a file");
    std::fs::create_dir(folder.join("empty")).expect("a folder");
    let expected = [
        "error: binary.yaml: a binary file; manifests are YAML or JSON",
        "error: broken.json:1:21: key must be a string",
        "error: broken.yaml:2:4: mapping values are not allowed in this context",
        "error: latin.yaml: not UTF-8 at byte 10; save it as UTF-8",
        "error: twice.yml:4:3: the key `type` is set twice in one object; remove the duplicate",
    ];
    assert_eq!(complaints(&folder, &["."]), expected);
    assert_eq!(complaints(&folder, &["nothing.yaml"]), ["error: nothing.yaml: no such file or directory"]);
    let nothing = "no .yaml, .yml or .json files in this directory; \
                   hidden files, files that git ignores and links to directories are skipped";
    assert_eq!(complaints(&folder, &["empty"]), [format!("error: empty: {nothing}")]);
    assert_eq!(complaints(&folder, &["-"]), ["error: <stdin>: no Kubernetes objects found"]);
}

#[cfg(unix)]
#[test]
fn a_directory_that_cannot_be_read_is_listed_and_the_rest_is_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;

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
    std::fs::copy(env!("CARGO_BIN_EXE_ceph-multus"), &program).expect("a program that other users may run");
    permit(&[("mg/closed", 0o000), ("mg/listed", 0o444), (".", 0o755)]);
    let run = |args: &[&str]| {
        let mut command = Command::new(&program);
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
         their NetworkAttachmentDefinitions; pods; ippools; nncp,nns\n"
    );
    assert_eq!(planned, (Some(2), String::new(), format!("{links}{}", lines("error: "))));
}

#[cfg(unix)]
#[test]
fn names_change_neither_the_terminal_nor_the_line() {
    let folder = folder("names");
    std::fs::write(folder.join("a\u{1b}]0;x\u{7}\n.yaml"), "a: b\n  c: d\n").expect("a file");
    let node = "apiVersion: v1\nkind: Node\nmetadata: {name: \"a\\e[31m\"}\n";
    std::fs::write(folder.join("b.yaml"), node).expect("a file");
    assert_eq!(
        complaints(&folder, &["."]),
        [
            "error: a?]0;x??.yaml:2:4: mapping values are not allowed in this context",
            "error: b.yaml:3:18: `metadata.name` has a character that cannot be seen, found `a?[31m`; remove it",
        ]
    );
}

/// What a command writes, on both streams; nothing of it but the ends of lines is a control character.
#[cfg(unix)]
#[track_caller]
fn lines(folder: &PathBuf, args: &[&str]) -> Vec<String> {
    let output = output(folder, args);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
    assert!(!text.contains(|letter: char| letter.is_control() && letter != '\n'), "{args:?}: {text:?}");
    text.lines().map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn no_command_shows_a_name_as_it_is() {
    let folder = folder("shown");
    let cluster = |second: &str| {
        format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\n\
             spec: {{network: {{provider: multus, selectors: {{publik: rook-ceph/a{second}}}}}}}\n"
        )
    };
    std::fs::write(folder.join("a\u{1b}c\n.yaml"), cluster("")).expect("a file");
    std::fs::write(folder.join("settings"), "{}").expect("a file");
    let fixed = lines(&folder, &["check", "--fix", "--dry-run", "."]);
    assert_eq!(fixed[..2], ["--- a/a?c?.yaml", "+++ b/a?c?.yaml"]);
    let known = lines(&folder, &["check", "--write-baseline", "b\u{7}.json", "."]);
    assert_eq!(known, ["b?.json: 1 finding"]);
    let differences = lines(&folder, &["diff-settings", "--settings", "settings", "a\u{1b}c\n.yaml"]);
    assert_eq!(differences[0], "a?c?.yaml:1:1: CephCluster rook-ceph/c: in the manifests but not in the settings");
    std::fs::write(folder.join("b\u{1b}.yaml"), cluster(", cluster: rook-ceph/b")).expect("a file");
    let repeated = lines(&folder, &["check", "."]).into_iter().find(|line| line.starts_with("error[object-repeated]"));
    assert_eq!(repeated.as_deref(), Some("error[object-repeated]: the same object as at a?c?.yaml:3:18"));
    let fact = "   - CephCluster rook-ceph/c: a?c?.yaml:1:1 is checked; not checked: b?.yaml:1:1";
    let found = lines(&folder, &["diagnose", "."]);
    assert!(found.iter().any(|line| line == fact), "{found:?}");

    let ceph = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/input/hosts/ceph.yaml");
    let args = ["host-network", "--nodes", "n", ceph];
    let written = lines(&folder, &[&args[..], &["--directory", "d\u{1b}"]].concat());
    assert_eq!(written, ["d?/n/public-shim-n.yaml"]);
    let other = "kind: NodeNetworkConfigurationPolicy\nmetadata: {name: public-shim-n}\nspec: {\"a\\e[31m\": 1}\n";
    std::fs::write(folder.join("policy.yaml"), other).expect("a file");
    let compared = lines(&folder, &[&args[..], &["--check", "policy.yaml"]].concat());
    let unknown = "NodeNetworkConfigurationPolicy `public-shim-n`: `spec.a?[31m` must be not set, found `1`";
    assert!(compared.iter().any(|line| line == unknown), "{compared:?}");
    std::fs::write(folder.join("e\u{1b}"), "x\n").expect("a file");
    let compared = lines(&folder, &[&args[..], &["--for", "networkd", "--check", "e\u{1b}"]].concat());
    let outside = "e?: what is above the first line `# ==> NODE/FILE <==` belongs to no file";
    assert!(compared.iter().any(|line| line == outside), "{compared:?}");
    let pages = lines(&folder, &["man", "m\u{1b}"]);
    assert_eq!(pages[0], "m?/ceph-multus.1");
}

#[cfg(unix)]
#[test]
fn data_has_every_byte() {
    let folder = folder("bytes");
    let nad = "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: net, namespace: rook-ceph}\nspec: \
               {config: \"{'type': 'macvlan', 'master': 'eth1\\x7f', 'ipam': {'type': 'dhcp'}}\"}\n---\n\
               apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: c, namespace: rook-ceph}\nspec: {network: \
               {provider: multus, selectors: {public: rook-ceph/net, cluster: rook-ceph/net}}}\n"
        .replace('\'', "\\\"");
    let name = "\u{1b}[31mr.yaml";
    std::fs::write(folder.join(name), nad).expect("a file");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ceph-multus"));
        let output = command.current_dir(&folder).args(args).stdin(Stdio::null()).output().expect("an answer");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    for format in ["json", "yaml"] {
        let (code, settings) = run(&["settings", "--output", format, name]);
        std::fs::write(folder.join("settings"), &settings).expect("a file");
        let up_to_date = (Some(0), String::from("the settings are up to date\n"));
        assert_eq!(code, Some(0), "{settings}");
        assert_eq!(run(&["diff-settings", "--settings", "settings", name]), up_to_date, "{settings}");
    }
    let (_, commands) = run(&["check", "--output", "github", name]);
    let annotation = |rule: &str, message: &str| {
        let (page, nad) = (rule.replace('-', "_"), "NetworkAttachmentDefinition rook-ceph/net");
        let pages = concat!("https://github.com/ceph-multus/ceph-multus-policy/blob/v", env!("CARGO_PKG_VERSION"));
        format!(
            "::error file={name},line=4,endLine=4,col=8,title={rule}::{nad}: {message} ({pages}/crates/core/src/rules/{page}.md)\n"
        )
    };
    assert_eq!(
        commands,
        annotation(
            "cni-version-unsupported",
            "`spec.config.cniVersion`: `cniVersion` is not set and defaults to `0.1.0`, for which Multus reports no network \
             status; use `0.3.1`"
        ) + &annotation(
            "ipam-type-not-allowed",
            "`spec.config.ipam.type`: `dhcp` is not predictable: an address is known only when the pod runs, and every node \
             needs a daemon; use `whereabouts`"
        )
    );
    let (_, text) = run(&["check", name]);
    assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "{text:?}");
}

#[test]
fn a_file_of_300_mib_is_too_large() {
    let folder = folder("large");
    // It takes no room on the disk: nothing was written.
    std::fs::File::create(folder.join("large.yaml")).and_then(|file| file.set_len(300 << 20)).expect("a file");
    assert_eq!(
        complaints(&folder, &["large.yaml"]),
        ["error: large.yaml: more than 256 MiB; give the manifests in several files"]
    );
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn what_git_ignores_is_not_checked_and_what_is_no_manifest_is_passed_over() {
    let folder = folder("ignored");
    std::fs::create_dir(folder.join("build")).expect("a folder");
    std::fs::write(folder.join(".gitignore"), "build/\n").expect("a file");
    std::fs::write(folder.join("build/broken.yaml"), "a: b\n  c: d\n").expect("a file");
    std::fs::write(folder.join("tsconfig.json"), "{\n  // comments\n  \"a\": 1,\n}\n").expect("a file");
    std::fs::write(folder.join("pod.yaml"), "apiVersion: v1\nkind: Service\n# twice\nspec: {a: 1, a: 2}\n")
        .expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_ceph-multus")).current_dir(&folder).args(["check", "."]).output();
    let output = output.expect("an answer");
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stdout).expect("text").as_str()),
        (
            Some(0),
            "note: 1 document is not a Kubernetes object, skipped\nnote: 1 object without a rule, skipped: v1/Service\n0 objects in 2 \
             files: nothing to check\n"
        )
    );
}

#[test]
fn fixes_change_the_file_once_and_nothing_else_in_it() {
    let folder = folder("fixed");
    let before = "# c\r\napiVersion: ceph.rook.io/v1\r\nkind: CephCluster\r\nmetadata: {name: c, namespace: ceph}\r\nspec:\r\n  network:\r\n    provider: multus\r\n    selectors:\r\n      publik: n/a # b\r\n";
    std::fs::write(folder.join("a.yaml"), format!("\u{feff}{before}")).expect("a file");
    let run = || {
        let command = Command::new(env!("CARGO_BIN_EXE_ceph-multus"))
            .current_dir(&folder)
            .args(["check", "--fix", "a.yaml"])
            .output()
            .expect("an answer");
        String::from_utf8(command.stdout).expect("text").lines().last().expect("a line").to_owned()
    };
    // What follows from a fix is fixed with it.
    assert_eq!(run(), "2 findings fixed in 1 file, 0 left");
    let after = before.replace("publik", "public").replace("n/a # b\r\n", "n/a # b\r\n      cluster: n/a\r\n");
    assert_eq!(std::fs::read_to_string(folder.join("a.yaml")).expect("a file"), format!("\u{feff}{after}"));
    assert_eq!(run(), "0 findings fixed in 0 files, 0 left");
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_ceph-multus"));
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
fn a_configuration_that_is_not_a_file_is_an_error_and_nobody_waits_for_it() {
    let folder = folder("no-config");
    std::fs::write(folder.join("a.yaml"), "apiVersion: v1\nkind: Service\n").expect("a file");
    let path = folder.join(".ceph-multus.yaml");
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ceph-multus"));
        let output = command.current_dir(&folder).args(["check", "a.yaml"]).output().expect("an answer");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let error = |what: &str| {
        let line = format!("error: .ceph-multus.yaml: {what}; remove it, or name a file with `--config`\n");
        (Some(2), line)
    };
    std::os::unix::fs::symlink("gone.yaml", &path).expect("a link");
    assert_eq!(run(), error("a link to a missing file"));
    std::fs::remove_file(&path).expect("a link");
    std::fs::create_dir(&path).expect("a directory");
    assert_eq!(run(), error("a directory, not a file"));
    std::fs::remove_dir(&path).expect("a directory");
    assert!(Command::new("mkfifo").arg(&path).status().expect("a pipe").success());
    assert_eq!(run(), error("not a regular file"));
    // A link to a file is one.
    std::fs::remove_file(&path).expect("a pipe");
    std::fs::write(folder.join("config"), "{}").expect("a file");
    std::os::unix::fs::symlink("config", &path).expect("a link");
    assert_eq!(run(), (Some(0), String::new()));
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_ceph-multus"));
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

#[test]
fn a_baseline_leaves_out_what_was_there_when_it_was_written() {
    let folder = folder("baseline");
    let nad = |name: &str| {
        format!(
            "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: {name}}}\nspec: {{config: '{{}}'}}\n---\n"
        )
    };
    std::fs::write(folder.join("a.yaml"), nad("old")).expect("a file");
    let run = |args: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_ceph-multus")).current_dir(&folder).arg("check").args(args).output();
        let output = output.expect("an answer");
        (output.status.code(), String::from_utf8(output.stdout).expect("text").lines().last().map(str::to_owned))
    };
    assert_eq!(run(&["a.yaml"]).0, Some(1));
    assert_eq!(run(&["--write-baseline", "b.json", "a.yaml"]).0, Some(0));
    // Lines move.
    std::fs::write(folder.join("a.yaml"), format!("# a comment\n\n{}", nad("old"))).expect("a file");
    assert_eq!(
        run(&["--baseline", "b.json", "a.yaml"]),
        (Some(0), Some(String::from("1 object in 1 file: no problems found")))
    );
    std::fs::write(folder.join("a.yaml"), nad("old") + &nad("new")).expect("a file");
    assert_eq!(run(&["--baseline", "b.json", "a.yaml"]).0, Some(1));
}

fn output(folder: &PathBuf, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ceph-multus"))
        .current_dir(folder)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("an answer")
}

/// The exit code of a command that is run in `folder`, and what it writes on both streams.
#[track_caller]
fn answer(folder: &PathBuf, args: &[&str]) -> (Option<i32>, String) {
    let output = output(folder, args);
    (output.status.code(), String::from_utf8([output.stderr, output.stdout].concat()).expect("text"))
}

const NAD: &str =
    "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {name: a}\nspec: {config: '{}'}\n";

const MISSING: &str = "nope.yaml: no such file or directory";

const TAB: &str = "tab.yaml:3:1: while scanning a plain scalar, found a tab";

#[test]
fn a_baseline_of_what_cannot_all_be_read_is_written_and_says_so() {
    let folder = folder("baseline-unreadable");
    std::fs::write(folder.join("good.yaml"), NAD).expect("a file");
    std::fs::write(folder.join("tab.yaml"), "spec:\n  provider: multus\n\tselectors: {}\n").expect("a file");
    assert_eq!(
        answer(&folder, &["check", "--write-baseline", "b.json", "good.yaml", "nope.yaml", "tab.yaml"]),
        (Some(2), format!("error: {MISSING}\nerror: {TAB}\n\nb.json: 2 findings\n"))
    );
    assert_eq!(answer(&folder, &["check", "--baseline", "b.json", "good.yaml"]).0, Some(0));
}

#[test]
fn a_baseline_replaces_no_other_file() {
    let folder = folder("baseline-other");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    let run = |name: &str| answer(&folder, &["check", "--write-baseline", name, "a.yaml"]);
    write("a.yaml", NAD);
    write("b.yaml", NAD);
    let help = "not overwritten because it is not a baseline; name a new file after `--write-baseline`";
    assert_eq!(run("b.yaml"), (Some(2), format!("error: b.yaml: {help}\n")));
    assert_eq!(std::fs::read_to_string(folder.join("b.yaml")).expect("a file"), NAD);
    write("b.json", "{}");
    assert_eq!(run("b.json"), (Some(2), format!("error: b.json: {help}\n")));
    let written = |name: &str| (Some(0), format!("{name}: 2 findings\n"));
    write("empty", "");
    assert_eq!(run("empty"), written("empty"));
    assert_eq!(run("new.json"), written("new.json"));
    assert_eq!(run("new.json"), written("new.json"));
}

#[test]
fn what_diagnose_cannot_read_of_the_command_line_is_an_error_and_the_rest_is_read() {
    let folder = folder("diagnose");
    std::fs::create_dir(folder.join("dump")).expect("a folder");
    let tab = "spec:\n  provider: multus\n\tselectors: {}\n";
    for (name, text) in [("good.yaml", NAD), ("tab.yaml", tab), ("dump/tab.yaml", tab), ("dump/good.yaml", NAD)] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    let run = |args: &[&str]| {
        let (code, text) = answer(&folder, &[&["diagnose"], args].concat());
        let lines = text.lines().filter(|line| line.contains("yaml: ") || line.contains("yaml:3")).collect::<Vec<_>>();
        (code, lines.join("\n"))
    };
    assert_eq!(run(&["good.yaml"]), (Some(0), String::new()));
    assert_eq!(run(&["good.yaml", "nope.yaml", "./tab.yaml"]), (Some(2), format!("error: ./{TAB}\nerror: {MISSING}")));
    assert_eq!(run(&["dump"]), (Some(0), format!("note: skipped: dump/{TAB}")));
    assert_eq!(run(&["dump", "./dump/tab.yaml"]), (Some(2), format!("error: dump/{TAB}")));
    std::fs::create_dir(folder.join("empty")).expect("a folder");
    assert_eq!(answer(&folder, &["diagnose", "good.yaml", "empty"]).0, Some(2));

    let output = Command::new(env!("CARGO_BIN_EXE_ceph-multus"))
        .current_dir(&folder)
        .args(["diagnose", "--output", "json", "dump", "nope.yaml"])
        .output()
        .expect("an answer");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        json["unreadable"],
        serde_json::json!([{"file": "nope.yaml", "line": null, "column": null, "problem": "no such file or directory"}])
    );
    assert_eq!(
        json["skipped"],
        serde_json::json!([
            {"file": "dump/tab.yaml", "line": 3, "column": 1, "problem": "while scanning a plain scalar, found a tab"}
        ])
    );
}

#[test]
fn settings_that_are_broken_json_are_reported_at_their_line() {
    let folder = folder("settings");
    let run = |text: &str| {
        std::fs::write(folder.join("s.json"), text).expect("a file");
        std::fs::write(folder.join("a.yaml"), NAD).expect("a file");
        answer(&folder, &["check", "-s", "s.json", "a.yaml"])
    };
    let error = |problem: &str| (Some(2), format!("error: s.json{problem}\n"));
    assert_eq!(run("{\n  \"nodes\": 3,\n  \"osds\""), error(":3:8: EOF while parsing an object"));
    assert_eq!(run("{\"nodes\": 3,}"), error(":1:13: key must be a string"));
    assert_eq!(run("nodes: 3\n"), error(": neither JSON nor a manifest"));
}
