//! Operations on the IPAM section of Whereabouts.

use ceph_multus_json::Arena;
use ceph_multus_upstream::address::{Address, Cidr, Family};
use ceph_multus_upstream::whereabouts::{self, PoolRange, SpanError, StaticAddress, Whereabouts};
use libtest_mimic::Failed;
use serde_json::{Map, Value, json};

use crate::load::{ErrorKind, Loaded, Merged, merge};
use crate::offset::stored_offset;
use crate::{Outcome, error, optional_text, text};

pub(crate) fn load(input: &Value) -> Outcome {
    with_loaded(input, |loaded| {
        let ipam = &loaded.ipam;
        Ok(json!({
            "ok": true,
            "ranges": ipam.ranges.iter().map(normalised).collect::<Vec<_>>(),
            "gateway": ipam.gateway.map(|gateway| gateway.to_string()),
            "overlapping": ipam.overlapping_ranges,
            "network_name": ipam.network_name,
            "node_slice_size": ipam.node_slice_size,
            "addresses": loaded.addresses.iter().map(address).collect::<Vec<_>>(),
            "routes": routes(ipam, &input["ipam"]["routes"]),
            "leader": [ipam.leader.lease, ipam.leader.renew, ipam.leader.retry],
        }))
    })
}

pub(crate) fn span(input: &Value) -> Outcome {
    with_loaded(input, |loaded| {
        let network_name = loaded.ipam.network_name;
        let ranges: Vec<Value> = loaded.ipam.ranges.iter().map(|range| range_span(range, network_name)).collect();
        Ok(json!({"ok": ranges.iter().all(|range| range["ok"] == true), "ranges": ranges}))
    })
}

pub(crate) fn pool_name(input: &Value) -> Outcome {
    let (network, node) = (optional_text(input, "network_name"), optional_text(input, "node_name"));
    Ok(json!({"name": whereabouts::pool_name(text(input, "range")?, network, node)}))
}

pub(crate) fn divide(input: &Value) -> Outcome {
    let (range, size) = (text(input, "range")?, text(input, "slice")?);
    let count = match whereabouts::slice_count(range, size) {
        Ok(count) => count,
        Err(problem) => return Ok(error(problem.as_str())),
    };
    let slice = |place| slice(range, size, place);
    let listed = (0..count.min(1 << 16)).filter_map(slice).collect::<Vec<String>>();
    let last = count.checked_sub(1).and_then(slice);
    Ok(json!({"ok": true, "count": count, "slices": listed, "first": slice(0).filter(|_| count > 0), "last": last}))
}

/// The slice of `range` at `place`. The program computes 2^(32 - prefix) as a float and cuts it off: beyond /32 that is 0.
fn slice(range: &str, size: &str, place: u64) -> Option<String> {
    let (network, prefix) = (Cidr::parse(range).ok()?.network(), whereabouts::slice_prefix(size)?);
    let step = u32::try_from(32 - prefix).ok().and_then(|bits| 1_u32.checked_shl(bits)).unwrap_or(0);
    let first = u32::try_from(network.value()).ok()?;
    let value = first.wrapping_add(step.wrapping_mul(u32::try_from(place).ok()?));
    Some(format!("{}/{prefix}", Address::new(Family::V4, u128::from(value))))
}

pub(crate) fn offset(input: &Value) -> Outcome {
    let unreadable = |text: &str| Failed::from(format!("cannot read `{text}`"));
    let (range, address) = (text(input, "range")?, text(input, "ip")?);
    let range = Cidr::parse(range).map_err(|_| unreadable(range))?;
    let address = Address::parse(address).map_err(|_| unreadable(address))?;
    let Some(stored) = stored_offset(range.network(), address) else { return Ok(json!({"ok": false})) };
    let read_back = stored.read_back.map_or_else(|| String::from("<nil>"), |address| address.to_string());
    Ok(json!({"ok": stored.is_storable, "offset": stored.offset.to_string(), "read_back": read_back}))
}

/// Loads the configuration of the input and hands it on.
fn with_loaded(input: &Value, run: impl Fn(&Loaded<'_>) -> Outcome) -> Outcome {
    let is_chain = input["conflist"] == true;
    let config = match (&input["raw_conf"], &input["conf"]) {
        (Value::String(text), _) => text.clone(),
        (_, conf @ Value::Object(_)) => conf.to_string(),
        _ => {
            let mut config = Map::new();
            config.insert("cniVersion".into(), json!(input["cniVersion"].as_str().unwrap_or("0.3.1")));
            config.insert("name".into(), json!(input["name"].as_str().unwrap_or("mynet")));
            config.insert("type".into(), json!("macvlan"));
            config.extend(input.get("ipam").map(|ipam| (String::from("ipam"), ipam.clone())));
            Value::Object(config).to_string()
        }
    };
    let flat = match input.get("flat") {
        None => Some(json!({"kubernetes": {"kubeconfig": "/x"}}).to_string()),
        Some(Value::Null) => None,
        Some(flat) => Some(flat.to_string()),
    };
    let arena = Arena::new();
    let merged: Result<Merged<'_>, ErrorKind> =
        merge(&config, is_chain, optional_text(input, "cni_args"), flat.as_deref(), &arena);
    match merged.as_ref().map_err(|kind| *kind).and_then(Merged::load) {
        Ok(loaded) => run(&loaded),
        Err(kind) => Ok(error(kind)),
    }
}

fn normalised(range: &PoolRange<'_>) -> Value {
    let excludes: Vec<&str> = range.excludes.iter().map(|exclude| exclude.text).collect();
    json!({
        "range": range.network.to_string(),
        "range_start": range.start.unwrap_or(range.network.network()).to_string(),
        "range_end": range.end.map(|end| end.to_string()),
        "exclude": excludes,
    })
}

fn range_span(range: &PoolRange<'_>, network_name: &str) -> Value {
    let mut out = Map::new();
    out.insert("pool".into(), json!(range.pool_name(network_name)));
    let assignable = range.assignable();
    out.insert("ok".into(), json!(assignable.is_ok()));
    if let Ok(span) = range.span() {
        out.insert("range".into(), json!(range.network.to_string()));
        out.insert("first".into(), json!(span.first().to_string()));
        out.insert("last".into(), json!(span.last().to_string()));
    }
    match assignable {
        Ok(set) => {
            out.insert("assignable_count".into(), json!(set.count().to_string()));
            for (key, end) in [("first", set.first()), ("last", set.last())] {
                out.insert(format!("assignable_{key}"), json!(end.map(|end| end.to_string())));
                let is_lost = end.is_some_and(|end| !range.is_storable(end));
                out.insert(format!("{key}_not_storable"), json!(is_lost));
            }
        }
        Err(problem) => {
            out.insert("error_kind".into(), json!(SpanError::as_str(problem)));
        }
    }
    Value::Object(out)
}

fn address(address: &StaticAddress) -> Value {
    let cidr = address.address;
    json!({
        "address": with_host(&cidr),
        "version": cidr.address().family().to_string().trim_start_matches("IPv"),
        "gateway": address.gateway.map(|gateway| gateway.to_string()),
    })
}

/// All routes in their order; of those without a destination nothing is kept but their places.
fn routes(ipam: &Whereabouts<'_>, written: &Value) -> Vec<Value> {
    let with = ipam.routes.iter().map(|route| {
        let gateway = route.gateway.map(|gateway| gateway.to_string());
        (route.place, json!({"dst": with_host(&route.destination), "gw": gateway}))
    });
    let without = ipam.routes_without_destination.iter();
    let without = without.map(|place| (*place, json!({"dst": "<nil>", "gw": written[place]["gw"]})));
    let mut routes: Vec<(usize, Value)> = with.chain(without).collect();
    routes.sort_by_key(|(place, _)| *place);
    routes.into_iter().map(|(_, route)| route).collect()
}

fn with_host(cidr: &Cidr) -> String {
    format!("{}/{}", cidr.address(), cidr.prefix())
}
