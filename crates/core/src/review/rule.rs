//! What a rule is. The rules themselves are under [`crate::rules`], one file each.

use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::{
    ClusterReview, DeletionReview, ForeignNadReview, ForeignPodReview, NadReview, NetworksReview, ObjectReview,
    PodReview, ResourceReview, WorkloadReview,
};

/// A rule: what it is called, how it weighs, and what it looks at. Its page stands beside its file.
pub struct Rule {
    /// Kebab case, the name of its file; names the bad thing, so that it reads well after "allow".
    pub id: &'static str,
    /// The weight until the settings say otherwise.
    pub level: Level,
    /// The functions that look.
    pub checks: &'static [Check],
}

/// A function of a rule; its type says what it looks at.
pub enum Check {
    /// Every object that the policy claims, of whatever kind.
    Object(fn(&ObjectReview<'_>, &mut Findings<'_>)),
    /// A CephCluster, or the network of a StorageCluster.
    Cluster(fn(&ClusterReview<'_>, &mut Findings<'_>)),
    /// A NetworkAttachmentDefinition.
    Nad(fn(&NadReview<'_>, &mut Findings<'_>)),
    /// The networks of a CephCluster with their NADs, where the CephCluster or one of the NADs is under review.
    Networks(fn(&NetworksReview<'_>, &mut Findings<'_>)),
    /// The same, for what rests on the number of daemons: also where nothing but that number changes.
    Capacity(fn(&NetworksReview<'_>, &mut Findings<'_>)),
    /// An object that is to be deleted.
    Deletion(fn(&DeletionReview<'_>, &mut Findings<'_>)),
    /// A Ceph pod, or the pod template of a workload.
    Pod(fn(&PodReview<'_>, &mut Findings<'_>)),
    /// A pod or a pod template that is not Ceph's and has networks, where CephClusters are known.
    ForeignPod(fn(&ForeignPodReview<'_>, &mut Findings<'_>)),
    /// A NAD that is not Ceph's, where CephClusters are known.
    ForeignNad(fn(&ForeignNadReview<'_>, &mut Findings<'_>)),
    /// A custom resource that pods come from.
    Resource(fn(&ResourceReview<'_>, &mut Findings<'_>)),
    /// A workload of Ceph pods, apart from those.
    Workload(fn(&WorkloadReview<'_>, &mut Findings<'_>)),
}

/// What checks are given, each of its own type.
#[derive(Clone, Copy)]
pub enum Review<'r, 'a> {
    /// For [`Check::Object`].
    Object(&'r ObjectReview<'a>),
    /// For [`Check::Cluster`].
    Cluster(&'r ClusterReview<'a>),
    /// For [`Check::Nad`].
    Nad(&'r NadReview<'a>),
    /// For [`Check::Networks`] and [`Check::Capacity`].
    Networks(&'r NetworksReview<'a>),
    /// For [`Check::Capacity`] alone.
    Capacity(&'r NetworksReview<'a>),
    /// For [`Check::Deletion`].
    Deletion(&'r DeletionReview<'a>),
    /// For [`Check::Pod`].
    Pod(&'r PodReview<'a>),
    /// For [`Check::ForeignPod`].
    ForeignPod(&'r ForeignPodReview<'a>),
    /// For [`Check::ForeignNad`].
    ForeignNad(&'r ForeignNadReview<'a>),
    /// For [`Check::Resource`].
    Resource(&'r ResourceReview<'a>),
    /// For [`Check::Workload`].
    Workload(&'r WorkloadReview<'a>),
}

impl Check {
    /// Looks at what it is made for, and at nothing else.
    pub fn look(&self, review: Review<'_, '_>, findings: &mut Findings<'_>) {
        match (self, review) {
            (Check::Object(check), Review::Object(review)) => check(review, findings),
            (Check::Cluster(check), Review::Cluster(review)) => check(review, findings),
            (Check::Nad(check), Review::Nad(review)) => check(review, findings),
            (Check::Networks(check), Review::Networks(review)) => check(review, findings),
            (Check::Capacity(check), Review::Networks(review) | Review::Capacity(review)) => check(review, findings),
            (Check::Deletion(check), Review::Deletion(review)) => check(review, findings),
            (Check::Pod(check), Review::Pod(review)) => check(review, findings),
            (Check::ForeignPod(check), Review::ForeignPod(review)) => check(review, findings),
            (Check::ForeignNad(check), Review::ForeignNad(review)) => check(review, findings),
            (Check::Resource(check), Review::Resource(review)) => check(review, findings),
            (Check::Workload(check), Review::Workload(review)) => check(review, findings),
            _ => {}
        }
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}
