//! Selections: what is read and written again reads the same.

use crate::{Document, answers, naive};
use ceph_multus_upstream::selection::{
    Dialect, Members, NetworkSelection, SelectionErrorKind, parse, rook_selector, to_annotation,
};

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
    let read: Vec<NetworkSelection> =
        again.iter().map(|one| NetworkSelection { members: without_text(one), ..one.clone() }).collect();
    assert_eq!(expected, read);
    assert_eq!(printed, to_annotation(&again.iter().collect::<Vec<_>>()));
}

/// What of a selection Rook writes: the keys of its own library, and no list that is empty.
fn written(selection: &NetworkSelection) -> NetworkSelection {
    let mut members = without_text(selection);
    if let Some(members) = &mut members {
        members.default_route = members.default_route.take().filter(|gateways| !gateways.is_empty());
        members.device_id = None;
        members.interface_request = None;
        members.ignored_keys = Vec::new();
    }
    NetworkSelection { namespace_explicit: true, members, ..selection.clone() }
}

/// The members of a selection, whatever its text is.
fn without_text(selection: &NetworkSelection) -> Option<Box<Members>> {
    Some(Box::new(Members { json: String::new(), ..selection.members().clone() }))
}

/// Whether Multus takes the annotation; the policy and a naive reader agree on that, and on what it attaches.
pub fn reads_as_multus(annotation: &str) -> bool {
    let expected = naive::networks(annotation, "tenant");
    let read = parse(annotation, "tenant", Dialect::Multus);
    let named = read.as_ref().ok().map(|selections| {
        selections.iter().map(|one| (one.nad.namespace.clone(), one.nad.name.clone())).collect::<Vec<_>>()
    });
    assert_eq!(named, expected, "{annotation:?}: {read:?}");
    expected.is_some()
}

/// Whether a pod of a stranger with this annotation is rejected, as it is exactly if Multus would attach it to the cluster
/// network, or does not read it and it may be named there.
pub fn is_closed_to_strangers(annotation: &str) -> bool {
    let inventory = r#"[{"apiVersion":"ceph.rook.io/v1","kind":"CephCluster","metadata":{"name":"c","namespace":"rook-ceph"},"spec":{"network":{"provider":"multus","selectors":{"public":"rook-ceph/public-net","cluster":"rook-ceph/cluster-net"}}}}]"#;
    let payload = format!(
        r#"{{"request":{{"uid":"u","kind":{{"group":"","version":"v1","kind":"Pod"}},"operation":"CREATE","namespace":"tenant","object":{{"metadata":{{"name":"p","annotations":{{"k8s.v1.cni.cncf.io/networks":{}}}}}}}}},"settings":{{"inventory":{inventory}}}}}"#,
        Document::text(annotation)
    );
    let answer = answers::validate(payload.as_bytes()).expect("an answer");
    let rejected = answer.get("accepted") == Some(&Document::Leaf("false".to_owned()));
    let cluster_network = ("rook-ceph".to_owned(), "cluster-net".to_owned());
    let expected = match naive::networks(annotation, "tenant") {
        Some(networks) => networks.contains(&cluster_network),
        None => {
            let part = |c: char| !matches!(c, 'a'..='z' | '0'..='9' | '-' | '.');
            let named = annotation.contains("rook-ceph") && annotation.split(part).any(|word| word == "cluster-net");
            annotation.contains('\\') || named
        }
    };
    assert_eq!(rejected, expected, "{annotation:?}: {answer}");
    rejected
}
