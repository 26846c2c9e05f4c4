//! Each case of the reconciler's table.

use serde_json::{Value, json};

use super::*;
use crate::dump::pool::PoolObject;

const ADDRESS: &str = "192.168.20.5";

fn status(ips: &[&str]) -> String {
    json!([
        {"name": "cbr0", "interface": "eth0", "ips": ["10.1.0.9"], "default": true},
        {"name": "rook-ceph/public-net", "interface": "net1", "ips": ips},
    ])
    .to_string()
}

fn pod(phase: &str, annotations: Value) -> Value {
    json!({
        "metadata": {"namespace": "rook-ceph", "name": "a", "annotations": annotations}, "status": {"phase": phase},
    })
}

fn with_status(phase: &str, ips: &[&str]) -> Value {
    pod(phase, json!({"k8s.v1.cni.cncf.io/network-status": status(ips)}))
}

/// The fates of a reservation of `range` with `key`, and of that across ranges with `name`.
fn fates(pods: &[Value], range: &str, key: &str, podref: &str, name: &str) -> [Fate; 2] {
    let pool = json!({
        "metadata": {"name": "p"}, "spec": {"range": range, "allocations": {key: {"podref": podref, "ifname": "net1"}}},
    });
    let other = json!({"metadata": {"namespace": "shop", "name": "web"}, "status": {"phase": "Running"}});
    let live = Live {
        pools: vec![PoolObject::read(0, &pool)],
        pods: pods.iter().chain([&other]).map(|pod| PodFacts::read(0, pod)).collect(),
        ..Live::default()
    }
    .indexed();
    let reservation = Reservation { document: 0, name: name.to_owned(), podref: podref.to_owned() };
    [live.fate(&live.pools[0].leases[0]), live.reservation_fate(&reservation)]
}

fn plain(pods: &[Value]) -> [Fate; 2] {
    fates(pods, "192.168.20.0/24", "5", "rook-ceph/a", ADDRESS)
}

#[test]
fn a_pod_that_has_the_address_keeps_it_in_every_phase() {
    for phase in ["Running", "Succeeded", "Pending"] {
        assert_eq!(plain(&[with_status(phase, &[ADDRESS])]), [Fate::Kept; 2], "{phase}");
    }
    let mut going = with_status("Running", &[ADDRESS]);
    going["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(plain(&[going]), [Fate::Kept; 2]);
    let other = with_status("Running", &[ADDRESS]);
    assert_eq!(fates(&[other], "192.168.20.0/24", "5", "rook-ceph/a", ADDRESS), [Fate::Kept; 2]);
}

#[test]
fn what_no_pod_has_is_freed() {
    let freed = |why| [Fate::Freed(why); 2];
    assert_eq!(plain(&[]), freed(Why::NoPod));
    assert_eq!(plain(&[with_status("Running", &["192.168.20.6"])]), freed(Why::OtherAddress));
    assert_eq!(plain(&[with_status("Pending", &[])]), freed(Why::OtherAddress));
    assert_eq!(plain(&[pod("Running", json!({}))]), freed(Why::NoStatus));
    assert_eq!(plain(&[pod("Running", json!({"k8s.v1.cni.cncf.io/network-status": "{}"}))]), freed(Why::NoStatus));
    let old = pod("Running", json!({"k8s.v1.cni.cncf.io/networks-status": status(&[ADDRESS])}));
    assert_eq!(plain(&[old]), freed(Why::NoStatus));
    let default = json!([{"name": "x", "ips": [ADDRESS], "default": true}]).to_string();
    assert_eq!(
        plain(&[pod("Running", json!({"k8s.v1.cni.cncf.io/network-status": default}))]),
        freed(Why::OtherAddress)
    );
    let mut disrupted = with_status("Running", &[ADDRESS]);
    disrupted["status"]["conditions"] =
        json!([{"type": "DisruptionTarget", "status": "True", "reason": "DeletionByTaintManager"}]);
    assert_eq!(plain(&[disrupted]), freed(Why::Disrupted));
}

#[test]
fn addresses_are_compared_as_texts() {
    let long = with_status("Running", &["fd00:20:0:0::5"]);
    let of = |pod: Value, key: &str, name: &str| fates(&[pod], "fd00:20::/64", key, "rook-ceph/a", name);
    assert_eq!(of(long, "5", "fd00-20--5"), [Fate::Freed(Why::OtherAddress); 2]);
    assert_eq!(of(with_status("Running", &["fd00:20::5"]), "5", "fd00-20--5"), [Fate::Kept; 2]);
    let first = with_status("Running", &["fd00:20::"]);
    assert_eq!(of(first, "0", "fd00-20--0"), [Fate::Kept, Fate::Freed(Why::OtherAddress)]);
}

#[test]
fn a_reservation_without_a_pod_stays_for_ever_and_a_key_that_is_no_number_vanishes() {
    assert_eq!(fates(&[], "192.168.20.0/24", "5", "", ADDRESS), [Fate::Never, Fate::Freed(Why::NoPool)]);
    let own = || with_status("Running", &[ADDRESS]);
    for key in ["x", "9223372036854775808"] {
        assert_eq!(fates(&[own()], "192.168.20.0/24", key, "rook-ceph/a", ADDRESS)[0], Fate::Vanishes, "{key}");
    }
}

#[test]
fn the_reservations_of_a_named_network_are_deleted_though_their_pods_live() {
    let own = with_status("Running", &["192.168.20.1"]);
    assert_eq!(
        fates(&[own], "192.168.20.0/24", "1", "rook-ceph/a", "ceph-public-192.168.20.1"),
        [Fate::Kept, Fate::Freed(Why::OtherAddress)]
    );
}

#[test]
fn a_reservation_of_a_pod_that_no_pool_knows_is_deleted() {
    let live = Live { pods: vec![PodFacts::read(0, &with_status("Running", &[ADDRESS]))], ..Live::default() };
    let reservation = Reservation { document: 0, name: ADDRESS.to_owned(), podref: String::from("rook-ceph/a") };
    assert_eq!(live.reservation_fate(&reservation), Fate::Freed(Why::NoPool));
}

#[test]
fn one_pool_with_a_bad_range_stops_everything() {
    assert_eq!(fates(&[], "192.168.20.0", "5", "rook-ceph/a", ADDRESS), [Fate::Stopped; 2]);
}

#[test]
fn nothing_is_said_of_reservations_where_the_input_has_no_pods() {
    let pool = json!({
        "metadata": {"name": "p"},
        "spec": {"range": "192.168.20.0/24", "allocations": {"5": {"podref": "rook-ceph/a", "ifname": "net1"}}},
    });
    let live = Live { pools: vec![PoolObject::read(0, &pool)], ..Live::default() }.indexed();
    let reservation = Reservation { document: 0, name: ADDRESS.to_owned(), podref: String::from("rook-ceph/a") };
    assert_eq!([live.fate(&live.pools[0].leases[0]), live.reservation_fate(&reservation)], [Fate::Unknown; 2]);
}
