//! A bar for those who wait.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How long somebody waits before a bar appears.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error that appears on a terminal only, and only where it takes long.
pub(crate) struct Progress {
    start: Instant,
    is_watched: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Starts to wait.
    pub(crate) fn new() -> Progress {
        Progress { start: Instant::now(), is_watched: std::io::stderr().is_terminal(), bar: OnceLock::new() }
    }

    /// Tells that `done` of `total` are done; from any thread.
    pub(crate) fn advance(&self, what: &'static str, done: usize, total: usize) {
        if !self.is_watched || self.start.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let style = ProgressStyle::with_template("{msg} [{bar:40}] {pos}/{len}");
            ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_message(what);
        bar.set_length(u64::try_from(total).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
