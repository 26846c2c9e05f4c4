//! Writes the JavaScript side of a module: what the command `wasm-bindgen` does, in the version that `Cargo.lock` has. And
//! the pages of its rules, which a page loads when somebody wants to read one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "usage: ceph-multus-bindgen MODULE.wasm FOLDER policy|hosts";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let ([module, folder, name], Some(pages)) = (arguments.as_slice(), arguments.last().and_then(|name| pages(name)))
    else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match generate(module, Path::new(folder), name).and_then(|()| write_pages(Path::new(folder), name, &pages)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{module}: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// One module and its glue as an ES module, which a browser and Node both take, with the types of both.
fn generate(module: &str, folder: &Path, name: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.remove_name_section(true).remove_producers_section(true);
    let made = bindgen.input_path(module).out_name(name).typescript(true).web(true);
    let made = made.and_then(|bindgen| bindgen.omit_default_module_path(true).generate(folder));
    made.map_err(|error| format!("{error:#}"))
}

/// Every page of a module's rules by the id of its rule.
fn pages(name: &str) -> Option<BTreeMap<&'static str, &'static str>> {
    match name {
        "policy" => Some(ceph_multus_core::rules::pages().map(|(rule, _, page)| (rule.id, page)).collect()),
        "hosts" => Some(ceph_multus_nodes::rules::pages().map(|(rule, _, page)| (rule.id, page)).collect()),
        _ => None,
    }
}

fn write_pages(folder: &Path, name: &str, pages: &BTreeMap<&str, &str>) -> Result<(), String> {
    let json = serde_json::to_string(pages).map_err(|error| error.to_string())?;
    let path = folder.join(format!("{name}_pages.js"));
    fs::write(path, format!("export default {json};\n")).map_err(|error| error.to_string())
}
