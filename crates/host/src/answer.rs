//! What the API server gets for a request.

use std::collections::BTreeMap;
use std::fmt;

use json_patch::{Patch, PatchError};
use serde_json::{Value, json};

use crate::module::{CallError, Module};
use crate::request::{AdmissionRequest, RequestError};
use crate::response::ValidationResponse;

/// What policy-server does with a policy's verdict (`spec.mode` of a ClusterAdmissionPolicy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The verdict counts.
    #[default]
    Protect,
    /// Every request is allowed unchanged; warnings and audit annotations still reach the client.
    Monitor,
}

/// How the policy is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// `spec.mode`.
    pub mode: Mode,
    /// `spec.mutating`: whether the policy may change objects.
    pub mutating: bool,
}

impl Default for Registration {
    /// As `kwctl run` takes a module.
    fn default() -> Self {
        Self { mode: Mode::Protect, mutating: true }
    }
}

/// The AdmissionResponse to a request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// Whether the request goes on.
    pub allowed: bool,
    /// `status.message`.
    pub message: Option<String>,
    /// `status.code`, an HTTP status.
    pub code: Option<u16>,
    /// The RFC 6902 operations, a list; absent where the policy changed nothing.
    pub patch: Option<Value>,
    /// Annotations for the audit log.
    pub audit_annotations: BTreeMap<String, String>,
    /// Lines that the client prints.
    pub warnings: Vec<String>,
    /// Why the policy gave no verdict; `message` then says the same to the client.
    pub failure: Option<Failure>,
}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The request never reached the policy.
    Request(RequestError),
    /// The settings never reached the policy: they are not an object.
    Settings,
    /// The policy gave no response.
    Call(CallError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => write!(f, "invalid request: {error}"),
            Self::Settings => f.write_str("invalid settings: not an object"),
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl Module {
    /// Evaluates a request as policy-server does for a policy that protects and may mutate: a fresh instance, a deadline
    /// of two seconds, the patch computed from the mutated object. `settings` is an object or `null`.
    #[must_use]
    pub fn evaluate(&self, request: &Value, settings: &Value) -> Answer {
        self.evaluate_as(Registration::default(), request, settings)
    }

    /// As [`Module::evaluate`], for a policy that is registered otherwise (`kubewarden/adm-controller:
    /// crates/policy-evaluator/src/admission_response_handler.rs`).
    #[must_use]
    pub fn evaluate_as(&self, registration: Registration, request: &Value, settings: &Value) -> Answer {
        let request = match AdmissionRequest::read(request) {
            Ok(request) => request,
            Err(error) => return Answer::failed(Failure::Request(error)),
        };
        let settings = match settings {
            Value::Null => &json!({}),
            Value::Object(_) => settings,
            _ => return Answer::failed(Failure::Settings),
        };
        let answer = self.validate(&request, settings).unwrap_or_else(|error| Answer::failed(Failure::Call(error)));
        answer.registered(registration)
    }

    fn validate(&self, request: &AdmissionRequest, settings: &Value) -> Result<Answer, CallError> {
        let bytes = self.call("validate", json!({"request": request, "settings": settings}).to_string().as_bytes())?;
        let response: ValidationResponse =
            serde_json::from_slice(&bytes).map_err(|error| CallError::Response(error.to_string()))?;
        Ok(Answer::to(request, response))
    }
}

impl Answer {
    /// The object that is stored: `object` with the patch applied.
    ///
    /// # Errors
    /// Where the patch does not apply, which would be the API server's error too.
    pub fn patched(&self, object: &Value) -> Result<Value, PatchError> {
        let mut patched = object.clone();
        json_patch::patch(&mut patched, &self.operations())?;
        Ok(patched)
    }

    /// The operations of the patch, none where there is no patch.
    #[must_use]
    pub fn operations(&self) -> Patch {
        self.patch.as_ref().and_then(|patch| serde_json::from_value(patch.clone()).ok()).unwrap_or_default()
    }

    fn failed(failure: Failure) -> Self {
        Self { message: Some(failure.to_string()), code: Some(500), failure: Some(failure), ..Self::default() }
    }

    /// `kubewarden/adm-controller: crates/policy-evaluator/src/admission_response.rs`.
    fn to(request: &AdmissionRequest, response: ValidationResponse) -> Self {
        let patch = match (&request.object, &response.mutated_object) {
            (_, None) => None,
            (None, Some(_)) => {
                return Self { message: Some(NOTHING_TO_MUTATE.to_owned()), ..Self::default() };
            }
            (Some(object), Some(mutated)) => {
                let patch = json_patch::diff(object, mutated);
                (!patch.is_empty()).then(|| json!(patch))
            }
        };
        Self {
            allowed: response.accepted,
            message: response.message,
            code: response.code,
            patch,
            audit_annotations: response.audit_annotations.unwrap_or_default(),
            warnings: response.warnings.unwrap_or_default(),
            failure: None,
        }
    }

    fn registered(self, registration: Registration) -> Self {
        match registration.mode {
            Mode::Monitor => Self { allowed: true, message: None, code: None, patch: None, ..self },
            Mode::Protect if !registration.mutating && self.patch.is_some() => {
                Self { allowed: false, message: Some(MAY_NOT_MUTATE.to_owned()), code: None, patch: None, ..self }
            }
            Mode::Protect => self,
        }
    }
}

const NOTHING_TO_MUTATE: &str =
    "Incoming object is null, which happens only with DELETE operations; the policy cannot mutate it";

const MAY_NOT_MUTATE: &str = "Request rejected by policy clusterwide-ceph-multus-policy. The policy attempted to \
                              mutate the request, but it is currently configured to not allow mutations.";
