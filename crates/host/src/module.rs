//! A waPC module: compiled once, instantiated afresh for every request.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use wapc::WapcHost;
use wasmtime_provider::wasmtime;
use wasmtime_provider::{WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre};

use crate::engine::{DEADLINES, engine};
use crate::response::SettingsVerdict;

/// A compiled and linked module. Any number of threads may call it at a time.
pub struct Module {
    pre: WasmtimeEngineProviderPre,
    imports: Vec<(String, String)>,
    exports: Vec<String>,
}

impl Module {
    /// Compiles `bytes`, a WebAssembly module or its text format, and links it to what policy-server offers: the waPC
    /// host functions and WASI preview 1.
    ///
    /// # Errors
    /// Where the bytes are no valid module, or it imports something else.
    pub fn new(bytes: &[u8]) -> Result<Self, ModuleError> {
        let engine = engine()?;
        let module = wasmtime::Module::new(engine, bytes).map_err(|error| ModuleError::new(&error))?;
        let imports = module.imports().map(|import| (import.module().to_owned(), import.name().to_owned())).collect();
        let exports = module.exports().map(|export| export.name().to_owned()).collect();
        let pre = WasmtimeEngineProviderBuilder::new()
            .engine(engine.clone())
            .module(module)
            .build_pre()
            .map_err(|error| ModuleError::new(&error))?;
        Ok(Self { pre, imports, exports })
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
    /// Where `_start` or `wapc_init` fails.
    pub fn instance(&self) -> Result<Instance, CallError> {
        let refused = Arc::new(Mutex::new(None));
        let noted = Arc::clone(&refused);
        let provider = self.pre.rehydrate(Some(DEADLINES)).map_err(|error| CallError::Init(error.to_string()))?;
        let callback = move |_: u64, binding: &str, namespace: &str, operation: &str, _: &[u8]| {
            if (binding, namespace, operation) == LOG {
                return Ok(Vec::new());
            }
            let call = format!("{binding}/{namespace}/{operation}");
            let error = format!("host call `{call}` is not offered");
            noted.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(call);
            Err(error.into())
        };
        let host = WapcHost::new(Box::new(provider), Some(Box::new(callback))).map_err(CallError::from_wapc)?;
        Ok(Instance { host, refused })
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("imports", &self.imports).field("exports", &self.exports).finish_non_exhaustive()
    }
}

/// One instance of a module: its memory lives as long as it does.
#[derive(Debug)]
pub struct Instance {
    host: WapcHost,
    refused: Arc<Mutex<Option<String>>>,
}

impl Instance {
    /// Calls a waPC function with any bytes.
    ///
    /// # Errors
    /// Whatever ends the call without a response. After [`CallError::Trap`] and [`CallError::Deadline`] the instance
    /// is in no defined state.
    pub fn call(&self, function: &str, payload: &[u8]) -> Result<Vec<u8>, CallError> {
        let outcome = self.host.call(function, payload);
        if let Some(call) = self.refused.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(CallError::HostCall(call));
        }
        outcome.map_err(CallError::from_wapc)
    }
}

/// The one host call that every policy may make (`kubewarden/adm-controller:
/// crates/policy-evaluator/src/runtimes/callback.rs`).
const LOG: (&str, &str, &str) = ("kubewarden", "tracing", "log");

/// The text that the engine's provider puts in place of a guest error.
const DEADLINE_EXCEEDED: &str = "guest code interrupted, execution deadline exceeded";

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

impl CallError {
    /// Tells the endings apart, for which waPC has one variant: the texts are those of `wapc/wasmtime-provider:
    /// src/provider.rs` (deadline) and of the engine's backtrace (trap), all else is the guest's own.
    fn from_wapc(error: wapc::errors::Error) -> Self {
        match error {
            wapc::errors::Error::InitFailed(text) if text.ends_with("execution deadline exceeded") => Self::Deadline,
            wapc::errors::Error::InitFailed(text) => Self::Init(text),
            wapc::errors::Error::GuestCallFailure(text) if text == DEADLINE_EXCEEDED => Self::Deadline,
            wapc::errors::Error::GuestCallFailure(text) if text.starts_with("error while executing at wasm") => {
                Self::Trap(text)
            }
            wapc::errors::Error::GuestCallFailure(text) => Self::Guest(text),
            other => Self::Trap(other.to_string()),
        }
    }
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

/// Why bytes are not a module that this host can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleError(String);

impl ModuleError {
    pub(crate) fn new(error: &dyn fmt::Display) -> Self {
        Self(format!("{error:#}"))
    }
}

impl fmt::Display for ModuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for ModuleError {}
