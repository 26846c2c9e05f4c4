//! Policies of nmstate, nodes and their states beside the NADs of public networks: each condition with what it must say.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod addresses;
mod interfaces;
mod objects;
mod policies;
mod routes;
#[path = "../support/mod.rs"]
mod support;
