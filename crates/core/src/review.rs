//! What a rule is given: the object under review, its older self, and the world around it.

pub mod rule;

use std::rc::Rc;

use crate::facts::ceph_cluster::CephCluster;
use crate::facts::daemon::Daemon;
use crate::facts::kind::Kind;
use crate::facts::nad::{IpamSection, Nad};
use crate::facts::object::Object;
use crate::facts::pod::Pod;
use crate::facts::workload::Workload;
use crate::json::Path;
use crate::json::order::sorted;
use crate::settings::Settings;
use crate::upstream::cni::{CniProblem, CniProblemKind, Plugin};
use crate::upstream::selection::NetworkSelection;
use crate::upstream::whereabouts::PoolRange;
use crate::world::ceph_networks::CephNetworks;
use crate::world::context::Context;
use crate::world::networks::BoundNetwork;
use crate::world::pools::Pool;
use crate::world::standing::Standing;
use crate::world::{Known, World};

/// Objects that have an evaluation of their own, in what is known of all of them.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// In ascending order.
    names: Vec<(Kind, &'a str, &'a str)>,
    known: Option<Rc<Known<'a>>>,
}

impl<'a> Beside<'a> {
    /// `objects`, and the inventory that each of them is evaluated in.
    pub fn new(objects: impl Iterator<Item = Object<'a>>, inventory: &[Object<'a>]) -> Beside<'a> {
        let known = Known::of(inventory.iter());
        let is_looked_up = |object: &Object<'_>| match object.kind {
            Kind::NetworkAttachmentDefinition => known.nads_of(object.namespace, object.name).next().is_some(),
            kind => !kind.is_workload() && kind != Kind::Pod,
        };
        let names = objects.filter(is_looked_up).map(|object| (object.kind, object.namespace, object.name));
        Beside { names: sorted(names), known: Some(Rc::new(known)) }
    }

    /// Whether `object`, one of those that are known, is among them.
    pub fn has(&self, object: &Object<'_>) -> bool {
        self.names.binary_search(&(object.kind, object.namespace, object.name)).is_ok()
    }

    /// What `reviewed` is evaluated in; `None` where that has to be put together for it.
    pub fn world(&self, reviewed: &Object<'a>) -> Option<World<'a>> {
        World::among(self.known.as_ref()?, reviewed)
    }
}

/// Any claimed object.
pub struct ObjectReview<'a> {
    /// The object.
    pub object: &'a Object<'a>,
}

/// A CephCluster.
pub struct ClusterReview<'a> {
    /// As it is to be.
    pub cluster: &'a CephCluster<'a>,
    /// As it was, on UPDATE.
    pub old: Option<&'a CephCluster<'a>>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
    /// What was known before the last change, where the settings say so.
    pub earlier: Option<&'a World<'a>>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

/// A NetworkAttachmentDefinition.
pub struct NadReview<'a> {
    /// As it is to be.
    pub nad: &'a Nad<'a>,
    /// Its plugins in their order, none where the configuration cannot be read; the first makes the interface.
    pub plugins: &'a [Plugin<'a>],
    /// What is wrong with the configuration and with what each plugin demands of it.
    pub problems: &'a [CniProblem],
    /// The Whereabouts sections.
    pub ipam: &'a [IpamSection<'a>],
    /// The sections of other IPAM plugins that set routes.
    pub routed: &'a [IpamSection<'a>],
    /// As it was, on UPDATE.
    pub old: Option<Object<'a>>,
    /// Its copies in the inventory and in `previous`, where it is under review and there are some.
    pub copies: [Option<&'a Object<'a>>; 2],
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

impl<'a> NadReview<'a> {
    /// The problems of these kinds.
    pub fn problems(&self, kinds: &'static [CniProblemKind]) -> impl Iterator<Item = &'a CniProblem> {
        self.problems.iter().filter(|problem| kinds.contains(&problem.kind))
    }

    /// The ranges of all Whereabouts sections, each with its section.
    pub fn ranges(&self) -> impl Iterator<Item = (&'a IpamSection<'a>, &'a PoolRange<'a>)> {
        self.ipam.iter().flat_map(|section| section.whereabouts.ranges.iter().map(move |range| (section, range)))
    }
}

/// The networks of a CephCluster with their NADs.
pub struct NetworksReview<'a> {
    /// The CephCluster.
    pub cluster: &'a CephCluster<'a>,
    /// The object under review as it was, on UPDATE: the CephCluster, or the NAD.
    pub old: Option<&'a Object<'a>>,
    /// Its networks whose NADs are known, public first.
    pub networks: &'a [BoundNetwork<'a>],
    /// The NAD under review; where there is none, the CephCluster is.
    pub nad: Option<&'a Object<'a>>,
    /// How far the NAD under review has been looked at before, as a network of another CephCluster.
    pub met: Met,
    /// What is known of the rest.
    pub world: &'a World<'a>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

/// What has been looked at before: what says nothing of the CephCluster itself has been reported then.
#[derive(Debug, Clone, Copy, Default)]
pub struct Met {
    /// The NAD, as whichever network.
    pub nad: bool,
    /// The NAD as a public network.
    pub public: bool,
    /// The same NADs as the same networks.
    pub networks: bool,
    /// The same NAD as the public network of as many monitors.
    pub monitors: bool,
}

impl<'a> NetworksReview<'a> {
    /// The networks that the object under review has a part in: all of a CephCluster's, or those that select the NAD.
    pub fn selected(&self) -> impl Iterator<Item = &'a BoundNetwork<'a>> {
        self.networks.iter().filter(|bound| self.nad.is_none_or(|nad| nad.is_same_as(&bound.nad)))
    }

    /// The same, one NAD for both networks once: what is wrong with it is one finding.
    pub fn concerned(&self) -> impl Iterator<Item = &'a BoundNetwork<'a>> {
        let public = self.networks.first();
        let is_repeated = move |bound: &BoundNetwork<'_>| {
            public.is_some_and(|public| public.network != bound.network && public.nad.is_same_as(&bound.nad))
        };
        self.selected().filter(move |bound| !is_repeated(bound))
    }

    /// Both networks, if the NADs of both are known: the one at which a finding about the two is reported, and the other.
    /// That is the one of the NAD under review, and the cluster network of a CephCluster.
    pub fn here_and_there(&self) -> Option<[&'a BoundNetwork<'a>; 2]> {
        let [public, cluster] = self.networks else { return None };
        let is_public = self.nad.is_some_and(|nad| nad.is_same_as(&public.nad));
        Some(if is_public { [public, cluster] } else { [cluster, public] })
    }

    /// Where a finding about a pool of `bound` is reported: at the selector, or at the range of the NAD under review.
    pub fn path(&self, bound: &BoundNetwork<'_>, pool: &Pool) -> Path {
        if self.nad.is_some() { pool.path() } else { bound.network.selector_path() }
    }

    /// What hands out a pool, as the subject of a problem: the NAD, or nothing where the path says it.
    pub fn subject(&self, bound: &BoundNetwork<'_>) -> String {
        if self.nad.is_some() {
            return String::from("this network ");
        }
        format!("{} ", bound.nad.namespaced_name().quoted())
    }
}

/// An object that is to be deleted.
pub struct DeletionReview<'a> {
    /// As it is.
    pub object: &'a Object<'a>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
    /// What was known before the last change, where the settings say so.
    pub earlier: Option<&'a World<'a>>,
}

/// A pod that is not Ceph's, or the pod template of a workload that is not, in any namespace, where CephClusters are
/// known.
pub struct ForeignPodReview<'a> {
    /// As it is to be.
    pub pod: &'a Pod<'a>,
    /// What CephClusters select.
    pub ceph: &'a CephNetworks<'a>,
    /// What is known of the rest, at every moment.
    pub context: &'a Context<'a>,
}

/// A NAD that is not Ceph's, where CephClusters are known.
pub struct ForeignNadReview<'a> {
    /// As it is to be.
    pub nad: &'a Nad<'a>,
    /// What CephClusters select, with the NADs that are known.
    pub ceph: &'a CephNetworks<'a>,
    /// The settings, and what is known of the rest.
    pub context: &'a Context<'a>,
}

/// Where a pod comes from.
#[derive(Clone, Copy)]
pub struct Origin<'a> {
    /// Who makes it; `None` on UPDATE, where the request does not say, and for a stored object, which Kubewarden's audit
    /// scanner sends as if it were made, under its own name.
    pub creator: Option<&'a str>,
    /// The pod as it was, on UPDATE.
    pub old: Option<Object<'a>>,
}

/// A Ceph pod.
pub struct PodReview<'a> {
    /// As it is to be.
    pub pod: &'a Pod<'a>,
    /// What it is.
    pub daemon: Daemon,
    /// The CephCluster that it serves, where that is known: now, and before the last change.
    pub clusters: [Option<&'a CephCluster<'a>>; 2],
    /// Its networks beside those of the CephCluster that it serves; `None` where no CephCluster is known, or the
    /// annotation cannot be read.
    pub standing: Option<&'a Standing<'a>>,
    /// What CephClusters select.
    pub ceph: &'a CephNetworks<'a>,
    /// Where it comes from; `None` for the pod template of a workload.
    pub origin: Option<Origin<'a>>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
    /// The settings, and what is known at every moment.
    pub context: &'a Context<'a>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
}

impl PodReview<'_> {
    /// Whether this is the pod of a CSI holder: it keeps the mounts of its node alive, whatever became of the network since
    /// (rook/rook: Documentation/Upgrade/rook-upgrade.md at v1.16). Of a workload that would make some nothing hangs yet, and
    /// where only the name of the namespace speaks for a holder, anybody may have given the label.
    pub fn keeps_mounts(&self) -> bool {
        let is_assumed = || self.context.is_assumed(self.daemon, self.pod.object.namespace);
        self.daemon == Daemon::CsiHolder && self.origin.is_some() && !is_assumed()
    }

    /// Whether the pod is a CSI holder of another CephCluster than that of its namespace, or nobody knows of which, on
    /// `network`, which is the cluster network of that one. It is not rejected.
    pub fn is_kept_on(&self, network: &NetworkSelection) -> bool {
        let selects = |cluster: &CephCluster<'_>| cluster.selects(network.nad.borrowed());
        self.keeps_mounts()
            && self.ceph.reserved_by(network).is_some()
            && self.world.cluster_in(self.pod.object.namespace).is_some_and(selects)
            && !self.clusters.iter().flatten().any(|cluster| selects(cluster))
    }
}

/// A custom resource that pods come from, CephCluster and StorageCluster included.
pub struct ResourceReview<'a> {
    /// As it is to be.
    pub object: &'a Object<'a>,
    /// As it was, on UPDATE.
    pub old: Option<&'a Object<'a>>,
    /// The CephCluster that it belongs to, if that is known; itself if it is one.
    pub cluster: Option<&'a CephCluster<'a>>,
    /// What is known of the rest.
    pub world: &'a World<'a>,
    /// What was known before the last change, where the settings say so.
    pub earlier: Option<&'a World<'a>>,
    /// Objects that have an evaluation of their own: what is wrong with one of them is reported there.
    pub beside: &'a Beside<'a>,
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
}

impl<'a> ResourceReview<'a> {
    /// The CephClusters that it may have belonged to before the last change, in every version.
    pub fn earlier_clusters(&self) -> Vec<&'a CephCluster<'a>> {
        self.earlier.map(|world| world.with_others(world.cluster_of(self.object))).unwrap_or_default()
    }

    /// Whether `other` has an evaluation of its own.
    pub fn is_beside(&self, other: &Object<'_>) -> bool {
        self.beside.has(other)
    }
}

/// A workload of Ceph pods, apart from those.
pub struct WorkloadReview<'a> {
    /// As it is to be.
    pub workload: &'a Workload<'a>,
    /// What its pods are.
    pub daemon: Daemon,
    /// What is known of the rest.
    pub world: &'a World<'a>,
}
