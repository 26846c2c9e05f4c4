//! The policy as it ships, under requests from several threads.

use std::num::NonZeroUsize;

use ceph_multus_host::built_policy;
use ceph_multus_host::load::load;
use ceph_multus_host::payload::Fixtures;

#[test]
fn answers_alike_from_four_threads_and_keeps_its_memory() {
    let payloads = Fixtures::read().unwrap().kinds();
    let report = load(built_policy().unwrap(), &payloads, 2000, NonZeroUsize::new(4).unwrap());
    assert_eq!(report.different, 0);
    assert!(report.growth() < 4096, "the resident memory grew by {} kB", report.growth());
}
