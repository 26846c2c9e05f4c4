//! How a Ceph pod stands at the known moments: whether it is right at one of them, and what the policy changes about it.

use crate::facts::ceph_cluster::{CephCluster, CephNetwork};
use crate::facts::daemon::{Daemon, Joins};
use crate::facts::object::NETWORKS_ANNOTATION;
use crate::facts::pod::Pod;
use crate::json;
use crate::json::order::firsts;
use crate::report::edit::Edit;
use crate::settings::Settings;
use crate::upstream::selection::{self, NetworkSelection, interface_names};
use crate::world::World;
use crate::world::attachment::{Attachments, Role};
use crate::world::devices::Devices;

/// A Ceph pod's networks beside those of its CephCluster, now and before the last change. While Rook carries a change
/// out, pods of both moments are right at once, and where none of them fits, nobody knows which is old: the settings or
/// the pod (rook/rook: pkg/operator/ceph/cluster/osd/update.go).
#[derive(Debug)]
pub struct Standing<'a> {
    daemon: Daemon,
    now: Option<Attachments<'a>>,
    earlier: Option<Attachments<'a>>,
    /// The attachments without the later ones to a NAD.
    distinct: Vec<&'a NetworkSelection>,
    /// The first network that the pod is attached to more than once, and the number of such networks.
    repeated: Option<(&'a NetworkSelection, usize)>,
    comparison: Comparison,
    obstacle: Option<Obstacle>,
    edit: Option<Edit>,
}

/// How a pod's networks compare to those that its CephCluster wants for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// They are those of a known moment. Also where the pod needs none.
    Right,
    /// There should be some, and the annotation says that there are none: Rook's own word, where the selectors give the
    /// daemon no network (rook/rook: pkg/operator/k8sutil/network.go).
    Empty,
    /// There is no annotation, or it names some of what the inventory wants and nothing else.
    Incomplete,
    /// Anything else.
    Different,
}

/// Why the networks that are missing are not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The inventory lacks the NAD: without it the pod would wait for ever.
    UnknownNad,
    /// Two interfaces would have one name, and Multus would reject the pod.
    NameClash,
    /// Multus keeps the network from the pod's namespace, and would reject the pod
    /// (k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go).
    Isolated,
    /// A network is joined by a device, and the pod requests none: it would not start.
    NoDevice,
}

impl<'a> Standing<'a> {
    /// How `pod`, which is `daemon`, stands. `clusters` are the CephClusters that it serves: now, and before the last
    /// change. `None` where neither is known, or the annotation cannot be read.
    pub fn of(
        pod: &'a Pod<'a>,
        daemon: Daemon,
        clusters: [Option<&'a CephCluster<'a>>; 2],
        world: &World<'_>,
        settings: &'a Settings<'_>,
    ) -> Option<Standing<'a>> {
        let actual = pod.networks.as_deref().ok()?;
        let moment = |cluster| Attachments::new(cluster, daemon, actual, world.monitor_window(cluster, settings));
        let [now, earlier] = clusters.map(|cluster| cluster.map(moment));
        if now.is_none() && earlier.is_none() {
            return None;
        }
        let (distinct, repeated) = distinct(actual);
        let (comparison, obstacle, edit) = (Comparison::Right, None, None);
        let mut standing = Standing { daemon, now, earlier, distinct, repeated, comparison, obstacle, edit };
        if standing.needs_networks() {
            standing.comparison = standing.compare(pod);
            standing.obstacle = standing.find_obstacle(pod, world, settings);
            standing.edit = standing.find_edit(actual.len());
        }
        Some(standing)
    }

    /// How the networks compare.
    pub fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// Why nothing is added to an incomplete annotation, if there is a reason.
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.obstacle
    }

    /// What the policy writes into the annotation; `None` where it leaves it alone.
    pub fn edit(&self) -> Option<&Edit> {
        self.edit.as_ref()
    }

    /// The networks, each once, in the order in which they stand.
    pub fn distinct(&self) -> &[&'a NetworkSelection] {
        &self.distinct
    }

    /// The first network that is listed more than once, and the number of such networks; `None` for a pod that may have
    /// what it likes.
    pub fn repeated(&self) -> Option<(&'a NetworkSelection, usize)> {
        self.repeated.filter(|_| self.needs_networks())
    }

    /// The networks that an incomplete annotation lacks.
    pub fn missing(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        if self.comparison == Comparison::Incomplete { self.lacking() } else { Vec::new() }
    }

    /// The networks that the inventory wants and that the annotation does not name.
    pub fn lacking(&self) -> Vec<(CephNetwork, &'a NetworkSelection)> {
        self.now.map(|now| now.missing()).unwrap_or_default()
    }

    /// The public network of a monitor to which the settings give another in its place.
    pub fn superseded(&self) -> Option<&'a NetworkSelection> {
        self.distinct.iter().find(|element| self.is_superseded(element)).copied()
    }

    /// The known moments, the present one first.
    pub fn moments(&self) -> impl Iterator<Item = &Attachments<'a>> {
        self.now.iter().chain(&self.earlier)
    }

    /// What the pod must be attached to: by the inventory, and by `previous`, where they know its CephCluster.
    pub fn wanted(&self) -> [Option<Vec<&'a NetworkSelection>>; 2] {
        let wanted = |moment: Attachments<'a>| moment.wanted().into_iter().map(|(_, selection)| selection).collect();
        [self.now.map(wanted), self.earlier.map(wanted)]
    }

    /// What the CephCluster selects: by the inventory, and by `previous`, where they know it.
    pub fn selected(&self) -> [Option<Vec<&'a NetworkSelection>>; 2] {
        let selected = |moment: Attachments<'a>| moment.cluster().networks().map(|(_, selection)| selection).collect();
        [self.now.map(selected), self.earlier.map(selected)]
    }

    /// What `element` is to the CephCluster: at the moment that puts the pod there, or else at the one that knows it.
    /// The second value is whether there is a moment that puts the pod there.
    pub fn role(&self, element: &NetworkSelection) -> (Role, bool) {
        let mut known = Role::Foreign;
        for moment in self.moments() {
            let role = moment.role(element);
            if moment.gives(role) {
                return (role, true);
            }
            if known == Role::Foreign {
                known = role;
            }
        }
        (known, false)
    }

    fn needs_networks(&self) -> bool {
        matches!(self.daemon.joins(), Joins::Both | Joins::Public)
    }

    fn is_superseded(&self, element: &NetworkSelection) -> bool {
        self.moments().any(|moment| moment.is_superseded(element))
    }

    fn compare(&self, pod: &Pod<'_>) -> Comparison {
        let is_stated = pod.annotation.is_some();
        let is_right = |moment: &Attachments<'_>| {
            let wanted = moment.wanted();
            wanted.len() == self.distinct.len() && moment.missing().is_empty()
        };
        let wanted = self.now.map(|now| now.wanted()).unwrap_or_default();
        if self.moments().any(is_right) || self.distinct.is_empty() && wanted.is_empty() {
            return Comparison::Right;
        }
        if self.distinct.is_empty() && is_stated {
            return Comparison::Empty;
        }
        let is_wanted = |element: &&NetworkSelection| {
            self.is_superseded(element) || wanted.iter().any(|(_, selection)| element.nad == selection.nad)
        };
        if !wanted.is_empty() && self.distinct.iter().all(is_wanted) {
            Comparison::Incomplete
        } else {
            Comparison::Different
        }
    }

    fn find_obstacle(&self, pod: &Pod<'_>, world: &World<'_>, settings: &Settings<'_>) -> Option<Obstacle> {
        let missing = self.missing();
        if missing.iter().any(|(_, selection)| settings.isolates(&selection.nad.namespace, pod.object.namespace)) {
            return Some(Obstacle::Isolated);
        }
        if missing.iter().any(|(_, selection)| world.nad(selection).is_none()) {
            return Some(Obstacle::UnknownNad);
        }
        let devices = Devices::new(pod, missing.iter().map(|(_, selection)| *selection).collect(), world);
        if missing.iter().any(|(_, selection)| devices.missing_for(selection).is_some()) {
            return Some(Obstacle::NoDevice);
        }
        let clashes = || interface_names(self.elements(), 0).conflict.is_some();
        (!missing.is_empty() && clashes()).then_some(Obstacle::NameClash)
    }

    /// What the annotation is to name: every network once, where and as it stands, and behind them what is missing. No
    /// monitor keeps the public network beside the one that it gets in its place.
    fn elements(&self) -> Vec<&'a NetworkSelection> {
        if self.comparison != Comparison::Incomplete || self.obstacle.is_some() {
            return self.distinct.clone();
        }
        let kept = self.distinct.iter().filter(|element| !self.is_superseded(element)).copied();
        kept.chain(self.missing().into_iter().map(|(_, selection)| selection)).collect()
    }

    /// The edit of an annotation of `length` elements.
    fn find_edit(&self, length: usize) -> Option<Edit> {
        let elements = self.elements();
        let adds = self.obstacle.is_none() && !self.missing().is_empty();
        if !adds && elements.len() == length {
            return None;
        }
        let texts: Vec<String> = elements.into_iter().map(element_text).collect();
        Some(Edit::text(["metadata", "annotations", NETWORKS_ANNOTATION], &format!("[{}]", texts.join(","))))
    }
}

/// The first element of each NAD, the first NAD that has more than one, and the number of such NADs.
fn distinct(actual: &[NetworkSelection]) -> (Vec<&NetworkSelection>, Option<(&NetworkSelection, usize)>) {
    let firsts = firsts(actual.iter().map(|one| &one.nad));
    let (mut distinct, mut repeated) = (Vec::with_capacity(actual.len()), vec![false; actual.len()]);
    let mut first_repeated = None;
    for (place, (element, first)) in actual.iter().zip(firsts).enumerate() {
        if first == place {
            distinct.push(element);
            continue;
        }
        first_repeated = first_repeated.or(Some(element));
        if let Some(repeated) = repeated.get_mut(first) {
            *repeated = true;
        }
    }
    let number = repeated.into_iter().filter(|repeated| *repeated).count();
    (distinct, first_repeated.map(|element| (element, number)))
}

/// One element of the annotation: as it was written, where it was written as JSON, so that members that nobody here
/// knows survive.
fn element_text(element: &NetworkSelection) -> String {
    match &element.members {
        Some(members) => json::compact(&members.json),
        None => selection::to_annotation(&[element]).trim_matches(['[', ']']).to_owned(),
    }
}
