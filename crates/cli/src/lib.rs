//! The command line: files in, words out. What it says is found by the core; this reads, writes and asks.

#![forbid(unsafe_code)]

mod args;
mod check;
mod diagnose;
mod diff_settings;
mod explain;
mod failure;
mod host_network;
mod input;
mod install;
mod man;
mod output;
mod page;
mod plan;
mod progress;
mod registered;
mod request;
mod settings;
mod sync;
mod unapplied;
mod validation_config;
mod walk;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Args, Command};
use failure::Failure;

/// Nothing is wrong.
const CLEAN: u8 = 0;
/// Errors or differences.
const FOUND: u8 = 1;
/// Wrong usage, or something that cannot be read or written.
const UNUSABLE: u8 = 2;

/// What completions are for: kubectl asks its plugins in a way of its own.
const COMPLETED: &str = "ceph-multus";

/// What a command answers.
struct Answer {
    /// What goes to standard output.
    text: String,
    /// The exit code.
    code: u8,
    /// Whether a program reads it, which gets every byte; people get colours, and nothing else that changes a terminal.
    is_data: bool,
}

impl Answer {
    /// For people.
    fn text(text: String, code: u8) -> Answer {
        Answer { text, code, is_data: false }
    }

    /// For programs.
    fn data(text: String, code: u8) -> Answer {
        Answer { text, code, is_data: true }
    }

    /// For people, and nothing is wrong.
    fn clean(text: String) -> Answer {
        Answer::text(text, CLEAN)
    }
}

/// Runs the command line of this process; `name` is what it was called as.
pub fn run(name: &'static str) -> ExitCode {
    let command = Args::command().name(name).bin_name(name);
    let args = match command.clone().try_get_matches().and_then(|matches| Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { UNUSABLE } else { CLEAN };
            return ended(output::written(error.print()).map(|()| code));
        }
    };
    output::choose_color(args.color);
    let answer = match args.command {
        Command::Check(args) => check::run(&args),
        Command::Settings(args) => settings::run(&args),
        Command::Install(args) => install::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::HostNetwork(args) => host_network::run(&args),
        Command::ValidationConfig(args) => validation_config::run(&args),
        Command::Diagnose(args) => diagnose::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Request(args) => request::run(&args),
        Command::DiffSettings(args) => diff_settings::run(&args),
        Command::Completions { shell } => Ok(completions(command, shell)),
        Command::Man { directory } => man::run(command, directory.as_deref()),
    };
    ended(answer.and_then(|answer| output::print(&answer).map(|()| answer.code)))
}

/// The exit code, after the reason is written where there is no answer.
fn ended(code: Result<u8, Failure>) -> ExitCode {
    let code = code.unwrap_or_else(|failure| {
        output::complain(&failure);
        UNUSABLE
    });
    ExitCode::from(code)
}

fn completions(command: clap::Command, shell: clap_complete::Shell) -> Answer {
    // A shell offers the rules; who types one that is none gets a better answer from the command itself.
    let rules = clap::builder::PossibleValuesParser::new(explain::ids());
    let mut command =
        command.mut_subcommand("explain", |explain| explain.mut_arg("rule", |rule| rule.value_parser(rules)));
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, COMPLETED, &mut script);
    Answer::data(String::from_utf8_lossy(&script).into_owned(), CLEAN)
}
