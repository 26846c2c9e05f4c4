//! The rules, by what becomes of whole objects.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod assignable;
mod bypass;
mod collisions;
mod copies;
mod edited;
mod floods;
mod holders;
mod isolation;
mod missed;
mod moments;
mod others;
mod own;
mod resources;
mod running;
mod sizes;
mod slices;
mod strangers;
#[path = "../support/mod.rs"]
mod support;
mod unreadable;
mod whereabouts;
mod windows;
mod worlds;
