//! JSON as the rules need it: borrowed from the text, pruned to what is read, tolerant of every shape.
//!
//! A document is read once, through a [`Shape`] that names what is kept; the rest is scanned and dropped. What is kept
//! becomes a [`Node`], whatever its type, so that an object of a surprising shape is a finding and never a failure to read.
//!
//! Text that is read as Go reads it is taken apart with [`layer()`] instead, which knows no depth and no size of numbers.
//!
//! A crate of its own because nearly all of the time goes by here: it is built for speed, the rules for size.

#![forbid(unsafe_code)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod arena;
mod layer;
mod node;
pub mod order;
mod path;
mod read;
mod shape;
mod splice;
mod write;

pub use arena::Arena;
pub use layer::{Layer, check, fits_float, layer, tokens};
pub use node::{Map, Member, Node, Number};
pub use path::{Path, Step};
pub use read::{JsonError, read};
pub use shape::Shape;
pub use splice::{SpliceError, set};
pub use write::{compact, object, push_all, push_key, push_string, string};
