//! The WebAssembly engine that all modules of the process share, and the clock of its deadlines.

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use wasmtime::{Config, Engine};

use crate::module_error::ModuleError;

/// One epoch. As in `kubewarden/adm-controller: crates/policy-server/src/lib.rs`.
const TICK: Duration = Duration::from_secs(1);

/// The epochs that initialisation gets, and each call, policy-server's default (`kubewarden/adm-controller:
/// crates/policy-server/src/cli.rs`, `--policy-timeout`). The first tick may come at once, so a call gets between one
/// and two seconds.
pub(crate) const DEADLINE: u64 = 2;

/// The same for tests: a machine that does other things may stop for seconds in the middle of a call.
pub(crate) const PATIENCE: u64 = 120;

/// The engine, made on first use together with the thread that advances its epoch.
pub(crate) fn engine() -> Result<&'static Engine, ModuleError> {
    static ENGINE: OnceLock<Result<Engine, ModuleError>> = OnceLock::new();
    ENGINE.get_or_init(start).as_ref().map_err(Clone::clone)
}

fn start() -> Result<Engine, ModuleError> {
    let mut config = Config::default();
    config.epoch_interruption(true);
    let engine = Engine::new(&config).map_err(|error| ModuleError::new(&error))?;
    let ticking = engine.clone();
    thread::Builder::new()
        .name("epoch-ticker".to_owned())
        .spawn(move || {
            loop {
                thread::sleep(TICK);
                ticking.increment_epoch();
            }
        })
        .map_err(|error| ModuleError::new(&error))?;
    Ok(engine)
}
