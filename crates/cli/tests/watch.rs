//! `check --watch`: a report at once, and another one when a file has changed.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod support;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Long enough for a machine that is busy with other things.
const DEADLINE: Duration = Duration::from_secs(120);

/// A run that ends with the test.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Watch {
    fn start(folder: &Path, args: &[&str]) -> Watch {
        let mut child = support::command()
            .current_dir(folder)
            .args(["check", "--watch"])
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a run");
        let (sender, lines) = channel();
        let outputs: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("its output")), Box::new(child.stderr.take().expect("its errors"))];
        for output in outputs {
            let sender = sender.clone();
            std::thread::spawn(move || {
                BufReader::new(output).lines().map_while(Result::ok).for_each(|line| _ = sender.send(line));
            });
        }
        Watch { child, lines }
    }

    /// Waits for a report that ends with `end`; `change` is done until something comes of it.
    #[track_caller]
    fn wait_for(&self, end: &str, change: impl Fn()) {
        let (start, mut report) = (Instant::now(), String::new());
        change();
        while start.elapsed() < DEADLINE {
            match self.lines.recv_timeout(Duration::from_secs(5)) {
                Ok(line) if line.starts_with("waiting for changes") => {
                    if report.ends_with(end) {
                        return;
                    }
                    report.clear();
                }
                Ok(line) => report.push_str(&format!("{line}\n")),
                Err(_) => change(),
            }
        }
        panic!("nothing after {DEADLINE:?}: {report}");
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn nad(config: &str) -> String {
    format!(
        "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: a, namespace: b}}\nspec: {{config: '{config}'}}\n"
    )
}

const GOOD: &str = r#"{"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "mode": "bridge",
  "ipam": {"type": "whereabouts", "range": "192.168.20.0/24"}}"#;

#[test]
fn a_changed_file_is_checked_again_and_a_broken_one_is_waited_for() {
    let folder = folder("watch");
    let write = |text: &str| std::fs::write(folder.join("a.yaml"), text).expect("a file");
    write(&nad(GOOD));
    let watch = Watch::start(&folder, &["a.yaml"]);
    watch.wait_for("1 object in 1 file: no problems found\n", || {});
    watch.wait_for("\n1 object in 1 file: 2 errors\n", || write(&nad("{}")));
    watch.wait_for("\n0 objects in 1 file: 1 unreadable\n", || write("a: b: c"));
    watch.wait_for("1 object in 1 file: no problems found\n", || write(&nad(GOOD)));
}

#[test]
fn what_the_configuration_names_is_watched_and_the_configuration_itself() {
    let folder = folder("watch-config");
    std::fs::create_dir(folder.join("manifests")).expect("a folder");
    std::fs::write(folder.join(".ceph-multus.yaml"), "paths: [manifests]\n").expect("a file");
    std::fs::write(folder.join("manifests/a.yaml"), nad(GOOD)).expect("a file");
    let watch = Watch::start(&folder, &[]);
    watch.wait_for("1 object in 1 file: no problems found\n", || {});
    let file = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    watch.wait_for("2 objects in 2 files: no problems found\n", || {
        file("manifests/b.yaml", &nad(GOOD).replace("name: a", "name: b"))
    });
    watch.wait_for("1 unreadable\n", || file(".ceph-multus.yaml", "paths: [x]\n"));
}
