//! A small model of Kubernetes and Rook: as much of them as decides which pods are asked for, when, and with what
//! networks. It knows nothing of the policy but that somebody may reject or change what it asks for.

mod daemon;
mod kubernetes;
mod networks;
mod rook;
mod site;
mod spec;
mod upkeep;
mod version;

pub(crate) use daemon::{ADMIN, Kind, OPERATOR, Through};
pub(crate) use kubernetes::{Ground, Workload};
pub(crate) use networks::{
    CLUSTER_A, CLUSTER_B, NADS, NAMESPACE, NETWORKS, Nad, Networks, PUBLIC_A, PUBLIC_B, Selector, Template,
};
pub(crate) use rook::Rook;
pub(crate) use site::Site;
pub(crate) use spec::{Provider, Spec, nad_object};
pub(crate) use upkeep::Event;
pub(crate) use version::Version;

use crate::policy::Ask;

/// How many nodes there are; each runs two OSDs and one monitor.
pub(crate) const NODES: usize = 3;

/// Time goes by in steps of about a minute.
pub(crate) type Tick = u32;

/// What stands between a request and its object.
pub(crate) trait Gate {
    /// Whether a write of anything but a pod passes.
    fn passes(&mut self, ask: Ask) -> bool;

    /// The networks that a pod gets; `None` where it is rejected.
    fn pod(&mut self, kind: Kind, template: Template) -> Option<Networks>;
}
