//! Pictures of a terminal for the README and the book, out of what the commands print.
//!
//! `UPDATE=1 cargo test -p ceph-multus-cli --test recordings` writes them; look at them.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod support;

use std::path::Path;

use anstyle_svg::Term;

/// The columns of the terminal.
const COLUMNS: usize = 126;

/// The picture, the directory in which the command runs, and the command.
const RECORDINGS: [(&str, &str, &str); 3] = [
    ("terminal-check.svg", "crates/cli/tests/input", "check dhcp.yaml"),
    ("terminal-plan.svg", "examples", "plan manifests"),
    ("terminal-diagnose.svg", "crates/cli/tests/input", "diagnose incident"),
];

/// What a terminal shows after the command was typed.
fn recording(directory: &Path, command: &str) -> String {
    let output = support::command()
        .args(["--color", "always"])
        .args(command.split(' '))
        .current_dir(directory)
        .output()
        .expect("an answer");
    let answer = String::from_utf8(output.stdout).expect("text");
    wrapped(&format!("$ ceph-multus {command}\n{}", answer.trim_end()))
}

/// `text` with lines of at most [`COLUMNS`] characters; escape sequences take no column.
fn wrapped(text: &str) -> String {
    let (mut wrapped, mut column, mut is_escape) = (String::new(), 0, false);
    for one in text.chars() {
        match one {
            '\n' => column = 0,
            '\u{1b}' => is_escape = true,
            _ if is_escape => is_escape = one != 'm',
            _ if column == COLUMNS => {
                wrapped.push('\n');
                column = 1;
            }
            _ => column += 1,
        }
        wrapped.push(one);
    }
    wrapped
}

#[test]
fn the_pictures_show_what_the_commands_print() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut outdated = Vec::new();
    for (name, directory, command) in RECORDINGS {
        let path = root.join("docs/src").join(name);
        let picture = Term::new().render_svg(&recording(&root.join(directory), command));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &picture).expect("the picture can be written");
        }
        if std::fs::read_to_string(&path).unwrap_or_default() != picture {
            outdated.push(name);
        }
    }
    assert!(outdated.is_empty(), "out of date, UPDATE=1 writes them: {outdated:?}");
}

#[test]
fn long_lines_are_wrapped_without_counting_colours() {
    let line = "\u{1b}[1m".to_owned() + &"a".repeat(COLUMNS) + "\u{1b}[0mb\nc";
    assert_eq!(wrapped(&line), "\u{1b}[1m".to_owned() + &"a".repeat(COLUMNS) + "\u{1b}[0m\nb\nc");
}
