//! Address plans and settings, as values.

use ceph_multus_core::world::plan::Count;
use ceph_multus_manifests::{self as manifests, Previous};
use serde::Serialize;
use serde_json::value::RawValue;
use tsify_macros::Tsify;

use crate::input::{Input, NAMESPACE, lines};
use crate::tsify;

/// The networks of a CephCluster and what fits into them.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClusterPlan {
    /// `rook-ceph/my-cluster`
    pub cluster: String,
    /// Its networks, public first.
    pub networks: Vec<NetworkPlan>,
    /// How many more OSDs fit; not set if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_osds: Option<String>,
    /// How many more nodes fit; not set if that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_nodes: Option<String>,
}

/// A network of a CephCluster. Numbers of addresses are decimal: those of IPv6 are too large for a number.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPlan {
    /// What it is for: `public`, `cluster`, or both.
    pub networks: Vec<&'static str>,
    /// `rook-ceph/public-net`
    pub nad: String,
    /// Whether the NAD is known.
    pub is_known: bool,
    /// Its ranges.
    pub ranges: Vec<RangePlan>,
    /// What the steady state needs.
    pub steady: Addresses,
    /// What surge needs on top.
    pub surge: Addresses,
    /// Daemons whose number is not known.
    pub unknown: Vec<&'static str>,
    /// The addresses of the range that runs out first, or of its pool if several NADs share it; not set if it is not known what the NAD assigns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<String>,
    /// How many addresses the steady state can grow by without a warning; not set as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_addresses: Option<String>,
}

/// A number of addresses and how it is made up.
#[derive(Debug, Serialize, Tsify)]
pub struct Addresses {
    /// What is certain.
    pub lower: u64,
    /// What is possible.
    pub upper: u64,
    /// `3 mon + 2 mgr = 5`
    pub text: String,
}

/// A range of a network.
#[derive(Debug, Serialize, Tsify)]
pub struct RangePlan {
    /// `192.168.20.0/24`
    pub cidr: String,
    /// The first assignable address; empty if there is none.
    pub first: String,
    /// The last one; empty as well.
    pub last: String,
    /// How many there are.
    pub addresses: String,
}

/// Settings with an inventory.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NewSettings {
    /// The settings.
    #[tsify(type = "Record<string, unknown>")]
    pub settings: Box<RawValue>,
    /// The number of objects in the inventory.
    pub objects: usize,
    /// The number of documents that do not belong in it.
    pub left_out: usize,
}

/// The plan of every CephCluster of an input.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
pub fn plan(input: &Input) -> Result<Vec<ClusterPlan>, String> {
    let texts = input.texts().map_err(|errors| lines(&errors))?;
    let clusters = manifests::plan(&texts.documents, &texts.settings, NAMESPACE).map_err(|errors| lines(&errors))?;
    Ok(clusters.iter().map(ClusterPlan::of).collect())
}

/// The settings of an input with its manifests as the inventory.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
pub fn settings_from(input: &Input) -> Result<NewSettings, String> {
    let texts = input.texts().map_err(|errors| lines(&errors))?;
    let new = manifests::settings_from(&texts.documents, &texts.settings, Previous::Kept, NAMESPACE)
        .map_err(|errors| lines(&errors))?;
    let settings = RawValue::from_string(new.json).map_err(|error| error.to_string())?;
    Ok(NewSettings { settings, objects: new.objects, left_out: new.left_out })
}

impl ClusterPlan {
    fn of(plan: &manifests::ClusterPlan) -> ClusterPlan {
        ClusterPlan {
            cluster: plan.cluster.to_string(),
            networks: plan.networks.iter().map(NetworkPlan::of).collect(),
            more_osds: plan.more_osds.map(|number| number.to_string()),
            more_nodes: plan.more_nodes.map(|number| number.to_string()),
        }
    }
}

impl NetworkPlan {
    fn of(plan: &manifests::NetworkPlan) -> NetworkPlan {
        NetworkPlan {
            networks: plan.networks.iter().map(|network| network.key()).collect(),
            nad: plan.nad.to_string(),
            is_known: plan.is_known,
            ranges: plan.ranges.iter().map(RangePlan::of).collect(),
            steady: Addresses::of(&plan.all().steady),
            surge: Addresses::of(&plan.all().surge),
            unknown: plan.all().uncounted.iter().map(|unknown| unknown.sort.name()).collect(),
            addresses: plan.has().map(|number| number.to_string()),
            more_addresses: plan.room.map(|number| number.to_string()),
        }
    }
}

impl Addresses {
    fn of(count: &Count) -> Addresses {
        Addresses { lower: count.lower(), upper: count.upper(), text: count.to_string() }
    }
}

impl RangePlan {
    fn of(plan: &manifests::RangePlan) -> RangePlan {
        let (first, last) = plan.bounds.clone().unwrap_or_default();
        RangePlan { cidr: plan.cidr.clone(), first, last, addresses: plan.addresses.to_string() }
    }
}
