//! The bars of an axis.

use std::collections::BTreeMap;

use ceph_multus_core::report::text::counted;
use ceph_multus_nodes::Lead;
use ceph_multus_nodes::view::{Held, Holding, NetworkView, RangeView};
use ceph_multus_upstream::address::AddressRange;

use crate::axis::{Lane, Mark, Part};
use crate::stretch::Stretch;
use crate::words::{listed, way, written};

/// All that a network has on a stretch, from top to bottom.
pub(crate) fn lanes(stretch: &Stretch, network: &NetworkView) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for range in network.ranges.iter().filter(|range| stretch.span.covers(&range.cidr.range())) {
        lanes.push(pods(stretch, range));
        lanes.extend(slices(stretch, range));
    }
    lanes.extend(nodes(stretch, network));
    lanes.extend(ways(stretch, network));
    lanes
}

/// A range: what can be assigned, and above it what is.
fn pods(stretch: &Stretch, range: &RangeView) -> Lane {
    let mut parts = Vec::new();
    let outside = range.assignable.complement();
    let outside = outside.ranges().iter().filter_map(|run| run.common(&range.cidr.range()));
    let runs = range.assignable.ranges().iter().map(|run| (*run, "free", "assignable"));
    let mut runs: Vec<_> = runs.chain(outside.map(|run| (run, "outside", "not assignable"))).collect();
    runs.sort_unstable();
    for (run, kind, what) in runs {
        parts.push(part(stretch, &run, kind, format!("{run}: {what}")));
    }
    let held = range.held.as_deref().unwrap_or_default();
    parts.extend(held.chunk_by(is_run).filter_map(|run| held_part(stretch, run)));
    let twice = held.iter().filter(|held| held.holding == Holding::Twice);
    let marks = twice.map(|held| Mark {
        kind: "twice",
        at: stretch.place(held.address),
        label: held.address.to_string(),
        text: held.fault.clone(),
    });
    Lane {
        kind: "pods",
        name: range.cidr.to_string(),
        caption: pods_caption(range),
        wrong: held.iter().any(|held| held.holding != Holding::Assigned),
        parts,
        marks: marks.collect(),
    }
}

/// Whether two addresses are drawn as one run.
fn is_run(one: &Held, next: &Held) -> bool {
    one.holding == next.holding && one.holding != Holding::Twice && one.address.next() == Some(next.address)
}

fn held_part(stretch: &Stretch, run: &[Held]) -> Option<Part> {
    let (first, last) = (run.first()?, run.last()?);
    let addresses = AddressRange::new(first.address, last.address);
    let holding = first.holding;
    let text = match run {
        [_] if !first.fault.is_empty() => first.fault.clone(),
        [_] => format!("{addresses}: {}", first.podref),
        _ => format!("{addresses}: {} {}", run.len(), plural(holding)),
    };
    Some(part(stretch, &addresses, holding.name(), text))
}

fn plural(holding: Holding) -> &'static str {
    match holding {
        Holding::Assigned => "assigned",
        Holding::Orphan => "orphans",
        Holding::Unreserved => "without a reservation that lasts",
        Holding::Twice => "of two",
    }
}

fn pods_caption(range: &RangeView) -> String {
    let addresses = shortened(range.capacity);
    let Some(held) = &range.held else { return format!("{addresses} addresses") };
    let mut caption = format!("{} of {addresses} addresses assigned", held.len());
    let number = |holding| held.iter().filter(|held| held.holding == holding).count();
    for (holding, one, many) in [
        (Holding::Orphan, "orphan", "orphans"),
        (Holding::Unreserved, "not reserved", "not reserved"),
        (Holding::Twice, "assigned twice", "assigned twice"),
    ] {
        match number(holding) {
            0 => {}
            1 => caption.push_str(&format!(", 1 {one}")),
            number => caption.push_str(&format!(", {number} {many}")),
        }
    }
    caption
}

/// IPv6 has many.
fn shortened(count: u128) -> String {
    let text = count.to_string();
    match text.as_bytes() {
        [first, second, rest @ ..] if rest.len() > 7 => {
            format!("{}.{}e{}", char::from(*first), char::from(*second), rest.len() + 1)
        }
        _ => text,
    }
}

/// The slices of a range, where nodes have some.
fn slices(stretch: &Stretch, range: &RangeView) -> Option<Lane> {
    let mut parts = Vec::new();
    let mut nodes = 0_usize;
    for (slice, node) in range.slices.iter().filter(|(slice, _)| stretch.span.covers(&slice.range())) {
        nodes += usize::from(!node.is_empty());
        let (kind, whose) = if node.is_empty() { ("free", "of no node") } else { ("slice", node.as_str()) };
        parts.push(part(stretch, &slice.range(), kind, format!("{slice}: {whose}")));
    }
    let caption = format!("{} of {} assigned to nodes", nodes, counted(parts.len(), "slice"));
    let name = String::from("node slices");
    (!parts.is_empty()).then(|| Lane { kind: "slices", name, caption, wrong: false, parts, marks: Vec::new() })
}

/// The nodes with an address on the stretch.
fn nodes(stretch: &Stretch, network: &NetworkView) -> Option<Lane> {
    let mut marks = Vec::new();
    let (mut texts, mut is_wrong) = (Vec::new(), false);
    for node in &network.nodes {
        for interface in &node.interfaces {
            for cidr in interface.addresses.iter().filter(|cidr| stretch.span.contains(cidr.address())) {
                let name = node.name.as_str();
                let text = format!("{} of {}: {name}", written(cidr), interface.name);
                let (kind, text) = if interface.joins {
                    ("shim", text)
                } else {
                    ("apart", format!("{text}; it is not attached to this network"))
                };
                is_wrong |= !interface.joins;
                texts.push(format!("{name} {}", cidr.address()));
                marks.push(Mark { kind, at: stretch.place(cidr.address()), label: name.to_owned(), text });
            }
        }
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    marks.sort_by(|one, next| one.at.total_cmp(&next.at));
    (!marks.is_empty()).then(|| Lane {
        kind: "nodes",
        name: String::from("nodes"),
        caption: listed(&texts),
        wrong: is_wrong,
        parts: Vec::new(),
        marks,
    })
}

/// Where nodes send what is for pods on the stretch, nodes that do the same together.
fn ways(stretch: &Stretch, network: &NetworkView) -> Vec<Lane> {
    let mut ways: BTreeMap<Vec<(AddressRange, &Lead)>, Vec<&str>> = BTreeMap::new();
    for node in &network.nodes {
        let on_stretch = |(run, lead): &'_ (AddressRange, Lead)| Some((run.common(&stretch.span)?, lead.clone()));
        if node.leads.iter().any(|one| on_stretch(one).is_some()) {
            let leads = node.leads.iter().filter_map(|(run, lead)| Some((run.common(&stretch.span)?, lead)));
            ways.entry(leads.collect()).or_default().push(&node.name);
        }
    }
    let lane = |(leads, nodes): (Vec<(AddressRange, &Lead)>, Vec<&str>)| Lane {
        kind: "way",
        name: format!("from {}", listed(&nodes)),
        caption: way_caption(&leads),
        wrong: leads.iter().any(|(_, lead)| !matches!(lead, Lead::Pods(..))),
        parts: leads.iter().map(|(run, lead)| way_part(stretch, run, lead)).collect(),
        marks: Vec::new(),
    };
    ways.into_iter().map(lane).collect()
}

fn way_part(stretch: &Stretch, run: &AddressRange, lead: &Lead) -> Part {
    let kind = match lead {
        Lead::Pods(..) => "reached",
        Lead::Elsewhere(..) => "elsewhere",
        Lead::Nowhere => "nowhere",
    };
    part(stretch, run, kind, format!("{run}: {}", way(lead)))
}

/// The ways, each once; what is wrong first.
fn way_caption(leads: &[(AddressRange, &Lead)]) -> String {
    let mut kinds: Vec<&Lead> = leads.iter().map(|(_, lead)| *lead).collect();
    kinds.sort_by_key(|lead| std::cmp::Reverse(*lead));
    kinds.dedup();
    let nowhere = leads.iter().filter(|(_, lead)| **lead == Lead::Nowhere).map(|(run, _)| run);
    let lost = match nowhere.collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        _ if kinds.len() == 1 => String::from("no route to pods"),
        [run] => format!("no route to {run}"),
        [run, rest @ ..] => format!("no route to {run} and {} more", rest.len()),
    };
    let others = kinds.iter().filter(|lead| ***lead != Lead::Nowhere).map(|lead| way(lead));
    let texts = std::iter::once(lost).filter(|text| !text.is_empty()).chain(others);
    texts.collect::<Vec<_>>().join("; ")
}

fn part(stretch: &Stretch, run: &AddressRange, kind: &'static str, text: String) -> Part {
    let (from, to) = stretch.span.place_of(run);
    Part { kind, from, to, text }
}
