//! What JavaScript calls.

#![allow(unsafe_code, reason = "wasm-bindgen writes the functions of the module's boundary")]

use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::answer::{self, Answer, Call};
use crate::rules::{self, RuleSummary};

/// The version of the policy.
#[wasm_bindgen]
pub fn version() -> String {
    String::from(env!("CARGO_PKG_VERSION"))
}

/// Judges an AdmissionRequest, as the policy in a policy server does.
///
/// # Errors
/// One line where the call is no validation request, or its settings are not valid.
#[wasm_bindgen]
pub fn evaluate(call: Ts<Call>) -> Result<Ts<Answer>, JsError> {
    let call = call.to_rust()?;
    let answer = answer::evaluate(&call).map_err(|problem| JsError::new(&problem))?;
    Ok(answer.into_ts()?)
}

/// Every rule, by id.
///
/// # Errors
/// None.
#[wasm_bindgen]
pub fn rules() -> Result<Vec<Ts<RuleSummary>>, JsError> {
    rules::rules().into_iter().map(|rule| Ok(rule.into_ts()?)).collect()
}

/// The page of a rule, in Markdown.
///
/// # Errors
/// Where there is no such rule.
#[wasm_bindgen]
pub fn explain(id: &str) -> Result<String, JsError> {
    rules::explain(id).map(str::to_owned).map_err(|problem| JsError::new(&problem))
}
