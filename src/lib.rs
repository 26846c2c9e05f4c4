//! The waPC guest: Kubewarden's protocol on one side, [`ceph_multus_core`] on the other, nothing in between.

#![cfg(target_family = "wasm")]

use std::error::Error;
use std::fmt;

use kubewarden_policy_sdk::wapc_guest;
use wapc_guest::{CallResult, register_function};

/// Called by the host once per instance, before anything else.
#[expect(unsafe_code, reason = "the host finds this function by its name, which must not be mangled")]
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    register_function("validate", validate);
    register_function("validate_settings", validate_settings);
    register_function("protocol_version", protocol_version);
}

fn validate(payload: &[u8]) -> CallResult {
    Ok(ceph_multus_core::validate(payload).map_err(Refusal)?.into_bytes())
}

fn validate_settings(payload: &[u8]) -> CallResult {
    Ok(ceph_multus_core::validate_settings(payload).into_bytes())
}

/// What the SDK's own function answers, written out: its serializer would be half a kilobyte of code for one word.
fn protocol_version(_: &[u8]) -> CallResult {
    Ok(br#""v1""#.to_vec())
}

/// Why a call has no answer. An error of its own because the host reads nothing but its text: a `String` or an error of
/// a library would bring along how it is printed for debugging, 6 kB of tables and code.
struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Refusal {}
