//! The attachment table of the design against the core: every daemon, with every selection of networks, in every state of
//! its annotation, under every setting that has a part in it.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod design;
mod evaluate;
mod membership;

use design::{Attachment, CLUSTER, Choice, Class, Cluster, DAEMONS, FOREIGN, MONITORS, PUBLIC, Pod, fate};
use evaluate::{Form, fate_of, settings, under};

/// No CephCluster, one that does not use Multus, and one with every selection of networks.
fn clusters() -> Vec<Option<Cluster>> {
    let multus = |public, cluster| Some(Cluster { multus: true, public, cluster });
    vec![
        None,
        Some(Cluster { multus: false, public: Some((PUBLIC, None)), cluster: Some((CLUSTER, None)) }),
        multus(None, None),
        multus(Some((PUBLIC, None)), None),
        multus(None, Some((CLUSTER, None))),
        multus(Some((PUBLIC, None)), Some((CLUSTER, None))),
        multus(Some((PUBLIC, None)), Some((PUBLIC, None))),
        multus(Some((PUBLIC, Some("public"))), Some((CLUSTER, Some("cluster")))),
    ]
}

/// Every combination of settings that means something to `cluster`.
fn choices(cluster: Option<Cluster>) -> Vec<Choice> {
    let mut all = Vec::new();
    for mutate in [true, false] {
        let plain = Choice { mutate, ..PLAIN_CHOICE };
        for allowed in [false, true] {
            all.push(Choice { allowed, ..plain });
            if cluster.is_some_and(|cluster| cluster.multus) {
                all.push(Choice { allowed, monitor_network: Some(MONITORS), ..plain });
            }
        }
        // One of the Ceph cluster's own networks in the place of monitors'.
        for own in cluster.iter().flat_map(|cluster| [cluster.public, cluster.cluster]).flatten() {
            all.push(Choice { monitor_network: Some(own.0), ..plain });
        }
    }
    all
}

/// An inventory without NADs; and a CephCluster that had another public network before, whose networks were swapped, or
/// that did not use Multus.
fn changes() -> Vec<Choice> {
    let [public, cluster, other] = [PUBLIC, CLUSTER, FOREIGN].map(|name| Some((name, None)));
    let earlier = [
        None,
        Some(Cluster { multus: true, public: other, cluster }),
        Some(Cluster { multus: true, public: cluster, cluster: public }),
        Some(Cluster { multus: false, public, cluster }),
    ];
    let mut all = Vec::new();
    for earlier in earlier {
        for monitor_network in [None, Some(MONITORS)] {
            all.push(Choice { earlier, monitor_network, nads: earlier.is_some(), ..PLAIN_CHOICE });
        }
    }
    all
}

const PLAIN_CHOICE: Choice = Choice { mutate: true, monitor_network: None, allowed: false, nads: true, earlier: None };

/// Every sequence of up to `length` of `networks`, the empty one first.
fn sequences(networks: &[Attachment], length: usize) -> Vec<Vec<Attachment>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..length {
        let longer = |start: &Vec<Attachment>| {
            let start = start.clone();
            networks.iter().map(move |network| [start.clone(), vec![*network]].concat())
        };
        last = last.iter().flat_map(longer).collect();
        all.extend(last.clone());
    }
    all
}

const PLAIN: [Attachment; 4] = [(PUBLIC, None), (CLUSTER, None), (FOREIGN, None), (MONITORS, None)];
const NAMED: [Attachment; 4] =
    [(PUBLIC, Some("public")), (CLUSTER, Some("cluster")), (FOREIGN, Some("public")), (MONITORS, Some("public"))];

/// Up to three networks; up to two, some on interfaces, where the CephCluster has both to tell them apart.
fn states(cluster: Option<Cluster>) -> Vec<Vec<Attachment>> {
    let has_both =
        cluster.is_some_and(|cluster| cluster.multus && cluster.public.is_some() && cluster.cluster.is_some());
    let networks = if has_both { [PLAIN, NAMED].concat() } else { PLAIN.to_vec() };
    let mut states = sequences(&networks, 2);
    states.extend(sequences(&PLAIN[..3], 3).into_iter().filter(|state| state.len() == 3));
    states
}

/// A CephCluster, or none, and settings.
struct Case {
    cluster: Option<Cluster>,
    choice: Choice,
}

impl Case {
    /// Compares pods that have this in common.
    fn compare(self, pods: impl FnOnce(&dyn Fn(&str, Pod<'_>, Form))) {
        let Self { cluster, choice } = self;
        under(&settings(cluster, choice), |settings| {
            pods(&|app, pod, form| {
                let (expected, found) = (fate(pod, cluster, choice), fate_of(app, pod, form, settings));
                assert_eq!(found.0, expected, "{app} {pod:?} as {form:?} of {cluster:?} under {choice:?}");
                if let Some(networks) = expected.networks {
                    let text = evaluate::fixed_text(&networks, pod.joins.unwrap_or_default(), form);
                    assert_eq!(found.1, Some(text), "{app} {pod:?} as {form:?} of {cluster:?} under {choice:?}");
                }
            });
        });
    }
}

/// One daemon of each class, in every state.
fn compare_all(app: &str, class: Class) {
    for cluster in clusters() {
        let states = states(cluster);
        let pod = |joins| Pod { class, host_network: false, joins, absent: false };
        let absent = Pod { absent: true, ..pod(Some(&[])) };
        for choice in choices(cluster) {
            Case { cluster, choice }.compare(|compare| {
                compare(app, pod(None), Form::Rook);
                compare(app, absent, Form::Absent);
                for joins in &states {
                    compare(app, pod(Some(joins)), Form::Rook);
                    // What is read in two of a form is read in three of it.
                    if joins.len() == 3 {
                        continue;
                    }
                    compare(app, pod(Some(joins)), Form::Short);
                    if choice.mutate {
                        compare(app, pod(Some(joins)), Form::Loose);
                    }
                }
            });
        }
        for choice in changes() {
            Case { cluster, choice }.compare(|compare| {
                compare(app, absent, Form::Absent);
                for joins in states.iter().filter(|joins| joins.len() < 3) {
                    compare(app, pod(Some(joins)), Form::Rook);
                }
            });
        }
    }
}

#[test]
fn osds_fare_as_designed() {
    compare_all("rook-ceph-osd", Class::Osd);
}

#[test]
fn monitors_fare_as_designed() {
    compare_all("rook-ceph-mon", Class::Mon);
}

#[test]
fn daemons_of_the_public_network_fare_as_designed() {
    compare_all("rook-ceph-rgw", Class::Public);
}

#[test]
fn network_canaries_fare_as_designed() {
    compare_all("rook-ceph-network-canary", Class::NetworkCanary);
}

#[test]
fn pods_that_need_no_network_fare_as_designed() {
    compare_all("rook-ceph-operator", Class::NoneNeeded);
    compare_all("multus-validation-test-client", Class::Validation);
    compare_all("odf-blackbox-exporter", Class::Blackbox);
}

#[test]
fn holders_fare_as_designed() {
    compare_all("csi-rbdplugin-holder", Class::CsiHolder);
}

#[test]
fn csi_node_plugins_fare_as_designed() {
    compare_all("csi-rbdplugin", Class::RookCsiNode);
    compare_all("rook-ceph.rbd.csi.ceph.com-nodeplugin", Class::CsiNode);
}

#[test]
fn every_daemon_fares_as_its_class_on_its_own_network_and_on_the_host_s() {
    let states = sequences(&PLAIN[..3], 2);
    for (cluster, mutate) in clusters().into_iter().flat_map(|cluster| [(cluster, true), (cluster, false)]) {
        Case { cluster, choice: Choice { mutate, ..PLAIN_CHOICE } }.compare(|compare| {
            for ((label, class), host_network) in DAEMONS.iter().flat_map(|daemon| [(daemon, false), (daemon, true)]) {
                let app = label.replace('*', "rook-ceph.rbd.csi.ceph.com");
                compare(&app, Pod { class: *class, host_network, joins: None, absent: false }, Form::Rook);
                for joins in &states {
                    let pod = Pod { class: *class, host_network, joins: Some(joins), absent: joins.is_empty() };
                    compare(&app, pod, Form::Absent);
                }
            }
        });
    }
}

#[test]
fn the_table_has_every_app_label_that_the_core_knows() {
    let source = include_str!("../../src/facts/daemon.rs");
    let tables = source.split("impl Joins").nth(1).expect("the tables").split("impl Daemon").next().expect("their end");
    let labels: Vec<&str> =
        tables.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next()).collect();
    assert_eq!(labels.len(), DAEMONS.len());
    for label in labels {
        assert!(DAEMONS.iter().any(|(known, _)| known.trim_start_matches('*') == label), "{label}");
    }
}
