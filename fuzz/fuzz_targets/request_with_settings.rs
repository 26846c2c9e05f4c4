//! Real objects and settings, put together and damaged at will.
#![no_main]

use ceph_multus_invariants::{Scenario, answers, edits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|scenario: Scenario| {
    answers::validate_settings(scenario.settings.to_string().as_bytes());
    edits::are_sufficient(&scenario);
});
