//! The attachment picture: the daemons of each CephCluster, the networks that they join, and those that are rejected; and
//! the NADs of others that take addresses of these networks.

mod copies;
mod joiners;
mod pods;
mod stops;

use ceph_multus_core::facts::ceph_cluster::{CephNetwork, NetworkProvider};
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::world::World;
use ceph_multus_core::world::context::Context;
use ceph_multus_manifests::{Located, Severity};
use ceph_multus_upstream::NamespacedName;
use ceph_multus_upstream::selection::NetworkSelection;
use ceph_multus_upstream::text::quoted;
use serde::Serialize;
use tsify_macros::Tsify;

use crate::tsify;

/// A CephCluster and who joins its networks.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct AttachmentPicture {
    /// `rook-ceph/my-cluster`; empty for pods that belong to none.
    pub cluster: String,
    /// Why there are no networks; empty where there are.
    pub note: String,
    /// The networks, public first.
    pub networks: Vec<Stop>,
    /// Who joins: daemons that Rook is going to start, then the pods of the manifests; last the NADs of others that take
    /// addresses.
    pub joiners: Vec<Joiner>,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct Stop {
    /// `rook-ceph/public-net`
    pub name: String,
    /// What it is to the CephCluster.
    pub role: StopRole,
    /// Whether it is there, not known, or rejected.
    #[tsify(type = "\"known\" | \"unknown\" | \"rejected\"")]
    pub state: &'static str,
    /// Why it is not known or rejected; else empty.
    pub reason: String,
    /// What tells it from the others: names are shortened.
    #[serde(skip)]
    identity: Identity,
}

/// What a network is to a CephCluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Tsify)]
pub enum StopRole {
    /// The public network.
    #[serde(rename = "public")]
    Public,
    /// The cluster network.
    #[serde(rename = "cluster")]
    Cluster,
    /// Both in one NAD.
    #[serde(rename = "public and cluster")]
    Both,
    /// The window of the monitors.
    #[serde(rename = "monitors")]
    Monitors,
    /// Another one.
    #[serde(rename = "other")]
    Other,
}

impl StopRole {
    /// The role of what the selector of `network` names.
    fn of(network: CephNetwork) -> StopRole {
        match network {
            CephNetwork::Public => StopRole::Public,
            CephNetwork::Cluster => StopRole::Cluster,
        }
    }

    fn includes(self, network: CephNetwork) -> bool {
        self == StopRole::Both || self == StopRole::of(network)
    }
}

/// What a network is, for comparing.
#[derive(Debug, Clone, PartialEq)]
enum Identity {
    /// A NAD.
    Nad(NamespacedName),
    /// The text of a selector that cannot be read.
    Unreadable(String),
}

impl Identity {
    fn of(selection: &NetworkSelection) -> Identity {
        Identity::Nad(selection.nad.clone())
    }
}

/// Daemons of one kind, a pod, or a NAD of others.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Joiner {
    /// `mon`, `OSD`, `Pod default/web`
    pub name: String,
    /// `3`, `1 to 2`; `?` where nothing tells.
    pub count: String,
    /// The object of the manifests that it is; empty for what Rook is going to start.
    pub object: String,
    /// The same in parts; not set for what Rook is going to start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<ObjectParts>,
    /// Whether it is a daemon, or the pod of one.
    pub daemon: bool,
    /// The networks, by their places.
    pub links: Vec<Link>,
    /// Whether it is rejected as a whole.
    pub rejected: bool,
    /// Why, or why it joins nothing; else empty.
    pub note: String,
}

/// The object that a joiner is.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct ObjectParts {
    /// `Pod`
    pub kind: &'static str,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl ObjectParts {
    fn of(object: &Object<'_>) -> ObjectParts {
        let [namespace, name] = [object.namespace, object.name].map(str::to_owned);
        ObjectParts { kind: object.kind.name(), namespace, name }
    }
}

/// A daemon on a network, or a NAD of others on its addresses.
#[derive(Debug, PartialEq, Serialize, Tsify)]
pub struct Link {
    /// The place of the network.
    pub network: usize,
    /// It is attached, must not be, lacks the network, or gets it from the policy; a NAD copies the network, which is rejected, or
    /// comes near to it, which is reported.
    #[tsify(type = "\"attached\" | \"rejected\" | \"missing\" | \"added\" | \"copies\" | \"nears\"")]
    pub state: &'static str,
    /// Whether the network takes the place of the pod network.
    pub default: bool,
}

/// An object of the manifests and what was found in it.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a> {
    /// The object.
    pub object: Object<'a>,
    /// What is wrong with it, and what the policy fixes.
    pub findings: &'a [Located],
}

impl Checked<'_> {
    /// The first finding that rejects the object, of those that `is_meant` picks.
    fn denied(&self, is_meant: impl Fn(&Located) -> bool) -> Option<String> {
        let mut denied = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let finding = denied.find(|finding| is_meant(finding))?;
        Some(format!("{} [{}]", finding.problem, finding.rule))
    }

    fn is_fixed(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Note)
    }
}

/// Draws the CephClusters of `context` with what was found in the manifests.
pub fn draw(context: &Context<'_>, checked: &[Checked<'_>]) -> Vec<AttachmentPicture> {
    let (world, settings) = (&context.world, context.settings);
    let mut pictures = Vec::new();
    for cluster in world.clusters() {
        let mut stops = stops::of(cluster, world, settings, checked);
        let mut joiners = joiners::of(cluster, world, settings, &stops);
        pods::add(cluster, context, checked, &mut stops, &mut joiners);
        copies::add(cluster, world, checked, &mut stops, &mut joiners);
        pictures.push(AttachmentPicture {
            cluster: format!("{}/{}", cluster.object.namespace, cluster.object.name),
            note: match cluster.provider {
                _ if cluster.external => String::from("an external cluster: its daemons run elsewhere"),
                NetworkProvider::Multus => String::new(),
                NetworkProvider::Default => String::from("no provider: all daemons are on the pod network"),
                NetworkProvider::Host => String::from("provider `host`: all daemons are on the host's network"),
                NetworkProvider::Other(other) => format!("provider {}: Rook does not know it", quoted(other)),
            },
            networks: stops,
            joiners,
        });
    }
    let (networks, joiners) = pods::without_cluster(context, checked);
    if !joiners.is_empty() {
        pictures.push(AttachmentPicture { cluster: String::new(), note: String::new(), networks, joiners });
    }
    pictures
}

/// The place of the network that `selection` names in the picture, which it gets where it has none yet.
fn place(selection: &NetworkSelection, stops: &mut Vec<Stop>, world: &World<'_>, checked: &[Checked<'_>]) -> usize {
    let identity = Identity::of(selection);
    stops.iter().position(|stop| stop.identity == identity).unwrap_or_else(|| {
        stops.push(stops::named(selection, StopRole::Other, world, checked));
        stops.len() - 1
    })
}
