//! Network selections: the value of the annotation `k8s.v1.cni.cncf.io/networks` and of Rook's network selectors.
//!
//! ```text
//! annotation = json / short               ; json if any of [ { " occurs in the text
//! short      = item *( "," item )
//! item       = [ ns "/" ] name [ "@" ifname ]      ; blanks around every part are trimmed, every part may be empty
//! ns, name   = LABEL                      ; [a-z0-9]([-a-z0-9]*[a-z0-9])?
//! ifname     = LABEL                      ; NAD client library
//!            / 1*15BYTE                   ; Multus: no blank, no "/"
//! json       = a list of objects as Go reads them, see the table in `element`
//! ```
//!
//! Two programs read the annotation: Multus when the pod starts (`k8snetworkplumbingwg/multus-cni:
//! pkg/k8sclient/k8sclient.go`), and the NAD client library in Rook
//! (`k8snetworkplumbingwg/network-attachment-definition-client: pkg/utils/net-attach-def.go`). They agree on the grammar
//! and differ in interface names, in the keys they know and in what they validate.

use crate::limits::SELECTION_BYTES;
use crate::namespaced_name::NamespacedName;

mod cni_args;
mod element;
mod error;
mod interface;
mod isolation;
mod mac;
mod members;
mod mistaken;
mod rook;
mod route;
mod short;

pub use error::{SelectionError, SelectionErrorKind};
pub use interface::{InterfaceNames, interface_names, is_cni_interface_name, is_multus_interface_name};
pub use isolation::is_isolated;
pub use mac::is_hardware_address;
pub use members::Members;
pub use mistaken::{Mistake, Mistaken};
pub use rook::{rook_selector, to_annotation};
pub use route::{DefaultRouteFilter, EcmpDefaultRoute, default_routes};

/// Whose reading of an annotation is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Multus, which attaches the networks of a pod.
    Multus,
    /// The NAD client library, with which Rook reads its selectors.
    NadClient,
}

/// One network that is selected.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NetworkSelection {
    /// The NAD. Its name is empty if none is given, which no parser rejects, its namespace the default one then.
    pub nad: NamespacedName,
    /// Whether the namespace is written out.
    pub namespace_explicit: bool,
    /// The requested interface name. For Multus also that of the old key `interfaceRequest`.
    pub interface: Option<String>,
    /// What only the JSON form has room for. An annotation may name a hundred thousand networks: apart, what most of
    /// them lack takes no room in each.
    pub members: Option<Box<Members>>,
}

/// The elements of an annotation up to the first `null`, at which both programs end.
#[derive(Debug, Default)]
struct Elements {
    selections: Vec<NetworkSelection>,
    /// The place of the `null`.
    null: Option<usize>,
}

static NO_MEMBERS: Members = Members::NONE;

impl NetworkSelection {
    /// What the JSON form says beyond name, namespace and interface; of the short form nothing.
    pub fn members(&self) -> &Members {
        self.members.as_deref().unwrap_or(&NO_MEMBERS)
    }

    /// The addresses of `cni-args`, as host-local and static read them.
    pub fn ips_of_args(&self) -> Vec<String> {
        self.members().cni_args.as_deref().map(cni_args::ips).unwrap_or_default()
    }

    /// The keys by which the selection asks for an address or takes the default route, as they are written.
    pub fn pinned_keys(&self) -> impl Iterator<Item = &'static str> {
        let members = self.members();
        let keys = [
            ("ips", !members.ips.is_empty()),
            ("mac", members.mac.is_some()),
            ("infiniband-guid", members.infiniband_guid.is_some()),
            ("default-route", members.default_route.is_some()),
        ];
        let keys = keys.into_iter().filter(|(_, given)| *given).map(|(key, _)| key);
        keys.chain(members.cni_args.as_deref().into_iter().flat_map(cni_args::pinned_keys))
    }

    /// Whether `key`, one of [`NetworkSelection::pinned_keys`], asks for addresses.
    pub fn asks_for_addresses(key: &str) -> bool {
        key == "ips" || cni_args::asks_for_addresses(key)
    }
}

/// Reads an annotation. Selections without a namespace get `default_namespace`: that of the pod or the CephCluster.
///
/// # Errors
/// The first error that the program of `dialect` would stop at, and a text that is longer than Kubernetes lets an
/// annotation be. An empty text is one: the callers of both programs take it for "no networks" before they parse.
pub fn parse(
    annotation: &str,
    default_namespace: &str,
    dialect: Dialect,
) -> Result<Vec<NetworkSelection>, SelectionError> {
    if annotation.is_empty() {
        return Err(SelectionError::new(
            SelectionErrorKind::EmptyAnnotation,
            None,
            "is empty, so it selects no network",
        ));
    }
    if annotation.len() > SELECTION_BYTES {
        let message = format!("has {} bytes, more than the {SELECTION_BYTES} that are read", annotation.len());
        return Err(SelectionError::new(SelectionErrorKind::TooLong, None, message));
    }
    let elements = if annotation.contains(['[', '{', '"']) {
        element::parse(annotation, dialect)?
    } else {
        short::parse(annotation, dialect)?
    };
    let Elements { mut selections, null } = elements;
    for (item, selection) in selections.iter_mut().enumerate() {
        selection.namespace_explicit = !selection.nad.namespace.is_empty();
        if !selection.namespace_explicit {
            default_namespace.clone_into(&mut selection.nad.namespace);
        }
        if dialect == Dialect::Multus {
            element::validate(selection, item)?;
            if selection.interface.is_none() {
                selection.interface = selection.members().interface_request.clone();
            }
        }
    }
    let message = "is null, which crashes its reader; expected an object";
    let crash = |item| Err(SelectionError::new(SelectionErrorKind::Crash, Some(item), message));
    null.map_or(Ok(selections), crash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(annotation: &str, dialect: Dialect) -> Option<&'static str> {
        parse(annotation, "ns", dialect).err().map(|error| error.kind().as_str())
    }

    #[test]
    fn any_bracket_brace_or_quote_makes_it_json() {
        for text in ["net1,{\"name\":\"net2\"}", "net[1", "net\"1", "{\"name\":\"net1\"}", "[] x"] {
            assert_eq!(kind(text, Dialect::Multus), Some("bad-json"), "{text}");
            assert_eq!(kind(text, Dialect::NadClient), Some("bad-json"), "{text}");
        }
    }

    #[test]
    fn types_are_checked_before_values_and_values_before_a_later_null() {
        assert_eq!(kind(r#"[null,{"name":5}]"#, Dialect::Multus), Some("bad-json"));
        assert_eq!(kind(r#"[{"mac":"x"},null]"#, Dialect::Multus), Some("bad-mac"));
        assert_eq!(kind(r#"[{"mac":"x"},null]"#, Dialect::NadClient), Some("crash"));
        assert_eq!(kind(r#"[null,{"mac":"x"}]"#, Dialect::Multus), Some("crash"));
    }

    #[test]
    fn the_namespace_is_defaulted_and_remembered_as_implicit() {
        let selections = parse(r#"[{"name":"a"},{"name":"b","namespace":"ns"}]"#, "ns", Dialect::NadClient).unwrap();
        let read: Vec<_> = selections.iter().map(|s| (s.nad.namespace.as_str(), s.namespace_explicit)).collect();
        assert_eq!(read, [("ns", false), ("ns", true)]);
    }

    #[test]
    fn an_error_tells_the_element_and_what_was_expected() {
        let error = parse("a,b,c/d/e", "ns", Dialect::Multus).unwrap_err();
        assert_eq!(error.item(), Some(2));
        assert_eq!(
            error.to_string(),
            "element 3: `c/d/e` has more than one `/`, expected [namespace/]name[@interface]"
        );
    }
}
