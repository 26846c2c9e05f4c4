//! What is really handed out: Whereabouts' objects and the status of pods, beside what NADs say today.

mod assigned;
mod finding;
mod leases;
mod networks;
mod slices;
mod whose;

use ceph_multus_manifests::{Document, ReadError, SettingsText};

pub use crate::dump::{Fate, Why};
pub use finding::{Kind, LiveFinding};
pub(crate) use networks::nads;
pub use networks::{Holder, LiveNetwork, LiveRange};
pub(crate) use whose::{is_of, repair};

use crate::dump::Live;
use crate::site::Site;

/// What Whereabouts has assigned on the networks of CephClusters, compared with their NADs.
#[derive(Debug)]
pub struct LiveReport {
    /// The networks of CephClusters, each NAD once.
    pub networks: Vec<LiveNetwork>,
    /// What is wrong.
    pub findings: Vec<LiveFinding>,
    /// The number of IPPools that the input has.
    pub pools: usize,
    /// The number of pods.
    pub pods: usize,
}

/// What the networks of CephClusters have really assigned.
///
/// # Errors
/// Every problem of the settings, and documents that nest too deep.
pub fn report(documents: &[Document], settings: &SettingsText, namespace: &str) -> Result<LiveReport, Vec<ReadError>> {
    let site = Site::read(documents, settings, namespace)?;
    Ok(LiveReport::of(&site, &site.live))
}

impl LiveReport {
    pub(crate) fn of(site: &Site, live: &Live) -> LiveReport {
        let mut report = LiveReport {
            networks: networks::all(site, live),
            findings: Vec::new(),
            pools: live.pools.len(),
            pods: live.pods.len(),
        };
        leases::look_at_pools(&mut report.findings, site, live);
        assigned::look_at_pods(&mut report.findings, site, live);
        leases::look_at_reservations(&mut report.findings, live);
        for pool in &live.slices {
            report.findings.extend(slices::findings(site, pool));
        }
        report.findings.sort_by(|one, next| {
            (one.kind, one.address, &one.pool, &one.podref).cmp(&(next.kind, next.address, &next.pool, &next.podref))
        });
        report
    }

    /// Whether it is known what is reserved: the input has IPPools.
    pub fn has_reservations(&self) -> bool {
        self.pools > 0
    }

    /// The findings of a sort.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &LiveFinding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }
}
