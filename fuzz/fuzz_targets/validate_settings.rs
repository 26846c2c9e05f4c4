//! Any bytes as settings.
#![no_main]

use ceph_multus_invariants::answers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &[u8]| answers::validate_settings(payload));
