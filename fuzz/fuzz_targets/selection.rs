//! Any text as a networks annotation and as a selector.
#![no_main]

use ceph_multus_invariants::selections;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    selections::survive_printing(text);
    selections::reads_as_multus(text);
});
