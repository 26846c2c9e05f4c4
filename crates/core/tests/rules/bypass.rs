//! The requests of `tests/fixtures/bypass`, evaluated natively: each ends as the table says.

use std::fs;
use std::path::Path;

use ceph_multus_core::json::Arena;
use ceph_multus_core::{Payload, evaluate, read_settings};

#[test]
fn every_request_ends_as_the_table_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/bypass");
    let table = fs::read_to_string(folder.join("expect.tsv")).expect("the table");
    let (mut wrong, mut listed) = (Vec::new(), Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (expected, name) = line.split_once('\t').expect("two columns");
        let bytes = fs::read(folder.join(name)).expect("a request");
        listed.push(name.to_owned());
        let arena = Arena::new();
        let payload = Payload::read(&bytes, &arena).expect("a payload");
        let settings = read_settings(payload.settings()).unwrap_or_else(|problems| panic!("{problems:?}"));
        let verdict = evaluate(&payload.request(), &settings, || payload.object_text());
        let ended = if verdict.is_accepted() { "pass" } else { "deny" };
        if ended != expected {
            wrong.push(format!("{name}: {:?}", verdict.findings()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let entries = fs::read_dir(folder).expect("the folder");
    let mut requests: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name")).collect();
    requests.retain(|name| name.ends_with(".json"));
    requests.sort();
    listed.sort();
    assert_eq!(listed, requests, "the table has every request");
}
