//! Address plans and settings, as values.

use ceph_multus_core::world::plan::Count;
use ceph_multus_manifests::{self as manifests, Previous};
use tsify_macros::Tsify;

use crate::input::{Input, NAMESPACE, lines};
use crate::json::{Written, each, members};
use crate::tsify;

/// The networks of a CephCluster and what fits into them.
#[derive(Debug, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClusterPlan {
    /// `rook-ceph/my-cluster`
    pub cluster: String,
    /// Its networks, public first.
    pub networks: Vec<NetworkPlan>,
    /// How many more OSDs fit; not set if that is not known.
    #[tsify(optional)]
    pub more_osds: Option<String>,
    /// How many more nodes fit; not set if that is not known.
    #[tsify(optional)]
    pub more_nodes: Option<String>,
}

/// A network of a CephCluster. Numbers of addresses are decimal: those of IPv6 are too large for a number.
#[derive(Debug, Tsify)]
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
    /// The addresses of the range that runs out first; not set if the NAD has no assignable addresses.
    #[tsify(optional)]
    pub addresses: Option<String>,
    /// How many addresses the steady state can grow by without a warning; not set as above.
    #[tsify(optional)]
    pub more_addresses: Option<String>,
}

/// A number of addresses and how it is made up.
#[derive(Debug, Tsify)]
pub struct Addresses {
    /// What is certain.
    pub lower: u64,
    /// What is possible.
    pub upper: u64,
    /// `3 mon + 2 mgr = 5`
    pub text: String,
}

/// A range of a network.
#[derive(Debug, Tsify)]
pub struct RangePlan {
    /// `192.168.20.0/24`
    pub cidr: String,
    /// The first assignable address.
    pub first: String,
    /// The last one.
    pub last: String,
    /// How many there are.
    pub addresses: String,
}

/// Settings with an inventory.
#[derive(Debug, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct NewSettings {
    /// The settings.
    #[tsify(type = "Record<string, unknown>")]
    pub settings: Written,
    /// The number of objects in the inventory.
    pub objects: usize,
    /// The number of documents that do not belong in it.
    pub left_out: usize,
}

members!(ClusterPlan { cluster, networks, more_osds as "moreOsds", more_nodes as "moreNodes" });
members!(NetworkPlan { networks, nad, is_known as "isKnown", ranges, steady, surge, unknown, addresses, more_addresses as "moreAddresses" });
members!(Addresses { lower, upper, text });
members!(RangePlan { cidr, first, last, addresses });
members!(NewSettings { settings, objects, left_out as "leftOut" });

/// The plan of every CephCluster of an input.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
pub fn plan(input: &Input) -> Result<Vec<ClusterPlan>, String> {
    let texts = input.texts().map_err(|errors| lines(&errors))?;
    let clusters = manifests::plan(&texts.documents, &texts.settings, NAMESPACE).map_err(|errors| lines(&errors))?;
    Ok(each(&clusters, ClusterPlan::of))
}

/// The settings of an input with its manifests as the inventory.
///
/// # Errors
/// A line for each thing that is wrong with the texts.
pub fn settings_from(input: &Input) -> Result<NewSettings, String> {
    let texts = input.texts().map_err(|errors| lines(&errors))?;
    let new = manifests::settings_from(&texts.documents, &texts.settings, Previous::Kept, NAMESPACE)
        .map_err(|errors| lines(&errors))?;
    Ok(NewSettings { settings: Written(new.json), objects: new.objects, left_out: new.left_out })
}

impl ClusterPlan {
    fn of(plan: &manifests::ClusterPlan) -> ClusterPlan {
        ClusterPlan {
            cluster: plan.cluster.clone(),
            networks: each(&plan.networks, NetworkPlan::of),
            more_osds: plan.more_osds.map(|number| number.to_string()),
            more_nodes: plan.more_nodes.map(|number| number.to_string()),
        }
    }
}

impl NetworkPlan {
    fn of(plan: &manifests::NetworkPlan) -> NetworkPlan {
        NetworkPlan {
            networks: each(&plan.networks, |network| network.key()),
            nad: plan.nad.clone(),
            is_known: plan.is_known,
            ranges: each(&plan.ranges, RangePlan::of),
            steady: Addresses::of(&plan.demand.steady),
            surge: Addresses::of(&plan.demand.surge),
            unknown: each(&plan.demand.unknown, |unknown| unknown.name),
            addresses: plan.addresses().map(|number| number.to_string()),
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
