//! A default route through a Ceph network.

use crate::json::Path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::NadReview;
use crate::review::rule::{Check, Rule};

pub(super) const SUMMARY: &str = "a default route through a Ceph network";

pub(super) static RULE: Rule = Rule { id: "default-route", level: Level::Warn, checks: &[Check::Nad(check)] };

fn check(review: &NadReview<'_>, findings: &mut Findings<'_>) {
    for section in review.ipam {
        for route in &section.whereabouts.routes {
            let destination = route.destination;
            if destination.prefix() == 0
                && let Some(room) = findings.room()
            {
                let path = section.path_of(Path::from("routes").index(route.place).key("dst"));
                let problem = format!("`{destination}` competes with the default route of the pod network");
                room.report(path, problem, "use the network of the nodes instead");
            }
        }
    }
}
