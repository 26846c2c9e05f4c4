//! The IPAM section of Whereabouts, normalised as it does before it allocates.
//!
//! ```text
//! range      = cidr / first "-" cidr2     ; split at the first "-", no blanks anywhere
//! cidr       = address "/" prefix         ; host bits are dropped
//! first      = address
//! cidr2      = last "/" prefix            ; the address is the last of the window, the network is the range
//! exclude    = cidr / address             ; strict: no leading zeros
//! size       = [ "/" ] number             ; node_slice_size
//! ```
//!
//! `range`, `range_start`, `range_end` and `gateway` at the top are read sloppily, with leading zeros; everything else
//! strictly (see [`crate::address`]). A `range` at the top comes before `ipRanges` and takes the `range_start`,
//! `range_end` and `exclude` at the top with it; without it these three have no effect (`k8snetworkplumbingwg/whereabouts:
//! pkg/config/config.go`, `pkg/types/types.go`).
//!
//! A fault does not end the reading: all are listed, and the ranges that are readable stay usable.

use crate::address::{Address, Cidr};
use ceph_multus_json::Node;

pub mod fields;
mod pool;
mod problem;
mod range;
mod read;
mod routing;
mod slice;
mod unknown;

pub use pool::{is_slice_name, name_start, pool_name};
pub use problem::{IpamProblem, IpamProblemKind};
pub use range::{BoundFault, Exclude, MAX_OFFSET, PoolRange, SpanError, path_in};
pub use routing::{FaultyRoute, RouteFault};
pub use slice::{SliceError, slice_count, slice_prefix};
pub use unknown::UnknownKey;

/// The name of the IPAM plugin.
pub const WHEREABOUTS: &str = "whereabouts";

/// The IPAM section of a plugin. A key that is missing, `null` or of the wrong type reads as its default.
#[derive(Debug, Clone, PartialEq)]
pub struct Whereabouts<'n> {
    /// The ranges that a pod gets one address of each, in their order, without those that cannot be read.
    pub ranges: Vec<PoolRange<'n>>,
    /// The gateway of all addresses.
    pub gateway: Option<Address>,
    /// The routes of the pod whose destinations can be read.
    pub routes: Vec<Route>,
    /// The places of the other routes. An entry that is `null` is left out.
    pub routes_without_destination: Vec<usize>,
    /// Addresses that every pod gets on top, without any being reserved.
    pub addresses: Vec<StaticAddress>,
    /// `network_name`: addresses are reserved once among the ranges of one name, and among those without one.
    pub network_name: &'n str,
    /// Whether an address is looked up among those of all other ranges too, by default true.
    pub overlapping_ranges: bool,
    /// The size of a node's share as it is written; empty if the range is not shared out.
    pub node_slice_size: &'n str,
    /// The timings of the leader election.
    pub leader: LeaderTimings,
    /// Seconds that every allocation waits, a test aid.
    pub sleep_for_race: i64,
    /// The level of the log, empty if it is not set.
    pub log_level: &'n str,
    /// The kubeconfig file, empty if it is not set.
    pub kubeconfig: &'n str,
    /// Keys that Whereabouts does not know and ignores.
    pub unknown_keys: Vec<UnknownKey>,
    /// What is wrong, in the order in which Whereabouts meets it.
    pub problems: Vec<IpamProblem>,
}

/// A route that a pod gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Its place in `routes`, counted from 0.
    pub place: usize,
    /// The destination.
    pub destination: Cidr,
    /// The next hop.
    pub gateway: Option<Address>,
    /// The scope as the kernel numbers it: 0 is the universe, 253 the link.
    pub scope: i64,
    /// `mtu`, `advmss`, `priority` and `table`, 0 where they are absent.
    pub numbers: [i64; 4],
}

/// An address that every pod of the network gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaticAddress {
    /// The address and the prefix of its network.
    pub address: Cidr,
    /// Its gateway.
    pub gateway: Option<Address>,
}

/// The timings of the leader election in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaderTimings {
    /// `leader_lease_duration`
    pub lease: i64,
    /// `leader_renew_deadline`
    pub renew: i64,
    /// `leader_retry_period`
    pub retry: i64,
}

/// The timings of the leader election as Whereabouts has them, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaderCounts {
    /// That of `leader_lease_duration`.
    pub lease: i64,
    /// That of `leader_renew_deadline`.
    pub renew: i64,
    /// That of `leader_retry_period`.
    pub retry: i64,
}

impl<'n> Whereabouts<'n> {
    /// Reads the section `ipam` of a plugin, whatever its `type`.
    pub fn read(ipam: &'n Node<'n>) -> Whereabouts<'n> {
        read::read(ipam)
    }
}

impl LeaderTimings {
    /// The same in nanoseconds, as Go multiplies them: what is too large for 64 bits starts over.
    #[must_use]
    pub fn as_go_counts(self) -> LeaderCounts {
        let nanoseconds = |timing: i64| timing.wrapping_mul(1_000_000);
        LeaderCounts { lease: nanoseconds(self.lease), renew: nanoseconds(self.renew), retry: nanoseconds(self.retry) }
    }
}

impl LeaderCounts {
    /// Whether an elector takes them: lease above renew, renew above 1.2 retries, none below 1
    /// (`kubernetes/client-go: tools/leaderelection/leaderelection.go`). Whereabouts crashes without an elector.
    pub fn are_valid(&self) -> bool {
        let above_retries = i128::from(self.renew) * 10 > i128::from(self.retry) * 12;
        self.lease > self.renew && above_retries && self.renew > 0 && self.retry > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read};

    /// Of each range what is handed out and how many of that; or why nothing is.
    fn handed_out(ipam: &str) -> Vec<String> {
        let arena = Arena::new();
        let node = read(ipam, &arena, &Shape::Whole).unwrap();
        let ranges = Whereabouts::read(&node).ranges;
        let shown = |range: &PoolRange<'_>| match range.assignable() {
            Ok(set) => format!("{} of {}", range.capacity(), set.ranges()[0]),
            Err(error) => error.as_str().to_owned(),
        };
        ranges.iter().map(shown).collect()
    }

    #[test]
    fn slices_are_cut_out_of_the_first_range_whatever_its_window_and_excludes() {
        let window = r#""range_start":"10.0.0.9","range_end":"10.0.0.20","exclude":["10.0.0.0/25","x"]"#;
        let read = |size: &str| {
            let rest = r#""ipRanges":[{"range":"10.1.0.0/24"},{"range":"fd00::/64"}]"#;
            handed_out(&format!(r#"{{"range":"10.0.0.0/24",{window},"node_slice_size":"{size}",{rest}}}"#))
        };
        assert_eq!(
            read(""),
            ["bad-exclude", "254 of 10.1.0.1-10.1.0.254", "9223372036854775807 of fd00::1-fd00::ffff:ffff:ffff:fffe"]
        );
        for (size, addresses) in
            [("/26", 248), ("30", 128), ("/31", 0), ("/32", 0), ("/22", 254), ("/33", 254), ("x", 254)]
        {
            let first = format!("{addresses} of 10.0.0.1-10.0.0.254");
            assert_eq!(read(size), [first.as_str(), "unsliced", "unsliced"], "{size}");
        }
        assert_eq!(handed_out(r#"{"range":"10.0.0.0/31","node_slice_size":"/31"}"#), ["mask-too-small"]);
        let endless = r#"{"range":"0.0.0.0/0","exclude":["0.0.0.0/0"],"node_slice_size":"/8"}"#;
        assert_eq!(handed_out(endless), ["4294966784 of 0.0.0.1-255.255.255.254"]);
    }

    #[test]
    fn timings_that_are_too_large_start_over() {
        let counted = |lease| LeaderTimings { lease, renew: 1000, retry: 500 }.as_go_counts();
        let again = counted(-18_446_744_000_000);
        assert_eq!((again.lease, again.are_valid()), (73_709_551_616, true));
        let negative = counted(9_223_372_036_855);
        assert_eq!((negative.lease, negative.are_valid()), (-9_223_372_036_854_551_616, false));
    }

    #[test]
    fn the_lease_outlives_the_renewal_and_that_the_retries() {
        let valid = |lease, renew, retry| LeaderCounts { lease, renew, retry }.are_valid();
        assert!(valid(1500, 1000, 500) && valid(3, 2, 1));
        assert!(!valid(1000, 1000, 500) && !valid(1500, 600, 500) && valid(1500, 601, 500));
        assert!(!valid(1500, 1000, 0) && !valid(5, 0, -5) && !valid(i64::MAX, i64::MAX, 1));
    }
}
