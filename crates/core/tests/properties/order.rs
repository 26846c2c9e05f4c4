//! The order of keys, of the inventory, and white space mean nothing.

use ceph_multus_invariants::{Scenario, order};

use super::count;

#[test]
fn the_order_of_keys_and_of_the_inventory_and_white_space_mean_nothing() {
    let evaluated = count(600, 2048, |u| {
        let scenario = u.arbitrary::<Scenario>()?;
        order::means_nothing(&scenario, u)
    });
    assert!(evaluated > 350, "{evaluated}");
}
