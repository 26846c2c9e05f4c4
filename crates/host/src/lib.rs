//! A waPC host that runs the policy module as Kubewarden's policy-server does.
//!
//! | module | what |
//! |---|---|
//! | [`module`] | bytes to a compiled [`Module`]; one fresh [`Instance`] for each request; [`CallError`] |
//! | [`request`], [`response`] | the wire shapes on both sides of `validate` |
//! | [`answer`] | `evaluate`: what the API server gets for a request, patch included |
//! | [`nested_build`], [`built`] | the module of this workspace, built by cargo on demand |
//! | [`request_file`], [`render`] | what `make run` reads and prints |

pub mod answer;
pub mod built;
mod engine;
pub mod module;
pub mod nested_build;
pub mod render;
pub mod request;
pub mod request_file;
pub mod response;

pub use answer::{Answer, Failure, Mode, Registration};
pub use built::built_policy;
pub use module::{CallError, Instance, Module, ModuleError};
pub use request::AdmissionRequest;
pub use response::{SettingsVerdict, ValidationResponse};
