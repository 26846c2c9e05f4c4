//! Writes the JavaScript side of a module: what the command `wasm-bindgen` does, in the version that `Cargo.lock` has. The
//! functions of the module it puts in the order in which they pack best. And the pages of the rules, which a page loads
//! when somebody wants to read one.

mod likeness;
mod reorder;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use ceph_multus_core::rules;
use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage: ceph-multus-bindgen MODULE.wasm FOLDER";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match generate(module, Path::new(folder)).and_then(|()| write_pages(Path::new(folder))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{module}: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// One module and its glue as an ES module, which a browser and Node both take, with the types of both.
fn generate(module: &str, folder: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let made = bindgen.input_path(module).out_name("policy").typescript(true).web(true);
    let made = made.and_then(|bindgen| bindgen.omit_default_module_path(true).generate(folder));
    made.map_err(|error| format!("{error:#}"))?;
    let path = folder.join("policy_bg.wasm");
    let made = fs::read(&path).map_err(|error| error.to_string())?;
    fs::write(&path, reorder::alike(&made)?).map_err(|error| error.to_string())
}

/// Every page by the id of its rule.
fn write_pages(folder: &Path) -> Result<(), String> {
    let pages: BTreeMap<&str, &str> = rules::pages().map(|(rule, _, page)| (rule.id, page)).collect();
    let json = serde_json::to_string(&pages).map_err(|error| error.to_string())?;
    fs::write(folder.join("policy_pages.js"), format!("export default {json};\n")).map_err(|error| error.to_string())
}
