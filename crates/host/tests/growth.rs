//! Whatever there is more of in a request or in the settings: the work grows in proportion, and has an end.

#![allow(clippy::expect_used, reason = "a test may fail loudly")]

use std::fs;
use std::sync::OnceLock;

use ceph_multus_host::growth::{Dimension, dimensions};
use ceph_multus_host::nested_build::{NestedBuild, POLICY, Progress};
use ceph_multus_host::payload::Payload;
use ceph_multus_host::work::{CountedModule, Work};

/// Twice as much of something may take so many times the work. Sorting takes 2.2 times as much at these sizes.
const DOUBLE: f64 = 2.3;

/// The instructions that any request may take: half a second.
const MOST_INSTRUCTIONS: u64 = 2_500_000_000;

/// The bytes of memory that any request may take.
const MOST_MEMORY: usize = 64_000_000;

/// Where what is proportional outweighs what is not.
const NUMBER: usize = 1000;

fn work(dimension: &Dimension, payload: &Payload) -> Work {
    static MODULE: OnceLock<CountedModule> = OnceLock::new();
    let module = MODULE.get_or_init(|| {
        let path = NestedBuild::release(POLICY, Progress::Quiet).run().expect("the policy builds");
        CountedModule::new(&fs::read(path).expect("a module")).expect("a module")
    });
    module.call(dimension.function, &payload.bytes).expect("no trap")
}

#[test]
fn twice_as_much_of_anything_takes_twice_the_work() {
    let mut faults = Vec::new();
    for dimension in dimensions() {
        let [one, two] = [NUMBER, 2 * NUMBER].map(|number| work(dimension, &dimension.payload(number)).instructions);
        let growth = two as f64 / one as f64;
        println!("{growth:.2} {one:>12} {two:>12} {}", dimension.name);
        if growth > DOUBLE {
            faults.push(format!("{}: {one} instructions become {two}", dimension.name));
        }
    }
    assert_eq!(faults, [""; 0]);
}

#[test]
fn the_largest_requests_take_half_a_second_and_64_megabytes() {
    let mut faults = Vec::new();
    for dimension in dimensions() {
        let payload = dimension.filled();
        let Work { instructions, memory, .. } = work(dimension, &payload);
        println!("{instructions:>13} {memory:>11} {}", payload.name);
        if instructions > MOST_INSTRUCTIONS || memory > MOST_MEMORY {
            faults.push(format!("{}: {instructions} instructions, {memory} bytes", payload.name));
        }
    }
    assert_eq!(faults, [""; 0]);
}
