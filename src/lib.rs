//! The waPC guest: Kubewarden's protocol on one side, [`ceph_multus_core`] on the other, nothing in between.

#![cfg(target_family = "wasm")]

use kubewarden_policy_sdk::{protocol_version_guest, wapc_guest};
use wapc_guest::{CallResult, register_function};

/// Called by the host once per instance, before anything else.
#[expect(unsafe_code, reason = "the host finds this function by its name, which must not be mangled")]
#[unsafe(no_mangle)]
pub extern "C" fn wapc_init() {
    register_function("validate", validate);
    register_function("validate_settings", validate_settings);
    register_function("protocol_version", protocol_version_guest);
}

fn validate(payload: &[u8]) -> CallResult {
    Ok(ceph_multus_core::validate(payload)?.into_bytes())
}

fn validate_settings(payload: &[u8]) -> CallResult {
    Ok(ceph_multus_core::validate_settings(payload).into_bytes())
}
