//! The host's side of waPC: what a guest and its host say to each other in one call (wapc.io/docs/spec).

use wasmtime::{Caller, Error, Extern, Linker, Memory, Result};

/// The functions that set a guest up, in this order, each only where the module has it
/// (`wapc/wapc-rs: crates/wapc/src/lib.rs`).
pub(crate) const STARTS: [&str; 3] = ["_initialize", "_start", "wapc_init"];

/// The guest's side of a call: the lengths of the function's name and of the payload in, zero out where it failed.
pub(crate) const GUEST_CALL: &str = "__guest_call";

/// The one host call that every policy may make, as binding, namespace and operation (`kubewarden/adm-controller:
/// crates/policy-evaluator/src/runtimes/callback.rs`).
const LOG: [&[u8]; 3] = [b"kubewarden", b"tracing", b"log"];

/// What passes between host and guest in one call.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    function: Vec<u8>,
    payload: Vec<u8>,
    response: Option<Vec<u8>>,
    error: Option<String>,
    host_error: String,
    /// The first host call that is not offered: `binding/namespace/operation`.
    pub(crate) rejected: Option<String>,
}

impl Exchange {
    /// Begins a call; the two lengths are passed to the guest.
    pub(crate) fn start(&mut self, function: &str, payload: &[u8]) -> (u32, u32) {
        *self = Self { function: function.into(), payload: payload.into(), ..Self::default() };
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        (length(&self.function), length(&self.payload))
    }

    /// Ends a call that the guest says it has done, or not.
    ///
    /// # Errors
    /// What the guest says of its failure.
    pub(crate) fn finish(&mut self, done: bool) -> Result<Vec<u8>, String> {
        match self.response.take().filter(|_| done) {
            Some(response) => Ok(response),
            None => Err(self.error.take().unwrap_or_else(|| String::from("the guest gave neither response nor error"))),
        }
    }
}

/// Gives a guest the functions that it may import.
pub(crate) fn link(linker: &mut Linker<Exchange>) -> Result<()> {
    type Guest<'a> = Caller<'a, Exchange>;
    linker.func_wrap("wapc", "__guest_request", |mut guest: Guest<'_>, function_at: u32, payload_at: u32| {
        let memory = memory(&mut guest)?;
        let (bytes, exchange) = memory.data_and_store_mut(&mut guest);
        put(bytes, payload_at, &exchange.payload)?;
        put(bytes, function_at, &exchange.function)
    })?;
    linker.func_wrap("wapc", "__guest_response", |mut guest: Guest<'_>, at: u32, length: u32| {
        guest.data_mut().response = Some(get(&mut guest, at, length)?);
        Ok(())
    })?;
    linker.func_wrap("wapc", "__guest_error", |mut guest: Guest<'_>, at: u32, length: u32| {
        guest.data_mut().error = Some(String::from_utf8(get(&mut guest, at, length)?)?);
        Ok(())
    })?;
    linker.func_wrap("wapc", "__console_log", |_: Guest<'_>, _: u32, _: u32| {})?;
    linker.func_wrap(
        "wapc",
        "__host_call",
        |mut guest: Guest<'_>, b: u32, b_len: u32, n: u32, n_len: u32, o: u32, o_len: u32, _: u32, _: u32| {
            let mut name = Vec::new();
            for (at, length) in [(b, b_len), (n, n_len), (o, o_len)] {
                name.push(get(&mut guest, at, length)?);
            }
            if name == LOG {
                return Ok(1);
            }
            let call = String::from_utf8_lossy(&name.join(&b'/')).into_owned();
            let exchange = guest.data_mut();
            exchange.host_error = format!("host call `{call}` is not offered");
            exchange.rejected.get_or_insert(call);
            Ok(0)
        },
    )?;
    linker.func_wrap("wapc", "__host_response_len", |_: Guest<'_>| 0)?;
    linker.func_wrap("wapc", "__host_response", |_: Guest<'_>, _: u32| {})?;
    linker.func_wrap("wapc", "__host_error_len", |guest: Guest<'_>| {
        u32::try_from(guest.data().host_error.len()).unwrap_or(u32::MAX)
    })?;
    linker.func_wrap("wapc", "__host_error", |mut guest: Guest<'_>, at: u32| {
        let memory = memory(&mut guest)?;
        let (bytes, exchange) = memory.data_and_store_mut(&mut guest);
        put(bytes, at, exchange.host_error.as_bytes())
    })?;
    Ok(())
}

/// The guest's memory.
pub(crate) fn memory(guest: &mut Caller<'_, Exchange>) -> Result<Memory> {
    guest.get_export("memory").and_then(Extern::into_memory).ok_or_else(|| Error::msg("the guest has no memory"))
}

/// The bytes of a memory from `at`, `length` of them.
pub(crate) fn part(bytes: &mut [u8], at: u32, length: usize) -> Result<&mut [u8]> {
    let start = usize::try_from(at)?;
    let end = start.saturating_add(length);
    bytes.get_mut(start..end).ok_or_else(|| Error::msg("the guest points outside its memory"))
}

fn put(bytes: &mut [u8], at: u32, value: &[u8]) -> Result<()> {
    part(bytes, at, value.len())?.copy_from_slice(value);
    Ok(())
}

fn get(guest: &mut Caller<'_, Exchange>, at: u32, length: u32) -> Result<Vec<u8>> {
    let memory = memory(guest)?;
    Ok(part(memory.data_mut(guest), at, usize::try_from(length)?)?.to_vec())
}
