//! What is written beside the code agrees with it: the book, its links, where claims come from, metadata and workflows.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod arrows;
mod book;
mod contributing;
mod lengths;
mod links;
mod metadata;
mod repository;
mod sources;
#[path = "../support/mod.rs"]
mod support;
mod words;
mod workflows;
