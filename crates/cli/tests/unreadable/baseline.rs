//! Baselines: what they leave out, and the files that they are written to.

use crate::{MISSING, NAD, TAB, answer, folder, support};

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
        let output = support::command().current_dir(&folder).arg("check").args(args).output();
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
