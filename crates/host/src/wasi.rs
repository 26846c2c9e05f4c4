//! WASI preview 1 for guests that are built for it, and need nothing of it: an empty environment, output that goes
//! nowhere, zeros for random numbers, and an error number for all else. The policy itself imports none of it; the floors of the bench and other
//! people's policies do.

use wasmtime::{Caller, Linker, Module, Result, Val};

use crate::wapc::{Exchange, memory, part};

const WASI: &str = "wasi_snapshot_preview1";

/// WASI's number for a function that is not there (WebAssembly/WASI: legacy/preview1/docs.md).
const ENOSYS: i32 = 52;

/// Gives `module` what it imports of WASI.
pub(crate) fn link(linker: &mut Linker<Exchange>, module: &Module) -> Result<()> {
    for import in module.imports().filter(|import| import.module() == WASI) {
        let Some(function) = import.ty().func().cloned() else { continue };
        match import.name() {
            "environ_get" => linker.func_wrap(WASI, "environ_get", |_: u32, _: u32| 0)?,
            "environ_sizes_get" => linker.func_wrap(WASI, "environ_sizes_get", no_environment)?,
            "fd_write" => linker.func_wrap(WASI, "fd_write", write_nowhere)?,
            "random_get" => linker.func_wrap(WASI, "random_get", no_randomness)?,
            name => linker.func_new(WASI, name, function, |_, _, results| {
                results.fill(Val::I32(ENOSYS));
                Ok(())
            })?,
        };
    }
    Ok(())
}

fn no_environment(mut guest: Caller<'_, Exchange>, count: u32, size: u32) -> Result<i32> {
    let memory = memory(&mut guest)?;
    for at in [count, size] {
        part(memory.data_mut(&mut guest), at, 4)?.fill(0);
    }
    Ok(0)
}

/// Zeros: the hash maps of the standard library ask for it and end without it, and a measurement is the same every time.
fn no_randomness(mut guest: Caller<'_, Exchange>, at: u32, length: u32) -> Result<i32> {
    let memory = memory(&mut guest)?;
    part(memory.data_mut(&mut guest), at, usize::try_from(length)?)?.fill(0);
    Ok(0)
}

/// Takes all that is written, so that nobody writes it again.
fn write_nowhere(mut guest: Caller<'_, Exchange>, _: u32, vectors: u32, count: u32, written: u32) -> Result<i32> {
    let memory = memory(&mut guest)?;
    let bytes = memory.data_mut(&mut guest);
    let mut total: u32 = 0;
    for vector in 0..count {
        let mut length = [0; 4];
        let at = vectors.saturating_add(vector.saturating_mul(8)).saturating_add(4);
        length.copy_from_slice(part(bytes, at, 4)?);
        total = total.saturating_add(u32::from_le_bytes(length));
    }
    part(bytes, written, 4)?.copy_from_slice(&total.to_le_bytes());
    Ok(0)
}
