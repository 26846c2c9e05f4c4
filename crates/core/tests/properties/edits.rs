//! What is changed is mutated, once, and nothing else is touched.

use ceph_multus_invariants::{Scenario, edits, hostile, samples};

use super::count;

#[test]
fn a_changed_object_needs_no_further_change_and_keeps_its_other_fields() {
    let changed = count(1000, 512, |u| Ok(edits::are_sufficient(&u.arbitrary::<Scenario>()?)));
    assert!(changed > 20, "{changed}");
}

#[test]
fn a_spliced_member_is_set_as_the_naive_way_sets_it() {
    let paths: [&[&str]; 4] = [
        &["metadata", "annotations", hostile::NETWORKS],
        &["spec", "network", "selectors", "cluster"],
        &["metadata", "name"],
        &["spec"],
    ];
    let spliced = count(1500, 256, |u| {
        let mut object = u.choose(&samples::OBJECTS)?.clone();
        hostile::damage(&mut object, 4, u)?;
        let text = object.print(&mut || " ");
        Ok(edits::splice_is_naive_set(&text, u.choose(&paths)?, &u.arbitrary::<String>()?))
    });
    assert!(spliced > 1000, "{spliced}");
}
