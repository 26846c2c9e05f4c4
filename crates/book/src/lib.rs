//! The site: the book of `docs`, a page for each rule, the documents of the repository that a user reads, and the
//! playground beside them.
//!
//! | module | what |
//! |---|---|
//! | [`pages`] | adds to the book what stands elsewhere in the repository |
//! | [`links`] | leads links from where a document stands in the repository to where it stands in the site |
//! | [`check`] | finds links of the written site that lead nowhere |

pub mod check;
pub mod links;
pub mod pages;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;

use crate::pages::Pages;

/// Writes the site into `folder`, which is emptied before, with the built playground in it. `repository` is the top of the
/// sources.
///
/// # Errors
/// Where something cannot be read or written, and where a link of the site leads nowhere: all of those.
pub fn write(repository: &Path, playground: &Path, folder: &Path) -> Result<()> {
    let mut book = MDBook::load(repository.join("docs"))?;
    book.config.build.build_dir = folder.to_owned();
    book.with_preprocessor(Pages::new(repository.to_owned()));
    book.build()?;
    copy(playground, &folder.join("playground"))?;
    let broken = check::broken(folder)?;
    if !broken.is_empty() {
        bail!("{} links lead nowhere\n{}", broken.len(), broken.join("\n"));
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("`{}`", to.display()))?;
    for path in entries(from)? {
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).with_context(|| format!("`{}`", path.display()))?;
        }
    }
    Ok(())
}

/// What stands in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || -> std::io::Result<Vec<PathBuf>> { fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect() };
    let mut paths = read().with_context(|| format!("`{}`", folder.display()))?;
    paths.sort();
    Ok(paths)
}
