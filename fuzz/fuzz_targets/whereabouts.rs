//! Any texts as a range with its bounds and excludes, and as the sizes of node slices.
#![no_main]

use ceph_multus_invariants::{Window, addresses};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|window: Window| {
    addresses::config_is_consistent(&window.config(), "public-net");
    addresses::slices_are_consistent(&window.range, &window.slice);
});
