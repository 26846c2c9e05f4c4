//! Operations on network selections.

use ceph_multus_upstream::selection::{
    self, Dialect, NetworkSelection, SelectionError, default_routes, is_cni_interface_name, is_isolated, parse,
    to_annotation,
};
use libtest_mimic::Failed;
use serde_json::{Map, Value, json};

use crate::{Outcome, error, optional_text, text};

pub(crate) fn parse_annotation(input: &Value) -> Outcome {
    let (annotation, namespace) = (text(input, "annotation")?, text(input, "namespace")?);
    let read = |dialect| match parse(annotation, namespace, dialect) {
        Ok(selections) => {
            let elements: Result<Vec<Value>, Failed> = selections.iter().map(|one| element(one, dialect)).collect();
            Ok(json!({"ok": true, "elements": elements?}))
        }
        Err(problem) => Ok(rejected(&problem)),
    };
    let (multus, nad_client): (Outcome, Outcome) = (read(Dialect::Multus), read(Dialect::NadClient));
    Ok(json!({"multus": multus?, "nad_client": nad_client?}))
}

pub(crate) fn rook_selector(input: &Value) -> Outcome {
    let namespace = text(input, "namespace")?;
    let mut selected = Vec::new();
    for network in input["networks"].as_array().into_iter().flatten() {
        let network = network.as_str().unwrap_or_default();
        match selection::rook_selector(optional_text(&input["selectors"], network), namespace) {
            Ok(selection) => selected.extend(selection),
            Err(problem) => return Ok(rejected(&problem)),
        }
    }
    let selected: Vec<&NetworkSelection> = selected.iter().collect();
    Ok(json!({"ok": true, "annotation": to_annotation(&selected)}))
}

pub(crate) fn interface_names(input: &Value) -> Outcome {
    let selections = match parse(text(input, "annotation")?, "", Dialect::Multus) {
        Ok(selections) => selections,
        Err(problem) => return Ok(rejected(&problem)),
    };
    let default_networks = usize::try_from(input["default_networks"].as_u64().unwrap_or(0))?;
    let found = selection::interface_names(&selections, default_networks);
    Ok(json!({"ok": found.conflict.is_none(), "interfaces": found.names, "conflict": found.conflict}))
}

pub(crate) fn default_route(input: &Value) -> Outcome {
    let selections = match parse(text(input, "annotation")?, "", Dialect::Multus) {
        Ok(selections) => selections,
        Err(problem) => return Ok(rejected(&problem)),
    };
    let Ok(filters) = default_routes(&selections, 0) else { return Ok(error("ecmp-default-route")) };
    let filters = filters.iter().map(|f| json!({"drop_v4_default": f.drop_v4, "drop_v6_default": f.drop_v6}));
    Ok(json!({"ok": true, "filters": filters.collect::<Vec<Value>>()}))
}

pub(crate) fn namespace_isolation(input: &Value) -> Outcome {
    let pod_namespace = text(input, "pod_namespace")?;
    let selections = match parse(text(input, "annotation")?, pod_namespace, Dialect::Multus) {
        Ok(selections) => selections,
        Err(problem) => return Ok(rejected(&problem)),
    };
    // `globalNamespaces`: without a value it is `default` alone, and a value replaces that
    // (k8snetworkplumbingwg/multus-cni: pkg/types/conf.go).
    let globals = Some(optional_text(input, "global_namespaces")).filter(|text| !text.is_empty()).unwrap_or("default");
    let mut globals: Vec<&str> = globals.split(',').map(str::trim).collect();
    globals.sort_unstable();
    let mut namespaces = selections.iter().map(|selection| selection.nad.namespace.as_str());
    let rejected = namespaces.find(|namespace| is_isolated(namespace, pod_namespace, &globals));
    Ok(json!({"ok": rejected.is_none(), "refused_namespace": rejected}))
}

/// The verdicts on an interface name where it is written: behind the `@` of the short form, and when a pod is attached.
pub(crate) fn interface_name(input: &Value) -> Outcome {
    let name = text(input, "interface")?;
    let takes = |dialect| parse(&format!("net@{name}"), "", dialect).is_ok();
    Ok(json!({
        "multus_short_form": takes(Dialect::Multus),
        "nad_client_short_form": takes(Dialect::NadClient),
        "cni_runtime": is_cni_interface_name(name),
    }))
}

fn rejected(problem: &SelectionError) -> Value {
    error(problem.kind().as_str())
}

/// A selection as its reader would write it, without empty values.
fn element(selection: &NetworkSelection, dialect: Dialect) -> Outcome {
    let mut out = Map::new();
    out.insert("name".into(), json!(selection.nad.name));
    let texts = [
        ("namespace", Some(&selection.nad.namespace).filter(|namespace| !namespace.is_empty())),
        ("mac", selection.members().mac.as_ref()),
        ("infiniband-guid", selection.members().infiniband_guid.as_ref()),
        ("interface", selection.interface.as_ref()),
        ("interfaceRequest", selection.members().interface_request.as_ref()),
        ("deviceID", selection.members().device_id.as_ref()),
        ("ipam-claim-reference", selection.members().ipam_claim_reference.as_ref()),
    ];
    out.extend(texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), json!(text?)))));
    if !selection.members().ips.is_empty() {
        out.insert("ips".into(), json!(selection.members().ips));
    }
    let members = [
        ("portMappings", &selection.members().port_mappings),
        ("bandwidth", &selection.members().bandwidth),
        ("cni-args", &selection.members().cni_args),
    ];
    for (key, member) in members {
        if let Some(member) = member {
            // What is too deep for this reader of JSON is not compared.
            out.insert(key.into(), serde_json::from_str(member).unwrap_or_default());
        }
    }
    if let Some(gateways) = &selection.members().default_route
        && (dialect == Dialect::Multus || !gateways.is_empty())
    {
        let shown = gateways.iter().map(|gateway| gateway.map(|gateway| gateway.to_string()).unwrap_or_default());
        out.insert("default-route".into(), json!(shown.collect::<Vec<String>>()));
    }
    Ok(Value::Object(out))
}
