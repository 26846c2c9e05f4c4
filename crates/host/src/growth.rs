//! Requests that grow in one dimension: by them is held that the work grows in proportion, and that the largest request
//! has an end.

#![expect(clippy::indexing_slicing, reason = "each member is set in an object that is made right before")]

use serde_json::Value;

use crate::payload::Payload;

mod clusters;
mod compared;
mod inventory;
mod objects;
mod plugins;
mod pods;
mod ranges;
mod settings;
pub mod tables;

/// The largest request that the API server sends on, in bytes.
pub const LARGEST_REQUEST: usize = 1_500_000;

/// The largest settings, in bytes: with the object that Kubernetes keeps them in there is no room for more.
pub const LARGEST_SETTINGS: usize = 1_000_000;

/// The most that all annotations of an object may have together, in bytes
/// (kubernetes/apimachinery: pkg/api/validation/objectmeta.go).
const LARGEST_ANNOTATIONS: usize = 256 * 1024;

/// One dimension of the input.
#[derive(Debug, Clone, Copy)]
pub struct Dimension {
    /// What there is more and more of.
    pub name: &'static str,
    /// The waPC function that is called.
    pub function: &'static str,
    /// The bytes that a request may have: fewer where Kubernetes has a limit of its own.
    request: usize,
    payload: fn(usize) -> Value,
}

/// Every dimension in which a request or the settings may be large.
pub fn dimensions() -> impl Iterator<Item = &'static Dimension> {
    let objects = [ranges::RANGES, plugins::PLUGINS, compared::COMPARED, clusters::CLUSTERS, inventory::INVENTORY];
    objects.into_iter().chain([pods::PODS, settings::SETTINGS]).flatten()
}

impl Dimension {
    /// The payload with `number` of it.
    #[must_use]
    pub fn payload(&self, number: usize) -> Payload {
        let bytes = (self.payload)(number).to_string().into_bytes();
        Payload { name: format!("{number} {}", self.name), bytes }
    }

    /// The largest payload: its request or its settings are about as large as they may be.
    #[must_use]
    pub fn filled(&self) -> Payload {
        const PROBE: usize = 500;
        let sizes = |number| {
            let value = (self.payload)(number);
            let size = |key| value.get(key).map_or(0, |part| part.to_string().len());
            if self.function == "validate" { [size("request"), size("settings")] } else { [0, value.to_string().len()] }
        };
        let (one, two) = (sizes(PROBE), sizes(2 * PROBE));
        let limits = [self.request, LARGEST_SETTINGS];
        let fits = one.iter().zip(two).zip(limits).filter(|((one, two), _)| two > *one);
        let number = fits
            .map(|((one, two), limit)| PROBE * limit.saturating_sub((2 * one).saturating_sub(two)) / (two - one))
            .min();
        self.payload(number.unwrap_or(PROBE))
    }
}

const fn validate(name: &'static str, payload: fn(usize) -> Value) -> Dimension {
    Dimension { name, function: "validate", request: LARGEST_REQUEST, payload }
}

/// A dimension of an annotation.
const fn annotation(name: &'static str, payload: fn(usize) -> Value) -> Dimension {
    Dimension { request: LARGEST_ANNOTATIONS, ..validate(name, payload) }
}

const fn settings(name: &'static str, payload: fn(usize) -> Value) -> Dimension {
    Dimension { function: "validate_settings", ..validate(name, payload) }
}
