//! `plan`: the addresses of each network.

mod live;
mod table;

use ceph_multus_core::ceph_cluster::CephNetwork;
use ceph_multus_core::plan::{Count, Fit};
use ceph_multus_manifests::{ClusterPlan, NetworkPlan, plan};
use serde_json::{Value, json};

use crate::args::{PlanArgs, Shown};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{Answer, input};

/// Shows the plan of every CephCluster.
pub(crate) fn run(args: &PlanArgs) -> Result<Answer, Failure> {
    let settings = input::settings(args.settings.as_deref())?;
    let documents = input::documents(&args.manifests, &mut Progress::new())?;
    let plans = plan(&documents, &settings, &args.manifests.namespace)?;
    if plans.is_empty() {
        return Err(Failure::from(String::from("no CephCluster among the manifests or in the settings")));
    }
    let clusters = || plans.iter().map(cluster).collect::<Value>();
    if args.live {
        let live_report = ceph_multus_nodes::live::report(&documents, &settings, &args.manifests.namespace)?;
        return Ok(Answer::clean(match args.output {
            Shown::Table => format!("{}{}", table::render(&plans), live::render(&live_report)),
            Shown::Json => {
                format!("{:#}\n", json!({"clusters": clusters(), "live": live::data(&live_report)}))
            }
        }));
    }
    Ok(Answer::clean(match args.output {
        Shown::Table => table::render(&plans),
        Shown::Json => format!("{:#}\n", clusters()),
    }))
}

fn cluster(plan: &ClusterPlan) -> Value {
    json!({
        "cluster": plan.cluster,
        "moreOsds": plan.more_osds.map(whole),
        "moreNodes": plan.more_nodes.map(whole),
        "networks": plan.networks.iter().map(network).collect::<Vec<_>>(),
    })
}

fn network(plan: &NetworkPlan) -> Value {
    let range = |range: &ceph_multus_manifests::RangePlan| {
        json!({
            "range": range.cidr,
            "first": range.bounds.as_ref().map(|(first, _)| first),
            "last": range.bounds.as_ref().map(|(_, last)| last),
            "addresses": whole(range.addresses),
        })
    };
    let unknown = |unknown: &ceph_multus_core::plan::Unknown| json!({"daemons": unknown.name, "help": unknown.help});
    json!({
        "networks": plan.networks.iter().map(|network: &CephNetwork| network.key()).collect::<Vec<_>>(),
        "nad": plan.nad,
        "known": plan.is_known,
        "ranges": plan.ranges.iter().map(range).collect::<Vec<_>>(),
        "addresses": plan.addresses().map(whole),
        "steady": count(&plan.demand.steady),
        "surge": count(&plan.demand.surge),
        "notCounted": plan.demand.unknown.iter().map(unknown).collect::<Vec<_>>(),
        "headroomPercent": plan.headroom_percent,
        "room": plan.room.map(whole),
        "fit": plan.fit.map(|fit| match fit {
            Fit::Ample => "ample",
            Fit::Tight => "tight",
            Fit::TooSmallForSurge => "too-small-for-surge",
            Fit::TooSmallPerhaps => "too-small-perhaps",
            Fit::TooSmall => "too-small",
        }),
    })
}

fn count(count: &Count) -> Value {
    let part =
        |part: &ceph_multus_core::plan::Part| json!({"daemons": part.name, "least": part.lower, "most": part.upper});
    json!({
        "least": count.lower(),
        "most": count.upper(),
        "parts": count.parts().iter().map(part).collect::<Vec<_>>(),
    })
}

/// A number that JSON readers hold; an IPv6 network has more addresses than that.
fn whole(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
