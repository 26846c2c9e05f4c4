//! A CSI driver whose controller does not join the public network.

use crate::attachment::same_nad;
use crate::ceph_cluster::CephNetwork;
use crate::csi::{CsiDriver, CsiPlugin, has_effect, networks_path, own_networks};
use crate::finding::{Findings, Level};
use crate::kind::Kind;
use crate::pod::read_networks;
use crate::review::ResourceReview;
use crate::rule::{Check, Rule};

pub(super) static RULE: Rule = Rule {
    id: "csi-attachment-missing",
    summary: "a CSI driver whose controller does not join the public network",
    level: Level::Warn,
    checks: &[Check::Resource(check)],
};

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let (object, world) = (review.object, review.world);
    let (networks, own) = match object.kind {
        Kind::Driver => {
            let driver = CsiDriver::new(*object, world);
            if driver.controller_is_on_host() {
                return;
            }
            (driver.networks(CsiPlugin::Controller), driver.has_own_annotations(CsiPlugin::Controller))
        }
        Kind::OperatorConfig if is_looked_at(review) => (own_networks(object, CsiPlugin::Controller), false),
        _ => return,
    };
    let public = review.cluster.and_then(|cluster| cluster.network(CephNetwork::Public));
    let (Some(public), Ok(networks)) = (public, read_networks(networks.unwrap_or_default(), object.namespace)) else {
        return;
    };
    let earlier = review.earlier.and_then(|world| world.cluster_of(object)?.network(CephNetwork::Public));
    if networks.iter().any(|network| [Some(public), earlier].into_iter().flatten().any(|one| same_nad(network, one))) {
        return;
    }
    let nad = public.quoted_nad();
    let mut configs = world.resources_in(Kind::OperatorConfig, object.namespace);
    let overridden = own && configs.any(|config| own_networks(config, CsiPlugin::Controller).is_some());
    let help = if overridden {
        format!("add {nad}, the annotations of the OperatorConfig do not count beside those of a Driver")
    } else {
        format!("add {nad}")
    };
    let problem = format!("the CSI controller does not join the public network {nad}");
    findings.report(networks_path(object.kind, CsiPlugin::Controller), problem, help);
}

/// Whether a driver takes its annotations from this OperatorConfig, or may, where none is known.
fn is_looked_at(review: &ResourceReview<'_>) -> bool {
    let world = review.world;
    let mut drivers = world.resources_in(Kind::Driver, review.object.namespace).peekable();
    let unknown = drivers.peek().is_none();
    has_effect(review.object, CsiPlugin::Controller, world)
        && (unknown || drivers.any(|driver| !CsiDriver::new(*driver, world).has_own_annotations(CsiPlugin::Controller)))
}
