//! Loading as the program does it when a pod is attached: from the configuration on its standard input, the file with
//! defaults on the node and the arguments of the runtime, to the first error (`k8snetworkplumbingwg/whereabouts:
//! pkg/config/config.go`).
//!
//! An admission policy sees neither the file nor the arguments, so it reads the section with [`Whereabouts::read`]; what is
//! around that here is for comparing with the program.

use ceph_multus_json::{Arena, Map, Member, Node, Path, Shape, read};
use ceph_multus_upstream::address::{Address, Family};
use ceph_multus_upstream::go_json::{Fields, Mismatches, Type, check, get};
use ceph_multus_upstream::whereabouts::fields::{IPAM, KUBERNETES, ROUTE};
use ceph_multus_upstream::whereabouts::{IpamProblemKind, StaticAddress, WHEREABOUTS, Whereabouts};

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

/// The name of the first error of the program, as the vectors have it.
pub(crate) type ErrorKind = &'static str;

/// A configuration whose IPAM section has taken what it lacks from the file with defaults.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Merged<'a> {
    ipam: Node<'a>,
    cni_version: String,
    args: CniArgs<'a>,
}

/// What the program works with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Loaded<'n> {
    /// The IPAM section.
    pub(crate) ipam: Whereabouts<'n>,
    /// The static addresses of the section and of the arguments.
    pub(crate) addresses: Vec<StaticAddress>,
}

/// Reads, into `arena`, a configuration, the arguments `KEY=value;..` of the runtime and the file with defaults, `None` if no node has
/// it. With `chain` the configuration may be a chain, of which only the first plugin counts.
///
/// # Errors
/// The kind of the first error of the program.
pub(crate) fn merge<'a>(
    config: &'a str,
    chain: bool,
    cni_args: &'a str,
    flat: Option<&'a str>,
    arena: &'a Arena,
) -> Result<Merged<'a>, ErrorKind> {
    let root = read(config, arena, &WHOLE).map_err(|_| IpamProblemKind::ConfigJson.as_str())?;
    let kind = root.as_map().and_then(|map| get(map, &[("type", Type::Text)], "type")).and_then(Node::as_text);
    let is_chain = chain && kind.is_none_or(str::is_empty);
    demand(&root, if is_chain { CHAIN } else { NET })?;
    let nothing = Map::default();
    let root = root.as_map().unwrap_or(&nothing);
    let cni_version = get(root, NET, "cniVersion").and_then(Node::as_text).unwrap_or_default().to_owned();
    let net = if is_chain {
        let plugins = get(root, CHAIN, "plugins").and_then(Node::as_list).unwrap_or_default();
        plugins.first().and_then(Node::as_map).ok_or("crash")?
    } else {
        root
    };
    let Some(ipam) = get(net, NET, "ipam").and_then(Node::as_map) else { return Err("no-ipam-key") };
    if is_chain {
        can_be_rewritten(ipam)?;
    }
    if get(ipam, IPAM, "type").and_then(Node::as_text) != Some(WHEREABOUTS) {
        return Err("wrong-ipam-type");
    }
    let args = CniArgs::parse(cni_args)?;
    let flat =
        read(flat.ok_or("flat-file-missing")?, arena, &WHOLE).map_err(|_| IpamProblemKind::ConfigJson.as_str())?;
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
    pub(crate) fn load(&'a self) -> Result<Loaded<'a>, ErrorKind> {
        let ipam = Whereabouts::read(&self.ipam);
        let is_late = |kind| matches!(kind, IpamProblemKind::BadGateway | IpamProblemKind::BadStaticAddress);
        let fault = |late| {
            let mut kinds = ipam.problems.iter().map(|problem| problem.kind);
            kinds.find(|kind| ends_loading(*kind) && is_late(*kind) == late).map_or(Ok(()), |kind| Err(kind.as_str()))
        };
        fault(false)?;
        if ipam.kubeconfig.is_empty() {
            return Err("storage-not-configured");
        }
        fault(true)?;
        let mut addresses = ipam.addresses.clone();
        self.args.apply(&mut addresses)?;
        let old = matches!(self.cni_version.as_str(), "" | "0.1.0" | "0.2.0");
        let count = |family| addresses.iter().filter(|address| address.address.address().family() == family).count();
        if old && (count(Family::V4) > 1 || count(Family::V6) > 1) {
            return Err("too-many-addresses-for-cni-version");
        }
        Ok(Loaded { ipam, addresses })
    }
}

fn demand(root: &Node<'_>, fields: Fields) -> Result<(), ErrorKind> {
    let mut mismatches = Mismatches::default();
    check(root, &Type::Struct(fields), &Path::default(), &mut mismatches);
    if mismatches.is_empty() { Ok(()) } else { Err(IpamProblemKind::ConfigJson.as_str()) }
}

/// On its way through a list the section is written again: a route without destination comes out unreadable.
fn can_be_rewritten(ipam: &Map<'_>) -> Result<(), ErrorKind> {
    let routes = get(ipam, IPAM, "routes").and_then(Node::as_list).unwrap_or_default();
    let mut routes = routes.iter().filter_map(Node::as_map);
    let is_lost = routes.any(|route| get(route, ROUTE, "dst").is_none());
    if is_lost { Err(IpamProblemKind::ConfigJson.as_str()) } else { Ok(()) }
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

/// Whether Whereabouts rejects the whole section for it. Of the rest, a bad exclude fails every allocation, and the others go
/// unnoticed.
fn ends_loading(kind: IpamProblemKind) -> bool {
    !matches!(kind, IpamProblemKind::UnreadableBound | IpamProblemKind::WithoutEffect | IpamProblemKind::BadExclude)
}
