//! Asks the linker for the short form of the numbers that it fills in: it pads each of them to five bytes otherwise.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg-cdylib=--compress-relocations");
    }
}
