//! Some lives of the simulation (`crates/core/tests/simulation`) through the built module.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "../crates/core/tests/simulation/model/mod.rs"]
mod model;
#[path = "../crates/core/tests/simulation/policy/mod.rs"]
mod policy;
#[path = "../crates/core/tests/simulation/run/mod.rs"]
mod run;
#[path = "../crates/core/tests/simulation/scenario.rs"]
mod scenario;
#[path = "../crates/core/tests/simulation/watch.rs"]
mod watch;

use ceph_multus_host::built_policy;

use policy::Policy;
use scenario::Scenario;

#[test]
fn the_built_module_stands_by_its_cluster() {
    let module = built_policy().unwrap_or_else(|error| panic!("the policy does not build: {error}"));
    let validate = |payload: &[u8]| module.call("validate", payload).unwrap_or_else(|error| panic!("{error}"));
    let policy = Policy::new(&validate);
    for scenario in [
        Scenario::FirstCreation,
        Scenario::NothingChanges,
        Scenario::PublicMoves,
        Scenario::ClusterMoves,
        Scenario::BothMove,
        Scenario::MovesTwice,
        Scenario::ClusterAdded,
        Scenario::ClusterTakenAway,
        Scenario::Swapped,
        Scenario::ClusterWrittenOut,
        Scenario::ClusterLeftOut,
        Scenario::PublicAdded,
        Scenario::RangesAdded,
        Scenario::EncryptionSwitchedOn,
        Scenario::JoinsMultus,
        Scenario::LeavesMultus,
        Scenario::HostAndBack,
        Scenario::MonitorsMoved,
        Scenario::Deleted,
    ] {
        if let Some(failure) = run::first_failure(scenario, 0..3, &policy) {
            panic!("{failure}");
        }
    }
}
