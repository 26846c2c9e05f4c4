//! Where the pages of the rules are on the web.

use crate::explain;

/// The sources of this version. The only place that knows.
const SOURCES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/v", env!("CARGO_PKG_VERSION"));

/// The address of the page of a rule; `None` for what has none.
pub(crate) fn url(id: &str) -> Option<String> {
    let page = explain::page(id)?;
    Some(format!("{SOURCES}/{}/{}.md", page.directory, page.file))
}
