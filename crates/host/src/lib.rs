//! A waPC host that runs the policy module as Kubewarden's policy-server does.
//!
//! | module | what |
//! |---|---|
//! | [`module`] | bytes to a compiled [`Module`]; one fresh [`Instance`] for each request; [`CallError`] |
//! | `engine`, `wapc`, `wasi` | the WebAssembly engine and its deadlines; what a guest may import |
//! | [`request`], [`response`] | the wire shapes on both sides of `validate` |
//! | [`answer`] | `evaluate`: what the API server gets for a request, patch included |
//! | [`nested_build`], [`built`] | the module of this workspace, built by cargo on demand |
//! | [`request_file`], [`render`] | what `make run` reads and prints |
//! | [`payload`], [`measure`], [`table`] | what `make bench` measures, how, and what it prints |
//! | [`growth`], [`work`] | requests that grow in one dimension, and instructions counted instead of timed |
//! | [`load`], [`size`] | `make load`: many threads; `make size`: what is in the module |
//! | [`metadata`] | what an annotated module says of itself |

pub mod answer;
pub mod built;
mod engine;
pub mod growth;
pub mod load;
pub mod measure;
pub mod metadata;
pub mod module;
mod module_error;
pub mod nested_build;
pub mod payload;
pub mod render;
pub mod request;
pub mod request_file;
pub mod response;
pub mod size;
pub mod table;
mod wapc;
mod wasi;
pub mod work;

pub use answer::{Answer, Failure, Mode, Registration};
pub use built::built_policy;
pub use module::{CallError, Instance, Module};
pub use module_error::ModuleError;
pub use request::AdmissionRequest;
pub use response::{SettingsVerdict, ValidationResponse};
