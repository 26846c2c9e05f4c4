//! What nodes and Whereabouts have on the networks of CephClusters, for a picture of it, and everything that is wrong.

mod held;
mod joined;

use std::rc::Rc;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_manifests::{Document, Located, ReadError, SettingsText};
use ceph_multus_upstream::NamespacedName;
use ceph_multus_upstream::address::{AddressSet, Cidr};

pub use held::{Held, Holding};
pub use joined::{InterfaceView, NodeView};

use crate::check::{Levels, findings, located};
use crate::diagnose::missing;
use crate::live::{Kind, LiveFinding, LiveReport, is_of};
use crate::nad::NadFacts;
use crate::rules::id;
use crate::site::Site;

/// The networks, nodes and assigned addresses of an input, and what is wrong with them.
#[derive(Debug)]
pub struct View {
    /// The networks of CephClusters, each NAD once.
    pub networks: Vec<NetworkView>,
    /// What the rules of this crate find, each with the place of its document, in ascending order.
    pub findings: Vec<(usize, Located)>,
    /// What is wrong with assigned addresses and is no finding of a rule.
    pub live: Vec<LiveFinding>,
    /// The number of documents that no rule of the policy reads, but those of this crate.
    pub documents: usize,
    /// What would tell more, and is not in the input.
    pub missing: Vec<String>,
}

/// A network.
#[derive(Debug)]
pub struct NetworkView {
    /// The NAD.
    pub nad: NamespacedName,
    /// `public`, `cluster`, or `public and cluster`.
    pub role: &'static str,
    /// Its ranges.
    pub ranges: Vec<RangeView>,
    /// The nodes, where the network is a public one and the input has something of their interfaces.
    pub nodes: Vec<NodeView>,
}

/// A range of a network.
#[derive(Debug)]
pub struct RangeView {
    /// The range.
    pub cidr: Cidr,
    /// The addresses that can be assigned.
    pub assignable: AddressSet,
    /// How many of them can be in use at a time.
    pub capacity: u128,
    /// Those that pods have or Whereabouts has reserved, in ascending order; `None` where the input has neither.
    pub held: Option<Vec<Held>>,
    /// The slices of the nodes, each with its node; the name is empty for a free one.
    pub slices: Vec<(Cidr, String)>,
}

/// Reads `documents`.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn view(documents: &[Document], settings: &SettingsText, namespace: &str) -> Result<View, Vec<ReadError>> {
    let site = Site::read(documents, settings, namespace)?;
    let report = LiveReport::of(&site, &site.live);
    let mut found = Vec::new();
    for finding in findings(&site, &Levels::new()) {
        if let Some(document) = documents.get(finding.document) {
            found.push((finding.document, located(finding, document)));
        }
    }
    let networks = crate::live::nads(&site).iter().map(|nad| network(&site, &report, nad)).collect();
    let live = report.findings.into_iter().filter(|one| !is_reported(one, &found)).collect();
    let documents = site.documents.len() + site.live.documents().count();
    Ok(View { networks, findings: found, live, documents, missing: missing(&site) })
}

/// Whether a rule says of a pod that its address is also another's, too.
fn is_reported(live: &LiveFinding, found: &[(usize, Located)]) -> bool {
    let is_it = |(document, finding): &(usize, Located)| {
        *document == live.document && finding.rule == id::pod_address_repeated && finding.path == live.path
    };
    live.kind == Kind::Duplicate && found.iter().any(is_it)
}

fn network(site: &Site, report: &LiveReport, nad: &Rc<NadFacts>) -> NetworkView {
    let has = |role| site.networks.iter().any(|network| network.role == role && Rc::ptr_eq(&network.nad, nad));
    let nodes = joined::nodes(site, nad);
    let mut ranges = Vec::new();
    for facts in &nad.pools {
        let of_range = |slice: &(String, String)| Some((Cidr::parse(&slice.1).ok()?, slice.0.clone()));
        let pools = site.live.slices.iter().filter(|pool| Cidr::parse(&pool.range).is_ok_and(|own| own == facts.cidr));
        ranges.push(RangeView {
            cidr: facts.cidr,
            assignable: facts.assignable.clone(),
            capacity: facts.capacity,
            held: held::of(site, report, nad, facts, &nodes),
            slices: pools.flat_map(|pool| &pool.slices).filter_map(of_range).collect(),
        });
    }
    NetworkView {
        nad: nad.name.clone(),
        role: match (has(CephNetwork::Public), has(CephNetwork::Cluster)) {
            (true, true) => "public and cluster",
            (true, false) => "public",
            (false, _) => "cluster",
        },
        ranges,
        nodes,
    }
}
