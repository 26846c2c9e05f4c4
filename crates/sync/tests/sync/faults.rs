//! What goes wrong, and that the inventory survives it.

use std::collections::BTreeSet;

use http::Method;
use serde_json::json;

use crate::fake::{Fake, Fault};
use crate::objects::{CLUSTERS, FILESYSTEMS, FIRST, NAMES, PODS, ceph_cluster, cluster, nad, nads, names, osd, ranges};
use crate::{sync_at, troubles};

/// A cluster that is synced, in which a file system is new, the public network has changed, and everything about
/// `plural` fails.
fn failing(plural: &'static str, fault: Fault) -> std::sync::Arc<std::sync::Mutex<Fake>> {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    {
        let mut fake = fake.lock().unwrap();
        fake.put(&nads("rook-ceph"), nad("rook-ceph", "public-net", "10.0.0.0/8"));
        fake.put(FILESYSTEMS, json!({"metadata": {"name": "more", "namespace": "rook-ceph"}, "spec": {}}));
        fake.faults = Box::new(move |_, path| path.split('/').any(|part| part == plural).then(|| fault.clone()));
    }
    fake
}

#[test]
fn what_may_not_be_read_stays_and_the_rest_is_written() {
    let fake = failing("cephfilesystems", Fault::Status(403, "Forbidden"));
    let log = sync_at(&fake, 300, &[]);
    assert_eq!((log.exit_code(), log.written.len()), (2, 3));
    assert_eq!(troubles(&log), ["forbidden: cephfilesystems.ceph.rook.io: Forbidden"]);
    let fake = fake.lock().unwrap();
    assert_eq!(names(&fake, NAMES[0], "inventory"), FIRST);
    assert_eq!(ranges(&fake, NAMES[0]), ["192.168.21.0/24", "10.0.0.0/8"], "the NAD is written");
}

#[test]
fn nads_and_clusters_count_only_together() {
    for (plural, trouble) in [
        ("network-attachment-definitions", "forbidden: network-attachment-definitions.k8s.cni.cncf.io: Forbidden"),
        ("cephclusters", "forbidden: cephclusters.ceph.rook.io: Forbidden"),
    ] {
        let fake = failing(plural, Fault::Status(403, "Forbidden"));
        let log = sync_at(&fake, 300, &[]);
        assert_eq!((log.exit_code(), log.written.len()), (2, 3));
        assert_eq!(troubles(&log), [trouble]);
        let fake = fake.lock().unwrap();
        let inventory = names(&fake, NAMES[0], "inventory");
        assert_eq!(inventory, [&FIRST[..], &["CephFilesystem rook-ceph/more"]].concat(), "the file system is written");
        assert_eq!(ranges(&fake, NAMES[0]), ["192.168.21.0/24", "192.168.20.0/24"], "and nothing of the networks");
    }
}

#[test]
fn a_definition_that_is_gone_is_an_error_where_the_kind_must_be_there() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().absent = vec!["network-attachment-definitions"];
    for seconds in [300, 600, 900] {
        let log = sync_at(&fake, seconds, &[]);
        assert_eq!((log.exit_code(), log.written.len()), (2, 0));
        assert_eq!(
            troubles(&log),
            [
                "not-installed: the API server has no network-attachment-definitions.k8s.cni.cncf.io; check that the CustomResourceDefinition is installed and that this is the right cluster"
            ]
        );
        assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
    }
}

#[test]
fn a_kind_that_not_everybody_has_may_be_missing() {
    let fake = cluster();
    fake.lock().unwrap().absent =
        vec!["drivers", "operatorconfigs", "storageclusters", "storageclients", "cephnvmeofgateways"];
    let log = sync_at(&fake, 0, &[]);
    assert_eq!((log.exit_code(), troubles(&log)), (0, vec![]));
    // Where it had objects, they go as all others do: gone twice.
    fake.lock().unwrap().absent.push("cephfilesystems");
    sync_at(&fake, 300, &[]);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
    sync_at(&fake, 600, &[]);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST[..3]);
}

#[test]
fn a_connection_that_breaks_or_falls_silent_in_the_middle_writes_nothing() {
    for (fault, expected) in [
        (
            Fault::Closed,
            "unreachable: cephobjectstores.ceph.rook.io: the API server does not answer: connection closed before message completed",
        ),
        (Fault::Silence, "unreachable: cephobjectstores.ceph.rook.io: the API server does not answer within 30 s"),
    ] {
        let fake = failing("cephobjectstores", fault);
        let log = sync_at(&fake, 300, &[]);
        assert_eq!((log.exit_code(), log.written.len()), (3, 0));
        assert_eq!(troubles(&log), [expected]);
        let fake = fake.lock().unwrap();
        assert_eq!(fake.patches().len(), 3, "those of the first run");
        let asked = fake.requests.iter().filter(|request| request.contains("cephobjectstores")).count();
        assert_eq!(asked, 2 + 3, "three times, and not for the other namespace");
    }
}

#[test]
fn every_answer_that_is_no_list_is_an_error() {
    for (fault, expected) in [
        (Fault::Status(500, "InternalError"), "other: cephfilesystems.ceph.rook.io: 500: InternalError"),
        (Fault::Status(429, "TooManyRequests"), "other: cephfilesystems.ceph.rook.io: 429: TooManyRequests"),
        (Fault::Status(401, "Unauthorized"), "forbidden: cephfilesystems.ceph.rook.io: Unauthorized"),
        (
            Fault::Body(200, "<html>"),
            "other: cephfilesystems.ceph.rook.io: the answer is not JSON: expected value at line 1 column 1",
        ),
        (Fault::Body(200, "{}"), "other: cephfilesystems.ceph.rook.io: the answer is not a list"),
        (Fault::Body(200, "[]"), "other: cephfilesystems.ceph.rook.io: the answer is not a list"),
        (Fault::Body(200, r#"{"items": null}"#), "other: cephfilesystems.ceph.rook.io: the answer is not a list"),
        (
            Fault::Body(200, r#"{"items": [{"metadata": {}}]}"#),
            "other: cephfilesystems.ceph.rook.io: the list has an object without a name",
        ),
        (
            Fault::Body(200, r#"{"kind": "Status", "status": "Failure", "message": "later"}"#),
            "other: cephfilesystems.ceph.rook.io: later",
        ),
    ] {
        let fake = failing("cephfilesystems", fault);
        let log = sync_at(&fake, 300, &[]);
        assert_eq!((troubles(&log), log.exit_code()), (vec![expected.to_owned()], 2));
        assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST, "{expected}");
    }
}

#[test]
fn pages_are_read_to_the_end_and_an_expired_one_from_the_start() {
    let fake = cluster();
    {
        let mut fake = fake.lock().unwrap();
        for number in 0..5 {
            let name = format!("fs-{number}");
            fake.put(FILESYSTEMS, json!({"metadata": {"name": name, "namespace": "rook-ceph"}, "spec": {}}));
        }
        fake.page = 2;
        let mut asked = 0;
        fake.faults = Box::new(move |_, path| {
            asked += u32::from(path == FILESYSTEMS);
            (path == FILESYSTEMS && asked == 2).then_some(Fault::Status(410, "Expired"))
        });
    }
    let log = sync_at(&fake, 0, &[]);
    assert_eq!((log.exit_code(), log.objects["CephFilesystem"]), (0, 6));
    let fake = fake.lock().unwrap();
    let pages: Vec<_> = fake
        .requests
        .iter()
        .filter_map(|request| request.split_once(FILESYSTEMS)?.1.strip_prefix("?&limit=100"))
        .collect();
    assert_eq!(pages, ["", "&continue=2", "", "&continue=2", "&continue=4"]);
}

#[test]
fn a_list_that_never_comes_to_its_end_is_an_error() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    {
        let mut fake = fake.lock().unwrap();
        for number in 0..5 {
            fake.put(
                FILESYSTEMS,
                json!({"metadata": {"name": format!("fs-{number}"), "namespace": "rook-ceph"}, "spec": {}}),
            );
        }
        fake.page = 2;
        let mut asked = 0;
        fake.faults = Box::new(move |_, path| {
            asked += u32::from(path == FILESYSTEMS);
            (path == FILESYSTEMS && asked % 2 == 0).then_some(Fault::Status(410, "Expired"))
        });
    }
    let log = sync_at(&fake, 300, &[]);
    assert_eq!(troubles(&log), ["other: cephfilesystems.ceph.rook.io: Expired: Expired"]);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), FIRST);
}

#[test]
fn fields_of_another_manager_are_left_to_it_unless_somebody_says_so() {
    let fake = cluster();
    fake.lock().unwrap().manager = Some("argocd-controller");
    let log = sync_at(&fake, 0, &[]);
    assert_eq!((log.exit_code(), log.written.len()), (2, 0));
    let conflict = |name: &str| {
        format!(
            "conflict: {name}: Apply failed with 1 conflict: conflict with \"argocd-controller\" using \
             policies.kubewarden.io/v1: .spec.settings.inventory; remove `inventory` and `previous` from the manifests that are applied, or use `--force-conflicts`"
        )
    };
    assert_eq!(troubles(&log), NAMES.map(conflict));
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory"), [""; 0]);
    assert_eq!(sync_at(&fake, 300, &["--force-conflicts"]).written.len(), 3);
}

#[test]
fn a_write_that_loses_against_another_is_tried_again() {
    let modified = |times: u32| {
        let fake = cluster();
        let mut asked = 0;
        fake.lock().unwrap().faults = Box::new(move |method, path| {
            let is_guard = method == Method::PATCH && path.ends_with("guard");
            asked += u32::from(is_guard);
            (is_guard && asked <= times).then_some(Fault::Status(409, "Conflict"))
        });
        let log = sync_at(&fake, 0, &[]);
        (log.written.len(), troubles(&log), fake.lock().unwrap().patches().len())
    };
    assert_eq!(modified(2), (3, vec![], 5));
    let lost = "overtaken: ceph-multus-guard: another write came first: Conflict";
    assert_eq!(modified(3), (2, vec![lost.to_owned()], 5));
}

#[test]
fn a_slower_sync_reads_everything_again_before_it_writes_over_a_faster_one() {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    {
        let mut fake = fake.lock().unwrap();
        fake.put(&nads("networks"), nad("networks", "new-net", "192.168.22.0/24"));
        fake.put(CLUSTERS, ceph_cluster("public-net", "networks/new-net"));
        // What another sync has written, which has read a later cluster.
        fake.in_between = Some(Box::new(|fake| {
            fake.put(&nads("networks"), nad("networks", "last-net", "192.168.23.0/24"));
            fake.put(CLUSTERS, ceph_cluster("public-net", "networks/last-net"));
            let mut policy = fake.policy(NAMES[0]).clone();
            policy["spec"]["settings"]["inventory"][0]["spec"]["network"]["selectors"]["cluster"] =
                json!("networks/last-net");
            fake.put(ceph_multus_sync::policy::POLICIES, policy);
        }));
    }
    let log = sync_at(&fake, 300, &[]);
    assert_eq!((log.written.len(), troubles(&log)), (3, vec![]));
    let fake = fake.lock().unwrap();
    assert_eq!(fake.patches()[3..], [NAMES, NAMES].concat());
    for name in NAMES {
        let settings = &fake.policy(name)["spec"]["settings"];
        assert_eq!(settings["inventory"][0]["spec"]["network"]["selectors"]["cluster"], "networks/last-net", "{name}");
        assert_eq!(names(&fake, name, "inventory")[1], "NetworkAttachmentDefinition networks/last-net");
    }
}

#[test]
fn a_policy_that_cannot_be_written_holds_up_no_other_and_is_tried_again() {
    let fake = cluster();
    fake.lock().unwrap().faults = Box::new(|method, path| {
        (method == Method::PATCH && path.ends_with("guard")).then_some(Fault::Status(500, "InternalError"))
    });
    let log = sync_at(&fake, 0, &[]);
    assert_eq!((log.exit_code(), log.written.len()), (2, 2));
    assert_eq!(troubles(&log), ["other: ceph-multus-guard: 500: InternalError"]);
    fake.lock().unwrap().faults = Box::new(|_, _| None);
    let log = sync_at(&fake, 300, &[]);
    assert_eq!(log.written.keys().collect::<Vec<_>>(), ["ceph-multus-guard"]);
}

#[test]
fn no_sequence_of_failures_ever_shrinks_the_inventory() {
    let all = [
        Fault::Closed,
        Fault::Status(403, "Forbidden"),
        Fault::Status(500, "InternalError"),
        Fault::Status(410, "Expired"),
        Fault::Body(404, "404 page not found\n"),
        Fault::Body(200, "{}"),
        Fault::Body(200, r#"{"items": []}"#),
        Fault::Body(200, r#"{"kind": "Status", "status": "Failure"}"#),
    ];
    let mut written = 0;
    for seed in 0..20 {
        let fake = cluster();
        // Somebody always has the first networks, so that these are in the inventory or in `previous`.
        fake.lock().unwrap().put(PODS, osd("rook-ceph/public-net,networks/cluster-net"));
        sync_at(&fake, 0, &[]);
        let mut random = fastrand::Rng::with_seed(seed);
        for round in 1..8 {
            {
                let mut fake = fake.lock().unwrap();
                let (mut dice, often) = (random.fork(), random.u32(1..8));
                let all = all.clone();
                fake.faults = Box::new(move |method, path| {
                    // What is there answers a question about itself; a list may leave it out.
                    let is_single = path
                        .rsplit('/')
                        .next()
                        .is_some_and(|name| FIRST.iter().any(|one| one.ends_with(&format!("/{name}"))));
                    let fault = all[dice.usize(..all.len())].clone();
                    let lies = is_single && matches!(fault, Fault::Body(404, _));
                    (dice.u32(..8) < often && !lies && *method != Method::POST).then_some(fault)
                });
                fake.page = random.usize(1..3);
                let selected = ["networks/cluster-net", "networks/new-net"][random.usize(..2)];
                fake.put(CLUSTERS, ceph_cluster("public-net", selected));
                fake.put(&nads("networks"), nad("networks", "new-net", "192.168.22.0/24"));
            }
            written += sync_at(&fake, round * 300, &[]).written.len();
            let fake = fake.lock().unwrap();
            for name in NAMES {
                let known: BTreeSet<String> =
                    [names(&fake, name, "inventory"), names(&fake, name, "previous")].concat().into_iter().collect();
                let lost: Vec<_> = FIRST.iter().filter(|object| !known.contains(**object)).collect();
                assert!(lost.is_empty(), "seed {seed}, round {round}, {name}: {lost:?}");
            }
        }
    }
    assert!(written > 10, "something is written all the same: {written}");
}
