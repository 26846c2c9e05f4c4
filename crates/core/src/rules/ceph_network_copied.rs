//! A NAD that is not Ceph's and takes addresses of a Ceph network.

mod words;

use crate::facts::nad::{Nad, config_path};
use crate::json::{Arena, Path};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ForeignNadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{AddressRange, AddressSet};
use crate::upstream::cni::{CniConfig, CniProblemKind, Segment, Segments};
use crate::world::ceph_networks::SelectedNad;
use crate::world::footprint::{Footprint, PoolMatch};

use words::{delay, hidden, rival};

pub(super) const SUMMARY: &str = "a NAD outside Ceph that takes addresses of a Ceph network";

pub(super) static RULE: Rule =
    Rule { id: "ceph-network-copied", level: Level::Deny, checks: &[Check::ForeignNad(check)] };

fn check(review: &ForeignNadReview<'_>, findings: &mut Findings<'_>) {
    let problems = review.nad.config.as_ref().map(|config| config.problems.as_slice()).unwrap_or_default();
    let unread = |kind| match kind {
        CniProblemKind::TooLarge => Some("use a shorter config that Multus can read"),
        CniProblemKind::NotJsonObject => Some("use a JSON object that Multus can read"),
        _ => None,
    };
    if let Some((problem, help)) = problems.iter().find_map(|problem| Some((problem, unread(problem.kind)?))) {
        let text = format!("{}, so it may copy a Ceph network", problem.text);
        return findings.report(config_path(&problem.path), text, help);
    }
    if let Some(key) = review.nad.config.as_ref().and_then(CniConfig::ambiguous_key) {
        let problem = "is also set in another case, and plugins read both, so it may copy a Ceph network";
        return findings.report(config_path(key), problem, "keep one of the keys");
    }
    let own = Footprint::read(review.nad, review.nad.plugins());
    if let Some((path, hiding)) = &own.hiding {
        let (problem, help) = hidden(*hiding);
        return findings.report(path, problem, help);
    }
    if let Some(path) = &own.rangeless {
        let problem = "`range` is not set, so a file on the nodes may set it to that of a Ceph network";
        findings.caution(path, problem, "set `range`");
    }
    let (mut wait, mut crash, mut name) = (own.wait.as_ref(), own.crash.as_ref(), Some(review.nad.object.name));
    let mut of_public = Level::Allow;
    // Nodes have theirs where clients are.
    let nodes = review.context.settings.node_addresses();
    let on_nodes = Common {
        assigned: nodes.overlap(&own.addresses),
        of_nodes: nodes.overlap(&own.of_nodes),
        routed: nodes.overlap(&own.routed),
    };
    let networks = |are_windows: bool| review.ceph.all().iter().filter(move |one| one.is_window() == are_windows);
    for network in networks(false).chain(networks(true)) {
        if let Some(called) = own.called(network.selection).filter(|_| network.reserved_by().is_some()) {
            let problem = format!("attaches every pod to {}", network.title());
            findings.about(network.selection).report(&called.path, problem, "remove it");
        } else if let Some(nad) = network.nad {
            let theirs = Footprint::of(&nad);
            if let Some(wait) = wait.take_if(|_| theirs.has_whereabouts()) {
                delay(wait, network, findings);
            }
            if let Some(path) = crash.take_if(|_| theirs.pools.are_sliced()) {
                let problem = format!("makes the controller of node slices crash, also for {}", network.title());
                findings.about(network.selection).report(path, problem, "use a shorter prefix, or remove it");
            }
            if name.take_if(|name| theirs.pools.have_slices(name)).is_some() {
                let level = if replaces(review, network) { Level::Warn } else { Level::Deny };
                let problem =
                    format!("is that of the node slices of {}, which are deleted with this NAD", network.title());
                let path = Path::from("metadata").key("name");
                findings.about(network.selection).report_at_most(level, path, problem, "use another name");
            }
            let Some(Harm { level, path, problem, help }) = harm(review, &own, network, &theirs, &on_nodes) else {
                continue;
            };
            // Monitors have a part of a public network: what harms that, harms them, and one pool assigns no address twice.
            if network.public.is_some() {
                let is_one_pool = own.same_pool(&theirs).is_some_and(|(_, how)| how == PoolMatch::Range);
                of_public = of_public.max(if is_one_pool { Level::Deny } else { level });
            }
            if !network.is_window() || level > of_public {
                findings.about(network.selection).report_at_most(level, path, problem, help);
            }
        }
    }
}

/// What a NAD does to a network of Ceph.
struct Harm {
    level: Level,
    path: Path,
    problem: String,
    help: String,
}

impl Harm {
    fn new(level: Level, path: impl Into<Path>, problem: String, help: impl Into<String>) -> Harm {
        Harm { level, path: path.into(), problem, help: help.into() }
    }

    fn deny(path: impl Into<Path>, problem: String, help: impl Into<String>) -> Harm {
        Harm::new(Level::Deny, path, problem, help)
    }

    fn warn(path: impl Into<Path>, problem: String, help: impl Into<String>) -> Harm {
        Harm::new(Level::Warn, path, problem, help)
    }
}

/// The addresses of a network, or of nodes, that a NAD takes.
struct Common {
    /// It assigns them to its pods.
    assigned: Option<AddressRange>,
    /// It gives them to nodes.
    of_nodes: Option<AddressRange>,
    /// It makes nodes take them for those of its pods.
    routed: Option<AddressRange>,
}

/// The worst that `own` does to `network`, and to the addresses of nodes where these are on it.
fn harm(
    review: &ForeignNadReview<'_>,
    own: &Footprint,
    network: &SelectedNad<'_>,
    theirs: &Footprint,
    on_nodes: &Common,
) -> Option<Harm> {
    let title = || network.title();
    // The addresses that both have, and whose they are.
    let common = |of: fn(&Footprint) -> &AddressSet, on_nodes: Option<AddressRange>| {
        let of_pods = theirs.addresses.overlap(of(own)).map(|common| (common, ""));
        of_pods.or_else(|| network.public.and(on_nodes).map(|common| (common, "nodes on ")))
    };
    let pool = own.same_pool(theirs);
    let replacing = pool.filter(|(_, how)| *how == PoolMatch::Range && replaces(review, network));
    if let Some((pool, how)) = pool.filter(|(_, how)| *how != PoolMatch::Node && replacing.is_none()) {
        let problem = match how {
            PoolMatch::Name => format!("uses the IPPool {} of {}", quoted(&pool.name()), title()),
            PoolMatch::Slice => format!("uses the IPPool {} that a node may have of {}", quoted(&pool.name()), title()),
            _ => format!("assigns addresses of the pool of {}", title()),
        };
        return Some(Harm::deny(&pool.path, problem, help(review, network, how == PoolMatch::Range)));
    }
    let slices = own.pools.slices_of(&theirs.pools).filter(|slices| slices.is_sliced && replacing.is_none());
    if let Some(slices) = slices {
        let problem = format!("uses the node slices {} of {}", quoted(&slices.name), title());
        return Some(Harm::deny(&slices.path, problem, OTHER_NAME));
    }
    let shared = theirs.segments.iter().find_map(|segment| own.segments.find(segment));
    let assigned = common(|own| &own.addresses, on_nodes.assigned);
    if let Some((segment, (common, whose))) = shared.zip(assigned).filter(|_| replacing.is_none()) {
        if network.reserved_by().is_none() && is_one_network(review, network) {
            let problem = format!("attaches pods to {segment}, which is {}", title());
            return Some(Harm::warn(config_path(segment.path()), problem, "use it only for clients of Ceph"));
        }
        let problem = format!("assigns `{common}` on {segment}, like {whose}{}", title());
        return Some(Harm::deny(own.path_of(common.first()), problem, help(review, network, false)));
    }
    let of_nodes = common(|own| &own.of_nodes, on_nodes.of_nodes);
    if let Some((segment, (common, whose))) = shared.zip(of_nodes) {
        let problem = format!("gives nodes `{common}` on {segment}, an address of {whose}{}", title());
        return Some(Harm::deny(own.path_of_gateway(common.first()), problem, OTHER_GATEWAY));
    }
    let rivals = theirs.segments.iter().filter_map(|segment| own.segments.rival(segment));
    if let Some((segment, rivalry)) = rivals.min_by_key(|(_, rivalry)| *rivalry) {
        return Some(rival(segment, rivalry, &title()));
    }
    if let Some((common, whose)) = common(|own| &own.routed, on_nodes.routed) {
        let problem = format!("makes nodes take `{common}` for addresses of its pods instead of {whose}{}", title());
        return Some(Harm::warn(own.path_of_route(common.first()), problem, OTHER_ADDRESSES));
    }
    if let Some((common, whose)) = of_nodes {
        let problem = format!("gives nodes `{common}`, an address of {whose}{}", title());
        return Some(Harm::warn(own.path_of_gateway(common.first()), problem, OTHER_GATEWAY));
    }
    if let Some((pool, _)) = replacing {
        let problem = format!("assigns addresses of the pool of {}", title());
        return Some(Harm::warn(&pool.path, problem, "use it only for CSI pods"));
    }
    let seen = match shared {
        Some(segment) => beside(segment, own, network, theirs),
        None => elsewhere(own, network, theirs, assigned),
    };
    seen.or_else(|| in_pools(own, network, theirs))
}

/// What may come of it that pods of a NAD are on `segment`, like those of `network`, with other addresses.
fn beside(segment: &Segment, own: &Footprint, network: &SelectedNad<'_>, theirs: &Footprint) -> Option<Harm> {
    let path = config_path(segment.path());
    let own_unknown = own.unknown.as_ref();
    if let Some(unknown) = own_unknown.or(theirs.unknown.as_ref().filter(|unknown| !unknown.replaced)) {
        let whose = if own_unknown.is_some() { "its" } else { "their" };
        let what = if unknown.ipam.is_empty() { String::from("without IPAM") } else { quoted(&unknown.ipam) };
        let what = if unknown.replaced { format!("{what}, and a pod may ask for others") } else { what };
        let problem =
            format!("is on {segment}, like {}, and {whose} addresses are not known ({what})", network.title());
        return Some(Harm::warn(path, problem, "use another host interface, VLAN or IPAM"));
    }
    network.reserved_by()?;
    Some(Harm::warn(path, format!("is on {segment}, like {}", network.title()), "use another host interface or VLAN"))
}

/// What may come of it that pods of a NAD may be on the segment of `network`.
fn elsewhere(
    own: &Footprint,
    network: &SelectedNad<'_>,
    theirs: &Footprint,
    common: Option<(AddressRange, &str)>,
) -> Option<Harm> {
    let open = theirs.segments.iter().find_map(|segment| own.segments.open(segment));
    if let Some(segment) = open.filter(|_| network.reserved_by().is_some() || common.is_some()) {
        let problem = format!("is on {segment} without `vlan`, so it has the VLAN of {}", network.title());
        return Some(Harm::warn(config_path(segment.path()), problem, "set `vlan` or `trunk`"));
    }
    let ((what, segment), (common, whose)) = unclear(&own.segments, &theirs.segments).zip(common)?;
    let title = network.title();
    let problem = format!("assigns `{common}`, like {whose}{title}, and may be on its segment: {what} {segment}");
    Some(Harm::warn(own.path_of(common.first()), problem, "use other addresses, or set the interface"))
}

/// What Whereabouts may make of the ranges of both, wherever their pods are.
fn in_pools(own: &Footprint, network: &SelectedNad<'_>, theirs: &Footprint) -> Option<Harm> {
    let title = network.title();
    if let Some((pool, _)) = own.same_pool(theirs) {
        let problem = format!("uses the IPPool {} that a node may have of {title}", quoted(&pool.name()));
        return Some(Harm::warn(&pool.path, problem, OTHER_ADDRESSES));
    }
    if let Some(slices) = own.pools.slices_of(&theirs.pools) {
        let name = quoted(&slices.name);
        let problem = format!("uses the name {name} of the node slices of {title}, which need one range");
        return Some(Harm::warn(&slices.path, problem, OTHER_NAME));
    }
    let common = own.pools.blocked(&theirs.pools)?;
    let problem = format!("blocks `{common}` for {title}, because Whereabouts reserves each address once");
    Some(Harm::warn(own.path_of(common.first()), problem, "use other addresses, or a `network_name`"))
}

const OTHER_ADDRESSES: &str = "use other addresses";

const OTHER_NAME: &str = "use another `network_name`";

const OTHER_GATEWAY: &str = "use another gateway";

/// The first segment of two NADs of which only a node, a pod or a plugin knows what it is, behind the words that say whose
/// it is.
fn unclear<'s>(own: &'s Segments, theirs: &'s Segments) -> Option<(&'static str, &'s Segment)> {
    if own.is_empty() || theirs.is_empty() {
        return None;
    }
    own.unclear().map(|segment| ("it takes", segment)).or_else(|| Some(("that is", theirs.unclear()?)))
}

/// Whether both are one network of OVN-Kubernetes, which assigns each address of it once.
fn is_one_network(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>) -> bool {
    let arena = Arena::new();
    let theirs = network.nad.and_then(|nad| Nad::new(nad, &arena).config);
    review.nad.config.as_ref().zip(theirs).is_some_and(|(own, theirs)| own.is_same_ovn_network(&theirs))
}

/// Whether Multus keeps the pods of the NAD's namespace from `network`, one with clients.
fn is_closed(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>) -> bool {
    let settings = review.context.settings;
    network.public.is_some() && settings.isolates(&network.selection.nad.namespace, review.nad.object.namespace)
}

/// Whether CSI pods need the NAD in place of `network`, a public one, which Multus keeps from the namespace of their
/// operator. Whereabouts assigns each address of one pool once.
fn replaces(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>) -> bool {
    is_closed(review, network) && review.context.has_operators(review.nad.object.namespace)
}

/// What helps. A NAD with the whole pool of a public network may be that of a CephCluster that is yet to come.
fn help(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>, is_one_pool: bool) -> String {
    let public = network.public.filter(|_| !is_closed(review, network));
    let attach = public.map(|_| format!("attach pods to {} itself", network.selection.nad.quoted()));
    let source = network.public.filter(|_| is_one_pool).map(|_| review.context.settings.source.place());
    let add = source.map(|place| format!("add the CephCluster of this namespace to {place}"));
    match (attach, add) {
        (Some(attach), Some(add)) => format!("{attach}, or {add}"),
        (Some(one), None) | (None, Some(one)) => format!("{OTHER_ADDRESSES}, or {one}"),
        (None, None) => String::from(OTHER_ADDRESSES),
    }
}
