//! The decision tables for settings that are as old as the cluster, older, or newer: one test for each row.

mod pods;
mod requests;
pub(crate) mod support;
