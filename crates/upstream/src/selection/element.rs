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

use super::{
    Dialect, Elements, Members, NetworkSelection, SelectionError, SelectionErrorKind, cni_args, is_hardware_address,
};
use crate::NamespacedName;
use crate::address::{Address, Cidr};
use crate::go_json::{Fields, Held, Mismatches, Type, is_too_deep, push_text};
use crate::text::quoted;
use ceph_multus_json::{self as json, JsonError, Layer, Node, push_all, push_key};

static MULTUS: Type = Type::Struct(&[
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
]);

static NAD_CLIENT: Type = Type::Struct(&[
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
]);

const PORT_MAPPINGS: Type = Type::List(&Type::Struct(PORT));

const PORT: Fields =
    &[("hostPort", Type::Int), ("containerPort", Type::Int), ("protocol", Type::Text), ("hostIP", Type::Text)];

const BANDWIDTH: Fields =
    &[("ingressRate", Type::Int), ("ingressBurst", Type::Int), ("egressRate", Type::Int), ("egressBurst", Type::Int)];

/// Reads the JSON form.
pub(super) fn parse(annotation: &str, dialect: Dialect) -> Result<Elements, SelectionError> {
    json::check(annotation).map_err(|error| not_json(&error))?;
    let fail = |message| Err(SelectionError::new(SelectionErrorKind::BadJson, None, message));
    if is_too_deep(annotation) {
        return fail(String::from("nests deeper than the 10000 levels that Go reads"));
    }
    let items = match json::layer(annotation).map_err(|error| not_json(&error))? {
        Layer::List(items) => items,
        _ => {
            let found = Node::Raw(annotation.trim_ascii_start()).type_name();
            return fail(format!("must be a JSON list of network selections, found {found}"));
        }
    };
    let kind = if dialect == Dialect::Multus { &MULTUS } else { &NAD_CLIENT };
    let mut elements = Elements::default();
    for (item, text) in items.into_iter().enumerate() {
        match parse_element(text, item, kind)? {
            Some(selection) if elements.null.is_none() => elements.selections.push(selection),
            Some(_) => {}
            None => elements.null = elements.null.or(Some(item)),
        }
    }
    Ok(elements)
}

/// What Multus checks in an element beyond its types.
pub(super) fn validate(selection: &NetworkSelection, item: usize) -> Result<(), SelectionError> {
    let fail = |kind, message: String| Err(SelectionError::new(kind, Some(item), message));
    let members = selection.members();
    let hardware = [
        (&members.mac, "mac", SelectionErrorKind::BadMac),
        (&members.infiniband_guid, "infiniband-guid", SelectionErrorKind::BadGuid),
    ];
    for (value, key, kind) in hardware {
        if let Some(value) = value.as_deref().filter(|value| !is_hardware_address(value)) {
            return fail(
                kind,
                format!("`{key}` must be a hardware address of 6, 8 or 20 octets, found {}", quoted(value)),
            );
        }
    }
    for (place, ip) in members.ips.iter().enumerate() {
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

/// `None` of an element that is `null`.
fn parse_element(text: &str, item: usize, kind: &Type) -> Result<Option<NetworkSelection>, SelectionError> {
    let fail = |message: String| Err(SelectionError::new(SelectionErrorKind::BadJson, Some(item), message));
    let mut problems = Mismatches::default();
    let held = Held::of(text, kind, &mut problems);
    match problems.into_items().first() {
        Some(problem) if problem.path.is_empty() => {
            let found = Node::Raw(text).type_name();
            fail(format!("must be {}, found {found}", problem.expected))
        }
        Some(problem) => fail(format!("`{}` must be {}, found {}", problem.path, problem.expected, problem.found)),
        None if matches!(held, Held::Unset) => Ok(None),
        None => Ok(Some(selection(&held, text))),
    }
}

fn selection(held: &Held<'_>, text: &str) -> NetworkSelection {
    let string = |name| held.get(name).text().to_owned();
    let non_empty = |name| Some(string(name)).filter(|text| !text.is_empty());
    let list = |name| held.get(name).list();
    let gateway = |held: &Held<'_>| Address::parse(held.text()).ok();
    NetworkSelection {
        nad: NamespacedName { namespace: string("namespace"), name: string("name") },
        namespace_explicit: false,
        interface: non_empty("interface"),
        members: Some(Box::new(Members {
            ips: list("ips").unwrap_or_default().iter().map(|ip| ip.text().to_owned()).collect(),
            mac: non_empty("mac"),
            infiniband_guid: non_empty("infiniband-guid"),
            default_route: list("default-route").map(|gateways| gateways.iter().map(gateway).collect()),
            port_mappings: list("portMappings").filter(|mappings| !mappings.is_empty()).map(port_mappings),
            bandwidth: Some(held.get("bandwidth")).filter(|held| !matches!(held, Held::Unset)).map(rewritten),
            cni_args: match held.get("cni-args") {
                Held::Map(members) => Some(cni_args::written(members)),
                _ => None,
            },
            device_id: non_empty("deviceID"),
            ipam_claim_reference: non_empty("ipam-claim-reference"),
            interface_request: non_empty("interfaceRequest"),
            ignored_keys: held.ignored().iter().map(|key| key.clone().into_owned()).collect(),
            json: text.to_owned(),
        })),
    }
}

fn port_mappings(mappings: &[Held<'_>]) -> String {
    let mut out = String::new();
    push_all(&mut out, ['[', ']'], mappings, |out, mapping| out.push_str(&rewritten(mapping)));
    out
}

/// A struct of numbers and texts as Go writes it: numbers always, texts unless they are empty.
fn rewritten(held: &Held<'_>) -> String {
    let Held::Struct { fields, values, .. } = held else { return String::from("null") };
    let mut out = String::new();
    let given =
        fields.iter().zip(values).filter(|((_, kind), value)| matches!(kind, Type::Int) || !value.text().is_empty());
    push_all(&mut out, ['{', '}'], given, |out, ((name, _), value)| {
        push_key(out, name);
        match value {
            Held::Int(number) => out.push_str(&number.to_string()),
            Held::Unset => out.push('0'),
            other => push_text(out, other.text()),
        }
    });
    out
}

fn not_json(error: &JsonError) -> SelectionError {
    SelectionError::syntax(&error.problem, error.line, error.column)
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
        assert_eq!(selection.members().json, "{\"name\":\"a\", \"x\": 1.50, \"deviceID\":\"d\"}");
        assert_eq!(selection.members().ignored_keys, ["x", "deviceID"]);
        assert_eq!(selection.members().device_id, None);
        assert_eq!(first(text, Dialect::Multus).members().device_id.as_deref(), Some("d"));
    }

    #[test]
    fn each_reader_checks_the_types_of_its_own_keys_only() {
        let multus = r#"[{"deviceID":5}]"#;
        assert_eq!(error(multus, Dialect::Multus), "element 1: `deviceID` must be a string, found `5`");
        assert_eq!(first(multus, Dialect::NadClient).members().ignored_keys, ["deviceID"]);
        let client = r#"[{"ipam-claim-reference":[]}]"#;
        assert_eq!(
            error(client, Dialect::NadClient),
            "element 1: `ipam-claim-reference` must be a string, found a list"
        );
        assert_eq!(first(client, Dialect::Multus).members().ignored_keys, ["ipam-claim-reference"]);
    }

    #[test]
    fn a_syntax_error_has_its_place_in_the_whole_text() {
        assert_eq!(
            error("[{\"name\":\"a\",}]", Dialect::Multus),
            "is not JSON: key must be a string at line 1 column 14"
        );
        assert_eq!(
            error("[\n {\"name\":\"a\"},\n  {\"name\":\"\\x\"}]", Dialect::Multus),
            "is not JSON: invalid escape at line 3 column 13"
        );
    }

    #[test]
    fn null_in_a_list_of_addresses_is_an_empty_text() {
        assert_eq!(first(r#"[{"ips":[null]}]"#, Dialect::NadClient).members().ips, [""]);
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
        assert_eq!(first(r#"[{"default-route":[]}]"#, Dialect::Multus).members().default_route, Some(vec![]));
        assert_eq!(first(r#"[{"default-route":null}]"#, Dialect::Multus).members().default_route, None);
    }
}
