//! Manifests for the judgement: YAML and JSON whose objects know where they stand, judged in the world of all of them.
//!
//! Everything that the command line and the page in the browser have in common beside the core. No files, no clock, no
//! threads; builds for `wasm32-unknown-unknown`.

#![forbid(unsafe_code)]

mod carriers;
mod check;
mod document;
mod drift;
mod error;
pub mod install;
mod inventory;
mod json;
pub mod limits;
mod locate;
pub mod order;
mod path;
mod plan;
mod position;
mod registration;
mod request;
pub mod resources;
mod selected;
mod settings;
mod tree;
mod value;
pub mod world;
mod write;
mod yaml;

pub use carriers::carriers;
pub use check::{Judged, Located, OBJECT_REPEATED, Report, Severity, check, check_world};
pub use document::{Document, Source, read};
pub use drift::{Change, Drift, Drifts, drift, networks_differ};
pub use error::ReadError;
pub use inventory::{NewSettings, Previous, settings_from};
pub use plan::{ClusterPlan, NetworkPlan, RangePlan, plan};
pub use position::Position;
pub use registration::{PolicyMode, Registration, registration};
pub use request::{Change as RequestedChange, request};
pub use selected::selected_nads;
pub use settings::SettingsText;
pub use write::to_yaml;
