//! Asks the linker for the short form of the numbers that it fills in: it pads each of them to five bytes otherwise. The
//! floors of the bench are built with this, too.

use std::env;

fn main() {
    // Of any of the packages, so that not each change of a file makes a new module.
    println!("cargo:rerun-if-changed=Cargo.toml");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo:rustc-link-arg-cdylib=--compress-relocations");
    }
}
