//! How long a process that has written something waits with the next write.

use serde_json::json;

use crate::fake::Fake;
use crate::objects::{CLUSTERS, FILESYSTEMS, NAMES, ceph_cluster, cluster, nad, nads, names};
use crate::{START, sync_after, sync_at};

/// The policies that are written after a change, so many seconds after the last write, and until when the others wait.
fn after(seconds: i64, change: impl FnOnce(&mut Fake)) -> (usize, usize, Option<i64>) {
    let fake = cluster();
    sync_at(&fake, 0, &[]);
    change(&mut fake.lock().unwrap());
    let log = sync_after(&fake, Some(0), seconds, &[]);
    (log.written.len(), log.postponed.len(), log.held_until.map(|until| until.as_second() - START))
}

#[test]
fn a_change_of_networks_does_not_wait() {
    let written = after(1, |fake| {
        fake.put(&nads("networks"), nad("networks", "new-net", "192.168.22.0/24"));
        fake.put(CLUSTERS, ceph_cluster("public-net", "networks/new-net"));
    });
    assert_eq!(written, (3, 0, None));
}

#[test]
fn a_nad_that_is_new_or_has_changed_waits_for_a_minute_at_most() {
    let new = |fake: &mut Fake| fake.put(&nads("rook-ceph"), nad("rook-ceph", "new-net", "192.168.22.0/24"));
    let other = |fake: &mut Fake| fake.put(&nads("rook-ceph"), nad("rook-ceph", "public-net", "192.168.0.0/16"));
    assert_eq!([after(59, new), after(59, other)], [(0, 3, Some(60)); 2]);
    assert_eq!([after(60, new), after(60, other)], [(3, 0, None); 2]);
}

#[test]
fn everything_else_waits_for_five_minutes() {
    let more = |fake: &mut Fake| {
        fake.put(FILESYSTEMS, json!({"metadata": {"name": "more", "namespace": "rook-ceph"}, "spec": {}}));
    };
    assert_eq!(after(299, more), (0, 3, Some(300)));
    assert_eq!(after(300, more), (3, 0, None));
}

#[test]
fn a_nad_that_goes_waits_as_everything_else() {
    let fake = cluster();
    fake.lock().unwrap().put(&nads("rook-ceph"), nad("rook-ceph", "old-net", "192.168.22.0/24"));
    sync_at(&fake, 0, &[]);
    fake.lock().unwrap().objects.remove(&format!("{}/old-net", nads("rook-ceph")));
    sync_after(&fake, Some(0), 1, &[]);
    assert_eq!(sync_after(&fake, Some(0), 100, &[]).postponed, NAMES.map(|name| name.to_owned()).to_vec());
    assert_eq!(sync_after(&fake, Some(0), 300, &[]).written.len(), 3);
    assert_eq!(names(&fake.lock().unwrap(), NAMES[0], "inventory").len(), 4);
}
