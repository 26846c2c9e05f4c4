//! Node slices that cannot be cut.

use crate::facts::nad::IpamSection;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::limits::NODE_SLICES;
use crate::report::text::quoted;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::Family;
use crate::upstream::whereabouts::{SliceError, slice_count, slice_prefix};

pub(super) const SUMMARY: &str = "a node slice size that gives nodes no addresses";

pub(super) static RULE: Rule = Rule { id: "node-slice-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

/// The longest prefix of a slice that has an address besides the first and the last.
const LONGEST: i64 = 30;

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam.iter().filter(|section| !section.whereabouts.node_slice_size.is_empty()) {
        check_size(section, review.settings.nodes, findings);
        let whereabouts = &section.whereabouts;
        if whereabouts.network_name.is_empty() {
            let problem = "`network_name` is not set, and node slices block each other without it";
            findings.report(section.path_of("network_name"), problem, "set a different name for each network");
        }
        for (place, range) in whereabouts.ranges.iter().enumerate() {
            let ignored = [
                ("range", place > 0),
                ("exclude", !range.excludes.is_empty()),
                ("range_start", range.start.is_some()),
                ("range_end", range.end.is_some()),
            ];
            for (key, _) in ignored.iter().filter(|(_, given)| *given) {
                if let Some(room) = findings.caution_room() {
                    let path = section.path_of(range.path_of(key));
                    room.report(path, "ignored because `node_slice_size` is set", "remove it");
                }
            }
        }
    }
}

fn check_size(section: &IpamSection<'_>, nodes: Option<u64>, findings: &mut Findings<'_>) {
    let size = section.whereabouts.node_slice_size;
    let path = section.path_of("node_slice_size");
    let Some(prefix) = slice_prefix(size) else {
        return findings.report(
            path,
            format!("{} is not a prefix length, so no node gets a slice", quoted(size)),
            "use a prefix length, such as `/26`",
        );
    };
    let range = section.whereabouts.ranges.first();
    if range.is_some_and(|range| range.network.family() == Family::V6) {
        return findings.report(path, "IPv6 ranges cannot be divided among nodes", "remove it");
    }
    if prefix > LONGEST {
        let problem = format!("a slice of {} has no assignable address", quoted(size));
        return findings.report(path, problem, format!("use at most `/{LONGEST}`"));
    }
    let Some(range) = range else { return };
    let network = range.network;
    match slice_count(&format!("{network}"), size) {
        Err(SliceError::SliceLargerThanRange) => {
            let problem = format!("a slice of {} is larger than `{network}`", quoted(size));
            findings.report(path, problem, "use a longer prefix than the range has");
        }
        // Nothing of an IPv4 network, which has no host bits, with a prefix that is not longer than [`LONGEST`].
        Err(SliceError::BadRange(_) | SliceError::RangeNotNetworkAddress | SliceError::Crash) => {}
        Ok(slices) if slices > NODE_SLICES => {
            let problem = format!("{slices} slices of `{network}` do not fit in one object");
            findings.report(path, problem, "use a shorter prefix");
        }
        Ok(slices) if nodes.is_some_and(|nodes| slices < nodes) => {
            let problem = format!("`{network}` has {slices} slices for {} nodes", nodes.unwrap_or_default());
            findings.report(path, problem, "use a longer prefix");
        }
        Ok(_) => {}
    }
}
