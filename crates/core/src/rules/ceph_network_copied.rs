//! A NAD that is not Ceph's and takes addresses of a Ceph network.

use crate::facts::nad::{Nad, config_path};
use crate::json::Arena;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ForeignNadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::cni::{CniConfig, CniProblemKind, Rivalry, Segment, Segments};
use crate::world::ceph_networks::SelectedNad;
use crate::world::footprint::{Footprint, PoolMatch, Wait, WaitTime};

pub(super) static RULE: Rule = Rule {
    id: "ceph-network-copied",
    summary: "a NAD outside Ceph that takes addresses of a Ceph network",
    level: Level::Deny,
    checks: &[Check::ForeignNad(check)],
};

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
    if let Some(path) = &own.result {
        let problem = "is in place of what the plugin before returns, so it may copy a Ceph network";
        return findings.report(path, problem, "remove it");
    }
    if let Some(path) = &own.detour {
        let problem = "is a path, which may lead to the device of a Ceph network";
        return findings.report(path, problem, "use the address of the device");
    }
    if let Some(path) = &own.rangeless {
        let problem = "`range` is not set, so a file on the nodes may set it to that of a Ceph network";
        findings.caution(path, problem, "set `range`");
    }
    let (mut wait, mut crash) = (own.wait.as_ref(), own.crash.as_ref());
    for network in review.ceph.all() {
        if let Some(called) = own.called(network.selection).filter(|_| network.public.is_none()) {
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
            compare(review, &own, network, &theirs, findings);
        }
    }
}

/// Reports that all allocations of Whereabouts wait for those of a NAD.
fn delay(wait: &Wait, network: &SelectedNad<'_>, findings: &mut Findings<'_>) {
    let title = network.title();
    let problem = match wait.time {
        WaitTime::Allocation(seconds) => {
            format!("keeps the lock of Whereabouts for {seconds} s at every allocation, also from {title}")
        }
        WaitTime::Lease(seconds) => {
            format!("keeps the lock of Whereabouts for {seconds} s if a node fails, also from {title}")
        }
        WaitTime::Ranges(ranges) => {
            format!("{ranges} ranges keep the lock of Whereabouts for 10 s at every allocation, also from {title}")
        }
        WaitTime::Endless => format!("makes Whereabouts search without end, with its lock, also from {title}"),
    };
    let level = if wait.is_long() { Level::Deny } else { Level::Warn };
    let help = if matches!(wait.time, WaitTime::Ranges(_)) { "use at most 14 ranges" } else { "remove it" };
    findings.about(network.selection).report_at(level, &wait.path, problem, help);
}

/// Reports the worst that `own` does to `network`.
fn compare(
    review: &ForeignNadReview<'_>,
    own: &Footprint,
    network: &SelectedNad<'_>,
    theirs: &Footprint,
    findings: &mut Findings<'_>,
) {
    let findings = findings.about(network.selection);
    let title = || network.title();
    let pool = own.pools.same(&theirs.pools);
    let replacing = pool.filter(|(_, how)| *how == PoolMatch::Range && replaces(review, network));
    if let Some((pool, how)) = pool.filter(|(_, how)| *how != PoolMatch::Node && replacing.is_none()) {
        let problem = match how {
            PoolMatch::Name => format!("uses the IPPool {} of {}", quoted(&pool.name()), title()),
            PoolMatch::Slice => format!("uses the IPPool {} that a node may have of {}", quoted(&pool.name()), title()),
            _ => format!("assigns addresses of the pool of {}", title()),
        };
        return findings.report(&pool.path, problem, help(review, network, how == PoolMatch::Range));
    }
    let common = || theirs.addresses.overlap(&own.addresses);
    let shared = theirs.segments.iter().find_map(|segment| own.segments.find(segment));
    let clash = shared.filter(|_| replacing.is_none()).and_then(|segment| Some((segment, common()?)));
    if let Some((segment, common)) = clash {
        if network.public.is_some() && is_one_network(review, network) {
            let problem = format!("attaches pods to {segment}, which is {}", title());
            return findings.caution(config_path(segment.path()), problem, "use it only for clients of Ceph");
        }
        let problem = format!("assigns `{common}` on {segment}, like {}", title());
        return findings.report(own.path_of(common.first()), problem, help(review, network, false));
    }
    let of_nodes = theirs.addresses.overlap(&own.of_nodes);
    if let Some((segment, common)) = shared.zip(of_nodes) {
        let problem = format!("gives nodes `{common}` on {segment}, an address of {}", title());
        return findings.report(own.path_of_gateway(common.first()), problem, OTHER_GATEWAY);
    }
    let rivals = theirs.segments.iter().filter_map(|segment| own.segments.rival(segment));
    if let Some((segment, rivalry)) = rivals.min_by_key(|(_, rivalry)| *rivalry) {
        let (level, problem, help) = rival(segment, rivalry, &title());
        return findings.report_at(level, config_path(segment.path()), problem, help);
    }
    if let Some(common) = theirs.addresses.overlap(&own.routed) {
        let problem = format!("makes nodes send `{common}` to its pods instead of {}", title());
        return findings.caution(own.path_of_route(common.first()), problem, OTHER_ADDRESSES);
    }
    if let Some(common) = of_nodes {
        let problem = format!("gives nodes `{common}`, an address of {}", title());
        return findings.caution(own.path_of_gateway(common.first()), problem, OTHER_GATEWAY);
    }
    if let Some((pool, _)) = replacing {
        let problem = format!("assigns addresses of the pool of {}", title());
        return findings.caution(&pool.path, problem, "use it only for CSI pods");
    }
    if let Some(segment) = shared {
        let own_unknown = own.unknown.as_ref();
        if let Some(unknown) = own_unknown.or(theirs.unknown.as_ref().filter(|unknown| !unknown.replaced)) {
            let whose = if own_unknown.is_some() { "its" } else { "their" };
            let what = if unknown.ipam.is_empty() { String::from("without IPAM") } else { quoted(&unknown.ipam) };
            let what = if unknown.replaced { format!("{what}, and a pod may ask for others") } else { what };
            let problem = format!("is on {segment}, like {}, and {whose} addresses are not known ({what})", title());
            findings.caution(config_path(segment.path()), problem, "use another host interface, VLAN or IPAM");
        } else if network.public.is_none() {
            let problem = format!("is on {segment}, like {}", title());
            findings.caution(config_path(segment.path()), problem, "use another host interface or VLAN");
        }
        return;
    }
    let open = theirs.segments.iter().find_map(|segment| own.segments.open(segment));
    if let Some(segment) = open.filter(|_| network.public.is_none() || common().is_some()) {
        let problem = format!("is on {segment} without `vlan`, so it has the VLAN of {}", title());
        findings.caution(config_path(segment.path()), problem, "set `vlan` or `trunk`");
    } else if let Some(((whose, segment), common)) = unclear(&own.segments, &theirs.segments).zip(common()) {
        let problem = format!("assigns `{common}`, like {}, and may be on its segment: {whose} {segment}", title());
        findings.caution(own.path_of(common.first()), problem, "use other addresses, or set the interface");
    } else if let Some((pool, _)) = pool {
        let problem = format!("uses the IPPool {} that a node may have of {}", quoted(&pool.name()), title());
        findings.caution(&pool.path, problem, OTHER_ADDRESSES);
    } else if let Some(slices) = own.pools.slices_of(&theirs.pools) {
        let name = quoted(&slices.name);
        let problem = format!("uses the name {name} of the node slices of {}, which need one range", title());
        findings.caution(&slices.path, problem, "use another `network_name`");
    } else if let Some(common) = own.pools.blocked(&theirs.pools) {
        let problem = format!("blocks `{common}` for {}, because Whereabouts reserves each address once", title());
        findings.caution(own.path_of(common.first()), problem, "use other addresses, or a `network_name`");
    }
}

const OTHER_ADDRESSES: &str = "use other addresses";

const OTHER_GATEWAY: &str = "use another gateway";

/// The level, the problem and the help of what takes a link from the network `title`.
fn rival(segment: &Segment, rivalry: Rivalry, title: &str) -> (Level, String, &'static str) {
    let (level, problem) = match rivalry {
        Rivalry::Moves => (Level::Deny, format!("moves {segment} into a pod, away from {title}")),
        Rivalry::IsAlone => (Level::Deny, format!("takes {segment} for one pod by `passthru`, away from {title}")),
        Rivalry::Readdresses => {
            (Level::Deny, format!("removes the addresses of nodes from {segment}, the segment of {title}"))
        }
        Rivalry::IsAloneBelow => (Level::Warn, format!("gives one pod {segment} by `passthru`, the parent of {title}")),
        Rivalry::MayMove => (Level::Warn, format!("moves {segment} into a pod, which may be that of {title}")),
        Rivalry::TakesVlan => (Level::Warn, format!("takes {segment} for one pod, away from {title}")),
        Rivalry::OtherKind => {
            (Level::Warn, format!("macvlan and ipvlan cannot share {segment}, the interface of {title}"))
        }
    };
    let help = match rivalry {
        Rivalry::Readdresses => "remove `forceAddress`",
        Rivalry::MayMove => "use a device resource",
        Rivalry::TakesVlan => "use another host interface or VLAN",
        Rivalry::OtherKind => "use another host interface, or the same plugin",
        _ => "use another host interface",
    };
    (level, problem, help)
}

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

/// Whether Multus keeps the pods of the NAD's namespace from `network`, a public one.
fn is_closed(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>) -> bool {
    let settings = review.context.settings;
    network.public.is_some() && settings.isolates(&network.selection.namespace, review.nad.object.namespace)
}

/// Whether CSI pods need the NAD in place of `network`, a public one, which Multus keeps from the namespace of their
/// operator. Whereabouts assigns each address of one pool once.
fn replaces(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>) -> bool {
    is_closed(review, network) && review.context.has_operators(review.nad.object.namespace)
}

/// What helps. A NAD with the whole pool of a public network may be that of a CephCluster that is yet to come.
fn help(review: &ForeignNadReview<'_>, network: &SelectedNad<'_>, is_one_pool: bool) -> String {
    let public = network.public.filter(|_| !is_closed(review, network));
    let attach = public.map(|_| format!("attach pods to {} itself", network.selection.quoted_nad()));
    let source = network.public.filter(|_| is_one_pool).map(|_| review.context.settings.source.place());
    let add = source.map(|place| format!("add the CephCluster of this namespace to {place}"));
    match (attach, add) {
        (Some(attach), Some(add)) => format!("{attach}, or {add}"),
        (Some(one), None) | (None, Some(one)) => format!("{OTHER_ADDRESSES}, or {one}"),
        (None, None) => String::from(OTHER_ADDRESSES),
    }
}
