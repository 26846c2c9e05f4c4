//! Selections: what is read and written anew reads the same.

use ceph_multus_core::selection::{Dialect, NetworkSelection, SelectionErrorKind, parse, rook_selector, to_annotation};

use crate::Document;

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
    let read: Vec<NetworkSelection> = again.iter().map(|one| NetworkSelection { json: None, ..one.clone() }).collect();
    assert_eq!(expected.iter().map(unnumbered).collect::<Vec<_>>(), read.iter().map(unnumbered).collect::<Vec<_>>());
    let printed_again = to_annotation(&again.iter().collect::<Vec<_>>());
    assert!(are_alike(&document(&printed), &document(&printed_again)), "{printed}\n{printed_again}");
}

/// A selection without the one part whose numbers may be fractions.
fn unnumbered(selection: &NetworkSelection) -> NetworkSelection {
    NetworkSelection { cni_args: selection.cni_args.as_ref().map(|_| String::new()), ..selection.clone() }
}

fn document(text: &str) -> Document {
    Document::parse(text).unwrap_or_else(|| panic!("not JSON: {text}"))
}

/// Whether both are the same up to the last digits of long fractions, which are read and written close, not exact.
fn are_alike(one: &Document, other: &Document) -> bool {
    match (one, other) {
        (Document::List(one), Document::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_alike(one, other))
        }
        (Document::Map(one), Document::Map(other)) => {
            let same = |((key, one), (name, other)): (&(String, Document), &(String, Document))| {
                key == name && are_alike(one, other)
            };
            one.len() == other.len() && one.iter().zip(other).all(same)
        }
        (Document::Leaf(one), Document::Leaf(other)) => match (one.parse::<f64>(), other.parse::<f64>()) {
            (Ok(one), Ok(other)) => (one - other).abs() <= one.abs() * 1e-12,
            _ => one == other,
        },
        _ => false,
    }
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
