//! What JavaScript calls.

#![allow(unsafe_code, reason = "wasm-bindgen writes the functions of the module's boundary")]

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::input::Input;
use crate::report::Report;
use crate::{answer, plan, rules};

/// The type of what [`answer::evaluate`] answers, which is a text here.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/**
 * What the policy answers.
 */
export interface Answer {
    /**
     * Whether the request is accepted.
     */
    accepted: boolean;
    /**
     * Why it is rejected: the object and the count, then a line for each finding.
     */
    message?: string;
    /**
     * The HTTP status of a rejection.
     */
    code?: number;
    /**
     * Warnings.
     */
    warnings?: string[];
    /**
     * `findings` and `mutated`, each a JSON list.
     */
    audit_annotations?: { findings?: string; mutated?: string };
    /**
     * The mutated object.
     */
    mutated_object?: object;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What was written here is JSON.
    #[wasm_bindgen(js_namespace = JSON)]
    fn parse(text: &str) -> JsValue;

    /// Throws where a value holds itself.
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;
}

/// The version of the policy.
#[wasm_bindgen]
pub fn version() -> String {
    String::from(env!("CARGO_PKG_VERSION"))
}

/// Evaluates an AdmissionRequest, as the policy in a policy server does.
///
/// # Errors
/// One line if the call is not a validation request, or its settings are not valid.
#[wasm_bindgen(unchecked_return_type = "Answer")]
pub fn evaluate(#[wasm_bindgen(unchecked_param_type = "Call")] call: JsValue) -> Result<JsValue, JsValue> {
    answer::evaluate(&argument(&call)?).map(|answer| parse(&answer)).map_err(|problem| error(&problem))
}

/// Checks manifests together, as if each were created, or changed if it is among the old objects.
///
/// # Errors
/// Where the call has not the form of an input. A text that cannot be read is a problem of the report.
#[wasm_bindgen(unchecked_return_type = "Report")]
pub fn check(#[wasm_bindgen(unchecked_param_type = "Input")] input: JsValue) -> Result<JsValue, JsValue> {
    value(&Report::of(&read(&input)?))
}

/// Counts the addresses that each CephCluster of the manifests takes, and what is left.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
#[wasm_bindgen(unchecked_return_type = "ClusterPlan[]")]
pub fn plan(#[wasm_bindgen(unchecked_param_type = "Input")] input: JsValue) -> Result<JsValue, JsValue> {
    value(&plan::plan(&read(&input)?).map_err(|problem| error(&problem))?)
}

/// The settings of the policy with the manifests as their inventory.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
#[wasm_bindgen(js_name = settingsFrom, unchecked_return_type = "NewSettings")]
pub fn settings_from(#[wasm_bindgen(unchecked_param_type = "Input")] input: JsValue) -> Result<JsValue, JsValue> {
    value(&plan::settings_from(&read(&input)?).map_err(|problem| error(&problem))?)
}

/// Every rule, by id.
///
/// # Errors
/// None: the rules can be written as JSON.
#[wasm_bindgen(unchecked_return_type = "RuleSummary[]")]
pub fn rules() -> Result<JsValue, JsValue> {
    value(&rules::rules())
}

/// What stands over an example of a page, by what stands behind its fence: `Rejected:` for `yaml reject`. Not set for text
/// that is not an example.
#[wasm_bindgen]
pub fn caption(fence: &str) -> Option<String> {
    ceph_multus_core::rules::caption(fence).map(str::to_owned)
}

/// An argument as JSON text; what JSON has not is `null`.
fn argument(argument: &JsValue) -> Result<String, JsValue> {
    Ok(stringify(argument)?.unwrap_or_else(|| String::from("null")))
}

fn read(input: &JsValue) -> Result<Input, JsValue> {
    Input::read(&argument(input)?).map_err(|problem| error(&problem))
}

fn value(answer: &impl Serialize) -> Result<JsValue, JsValue> {
    serde_json::to_string(answer).map(|text| parse(&text)).map_err(|problem| error(&problem.to_string()))
}

fn error(problem: &str) -> JsValue {
    JsError::new(problem).into()
}
