//! A waPC module: compiled once, instantiated afresh for every request.

use std::error::Error;
use std::fmt;

use wasmtime::{InstancePre, Linker, Store, Trap, TypedFunc};

use crate::engine::{DEADLINE, PATIENCE, engine};
use crate::module_error::ModuleError;
use crate::response::SettingsVerdict;
use crate::{wapc, wasi};

/// A compiled and linked module. Any number of threads may call it at a time.
pub struct Module {
    pre: InstancePre<wapc::Exchange>,
    imports: Vec<(String, String)>,
    exports: Vec<String>,
    /// The epochs that initialisation gets, and each call.
    deadline: u64,
}

impl Module {
    /// Compiles `bytes`, a WebAssembly module, and links it to what policy-server offers: the waPC host functions and
    /// WASI preview 1, as much of that as a policy asks for that neither reads files nor the clock.
    ///
    /// # Errors
    /// Where the bytes are no valid module, or it imports something else.
    pub fn new(bytes: &[u8]) -> Result<Self, ModuleError> {
        let engine = engine()?;
        let module = wasmtime::Module::from_binary(engine, bytes).map_err(|error| ModuleError::new(&error))?;
        let imports = module.imports().map(|import| (import.module().to_owned(), import.name().to_owned())).collect();
        let exports = module.exports().map(|export| export.name().to_owned()).collect();
        let mut linker = Linker::new(engine);
        let linked = wapc::link(&mut linker).and_then(|()| wasi::link(&mut linker, &module));
        let pre = linked.and_then(|()| linker.instantiate_pre(&module)).map_err(|error| ModuleError::new(&error))?;
        Ok(Self { pre, imports, exports, deadline: DEADLINE })
    }

    /// The module for a test of its answers, on which a busy machine leaves no mark. How long they take is a matter of
    /// [`crate::work`].
    #[must_use]
    pub fn patient(self) -> Self {
        Self { deadline: PATIENCE, ..self }
    }

    /// What the module imports, as (module, name), in the order of its import section.
    #[must_use]
    pub fn imports(&self) -> &[(String, String)] {
        &self.imports
    }

    /// The names that the module exports, in the order of its export section.
    #[must_use]
    pub fn exports(&self) -> &[String] {
        &self.exports
    }

    /// Calls a waPC function (`validate`, `validate_settings`, `protocol_version`) with any bytes, in a fresh instance.
    ///
    /// # Errors
    /// Whatever ends the call without a response.
    pub fn call(&self, function: &str, payload: &[u8]) -> Result<Vec<u8>, CallError> {
        self.instance()?.call(function, payload)
    }

    /// Asks the module whether it takes `settings`.
    ///
    /// # Errors
    /// Whatever ends the call without a response, and a response that is not a settings verdict.
    pub fn validate_settings(&self, settings: &serde_json::Value) -> Result<SettingsVerdict, CallError> {
        let bytes = self.call("validate_settings", settings.to_string().as_bytes())?;
        serde_json::from_slice(&bytes).map_err(|error| CallError::Response(error.to_string()))
    }

    /// A new instance, initialised and ready. Policy-server takes one for each request; a caller that keeps it gets a
    /// warm one.
    ///
    /// # Errors
    /// Where one of [`wapc::STARTS`] fails, or there is no guest function.
    pub fn instance(&self) -> Result<Instance, CallError> {
        let failed = |error: wasmtime::Error| match ending(error) {
            CallError::Trap(text) => CallError::Init(text),
            other => other,
        };
        let mut store = Store::new(self.pre.module().engine(), wapc::Exchange::default());
        store.set_epoch_deadline(self.deadline);
        let instance = self.pre.instantiate(&mut store).map_err(failed)?;
        for name in wapc::STARTS {
            if instance.get_func(&mut store, name).is_some() {
                let start = instance.get_typed_func::<(), ()>(&mut store, name).map_err(failed)?;
                store.set_epoch_deadline(self.deadline);
                start.call(&mut store, ()).map_err(failed)?;
            }
        }
        let guest_call = instance.get_typed_func(&mut store, wapc::GUEST_CALL).map_err(failed)?;
        Ok(Instance { store, guest_call, deadline: self.deadline })
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("imports", &self.imports).field("exports", &self.exports).finish_non_exhaustive()
    }
}

/// One instance of a module: its memory lives as long as it does.
pub struct Instance {
    store: Store<wapc::Exchange>,
    guest_call: TypedFunc<(u32, u32), i32>,
    deadline: u64,
}

impl Instance {
    /// Calls a waPC function with any bytes.
    ///
    /// # Errors
    /// Whatever ends the call without a response. After [`CallError::Trap`] and [`CallError::Deadline`] the instance
    /// is in no defined state.
    pub fn call(&mut self, function: &str, payload: &[u8]) -> Result<Vec<u8>, CallError> {
        let lengths = self.store.data_mut().start(function, payload);
        self.store.set_epoch_deadline(self.deadline);
        let outcome = self.guest_call.call(&mut self.store, lengths).map_err(ending);
        let exchange = self.store.data_mut();
        if let Some(call) = exchange.rejected.take() {
            return Err(CallError::HostCall(call));
        }
        exchange.finish(outcome? != 0).map_err(CallError::Guest)
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instance").finish_non_exhaustive()
    }
}

/// How the engine says that a call ended.
fn ending(error: wasmtime::Error) -> CallError {
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => CallError::Deadline,
        _ => CallError::Trap(error.to_string()),
    }
}

/// How a call ended without a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallError {
    /// The guest said so itself; its text.
    Guest(String),
    /// The code trapped; the engine's text with the backtrace.
    Trap(String),
    /// The call outlived the deadline.
    Deadline,
    /// The guest made a call that this host does not offer: `binding/namespace/operation`. Reported even where the
    /// guest went on and answered.
    HostCall(String),
    /// The instance could not be made.
    Init(String),
    /// The response is not what the function owes; why.
    Response(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guest(text) | Self::Trap(text) => write!(f, "internal server error: Guest call failure: {text}"),
            Self::Deadline => {
                f.write_str("Policy execution interrupted because it exceeded the allowed execution time")
            }
            Self::HostCall(call) => write!(f, "the policy made the host call `{call}`"),
            Self::Init(text) => write!(f, "the module cannot be initialised: {text}"),
            Self::Response(text) => write!(f, "internal server error: invalid response: {text}"),
        }
    }
}

impl Error for CallError {}
