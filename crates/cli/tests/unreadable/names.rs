//! Names of files with any bytes in them.

use std::path::PathBuf;
use std::process::Stdio;

use crate::{complaints, folder, output, support};

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
        let mut command = support::command();
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
