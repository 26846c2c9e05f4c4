//! Writes the seeds of the fuzz targets, made of the fixtures, vectors and examples, to the folder that is named: one
//! folder in it for each target.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ceph_multus_invariants::samples;

fn main() -> io::Result<()> {
    let corpus = std::env::args_os().nth(1).map(PathBuf::from);
    let corpus = corpus.ok_or_else(|| io::Error::other("name the folder of the corpora"))?;
    let write = |target, seeds: &mut dyn Iterator<Item = Vec<u8>>| write(&corpus.join(target), seeds);
    let settings = samples::SETTINGS.to_string();
    let payload = |request| format!(r#"{{"request":{request},"settings":{settings}}}"#);
    let bytes = String::into_bytes;
    write("validate", &mut samples::REQUESTS.iter().map(payload).map(bytes))?;
    write("validate_settings", &mut [settings.clone(), samples::SETTINGS.print(&mut || "\n")].map(bytes).into_iter())?;
    write("selection", &mut samples::SELECTIONS.iter().cloned().map(bytes))?;
    write("cni_config", &mut samples::CONFIGS.iter().cloned().map(bytes))?;
    // The structured targets read their input as choices: any bytes do, and long ones choose more.
    let noise = (1..=64_u32).map(|seed| noise(seed, 64 * seed as usize));
    for target in ["request_with_settings", "order", "whereabouts"] {
        write(target, &mut noise.clone())?;
    }
    // The first byte is the place of the path.
    write("splice", &mut samples::OBJECTS.iter().map(|object| bytes(format!("\0{object}"))))
}

/// One file for each seed, named after its place.
fn write(folder: &Path, seeds: &mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (place, seed) in seeds.enumerate() {
        fs::write(folder.join(format!("seed-{place:03}")), seed)?;
    }
    Ok(())
}

/// The same bytes for the same seed (xorshift).
fn noise(seed: u32, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9);
    let bytes = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    });
    bytes.flatten().take(length).collect()
}
