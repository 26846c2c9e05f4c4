//! The ranges of the section: `range` with the keys beside it, then `ipRanges`.

use super::super::fields::RANGE;
use super::super::problem::IpamProblems;
use super::super::range::path_in;
use super::super::{Exclude, IpamProblem, IpamProblemKind, PoolRange};
use super::section::Section;
use crate::address::{Address, Cidr};
use crate::text::quoted;

/// The ranges that can be read.
pub(super) fn ranges<'n>(ipam: &Section<'n>, problems: &mut IpamProblems) -> Vec<PoolRange<'n>> {
    let mut found = Vec::new();
    for key in ["range_start", "range_end"] {
        let bound = ipam.text(key);
        if !bound.is_empty() && Address::parse_sloppy(bound).is_err() {
            let text = format!("must be an IP address, found {}, so Whereabouts ignores it", quoted(bound));
            let kind = IpamProblemKind::UnreadableBound;
            problems.push(&kind, || IpamProblem::new(kind, key, text));
        }
    }
    let text = ipam.text("range");
    if text.is_empty() {
        for (key, is_written) in [
            ("range_start", !ipam.text("range_start").is_empty()),
            ("range_end", !ipam.text("range_end").is_empty()),
            ("exclude", !ipam.list("exclude").is_empty()),
        ] {
            if is_written {
                let text = "is ignored without `range`, because entries of `ipRanges` have their own";
                let kind = IpamProblemKind::WithoutEffect;
                problems.push(&kind, || IpamProblem::new(kind, key, text));
            }
        }
    } else {
        let bound = |key| Address::parse_sloppy(ipam.text(key)).ok();
        let (start, end) = (bound("range_start"), bound("range_end"));
        let range = Written { place: None, text, start, end };
        found.extend(range.normalized(excludes(ipam), problems));
    }
    for (place, entry) in ipam.sections("ipRanges", RANGE) {
        let bound = |key| Address::parse(entry.text(key)).ok();
        let (start, end) = (bound("range_start"), bound("range_end"));
        let range = Written { place: Some(place), text: entry.text("range"), start, end };
        found.extend(range.normalized(excludes(&entry), problems));
    }
    found
}

/// The entries of `exclude` that cannot be read.
pub(super) fn report_excludes(ranges: &[PoolRange<'_>], problems: &mut IpamProblems) {
    for range in ranges {
        for (place, exclude) in range.excludes.iter().enumerate() {
            if let Err(error) = exclude.block {
                problems.push(&IpamProblemKind::BadExclude, || {
                    let text = format!("must be an IP address or a CIDR, found {}: {error}", quoted(exclude.text));
                    IpamProblem::new(IpamProblemKind::BadExclude, range.exclude_path(place), text)
                });
            }
        }
    }
}

fn excludes<'n>(section: &Section<'n>) -> Vec<Exclude<'n>> {
    // `null` is an empty text to Go, and that is no exclude.
    section.list("exclude").iter().map(|entry| Exclude::parse(entry.as_text().unwrap_or_default())).collect()
}

/// A range before it is read.
struct Written<'n> {
    place: Option<usize>,
    text: &'n str,
    start: Option<Address>,
    end: Option<Address>,
}

impl<'n> Written<'n> {
    fn normalized(self, excludes: Vec<Exclude<'n>>, problems: &mut IpamProblems) -> Option<PoolRange<'n>> {
        let Written { place, text, start, end } = self;
        let mut fail = |kind, message: &dyn Fn() -> String| {
            problems.push(&kind, || IpamProblem::new(kind, path_in(place, "range"), message()));
            None
        };
        let Some((first, last)) = text.split_once('-') else {
            return match Cidr::parse_sloppy(text) {
                Ok(network) => Some(PoolRange::new(place, text, network, excludes).within(start, end)),
                Err(error) => fail(IpamProblemKind::BadRangeOrRequestedCidr, &|| {
                    format!("must be a CIDR or first-last/prefix, found {}: {error}", quoted(text))
                }),
            };
        };
        let Ok(start) = Address::parse_sloppy(first) else {
            return fail(IpamProblemKind::BadRangeStartIp, &|| {
                format!(
                    "must be a CIDR or first-last/prefix, but {} before the hyphen is not an address",
                    quoted(first)
                )
            });
        };
        let network = match Cidr::parse_sloppy(last) {
            Ok(network) => network,
            Err(error) => {
                return fail(IpamProblemKind::BadRangeCidr, &|| {
                    format!("must be first-last/prefix, but {} after the hyphen is not a CIDR: {error}", quoted(last))
                });
            }
        };
        if !network.contains(start) {
            return fail(IpamProblemKind::RangeStartOutsideCidr, &|| {
                format!("must start in the network of its end, but {start} is not in {network}")
            });
        }
        for (key, written) in [("range_start", self.start.is_some()), ("range_end", end.is_some())] {
            if written {
                let text = "is ignored, because `range` has its own first and last address";
                let kind = IpamProblemKind::WithoutEffect;
                problems.push(&kind, || IpamProblem::new(kind, path_in(place, key), text));
            }
        }
        Some(PoolRange::new(place, text, network, excludes).within(Some(start), Some(network.address())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::whereabouts::Whereabouts;
    use ceph_multus_json::{Arena, Shape, read as read_json};

    fn problems(text: &str) -> Vec<String> {
        let arena = Arena::new();
        let node = read_json(text, &arena, &Shape::Whole).unwrap();
        let read = Whereabouts::read(&node);
        read.problems
            .iter()
            .map(|problem| format!("{} {}: {}", problem.kind.as_str(), problem.path, problem.text))
            .collect()
    }

    fn outline(text: &str) -> Vec<String> {
        let arena = Arena::new();
        let node = read_json(text, &arena, &Shape::Whole).unwrap();
        let show = |bound: Option<Address>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let ranges = Whereabouts::read(&node).ranges;
        ranges.iter().map(|range| format!("{} {} {}", range.network, show(range.start), show(range.end))).collect()
    }

    #[test]
    fn the_range_at_the_top_comes_first_and_takes_the_keys_beside_it() {
        let text = r#"{"ipRanges":[{"range":"fd00::/64","range_start":"fd00::5"}],"range":"010.0.0.7/24",
            "range_start":"010.0.0.010","range_end":"10.0.0.20","exclude":["10.0.0.12"]}"#;
        assert_eq!(outline(text), ["10.0.0.0/24 10.0.0.10 10.0.0.20", "fd00::/64 fd00::5 "]);
        let arena = Arena::new();
        let node = read_json(text, &arena, &Shape::Whole).unwrap();
        let excluded: Vec<usize> = Whereabouts::read(&node).ranges.iter().map(|range| range.excludes.len()).collect();
        assert_eq!(excluded, [1, 0]);
    }

    #[test]
    fn a_hyphen_names_first_and_last_and_overwrites_the_bounds() {
        let text = r#"{"range":"192.168.2.225-192.168.2.230/28","range_start":"192.168.2.226"}"#;
        assert_eq!(outline(text), ["192.168.2.224/28 192.168.2.225 192.168.2.230"]);
        assert_eq!(
            problems(text),
            ["without-effect range_start: is ignored, because `range` has its own first and last address"]
        );
    }

    #[test]
    fn a_bad_range_is_reported_and_the_others_stay() {
        let text = r#"{"range":"10.0.0.1","ipRanges":[{"range":"10.1.0.0/24"},{"range":"a-10.0.0.9/24"},
            {"range":"10.0.0.1-10.0.0.9"},{"range":"10.0.1.1-10.0.0.9/24"},null,{"range":"10.2.0.0/24"}]}"#;
        assert_eq!(outline(text), ["10.1.0.0/24  ", "10.2.0.0/24  "]);
        assert_eq!(
            problems(text),
            [
                "bad-range-or-requested-cidr range: must be a CIDR or first-last/prefix, found `10.0.0.1`: no prefix length",
                "bad-range-start-ip ipRanges[1].range: must be a CIDR or first-last/prefix, but `a` before the hyphen is not an address",
                "bad-range-cidr ipRanges[2].range: must be first-last/prefix, but `10.0.0.9` after the hyphen is not a CIDR: no prefix length",
                "range-start-outside-cidr ipRanges[3].range: must start in the network of its end, but 10.0.1.1 is not in 10.0.0.0/24",
                "bad-range-or-requested-cidr ipRanges[4].range: must be a CIDR or first-last/prefix, found ``: no prefix length",
            ]
        );
    }

    #[test]
    fn bounds_without_a_range_beside_them_have_no_effect() {
        assert_eq!(
            problems(r#"{"ipRanges":[{"range":"10.1.0.0/24"}],"range_start":"x","exclude":["10.1.0.1"]}"#),
            [
                "unreadable-bound range_start: must be an IP address, found `x`, so Whereabouts ignores it",
                "without-effect range_start: is ignored without `range`, because entries of `ipRanges` have their own",
                "without-effect exclude: is ignored without `range`, because entries of `ipRanges` have their own",
            ]
        );
    }

    #[test]
    fn a_bad_exclude_is_found_at_its_place() {
        assert_eq!(
            problems(r#"{"ipRanges":[{"range":"10.0.0.0/24","exclude":["10.0.0.1",null]}]}"#),
            ["bad-exclude ipRanges[0].exclude[1]: must be an IP address or a CIDR, found ``: no prefix length"]
        );
    }
}
