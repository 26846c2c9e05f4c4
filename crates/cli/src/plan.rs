//! `plan`: the addresses of each network.

mod live;
mod markdown;
mod table;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::world::plan::{Count, Fit, Part, Sort, Uncounted};
use ceph_multus_manifests::{
    ClusterPlan, NetworkPlan, PlanError, SettingsText, Shared, WhatIf, plan_if, without_ceph_cluster,
};
use serde_json::{Value, json};

use crate::args::{PlanArgs, Shown};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{Answer, CLEAN, FOUND, input};

/// Shows the plan of every CephCluster.
pub(crate) fn run(args: &PlanArgs) -> Result<Answer, Failure> {
    let settings = with_numbers(input::settings(args.settings.as_deref())?, args)?;
    let documents = input::documents(&args.manifests, &Progress::new())?;
    let more = WhatIf { osds: args.add_osds, nodes: args.add_nodes, daemons: args.add.clone() };
    let plans = plan_if(&documents, &settings, args.manifests.namespace(), &more).map_err(|error| match error {
        PlanError::Unreadable(errors) => Failure::from(errors),
        PlanError::NodesUnknown => {
            Failure::from(String::from("`--add-nodes` needs the number of nodes and OSDs; set `--nodes` and `--osds`"))
        }
    })?;
    if plans.is_empty() {
        let problem = without_ceph_cluster(&documents);
        return Err(Failure::from(
            problem.unwrap_or_else(|| String::from("no CephCluster in the manifests or in the settings")),
        ));
    }
    let clusters = || plans.iter().map(cluster).collect::<Value>();
    let live = match args.live {
        true => Some(ceph_multus_nodes::live::report(&documents, &settings, args.manifests.namespace())?),
        false => None,
    };
    let text = match args.output {
        Shown::Table => table::render(&plans),
        Shown::Json => format!("{:#}\n", clusters()),
        Shown::Markdown => markdown::render(&plans),
    };
    let text = match (live, args.output) {
        (Some(live), Shown::Json) => {
            format!("{:#}\n", json!({"clusters": clusters(), "live": live::data(&live)}))
        }
        (Some(live), Shown::Markdown) => format!("{text}{}", markdown::render_live(&live)),
        (Some(live), Shown::Table) => format!("{text}{}", live::render(&live)),
        (None, _) => text,
    };
    let is_too_small = |network: &NetworkPlan| network.fit == Some(Fit::TooSmall);
    let is_short = plans.iter().flat_map(|plan| &plan.networks).any(is_too_small);
    let code = if is_short { FOUND } else { CLEAN };
    Ok(match args.output {
        Shown::Table => Answer::text(text, code),
        Shown::Json | Shown::Markdown => Answer::data(text, code),
    })
}

/// The settings with the numbers of the command line in them.
fn with_numbers(settings: SettingsText, args: &PlanArgs) -> Result<SettingsText, Failure> {
    let numbers = [("nodes", args.nodes), ("osds", args.osds)];
    let numbers: Vec<_> =
        numbers.into_iter().filter_map(|(key, number)| Some((key.to_owned(), number?.into()))).collect();
    match serde_json::from_str(settings.json()) {
        // What is not valid is reported where the settings are read.
        Ok(Value::Object(mut json)) if !numbers.is_empty() => {
            json.extend(numbers);
            SettingsText::read("settings", &Value::Object(json).to_string()).map_err(|error| Failure::from(vec![error]))
        }
        _ => Ok(settings),
    }
}

/// How a network compares to what it must have; `None` where that is not known: a network whose OSDs are not counted is
/// too small or not, but never certainly large enough.
fn certain(plan: &NetworkPlan) -> Option<Fit> {
    let is_open = plan.all().uncounted.iter().any(|unknown| unknown.sort == Sort::Osd);
    plan.fit.filter(|fit| !is_open || *fit == Fit::TooSmall)
}

/// What to say of a network that is both: Rook attaches an OSD to it twice, and the policy removes the second attachment.
fn of_each_osd(plan: &NetworkPlan) -> Option<&'static str> {
    let steady = &plan.demand.steady;
    let is_counted_once = plan.networks.len() > 1 && steady.of(Sort::Osd) > 0 && steady.of(Sort::OsdAgain) == 0;
    is_counted_once.then_some("1 address each while the policy mutates pods, else 2; `mutate: false` counts 2")
}

/// What a network must have: the steady state, and the larger of surge and headroom on top of it.
fn needed(plan: &NetworkPlan) -> u128 {
    let steady = u128::from(plan.all().steady.upper());
    steady.saturating_add(u128::from(plan.all().surge.upper()).max(headroom(plan)))
}

/// The free addresses that `headroomPercent` asks for.
fn headroom(plan: &NetworkPlan) -> u128 {
    (u128::from(plan.all().steady.upper()) * u128::from(plan.headroom_percent)).div_ceil(100)
}

fn cluster(plan: &ClusterPlan) -> Value {
    json!({
        "cluster": plan.cluster.to_string(),
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
    let unknown = |unknown: &Uncounted| json!({"daemons": unknown.sort.name(), "help": unknown.help});
    json!({
        "networks": plan.networks.iter().map(|network: &CephNetwork| network.key()).collect::<Vec<_>>(),
        "nad": plan.nad.to_string(),
        "known": plan.is_known,
        "ranges": plan.ranges.iter().map(range).collect::<Vec<_>>(),
        "addresses": plan.addresses().map(whole),
        "shared": plan.shared.as_ref().map(shared),
        "steady": count(&plan.demand.steady),
        "surge": count(&plan.demand.surge),
        "notCounted": plan.all().uncounted.iter().map(unknown).collect::<Vec<_>>(),
        "headroomPercent": plan.headroom_percent,
        "headroom": whole(headroom(plan)),
        "needed": whole(needed(plan)),
        "moreAddresses": plan.room.filter(|_| certain(plan).is_some()).map(whole),
        "overlaps": plan.overlaps.iter().map(|other| json!({"nad": other.nad.to_string(), "addresses": other.addresses})).collect::<Vec<_>>(),
        "fit": certain(plan).map(|fit| match fit {
            Fit::Ample => "sufficient",
            Fit::Tight => "tight",
            Fit::TooSmallForSurge => "too-small-for-surge",
            Fit::TooSmallPerhaps => "may-be-too-small",
            Fit::TooSmall => "too-small",
        }),
    })
}

fn shared(shared: &Shared) -> Value {
    let bounds = |count: &Count| json!({"min": count.lower(), "max": count.upper()});
    json!({
        "addresses": whole(shared.addresses),
        "pool": shared.is_pool,
        "network": shared.network.map(CephNetwork::key),
        "clusters": shared.clusters.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "steady": bounds(&shared.others.steady),
        "surge": bounds(&shared.others.surge),
    })
}

/// Whose the other networks are that take the same addresses: `CephCluster b/two`.
fn others(shared: &Shared) -> String {
    let own = shared.network.map(|network| format!("its {} network", network.key()));
    let clusters = match shared.clusters.as_slice() {
        [] => None,
        [one] => Some(format!("CephCluster {one}")),
        more => Some(format!("{} other CephClusters", more.len())),
    };
    own.into_iter().chain(clusters).collect::<Vec<_>>().join(" and ")
}

fn count(count: &Count) -> Value {
    let part = |part: &Part| json!({"daemons": part.name(), "min": part.lower, "max": part.upper});
    json!({
        "min": count.lower(),
        "max": count.upper(),
        "parts": count.parts().iter().map(part).collect::<Vec<_>>(),
    })
}

/// A number that JSON readers hold; an IPv6 network has more addresses than that.
fn whole(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
