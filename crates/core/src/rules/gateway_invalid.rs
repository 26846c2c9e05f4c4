//! A gateway that is no address or lies elsewhere.

use crate::facts::nad::IpamSection;
use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};
use crate::rules::report_ipam;
use crate::upstream::address::{Address, Cidr};
use crate::upstream::whereabouts::{IpamProblemKind, RouteFault};

pub(super) const SUMMARY: &str = "a gateway that is not an address, or not in a subnet of the interface";

pub(super) static RULE: Rule = Rule { id: "gateway-invalid", level: Level::Deny, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        let whereabouts = &section.whereabouts;
        for problem in section.problems(&[IpamProblemKind::BadGateway]) {
            let help = "use an IP address, such as `192.168.20.1`";
            report_ipam(section, problem, help, findings);
        }
        if check_routes(section, findings) {
            continue;
        }
        let Some(gateway) = whereabouts.gateway else { continue };
        if !whereabouts.ranges.is_empty() && !whereabouts.subnets().any(|subnet| subnet.contains(gateway)) {
            let problem = format!("`{gateway}` is not in a range of this network");
            findings.caution(section.path_of("gateway"), problem, "use an address of the range, or remove it");
        }
    }
    for section in review.routed {
        check_routes(section, findings);
    }
}

/// Looks at the next hops of the routes; true where the gateway of the section is that of a route which it fails.
fn check_routes(section: &IpamSection<'_>, findings: &mut Findings<'_>) -> bool {
    let whereabouts = &section.whereabouts;
    let mut gateway_is_reported = false;
    for route in section.faulty_routes() {
        let (gateway, problem) = match route.fault {
            RouteFault::OtherFamily(gateway) => (gateway, "is of another address family than `dst`"),
            RouteFault::Unreachable(gateway) => (gateway, "is not in a subnet of the interface"),
            RouteFault::Broadcast(gateway) => (gateway, "is the broadcast address of the network"),
            RouteFault::HostBits(_) | RouteFault::Repeated(_) | RouteFault::Scope => continue,
        };
        let own = route.gateway;
        let is_of_section = own.is_none() && whereabouts.gateway == Some(gateway);
        let is_reported = is_of_section && std::mem::replace(&mut gateway_is_reported, true);
        let most = if section.sets_routes { Level::Deny } else { Level::Warn };
        if is_reported {
            continue;
        }
        let Some(room) = findings.room_at_most(most) else { continue };
        let place = format!("routes[{}]", route.place);
        let at = Path::from("routes").index(route.place);
        let (path, problem) = if own.is_some() {
            (at.key("gw"), format!("`{gateway}` {problem}, so the kernel rejects the route and pods fail"))
        } else if is_of_section {
            let text = format!("`{gateway}` {problem}, so the kernel rejects `{place}`, which uses it, and pods fail");
            (Path::from("gateway"), text)
        } else {
            (at, format!("its gateway `{gateway}` {problem}, so the kernel rejects the route and pods fail"))
        };
        let (path, help) = (section.path_of(path), help(section, gateway, own.is_some()));
        room.report(path, problem, help);
    }
    gateway_is_reported
}

fn help(section: &IpamSection<'_>, gateway: Address, is_own: bool) -> String {
    let subnet: Option<Cidr> = section.whereabouts.subnets().find(|subnet| subnet.family() == gateway.family());
    let instead = if is_own { "remove `gw`" } else { "remove it" };
    match subnet {
        Some(subnet) => format!("use an address of `{subnet}`, or {instead}"),
        None => String::from(instead),
    }
}
