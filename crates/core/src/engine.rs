//! From a request to its answer: what Kubewarden sends is read, the rules look at it, and what they find becomes the answer.

mod as_before;
mod evaluate;
mod look;
mod protocol;
pub mod request;
mod subject;

pub use evaluate::{evaluate, evaluate_beside};
pub use protocol::{problems_message, read_settings, valid_settings, validate, validate_settings};
