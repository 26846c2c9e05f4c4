//! What JavaScript calls.

#![allow(unsafe_code, reason = "wasm-bindgen writes the functions of the module's boundary")]

use wasm_bindgen::prelude::*;

use crate::report::NodesReport;

#[wasm_bindgen]
extern "C" {
    /// What was written here is JSON.
    #[wasm_bindgen(js_namespace = JSON)]
    fn parse(text: &str) -> JsValue;
}

/// Everything about nodes and assigned addresses. Texts that cannot be read have an empty report: the policy's own module
/// says what is wrong with them.
///
/// # Errors
/// Never: the report is always JSON.
#[wasm_bindgen(js_name = inspectNodes, unchecked_return_type = "NodesReport")]
pub fn inspect_nodes(manifests: &str, settings: &str) -> Result<JsValue, JsError> {
    let text = serde_json::to_string(&NodesReport::of(manifests, settings))?;
    Ok(parse(&text))
}
