//! How much a module works, counted instead of timed: the same on every machine and at every run.

use std::fmt;

use wasmtime::{Config, Engine, InstancePre, Linker, Store};

use crate::module::CallError;
use crate::module_error::ModuleError;
use crate::wapc::{self, Exchange};

/// More instructions than any request may take.
const FUEL: u64 = 1 << 40;

/// What one call cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The WebAssembly instructions that were executed, start-up included, as the engine's fuel counts them.
    pub instructions: u64,
    /// The bytes of memory that the instance had in the end; it never gives any back.
    pub memory: usize,
    /// The answer, or the text of the guest's error.
    pub answer: Result<Vec<u8>, String>,
}

/// A module whose instructions are counted.
pub struct CountedModule(InstancePre<Exchange>);

impl CountedModule {
    /// Compiles `bytes` so that its instructions are counted, and links it to the functions of waPC.
    ///
    /// # Errors
    /// Where the bytes are no valid module, or it imports something else.
    pub fn new(bytes: &[u8]) -> Result<Self, ModuleError> {
        let mut config = Config::default();
        config.consume_fuel(true);
        let linked = || {
            let engine = Engine::new(&config)?;
            let module = wasmtime::Module::from_binary(&engine, bytes)?;
            let mut linker = Linker::new(&engine);
            wapc::link(&mut linker)?;
            linker.instantiate_pre(&module)
        };
        linked().map(Self).map_err(|error: wasmtime::Error| ModuleError::new(&error))
    }

    /// Calls a waPC function in a fresh instance.
    ///
    /// # Errors
    /// Where the module traps.
    pub fn call(&self, function: &str, payload: &[u8]) -> Result<Work, CallError> {
        self.work(function, payload).map_err(|error| CallError::Trap(format!("{error:#}")))
    }

    fn work(&self, function: &str, payload: &[u8]) -> wasmtime::Result<Work> {
        let mut store = Store::new(self.0.module().engine(), Exchange::default());
        store.set_fuel(FUEL)?;
        let instance = self.0.instantiate(&mut store)?;
        for name in wapc::STARTS {
            if instance.get_func(&mut store, name).is_some() {
                instance.get_typed_func::<(), ()>(&mut store, name)?.call(&mut store, ())?;
            }
        }
        let guest_call = instance.get_typed_func::<(u32, u32), i32>(&mut store, wapc::GUEST_CALL)?;
        let lengths = store.data_mut().start(function, payload);
        let done = guest_call.call(&mut store, lengths)?;
        let memory = instance.get_memory(&mut store, "memory").map_or(0, |memory| memory.data_size(&store));
        let instructions = FUEL - store.get_fuel()?;
        Ok(Work { instructions, memory, answer: store.data_mut().finish(done != 0) })
    }
}

impl fmt::Debug for CountedModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CountedModule").finish_non_exhaustive()
    }
}
