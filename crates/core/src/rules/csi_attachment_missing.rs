//! A CSI driver whose controller does not join the public network.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::kind::Kind;
use crate::facts::pod::read_networks;
use crate::json::order::sorted;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::report::text::quoted;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::selection::NetworkSelection;
use crate::world::csi::{
    CsiDriver, CsiPlugin, has_effect, have_replacement, networks_path, own_networks, pods_namespace,
};
use crate::world::devices::resource_of;

pub(super) const SUMMARY: &str = "a CSI driver whose controller is not attached to the public network";

pub(super) static RULE: Rule =
    Rule { id: "csi-attachment-missing", level: Level::Warn, checks: &[Check::Resource(check)] };

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
        Kind::StorageClient => match own_networks(object, CsiPlugin::Controller) {
            // ODF writes the annotation of its own client; one of another cluster needs none.
            None | Some("") => return,
            text => (text, false),
        },
        _ => return,
    };
    let namespace = pods_namespace(object, review.cluster);
    let Ok(networks) = read_networks(networks.unwrap_or_default(), namespace) else { return };
    let joins = |one: &NetworkSelection| networks.iter().any(|network| network.nad == one.nad);
    let earlier = review.earlier_clusters();
    let joined_before = || earlier.iter().any(|cluster| cluster.network(CephNetwork::Public).is_some_and(joins));
    let own_cluster = review.cluster.and_then(|cluster| Some((cluster, cluster.network(CephNetwork::Public)?)));
    let own_cluster = own_cluster.filter(|(_, public)| !joins(public) && !joined_before());
    let others = world.other_public_networks(namespace, review.cluster);
    let joined = sorted(networks.iter().map(|one| &one.nad));
    let missing = others.iter().filter(|(_, one)| joined.binary_search(&&one.nad).is_err());
    let mut configs = world.resources_in(Kind::OperatorConfig, object.namespace);
    let overridden = own && configs.any(|config| own_networks(config, CsiPlugin::Controller).is_some());
    let is_replaced = have_replacement(&networks, namespace, world, review.settings);
    for (cluster, public) in own_cluster.iter().chain(missing) {
        let is_isolated = review.settings.isolates(&public.nad.namespace, namespace);
        if is_isolated && is_replaced {
            continue;
        }
        let nad = public.nad.quoted();
        let device = world.nad(public).and_then(resource_of).map(quoted);
        let (why, help) = if is_isolated {
            super::isolation(public, namespace)
        } else if overridden {
            let help = format!("add {nad} here, because a Driver's annotations replace those of the OperatorConfig");
            (String::new(), help)
        } else if let Some(device) = device {
            (String::new(), format!("add {nad}, and its device {device} to the resources of a container"))
        } else {
            (String::new(), format!("add {nad}"))
        };
        let of = if others.is_empty() { String::new() } else { format!(" of {}", cluster.object) };
        let problem = format!("the CSI controller is not attached to the public network {nad}{of}{why}");
        findings.report(networks_path(object.kind, CsiPlugin::Controller), problem, help);
    }
}

/// Whether a driver takes its annotations from this OperatorConfig, or may, where none is known.
fn is_looked_at(review: &ResourceReview<'_>) -> bool {
    let world = review.world;
    let mut drivers = world.resources_in(Kind::Driver, review.object.namespace).peekable();
    let unknown = drivers.peek().is_none();
    has_effect(review.object, CsiPlugin::Controller, world)
        && (unknown || drivers.any(|driver| !CsiDriver::new(*driver, world).has_own_annotations(CsiPlugin::Controller)))
}
