//! Manifests for the check: YAML and JSON whose objects know where they stand, checked in the world of all of them.
//!
//! Everything that the command line and the page in the browser have in common beside the core. No files, no clock; builds
//! for `wasm32-unknown-unknown`, where there are no threads.

#![forbid(unsafe_code)]

mod apart;
mod carriers;
mod check;
mod check_files;
mod checked;
mod document;
mod drift;
mod error;
mod fix;
mod fixed;
mod gather;
mod hash;
mod identity;
pub mod install;
mod installed_sync;
mod inventory;
mod json;
mod kinds;
mod kustomize;
pub mod limits;
mod locate;
mod meaning;
mod mode;
mod observed;
mod parallel;
mod patches;
mod paths;
mod placeholder;
mod plan;
mod position;
mod read;
mod registered;
mod registration;
mod request;
pub mod resources;
mod selected;
mod settings;
mod source;
mod transformations;
mod tree;
mod value;
mod within;
pub mod world;
mod write;
mod yaml;

pub use apart::Inventory;
pub use carriers::{carrier_fields, carriers};
pub use check::{OBJECT_REPEATED, check, check_world, repetition};
pub use check_files::{Nads, check_files};
pub use checked::{Checked, Located, Placeholder, Report, Severity};
pub use document::Document;
pub use drift::{Change, Drift, Drifts, drift, networks_differ};
pub use error::ReadError;
pub use fix::Fix;
pub use fixed::{FixedSource, fixed};
pub use gather::{Elsewhere, Gathering, Manifests};
pub use hash::fnv_1a;
pub use installed_sync::{InstalledSync, SyncAccount, SyncWorkload};
pub use inventory::{NewSettings, Previous, reject_copies, reject_repeated, settings_from};
pub use kinds::{is_node_policy, is_of_hosts};
pub use kustomize::is_kustomization_file;
pub use mode::{Modes, PolicyMode};
pub use observed::{NETWORK_STATUS, is_observed};
pub use placeholder::{placeholders, placeholders_in};
pub use plan::{
    ClusterPlan, DAEMONS, NetworkPlan, Overlap, PlanError, RangePlan, Shared, WhatIf, plan, plan_if,
    without_ceph_cluster,
};
pub use position::Position;
pub use read::{Reading, Template, read};
pub use registered::Registered;
pub use registration::{Registration, registration};
pub use request::{RequestedChange, request};
pub use selected::selected_nads;
pub use settings::SettingsText;
pub use source::{Source, decode};
pub use transformations::Transformation;
pub use write::to_yaml;
