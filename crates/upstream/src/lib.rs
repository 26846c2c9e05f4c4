//! What other programs make of text: how Go reads JSON and addresses, Multus its annotations, libcni and the plugins a
//! CNI configuration, Whereabouts its IPAM section. Of Ceph it knows how Rook reads and
//! writes the names of networks; it knows no policy and no rule.
//!
//! Each part is held to vectors of the program that it follows (`tests/vectors`, run by `tests/conformance`).

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod address;
pub mod cni;
pub mod go_json;
pub mod kept;
pub mod limits;
mod namespaced_name;
pub mod object_name;
pub mod selection;
pub mod text;
pub mod whereabouts;

pub use namespaced_name::NamespacedName;
