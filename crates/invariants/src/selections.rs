//! Selections: what is read and written anew reads the same.

use ceph_multus_core::selection::{Dialect, NetworkSelection, SelectionErrorKind, parse, rook_selector, to_annotation};

/// Reads `text` in both dialects and as a selector, writes it as Rook does, and reads that. Says whether one takes it.
pub fn survive_printing(text: &str) -> bool {
    let mut read = false;
    for dialect in [Dialect::Multus, Dialect::NadClient] {
        if let Ok(selections) = parse(text, "own", dialect) {
            read = true;
            assert_survive(&selections, dialect);
        }
    }
    if let Ok(Some(selection)) = rook_selector(text, "own") {
        read = true;
        assert_survive(&[selection], Dialect::NadClient);
    }
    read
}

fn assert_survive(selections: &[NetworkSelection], dialect: Dialect) {
    let printed = to_annotation(&selections.iter().collect::<Vec<_>>());
    if selections.is_empty() {
        return assert_eq!(printed, "");
    }
    let again = match parse(&printed, "other", dialect) {
        Ok(again) => again,
        // What Go escapes is six times as long.
        Err(error) => return assert_eq!(error.kind(), SelectionErrorKind::TooLong, "{printed}: {error}"),
    };
    let expected: Vec<NetworkSelection> = selections.iter().map(written).collect();
    let found: Vec<NetworkSelection> = again.iter().map(|one| NetworkSelection { json: None, ..one.clone() }).collect();
    assert_eq!(found, expected, "{printed}");
    assert_eq!(to_annotation(&again.iter().collect::<Vec<_>>()), printed);
}

/// What of a selection Rook writes: the keys of its own library, and no list that is empty.
fn written(selection: &NetworkSelection) -> NetworkSelection {
    NetworkSelection {
        namespace_explicit: true,
        default_route: selection.default_route.clone().filter(|gateways| !gateways.is_empty()),
        device_id: None,
        interface_request: None,
        ignored_keys: Vec::new(),
        json: None,
        ..selection.clone()
    }
}
