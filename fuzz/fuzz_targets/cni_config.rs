//! Any text as the CNI configuration of a NAD.
#![no_main]

use ceph_multus_invariants::addresses;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    addresses::config_is_consistent(text, "public-net");
});
