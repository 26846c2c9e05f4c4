//! What a waPC policy costs that reads the whole payload into a tree of values, and then accepts it.

use std::hint::black_box;

use wapc_guest::{CallResult, register_function};

/// Tells the host the functions of this guest.
#[expect(unsafe_code, reason = "the host finds the function by this name")]
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    register_function("validate", validate);
}

fn validate(payload: &[u8]) -> CallResult {
    let tree: serde_json::Value = serde_json::from_slice(payload)?;
    black_box(&tree);
    Ok(br#"{"accepted":true}"#.to_vec())
}
