//! The JSON form: a list of objects.
//!
//! | key | type | read by |
//! |---|---|---|
//! | `name`, `namespace`, `mac`, `infiniband-guid`, `interface` | string | both |
//! | `ips` | list of strings | both |
//! | `portMappings` | list of {`hostPort`, `containerPort`: int; `protocol`, `hostIP`: string} | both |
//! | `bandwidth` | {`ingressRate`, `ingressBurst`, `egressRate`, `egressBurst`: int} | both |
//! | `cni-args` | object | both |
//! | `default-route` | list of IP addresses | both |
//! | `interfaceRequest`, `deviceID` | string | Multus |
//! | `ipam-claim-reference` | string | NAD client library |
//!
//! Keys, repetitions, `null` and numbers are read as in [`crate::go_json`] (`k8snetworkplumbingwg/multus-cni:
//! pkg/types/types.go`, `k8snetworkplumbingwg/network-attachment-definition-client:
//! pkg/apis/k8s.cni.cncf.io/v1/types.go`).

use super::{Dialect, NetworkSelection, SelectionError, SelectionErrorKind, is_hardware_address};
use crate::address::{Address, Cidr};
use crate::go_json::{Fields, Type, check_members, get, push, push_text, resolve};
use crate::json::{Arena, JsonError, Map, Node, Shape, read};
use crate::text::quoted;

static ELEMENTS: Shape = Shape::Each(&Shape::Raw);

static MULTUS: Fields = &[
    ("name", Type::Text),
    ("namespace", Type::Text),
    ("ips", Type::List(&Type::Text)),
    ("mac", Type::Text),
    ("infiniband-guid", Type::Text),
    ("interface", Type::Text),
    ("interfaceRequest", Type::Text),
    ("portMappings", PORT_MAPPINGS),
    ("bandwidth", Type::Struct(BANDWIDTH)),
    ("deviceID", Type::Text),
    ("cni-args", Type::Map(&Type::Any)),
    ("default-route", Type::List(&Type::Address)),
];

static NAD_CLIENT: Fields = &[
    ("name", Type::Text),
    ("namespace", Type::Text),
    ("ips", Type::List(&Type::Text)),
    ("mac", Type::Text),
    ("infiniband-guid", Type::Text),
    ("interface", Type::Text),
    ("portMappings", PORT_MAPPINGS),
    ("bandwidth", Type::Struct(BANDWIDTH)),
    ("cni-args", Type::Map(&Type::Any)),
    ("default-route", Type::List(&Type::Address)),
    ("ipam-claim-reference", Type::Text),
];

const PORT_MAPPINGS: Type = Type::List(&Type::Struct(PORT));

const PORT: Fields =
    &[("hostPort", Type::Int), ("containerPort", Type::Int), ("protocol", Type::Text), ("hostIP", Type::Text)];

const BANDWIDTH: Fields =
    &[("ingressRate", Type::Int), ("ingressBurst", Type::Int), ("egressRate", Type::Int), ("egressBurst", Type::Int)];

/// Reads the JSON form; an element that is `null` is `None`.
pub(super) fn parse(annotation: &str, dialect: Dialect) -> Result<Vec<Option<NetworkSelection>>, SelectionError> {
    let arena = Arena::new();
    let list = read(annotation, &arena, &ELEMENTS).map_err(|error| not_json(&error, 0, 0))?;
    let Node::List(items) = &list else {
        let message = format!("must be a JSON list of network selections, found {}", list.type_name());
        return Err(SelectionError::new(SelectionErrorKind::BadJson, None, message));
    };
    items.iter().enumerate().map(|(item, node)| parse_element(annotation, node, item, dialect)).collect()
}

/// What Multus checks in an element beyond its types.
pub(super) fn validate(selection: &NetworkSelection, item: usize) -> Result<(), SelectionError> {
    let fail = |kind, message: String| Err(SelectionError::new(kind, Some(item), message));
    let hardware = [
        (&selection.mac, "mac", SelectionErrorKind::BadMac),
        (&selection.infiniband_guid, "infiniband-guid", SelectionErrorKind::BadGuid),
    ];
    for (value, key, kind) in hardware {
        if let Some(value) = value.as_deref().filter(|value| !is_hardware_address(value)) {
            return fail(
                kind,
                format!("`{key}` must be a hardware address of 6, 8 or 20 octets, found {}", quoted(value)),
            );
        }
    }
    for (place, ip) in selection.ips.iter().enumerate() {
        if !ip.contains('/') {
            if Address::parse(ip).is_err() {
                let message = format!("`ips[{place}]` must be an IP address or a CIDR, found {}", quoted(ip));
                return fail(SelectionErrorKind::BadIp, message);
            }
        } else if let Err(error) = Cidr::parse(ip) {
            let message = format!("`ips[{place}]` must be an IP address or a CIDR, found {}: {error}", quoted(ip));
            return fail(SelectionErrorKind::BadIpCidr, message);
        }
    }
    Ok(())
}

fn parse_element(
    annotation: &str,
    node: &Node<'_>,
    item: usize,
    dialect: Dialect,
) -> Result<Option<NetworkSelection>, SelectionError> {
    let fail = |message: String| Err(SelectionError::new(SelectionErrorKind::BadJson, Some(item), message));
    let Node::Raw(text) = node else { return Ok(None) };
    let arena = Arena::new();
    let element = read(text, &arena, &Shape::Whole).map_err(|error| {
        let before =
            annotation.get(..text.as_ptr().addr().saturating_sub(annotation.as_ptr().addr())).unwrap_or_default();
        let column = before.len() - before.rfind('\n').map_or(0, |place| place + 1);
        not_json(&error, before.matches('\n').count(), column)
    })?;
    let map = match &element {
        Node::Null => return Ok(None),
        Node::Map(map) => map,
        other => return fail(format!("must be an object, found {}", other.type_name())),
    };
    let fields = if dialect == Dialect::Multus { MULTUS } else { NAD_CLIENT };
    let mut problems = Vec::new();
    check_members(map, fields, "", &mut problems);
    if let Some(problem) = problems.first() {
        return fail(format!("`{}` must be {}, found {}", problem.path, problem.expected, problem.found));
    }
    Ok(Some(selection(map, fields, text)))
}

fn selection(map: &Map<'_>, fields: Fields, text: &str) -> NetworkSelection {
    let value = |name| get(map, fields, name);
    let string = |name| value(name).and_then(Node::as_text).unwrap_or_default().to_owned();
    let non_empty = |name| Some(string(name)).filter(|text| !text.is_empty());
    let list = |name| value(name).and_then(Node::as_list);
    let gateway = |node: &Node<'_>| node.as_text().and_then(|text| Address::parse(text).ok());
    NetworkSelection {
        name: string("name"),
        namespace: string("namespace"),
        namespace_explicit: false,
        interface: non_empty("interface"),
        ips: list("ips").unwrap_or_default().iter().map(|ip| ip.as_text().unwrap_or_default().to_owned()).collect(),
        mac: non_empty("mac"),
        infiniband_guid: non_empty("infiniband-guid"),
        default_route: list("default-route").map(|gateways| gateways.iter().map(gateway).collect()),
        port_mappings: list("portMappings").filter(|mappings| !mappings.is_empty()).map(port_mappings),
        bandwidth: value("bandwidth").map(|bandwidth| rewritten(bandwidth, BANDWIDTH)),
        cni_args: value("cni-args").map(|args| {
            let mut out = String::new();
            push(&mut out, args);
            out
        }),
        device_id: non_empty("deviceID"),
        ipam_claim_reference: non_empty("ipam-claim-reference"),
        interface_request: non_empty("interfaceRequest"),
        ignored_keys: map
            .iter()
            .map(|(key, _)| key)
            .filter(|key| resolve(fields, key).is_none())
            .map(String::from)
            .collect(),
        json: Some(text.to_owned()),
    }
}

fn port_mappings(mappings: &[Node<'_>]) -> String {
    let mappings: Vec<String> = mappings.iter().map(|mapping| rewritten(mapping, PORT)).collect();
    format!("[{}]", mappings.join(","))
}

/// A struct of numbers and texts as Go writes it: numbers always, texts unless they are empty.
fn rewritten(node: &Node<'_>, fields: Fields) -> String {
    let Node::Map(map) = node else { return String::from("null") };
    let mut out = String::new();
    for (name, kind) in fields {
        let value = get(map, fields, name);
        let text = match kind {
            Type::Int => value.and_then(Node::as_i64).unwrap_or_default().to_string(),
            _ => {
                let mut text = String::new();
                push_text(&mut text, value.and_then(Node::as_text).unwrap_or_default());
                text
            }
        };
        if text != "\"\"" {
            out.push(if out.is_empty() { '{' } else { ',' });
            push_text(&mut out, name);
            out.push(':');
            out.push_str(&text);
        }
    }
    out.push('}');
    out
}

/// `lines` and `column` say where the text of the error starts in the annotation.
fn not_json(error: &JsonError, lines: usize, column: usize) -> SelectionError {
    let column = if error.line <= 1 { error.column.saturating_add(column) } else { error.column };
    SelectionError::syntax(&error.problem, error.line.saturating_add(lines), column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(annotation: &str, dialect: Dialect) -> String {
        super::super::parse(annotation, "ns", dialect).unwrap_err().to_string()
    }

    fn first(annotation: &str, dialect: Dialect) -> NetworkSelection {
        super::super::parse(annotation, "ns", dialect).unwrap().remove(0)
    }

    #[test]
    fn keeps_the_text_of_each_element_and_the_keys_that_it_ignores() {
        let text = "[ {\"name\":\"a\", \"x\": 1.50, \"deviceID\":\"d\"} , {}]";
        let selection = first(text, Dialect::NadClient);
        assert_eq!(selection.json.as_deref(), Some("{\"name\":\"a\", \"x\": 1.50, \"deviceID\":\"d\"}"));
        assert_eq!(selection.ignored_keys, ["x", "deviceID"]);
        assert_eq!(selection.device_id, None);
        assert_eq!(first(text, Dialect::Multus).device_id.as_deref(), Some("d"));
    }

    #[test]
    fn each_reader_checks_the_types_of_its_own_keys_only() {
        let multus = r#"[{"deviceID":5}]"#;
        assert_eq!(error(multus, Dialect::Multus), "element 1: `deviceID` must be a string, found `5`");
        assert_eq!(first(multus, Dialect::NadClient).ignored_keys, ["deviceID"]);
        let client = r#"[{"ipam-claim-reference":[]}]"#;
        assert_eq!(
            error(client, Dialect::NadClient),
            "element 1: `ipam-claim-reference` must be a string, found a list"
        );
        assert_eq!(first(client, Dialect::Multus).ignored_keys, ["ipam-claim-reference"]);
    }

    #[test]
    fn a_syntax_error_has_its_place_in_the_whole_text() {
        assert_eq!(
            error("[{\"name\":\"a\",}]", Dialect::Multus),
            "is not JSON: key must be a string at line 1 column 14"
        );
        assert_eq!(
            error("[\n {\"name\":\"a\"},\n  {\"name\":\"\\ud800\"}]", Dialect::Multus),
            "is not JSON: unexpected end of hex escape at line 3 column 18"
        );
    }

    #[test]
    fn null_in_a_list_of_addresses_is_an_empty_text() {
        assert_eq!(first(r#"[{"ips":[null]}]"#, Dialect::NadClient).ips, [""]);
        assert_eq!(
            error(r#"[{"ips":["10.0.0.1",null]}]"#, Dialect::Multus),
            "element 1: `ips[1]` must be an IP address or a CIDR, found ``"
        );
    }

    #[test]
    fn says_what_is_wrong_with_a_cidr() {
        assert_eq!(
            error(r#"[{},{"ips":["10.0.0.1/33"]}]"#, Dialect::Multus),
            "element 2: `ips[0]` must be an IP address or a CIDR, found `10.0.0.1/33`: \
             a prefix length that is longer than the address"
        );
    }

    #[test]
    fn the_old_interface_key_counts_only_without_the_new_one() {
        assert_eq!(
            first(r#"[{"interface":"","interfaceRequest":"o"}]"#, Dialect::Multus).interface.as_deref(),
            Some("o")
        );
        assert_eq!(
            first(r#"[{"interface":"n","interfaceRequest":"o"}]"#, Dialect::Multus).interface.as_deref(),
            Some("n")
        );
    }

    #[test]
    fn a_list_without_gateways_is_not_no_list() {
        assert_eq!(first(r#"[{"default-route":[]}]"#, Dialect::Multus).default_route, Some(vec![]));
        assert_eq!(first(r#"[{"default-route":null}]"#, Dialect::Multus).default_route, None);
    }
}
