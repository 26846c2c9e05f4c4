//! The policy for browsers and Node: what the module in a policy server answers, and what a page shows of it.
//!
//! Calls and answers are plain values; [`mod@bindings`] is all that JavaScript sees. wasm-bindgen stays out of the policy's
//! own module: a waPC host has none of its imports.

pub mod answer;
mod argument;
pub mod attachments;
pub mod bindings;
pub mod input;
pub mod location;
pub mod map;
pub mod plan;
pub mod report;
pub mod rules;
pub mod scene;
pub mod tsify;
