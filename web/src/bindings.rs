//! What JavaScript calls.

#![allow(unsafe_code, reason = "wasm-bindgen writes the functions of the module's boundary")]

use serde::de::DeserializeOwned;
use tsify::{JsValueSerdeExt, Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::answer::{self, Answer, Call};
use crate::input::Input;
use crate::plan::{self, ClusterPlan, NewSettings};
use crate::report::Report;
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
    let call = read(&call)?;
    let answer = answer::evaluate(&call).map_err(|problem| JsError::new(&problem))?;
    Ok(answer.into_ts()?)
}

/// Judges manifests as if each were created, or changed where it was there before, in the world of all of them.
///
/// # Errors
/// Where the call has not the form of an input. A text that cannot be read is a problem of the report.
#[wasm_bindgen]
pub fn check(input: Ts<Input>) -> Result<Ts<Report>, JsError> {
    let input = read(&input)?;
    Ok(Report::of(&input).into_ts()?)
}

/// Counts the addresses that each CephCluster of the manifests takes, and what is left.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
#[wasm_bindgen]
pub fn plan(input: Ts<Input>) -> Result<Vec<Ts<ClusterPlan>>, JsError> {
    let plan = plan::plan(&read(&input)?).map_err(|problem| JsError::new(&problem))?;
    plan.into_iter().map(|cluster| Ok(cluster.into_ts()?)).collect()
}

/// The settings of the policy with the manifests as their inventory.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
#[wasm_bindgen(js_name = settingsFrom)]
pub fn settings_from(input: Ts<Input>) -> Result<Ts<NewSettings>, JsError> {
    let new = plan::settings_from(&read(&input)?).map_err(|problem| JsError::new(&problem))?;
    Ok(new.into_ts()?)
}

/// Every rule, by id.
///
/// # Errors
/// None.
#[wasm_bindgen]
pub fn rules() -> Result<Vec<Ts<RuleSummary>>, JsError> {
    rules::rules().into_iter().map(|rule| Ok(rule.into_ts()?)).collect()
}

/// An argument as a value. What serde says of it is a line of ours, without the place in a text that nobody wrote.
fn read<T: Tsify + DeserializeOwned>(argument: &Ts<T>) -> Result<T, JsError>
where
    T::JsType: JsCast,
{
    argument.js_value().into_serde().map_err(|error| {
        let text = error.to_string();
        JsError::new(text.split(" at line ").next().unwrap_or_default())
    })
}
