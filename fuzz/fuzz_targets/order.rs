//! The same, evaluated once more in another order.
#![no_main]

use arbitrary::Unstructured;
use ceph_multus_invariants::{Scenario, order};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let mut u = Unstructured::new(bytes);
    let evaluated = u.arbitrary::<Scenario>().and_then(|scenario| order::means_nothing(&scenario, &mut u));
    if evaluated.is_ok() { Corpus::Keep } else { Corpus::Reject }
});
