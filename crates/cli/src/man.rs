//! `man`: the manual pages.

use std::path::Path;

use clap_mangen::Man;

use crate::failure::Failure;
use crate::output::shown;
use crate::{Answer, CLEAN, COMPLETED};

/// Writes a page for each command into `directory`; without one, shows that of the program.
///
/// # Errors
/// Where a file cannot be written.
pub(crate) fn run(command: clap::Command, directory: Option<&Path>) -> Result<Answer, Failure> {
    let mut command = command.name(COMPLETED).bin_name(COMPLETED).disable_help_subcommand(true);
    command.build();
    let Some(directory) = directory else {
        let page = rendered(command).map_err(|error| Failure::from(error.to_string()))?;
        return Ok(Answer::data(String::from_utf8_lossy(&page).into_owned(), CLEAN));
    };
    let failed = |error: std::io::Error| Failure::of(directory, error);
    std::fs::create_dir_all(directory).map_err(failed)?;
    let mut pages = vec![(String::from(COMPLETED), command.clone())];
    for below in command.get_subcommands() {
        let name = format!("{COMPLETED}-{}", below.get_name());
        pages.push((name, below.clone()));
    }
    let mut written = String::new();
    for (name, command) in pages {
        let file = directory.join(format!("{name}.1"));
        std::fs::write(&file, rendered(command).map_err(failed)?).map_err(failed)?;
        written.push_str(&format!("{}\n", shown(&file)));
    }
    Ok(Answer::clean(written))
}

fn rendered(command: clap::Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}
