//! A change to or from Multus on an existing cluster.

use crate::facts::ceph_cluster::{CephCluster, NetworkProvider, PROVIDER_PATH};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ClusterReview;
use crate::review::rule::{Check, Rule};
use crate::world::World;

pub(super) const SUMMARY: &str = "a change of the provider to or from `multus` on an existing cluster";

pub(super) static RULE: Rule = Rule { id: "provider-changed", level: Level::Deny, checks: &[Check::Cluster(check)] };

fn check(review: &ClusterReview<'_>, findings: &mut Findings<'_>) {
    let Some(old) = review.old else { return };
    let cluster = review.cluster;
    if old.provider == cluster.provider || cluster.external || !(old.uses_multus() || cluster.uses_multus()) {
        return;
    }
    let problem = format!(
        "changing the provider from {} to {} disconnects daemons and volumes",
        name(old.provider),
        name(cluster.provider)
    );
    // Who has put the change into the settings means it, and so does who takes back what `previous` still has.
    let known = [Some(review.world), review.earlier].into_iter().flatten().filter_map(World::copy);
    let announced = known.map(|copy| CephCluster::new(*copy)).any(|copy| copy.provider == cluster.provider);
    let is_direct = [old, cluster].iter().all(|one| one.provider != NetworkProvider::Default);
    let help = if is_direct {
        // The CEL rule of `provider` lets it become empty since v1.13.0, and something else again since v1.17.3
        // (rook/rook: pkg/apis/ceph.rook.io/v1/types.go).
        "create a new cluster, or change to an empty provider first, possible since Rook v1.17.3"
    } else if announced {
        "restart every daemon and every pod with volumes"
    } else {
        "create a new cluster, or set `provider-changed` to `warn`"
    };
    if announced {
        findings.caution(PROVIDER_PATH, problem, help);
    } else {
        findings.report(PROVIDER_PATH, problem, help);
    }
}

fn name(provider: NetworkProvider<'_>) -> String {
    match provider {
        NetworkProvider::Default => String::from("the pod network"),
        NetworkProvider::Host => String::from("`host`"),
        NetworkProvider::Multus => String::from("`multus`"),
        NetworkProvider::Other(other) => crate::report::text::quoted(other),
    }
}
