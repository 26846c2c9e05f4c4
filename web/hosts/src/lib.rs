//! What `ceph-multus check` and `ceph-multus plan --live` say of nodes and of assigned addresses, for a page: the findings,
//! and a picture of each network.
//!
//! A module of its own: most input has nothing of the kind, and the policy's module is what everybody waits for.

pub mod axis;
pub mod bindings;
mod lane;
#[path = "../../src/location.rs"]
pub mod location;
pub mod picture;
pub mod report;
mod row;
mod stretch;
#[path = "../../src/tsify.rs"]
pub mod tsify;
mod words;
