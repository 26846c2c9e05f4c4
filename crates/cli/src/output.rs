//! What goes to the terminal.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use ceph_multus_core::report::text::visible;
use clap::ColorChoice;

use crate::Answer;
use crate::failure::{Failure, plain};

/// Bold.
pub(crate) const BOLD: Style = Style::new().bold();
/// Dimmed.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What is wrong.
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
/// What may be wrong.
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// What is right.
pub(crate) const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Uses colours as the user wants; by default where standard output is a terminal that has them.
pub(crate) fn choose_color(choice: ColorChoice) {
    let choice = match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// `text` in a style; the stream takes the style out where it has no colours.
pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Writes an answer to standard output. Who closes it early, as `head` does, has read enough.
///
/// # Errors
/// Where it cannot be written, as on a disk that is full: a file that is cut off must not look complete.
pub(crate) fn print(answer: &Answer) -> Result<(), Failure> {
    let write = |out: &mut dyn Write| out.write_all(answer.text.as_bytes()).and_then(|()| out.flush());
    // The stream for people takes out what changes a terminal, which in data are bytes that someone wrote.
    written(if answer.is_data { write(&mut std::io::stdout().lock()) } else { write(&mut anstream::stdout().lock()) })
}

/// What became of writing to standard output.
///
/// # Errors
/// As those of [`print`].
pub(crate) fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::from(format!("the output cannot be written: {}", plain(&error))))
        }
        _ => Ok(()),
    }
}

/// A path for people: a file may have any name.
pub(crate) fn shown(path: &Path) -> String {
    visible(&path.display().to_string())
}

/// Says something beside the answer, on standard error.
pub(crate) fn note(text: &str) {
    _ = writeln!(anstream::stderr().lock(), "{} {}", styled(BOLD, "note:"), visible(text));
}

/// Tells why there is no answer, a line each, on standard error.
pub(crate) fn complain(failure: &Failure) {
    let mut out = anstream::stderr().lock();
    for line in &failure.0 {
        _ = writeln!(out, "{} {}", styled(RED, "error:"), visible(line));
    }
}
