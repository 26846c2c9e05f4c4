//! Commands and their answers in a Markdown document.

/// A command of a `console` block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// For a shell.
    pub(crate) command: String,
    /// The exit status: 0, or what stands behind `? ` in the line below the command.
    pub(crate) status: i32,
    /// The lines below it; none where the document does not say what comes.
    pub(crate) output: Vec<String>,
}

/// The commands of a document, in their order. A line that ends with `\` goes on in the next one.
pub(crate) fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let fences = text.split("\n```console\n").skip(1).filter_map(|rest| rest.split_once("\n```"));
    for (block, _) in fences {
        let mut goes_on = false;
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                steps.push(Step { command: command.to_owned(), status: 0, output: Vec::new() });
            } else if let Some(step) = steps.last_mut() {
                match line.strip_prefix("? ").and_then(|status| status.parse().ok()) {
                    _ if goes_on => step.command = format!("{}\n{line}", step.command),
                    Some(status) => step.status = status,
                    None => step.output.push(line.to_owned()),
                }
            }
            goes_on = line.ends_with('\\') && (goes_on || line.starts_with("$ "));
        }
        if let Some(step) = steps.last_mut() {
            while step.output.last().is_some_and(String::is_empty) {
                step.output.pop();
            }
        }
    }
    steps
}

/// Whether `found` is what was written: `...` stands for any lines, `[..]` for any part of a line.
pub(crate) fn answers(written: &[String], found: &str) -> bool {
    let found: Vec<&str> = found.trim_end().lines().collect();
    written.is_empty() || lines_fit(written, &found)
}

fn lines_fit(written: &[String], found: &[&str]) -> bool {
    match (written.split_first(), found.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "..." => {
            (0..=found.len()).filter_map(|skipped| found.get(skipped..)).any(|found| lines_fit(rest, found))
        }
        (Some((first, rest)), Some((line, lines))) => line_fits(first, line) && lines_fit(rest, lines),
        _ => false,
    }
}

fn line_fits(written: &str, found: &str) -> bool {
    let Some((start, rest)) = written.split_once("[..]") else { return written == found };
    let Some(found) = found.strip_prefix(start) else { return false };
    (0..=found.len()).filter_map(|skipped| found.get(skipped..)).any(|found| line_fits(rest, found))
}

#[test]
fn reads_commands_with_their_answers() {
    let text = "a\n\n```console\n$ b | \\\n  c\nd\n\n$ e # f\n? 3\n```\n\n```sh\n$ g\n```\n";
    let step = |command: &str, status, output: &[&str]| Step {
        command: command.to_owned(),
        status,
        output: output.iter().map(|line| (*line).to_owned()).collect(),
    };
    assert_eq!(steps(text), [step("b | \\\n  c", 0, &["d", ""]), step("e # f", 3, &[])]);
}

#[test]
fn compares_lines_and_their_parts() {
    let fits = |written: &[&str], found: &str| {
        answers(&written.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(), found)
    };
    assert!(fits(&[], "anything"));
    assert!(fits(&["a", "b"], "a\nb\n"));
    assert!(!fits(&["a"], "a\nb"));
    assert!(!fits(&["a", "b"], "a"));
    assert!(fits(&["...", "c"], "a\nb\nc"));
    assert!(fits(&["...", "c"], "c"));
    assert!(!fits(&["...", "b"], "a\nb\nc"));
    assert!(fits(&["x[..]z"], "xyyz"));
    assert!(!fits(&["x[..]z"], "xyy"));
}
