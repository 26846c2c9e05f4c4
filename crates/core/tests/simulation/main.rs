//! A model of Rook lives through every change of a cluster's networks, with settings that are right, old, or ahead of it,
//! and asks the policy about every pod. What must hold:
//!
//! - no pod that a daemon needs is rejected, and no write of an operator; but for a daemon on the cluster network that no
//!   moment of the settings puts there: it waits until they do;
//! - no pod gets networks that its CephCluster wanted at no moment, and nothing else is changed;
//! - a pod that somebody forged is rejected at every moment;
//! - in the end no daemon is down that runs in the same life without the policy.
//!
//! `SIMULATION_RUNS=100000` lives each life so often; `SIMULATION_SEED=7` lives one of each, and tells what happens in it
//! where a property does not hold.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod faults;
mod model;
mod policy;
mod run;
mod scenario;
mod watch;

use std::sync::LazyLock;

use policy::Policy;
use run::first_failure;
use scenario::Scenario;

/// The policy as it is; what one test asks another need not ask again.
static CORE: LazyLock<Policy<'static>> = LazyLock::new(|| Policy::new(&core));

fn core(payload: &[u8]) -> Vec<u8> {
    ceph_multus_core::validate(payload).unwrap_or_else(|error| panic!("{error}")).into_bytes()
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

#[track_caller]
fn holds(scenario: Scenario) {
    let seeds = number("SIMULATION_SEED").map_or(0..number("SIMULATION_RUNS").unwrap_or(110), |seed| seed..seed + 1);
    println!("{scenario:?}: the lives of the seeds {seeds:?}");
    if let Some(failure) = first_failure(scenario, seeds, &CORE) {
        panic!("{failure}");
    }
}

#[test]
fn a_cluster_is_created() {
    holds(Scenario::FirstCreation);
}

#[test]
fn nothing_changes_but_the_rest_of_the_world() {
    holds(Scenario::NothingChanges);
}

#[test]
fn the_public_network_moves() {
    holds(Scenario::PublicMoves);
}

#[test]
fn the_cluster_network_moves() {
    holds(Scenario::ClusterMoves);
}

#[test]
fn both_networks_move() {
    holds(Scenario::BothMove);
}

#[test]
fn networks_move_again_before_rook_is_done() {
    holds(Scenario::MovesTwice);
}

#[test]
fn a_cluster_network_is_added() {
    holds(Scenario::ClusterAdded);
}

#[test]
fn the_cluster_network_is_taken_away() {
    holds(Scenario::ClusterTakenAway);
}

#[test]
fn public_and_cluster_are_swapped() {
    holds(Scenario::Swapped);
}

#[test]
fn cluster_is_written_out() {
    holds(Scenario::ClusterWrittenOut);
}

#[test]
fn cluster_is_left_out_again() {
    holds(Scenario::ClusterLeftOut);
}

#[test]
fn a_public_network_is_added() {
    holds(Scenario::PublicAdded);
}

#[test]
fn address_ranges_are_added() {
    holds(Scenario::RangesAdded);
}

#[test]
fn encryption_is_switched_on() {
    holds(Scenario::EncryptionSwitchedOn);
}

#[test]
fn a_cluster_joins_multus() {
    holds(Scenario::JoinsMultus);
}

#[test]
fn a_cluster_leaves_multus() {
    holds(Scenario::LeavesMultus);
}

#[test]
fn a_cluster_moves_to_the_host_network_and_back() {
    holds(Scenario::HostAndBack);
}

#[test]
fn monitors_leave_a_network_that_an_annotation_gave_them() {
    holds(Scenario::MonitorsMoved);
}

#[test]
fn a_cluster_is_deleted() {
    holds(Scenario::Deleted);
}
