//! Rook's side: from a selector of a CephCluster to the annotation of a pod
//! (`rook/rook: pkg/apis/ceph.rook.io/v1/network.go`).

use super::{Dialect, NetworkSelection, SelectionError, SelectionErrorKind, parse};
use crate::go_json::push_text;

/// Reads a value of `spec.network.selectors`. A text that starts with `{` and ends with `}` is read as a list with that
/// one element, any other as an annotation. An empty text selects nothing.
///
/// # Errors
/// Where the NAD client library does not read it, or it does not select exactly one network.
pub fn rook_selector(value: &str, namespace: &str) -> Result<Option<NetworkSelection>, SelectionError> {
    if value.is_empty() {
        return Ok(None);
    }
    let selections = if value.starts_with('{') && value.ends_with('}') {
        parse(&format!("[{value}]"), namespace, Dialect::NadClient).map_err(SelectionError::one_column_before)?
    } else {
        parse(value, namespace, Dialect::NadClient)?
    };
    let count = selections.len();
    match <[NetworkSelection; 1]>::try_from(selections) {
        Ok([selection]) => Ok(Some(selection)),
        Err(_) => {
            let message = format!("selects {count} networks, expected exactly one");
            Err(SelectionError::new(SelectionErrorKind::MultipleSelections, None, message))
        }
    }
}

/// The annotation that Rook writes for these selections: compact JSON, keys in the order of the NAD client library and
/// only those that it knows, namespaces always written out. No selection gives the empty text.
pub fn to_annotation(selections: &[&NetworkSelection]) -> String {
    let mut out = String::new();
    for selection in selections {
        out.push_str(if out.is_empty() { "[{\"name\":" } else { "},{\"name\":" });
        push_text(&mut out, &selection.nad.name);
        push_member(&mut out, "namespace", &selection.nad.namespace);
        push_list(&mut out, "ips", selection.members().ips.iter().map(String::as_str));
        push_member(&mut out, "mac", selection.members().mac.as_deref().unwrap_or_default());
        push_member(&mut out, "infiniband-guid", selection.members().infiniband_guid.as_deref().unwrap_or_default());
        push_member(&mut out, "interface", selection.interface.as_deref().unwrap_or_default());
        push_json(&mut out, "portMappings", selection.members().port_mappings.as_deref());
        push_json(&mut out, "bandwidth", selection.members().bandwidth.as_deref());
        push_json(&mut out, "cni-args", selection.members().cni_args.as_deref());
        let gateways = selection.members().default_route.iter().flatten();
        let gateways: Vec<String> =
            gateways.map(|gateway| gateway.map(|gateway| format!("{gateway}")).unwrap_or_default()).collect();
        push_list(&mut out, "default-route", gateways.iter().map(String::as_str));
        push_member(
            &mut out,
            "ipam-claim-reference",
            selection.members().ipam_claim_reference.as_deref().unwrap_or_default(),
        );
    }
    if !out.is_empty() {
        out.push_str("}]");
    }
    out
}

fn push_key(out: &mut String, key: &str) {
    out.push_str(",\"");
    out.push_str(key);
    out.push_str("\":");
}

fn push_member(out: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        push_key(out, key);
        push_text(out, value);
    }
}

fn push_json(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        push_key(out, key);
        out.push_str(value);
    }
}

fn push_list<'v>(out: &mut String, key: &str, values: impl Iterator<Item = &'v str>) {
    let mut separator = '[';
    for value in values {
        if separator == '[' {
            push_key(out, key);
        }
        out.push(separator);
        push_text(out, value);
        separator = ',';
    }
    if separator == ',' {
        out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(value: &str) -> Result<String, String> {
        let selection = rook_selector(value, "rook-ceph").map_err(|error| error.to_string())?;
        Ok(to_annotation(&selection.iter().collect::<Vec<_>>()))
    }

    #[test]
    fn writes_every_key_in_the_order_of_the_library() {
        let selector = r#"{"ipam-claim-reference":"c","default-route":["FD00::1",""],"cni-args":{"b":1.50,"a":"<"},
            "bandwidth":{"egressRate":5},"portMappings":[{"protocol":"tcp","hostPort":1,"x":2},null],"interface":"i",
            "infiniband-guid":"g","mac":"m","ips":["1","2"],"namespace":"n","name":"a&b","deviceID":"d"}"#;
        assert_eq!(
            annotation(selector).unwrap(),
            concat!(
                r#"[{"name":"a\u0026b","namespace":"n","ips":["1","2"],"mac":"m","infiniband-guid":"g","interface":"i","#,
                r#""portMappings":[{"hostPort":1,"containerPort":0,"protocol":"tcp"},null],"#,
                r#""bandwidth":{"ingressRate":0,"ingressBurst":0,"egressRate":5,"egressBurst":0},"#,
                r#""cni-args":{"a":"\u003c","b":1.50},"default-route":["fd00::1",""],"ipam-claim-reference":"c"}]"#
            )
        );
    }

    #[test]
    fn leaves_out_what_is_empty() {
        let selector =
            r#"[{"name":"","ips":[],"default-route":[],"portMappings":[],"cni-args":null,"bandwidth":null}]"#;
        assert_eq!(annotation(selector).unwrap(), r#"[{"name":"","namespace":"rook-ceph"}]"#);
        assert_eq!(
            annotation(r#"{"name":"a","cni-args":{}}"#).unwrap(),
            r#"[{"name":"a","namespace":"rook-ceph","cni-args":{}}]"#
        );
    }

    #[test]
    fn joins_selections_in_their_order() {
        let one = rook_selector("a@x", "ns").unwrap().unwrap();
        let two = rook_selector("other/b", "ns").unwrap().unwrap();
        assert_eq!(
            to_annotation(&[&one, &two]),
            r#"[{"name":"a","namespace":"ns","interface":"x"},{"name":"b","namespace":"other"}]"#
        );
        assert_eq!(to_annotation(&[]), "");
    }

    #[test]
    fn only_one_network_may_be_selected() {
        assert_eq!(annotation("a,b").unwrap_err(), "selects 2 networks, expected exactly one");
        assert_eq!(annotation("[]").unwrap_err(), "selects 0 networks, expected exactly one");
        assert_eq!(annotation(r#"{"name":"a"},{"name":"b"}"#).unwrap_err(), "selects 2 networks, expected exactly one");
    }

    #[test]
    fn the_position_of_an_error_is_that_in_the_selector() {
        assert_eq!(annotation(r#"{"name":x}"#).unwrap_err(), "is not JSON: expected value at line 1 column 9");
        assert_eq!(annotation("{\"name\":\nx}").unwrap_err(), "is not JSON: expected value at line 2 column 1");
    }
}
