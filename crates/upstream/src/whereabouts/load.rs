//! Loading as the program does it when a pod is attached: from the configuration on its standard input, the file with
//! defaults on the node and the arguments of the runtime, to the first error (`k8snetworkplumbingwg/whereabouts:
//! pkg/config/config.go`).
//!
//! An admission policy sees neither the file nor the arguments, so it reads the section with [`Whereabouts::read`]. This
//! module is for comparing with the program.

use super::fields::{IPAM, KUBERNETES, ROUTE};
use super::{IpamProblemKind, StaticAddress, WHEREABOUTS, Whereabouts};
use crate::address::{Address, Cidr, Family};
use crate::go_json::{Fields, Mismatches, Type, check, get};
use ceph_multus_json::{Arena, Map, Member, Node, Path, Shape, read};

mod args;

use args::CniArgs;

static WHOLE: Shape = Shape::Whole;

static NET: Fields = &[("name", Type::Text), ("cniVersion", Type::Text), ("ipam", Type::Struct(IPAM))];

static CHAIN: Fields = &[
    ("cniVersion", Type::Text),
    ("name", Type::Text),
    ("disableCheck", Type::Bool),
    (
        "plugins",
        Type::List(&Type::Struct(&[("name", Type::Text), ("cniVersion", Type::Text), ("ipam", Type::Struct(IPAM))])),
    ),
];

/// A configuration whose IPAM section has taken what it lacks from the file with defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged<'a> {
    ipam: Node<'a>,
    cni_version: String,
    args: CniArgs<'a>,
}

/// What the program works with.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded<'n> {
    /// The IPAM section.
    pub ipam: Whereabouts<'n>,
    /// The static addresses of the section and of the arguments.
    pub addresses: Vec<StaticAddress>,
}

/// Reads, into `arena`, a configuration, the arguments `KEY=value;..` of the runtime and the file with defaults, `None` if no node has
/// it. With `chain` the configuration may be a chain, of which only the first plugin counts.
///
/// # Errors
/// The kind of the first error of the program.
pub fn merge<'a>(
    config: &'a str,
    chain: bool,
    cni_args: &'a str,
    flat: Option<&'a str>,
    arena: &'a Arena,
) -> Result<Merged<'a>, IpamProblemKind> {
    let root = read(config, arena, &WHOLE).map_err(|_| IpamProblemKind::ConfigJson)?;
    let kind = root.as_map().and_then(|map| get(map, &[("type", Type::Text)], "type")).and_then(Node::as_text);
    let is_chain = chain && kind.is_none_or(str::is_empty);
    demand(&root, if is_chain { CHAIN } else { NET })?;
    let nothing = Map::default();
    let root = root.as_map().unwrap_or(&nothing);
    let cni_version = get(root, NET, "cniVersion").and_then(Node::as_text).unwrap_or_default().to_owned();
    let net = if is_chain {
        let plugins = get(root, CHAIN, "plugins").and_then(Node::as_list).unwrap_or_default();
        plugins.first().and_then(Node::as_map).ok_or(IpamProblemKind::Crash)?
    } else {
        root
    };
    let Some(ipam) = get(net, NET, "ipam").and_then(Node::as_map) else { return Err(IpamProblemKind::NoIpamKey) };
    if is_chain {
        can_be_rewritten(ipam)?;
    }
    if get(ipam, IPAM, "type").and_then(Node::as_text) != Some(WHEREABOUTS) {
        return Err(IpamProblemKind::WrongIpamType);
    }
    let args = CniArgs::parse(cni_args)?;
    let flat =
        read(flat.ok_or(IpamProblemKind::FlatFileMissing)?, arena, &WHOLE).map_err(|_| IpamProblemKind::ConfigJson)?;
    demand(&flat, IPAM)?;
    let mut merged = filled(ipam, flat.as_map().unwrap_or(&nothing), IPAM, arena);
    if is_chain {
        // A flag that is false is left out on that way.
        merged.push(("enable_overlapping_ranges", Node::Bool(true)));
    }
    Ok(Merged { ipam: arena.map(&merged), cni_version, args })
}

impl<'a> Merged<'a> {
    /// Loads the section.
    ///
    /// # Errors
    /// The kind of the first error of the program.
    pub fn load(&'a self) -> Result<Loaded<'a>, IpamProblemKind> {
        let ipam = Whereabouts::read(&self.ipam);
        let is_late = |kind| matches!(kind, IpamProblemKind::BadGateway | IpamProblemKind::BadStaticAddress);
        let fault = |late| {
            let mut kinds = ipam.problems.iter().map(|problem| problem.kind);
            kinds.find(|kind| kind.ends_loading() && is_late(*kind) == late).map_or(Ok(()), Err)
        };
        fault(false)?;
        if ipam.kubeconfig.is_empty() {
            return Err(IpamProblemKind::StorageNotConfigured);
        }
        fault(true)?;
        let mut addresses = ipam.addresses.clone();
        self.args.apply(&mut addresses)?;
        let old = matches!(self.cni_version.as_str(), "" | "0.1.0" | "0.2.0");
        let count = |family| addresses.iter().filter(|address| address.address.address.family == family).count();
        if old && (count(Family::V4) > 1 || count(Family::V6) > 1) {
            return Err(IpamProblemKind::TooManyAddresses);
        }
        Ok(Loaded { ipam, addresses })
    }
}

fn demand(root: &Node<'_>, fields: Fields) -> Result<(), IpamProblemKind> {
    let mut mismatches = Mismatches::default();
    check(root, &Type::Struct(fields), &Path::default(), &mut mismatches);
    if mismatches.is_empty() { Ok(()) } else { Err(IpamProblemKind::ConfigJson) }
}

/// On its way through a list the section is written anew: a route without destination comes out unreadable.
fn can_be_rewritten(ipam: &Map<'_>) -> Result<(), IpamProblemKind> {
    let routes = get(ipam, IPAM, "routes").and_then(Node::as_list).unwrap_or_default();
    let mut routes = routes.iter().filter_map(Node::as_map);
    let is_lost = routes.any(|route| get(route, ROUTE, "dst").is_none());
    if is_lost { Err(IpamProblemKind::ConfigJson) } else { Ok(()) }
}

/// `own` with the fields that are empty in it taken from `flat`; the flag for overlapping ranges never is.
fn filled<'a>(own: &Map<'a>, flat: &Map<'a>, fields: Fields, arena: &'a Arena) -> Vec<Member<'a>> {
    let mut out = Vec::new();
    for (name, _) in fields {
        let (own, flat) = (get(own, fields, name), get(flat, fields, name));
        let value = match (*name, own, flat) {
            ("enable_overlapping_ranges", own, _) => own.copied(),
            ("kubernetes", Some(Node::Map(own)), Some(Node::Map(flat))) => {
                Some(arena.map(&filled(own, flat, KUBERNETES, arena)))
            }
            (_, Some(own), _) if !is_empty(name, own) => Some(*own),
            (_, own, flat) => flat.or(own).copied(),
        };
        if let Some(value) = value {
            out.push((*name, value));
        }
    }
    out
}

/// Whether Go has the zero value in the field. A bound that cannot be read is dropped before.
fn is_empty(name: &str, value: &Node<'_>) -> bool {
    match value {
        Node::Null => true,
        Node::Text(text) if matches!(name, "range_start" | "range_end" | "Gateway") => {
            Address::parse_sloppy(text).is_err()
        }
        Node::Text(text) => text.is_empty(),
        Node::List(items) => items.is_empty(),
        Node::Number(_) => value.as_i64() == Some(0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"kubernetes":{"kubeconfig":"/x"}}"#;

    fn load(ipam: &str, flat: Option<&str>, args: &str) -> Result<String, &'static str> {
        let config = format!(r#"{{"cniVersion":"0.3.1","type":"macvlan","ipam":{ipam}}}"#);
        let arena = Arena::new();
        let merged = merge(&config, false, args, flat, &arena).map_err(IpamProblemKind::as_str)?;
        let loaded = merged.load().map_err(IpamProblemKind::as_str)?;
        let ranges: Vec<String> = loaded.ipam.ranges.iter().map(|range| range.network.to_string()).collect();
        let show = |address: &StaticAddress| {
            let gateway = address.gateway.map(|gateway| format!(" via {gateway}")).unwrap_or_default();
            format!("{}/{}{gateway}", address.address.address, address.address.prefix)
        };
        let addresses: Vec<String> = loaded.addresses.iter().map(show).collect();
        Ok(format!("[{}] [{}] {}", ranges.join(" "), addresses.join(" "), loaded.ipam.overlapping_ranges))
    }

    #[test]
    fn the_file_fills_only_what_is_empty() {
        let flat = r#"{"range":"10.9.0.0/24","gateway":"10.9.0.1","enable_overlapping_ranges":false,"kubernetes":{"kubeconfig":"/x"}}"#;
        assert_eq!(load(r#"{"type":"whereabouts"}"#, Some(flat), "").unwrap(), "[10.9.0.0/24] [] true");
        assert_eq!(
            load(r#"{"type":"whereabouts","range":"10.0.0.0/24"}"#, Some(flat), "").unwrap(),
            "[10.0.0.0/24] [] true"
        );
        let own = r#"{"type":"whereabouts","kubernetes":{"k8s_api_root":"x"},"enable_overlapping_ranges":false}"#;
        assert_eq!(load(own, Some(flat), "").unwrap(), "[10.9.0.0/24] [] false");
    }

    #[test]
    fn errors_come_in_the_order_of_the_program() {
        assert_eq!(load("null", Some(FILE), ""), Err("no-ipam-key"));
        assert_eq!(load(r#"{"type":"static"}"#, None, ""), Err("wrong-ipam-type"));
        assert_eq!(load(r#"{"type":"static","range":5}"#, None, ""), Err("config-json"));
        assert_eq!(load(r#"{"type":"whereabouts","range":"x"}"#, None, ""), Err("flat-file-missing"));
        assert_eq!(
            load(r#"{"type":"whereabouts","range":"x","gateway":"x"}"#, Some("{}"), ""),
            Err("bad-range-or-requested-cidr")
        );
        assert_eq!(load(r#"{"type":"whereabouts","gateway":"x"}"#, Some("{}"), ""), Err("storage-not-configured"));
        assert_eq!(
            load(r#"{"type":"whereabouts","gateway":"x","addresses":[{}]}"#, Some(FILE), ""),
            Err("bad-gateway")
        );
        assert_eq!(load(r#"{"type":"whereabouts","addresses":[{}]}"#, Some(FILE), "IP=x"), Err("bad-static-address"));
        assert_eq!(
            load(r#"{"type":"whereabouts","exclude":["x"],"range":"10.0.0.0/24"}"#, Some(FILE), "").unwrap(),
            "[10.0.0.0/24] [] true"
        );
    }

    #[test]
    fn arguments_add_addresses_and_gateways() {
        let ipam = r#"{"type":"whereabouts","addresses":[{"address":"10.1.0.1/24"}]}"#;
        let args = "IgnoreUnknown=1;K8S_POD_UID=u;IP=10.0.0.5/24, fd00::5/64;GATEWAY=10.0.0.254,10.1.0.254";
        assert_eq!(
            load(ipam, Some(FILE), args).unwrap(),
            "[] [10.1.0.1/24 via 10.1.0.254 10.0.0.5/24 via 10.0.0.254 fd00::5/64] true"
        );
        assert_eq!(load(ipam, Some(FILE), "IP=10.0.0.5"), Err("bad-range-or-requested-cidr"));
        assert_eq!(load(ipam, Some(FILE), "GATEWAY=x"), Err("bad-gateway"));
        assert_eq!(load(ipam, Some(FILE), "K8S_POD_UID=u"), Err("bad-cni-args"));
        assert_eq!(load(ipam, Some(FILE), "IP"), Err("bad-cni-args"));
    }

    #[test]
    fn of_a_chain_only_the_first_plugin_counts_and_the_flag_is_lost() {
        let chain = r#"{"cniVersion":"0.3.1","plugins":[{"type":"macvlan","ipam":{"type":"whereabouts","range":"10.0.0.0/24",
            "enable_overlapping_ranges":false}},{"type":"tuning"}]}"#;
        let arena = Arena::new();
        let merged = merge(chain, true, "", Some(FILE), &arena).unwrap();
        assert!(merged.load().unwrap().ipam.overlapping_ranges);
        let route = r#"{"plugins":[{"ipam":{"type":"whereabouts","routes":[{"gw":"10.0.0.1"}]}}]}"#;
        assert_eq!(merge(route, true, "", Some(FILE), &arena), Err(IpamProblemKind::ConfigJson));
        assert_eq!(merge(r#"{"plugins":[]}"#, true, "", Some(FILE), &arena), Err(IpamProblemKind::Crash));
        assert_eq!(
            merge(r#"{"plugins":[{"type":"a"}]}"#, true, "", Some(FILE), &arena),
            Err(IpamProblemKind::NoIpamKey)
        );
    }

    #[test]
    fn old_versions_have_one_static_address_of_each_family() {
        let config = r#"{"type":"a","ipam":{"type":"whereabouts","addresses":[{"address":"10.0.0.1/24"},{"address":"fd00::1/64"}]}}"#;
        let arena = Arena::new();
        let load = |args| {
            let merged = merge(config, false, args, Some(FILE), &arena).unwrap();
            merged.load().map(|loaded| loaded.addresses.len())
        };
        assert_eq!(load(""), Ok(2));
        assert_eq!(load("IP=10.0.0.2/24"), Err(IpamProblemKind::TooManyAddresses));
    }
}
