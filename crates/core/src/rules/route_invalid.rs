//! A route that cannot be set.

use crate::facts::nad::IpamSection;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_ipam;
use crate::upstream::whereabouts::{IpamProblemKind, RouteFault};

pub(super) const SUMMARY: &str = "a route that cannot be set";

pub(super) static RULE: Rule = Rule { id: "route-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

const HELP: &str = "set `dst` to a CIDR";

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam.iter().chain(review.routed) {
        check_destinations(section, findings);
        check_routes(section, findings);
    }
}

fn check_destinations(section: &IpamSection<'_>, findings: &mut Findings<'_>) {
    let unreadable = section.problems(&[IpamProblemKind::ConfigJson]);
    for problem in unreadable.filter(|one| one.path.is_below("routes")) {
        let is_destination = problem.path.steps().last().is_some_and(|step| step.is_key("dst"));
        report_ipam(section, problem, if is_destination { HELP } else { "change it" }, findings);
    }
    if section.whereabouts.problems.iter().any(|one| one.path.is_below("routes") && one.more > 0) {
        // Which other routes are reported already is not kept.
        return;
    }
    for place in &section.whereabouts.routes_without_destination {
        if let Some(room) = findings.room() {
            room.report(section.path_of(Path::from("routes").index(*place).key("dst")), "`dst` is not set", HELP);
        }
    }
}

fn check_routes(section: &IpamSection<'_>, findings: &mut Findings<'_>) {
    let most = if section.sets_routes { Level::Deny } else { Level::Warn };
    for route in section.faulty_routes() {
        if matches!(route.fault, RouteFault::OtherFamily(_) | RouteFault::Unreachable(_) | RouteFault::Broadcast(_)) {
            // Reported by `gateway-invalid`.
            continue;
        }
        let Some(room) = findings.room_at_most(most) else { continue };
        let (key, problem, help) = match route.fault {
            RouteFault::HostBits(block) => (
                Some("dst"),
                format!(
                    "`{}/{}` has host bits, so the kernel rejects the route and pods fail",
                    block.address(),
                    block.prefix()
                ),
                format!("use `{block}`"),
            ),
            RouteFault::Repeated(place) => (
                None,
                format!("the same route as `routes[{place}]`, which the kernel rejects, so pods fail"),
                String::from("remove the duplicate"),
            ),
            RouteFault::Scope => (
                Some("scope"),
                String::from("not allowed for a route with a next hop: the kernel rejects it and pods fail"),
                String::from("remove it"),
            ),
            // Reported by `gateway-invalid`.
            RouteFault::OtherFamily(_) | RouteFault::Unreachable(_) | RouteFault::Broadcast(_) => continue,
        };
        let path = section.path_of(Path::from("routes").index(route.place));
        let path = key.map_or(path.clone(), |key| path.key(key));
        room.report(path, problem, help);
    }
}
