//! The decision tables for settings that are as old as the cluster, older, or newer: one test for each row.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod pods;
mod requests;
mod support;
