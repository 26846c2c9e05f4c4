//! What must hold for any input: the property tests of the core and the fuzz targets state it with the same functions.
//!
//! Every function here takes input as it comes and panics where an invariant does not hold: the test or the fuzzer then
//! keeps the input. [`Document`] and [`hostile`] make the input, [`scenario`] puts it into a request.

#![allow(clippy::expect_used, clippy::panic, reason = "a broken invariant must stop the run")]

pub mod addresses;
pub mod annotation;
pub mod answers;
pub mod document;
pub mod edits;
pub mod hostile;
pub mod naive;
pub mod order;
pub mod samples;
pub mod scenario;
pub mod selections;
pub mod window;

pub use document::Document;
pub use scenario::Scenario;
pub use window::Window;
