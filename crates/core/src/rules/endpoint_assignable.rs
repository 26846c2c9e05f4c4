//! An address of object store clients that the public network hands out to pods.

use crate::facts::ceph_cluster::CephNetwork;
use crate::facts::kind::Kind;
use crate::json::{Node, Path};
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::review::ResourceReview;
use crate::review::rule::{Check, Rule};
use crate::upstream::address::{Address, AddressRange, AddressSet};

pub(super) const SUMMARY: &str = "an object store endpoint at an address that can be assigned to pods";

pub(super) static RULE: Rule =
    Rule { id: "endpoint-assignable", level: Level::Warn, checks: &[Check::Resource(check)] };

fn check(review: &ResourceReview<'_>, findings: &mut Findings<'_>) {
    let object = review.object;
    if object.kind != Kind::CephObjectStore {
        return;
    }
    let mut endpoints: Vec<(Path, Address)> = Vec::new();
    let mut add = |path: Path, node: Option<&Node<'_>>| {
        if let Some(address) = node.and_then(Node::as_text).and_then(|text| Address::parse(text).ok()) {
            endpoints.push((path, address));
        }
    };
    let list = |path: &[&str]| object.at(path).and_then(Node::as_list).unwrap_or_default();
    for (place, endpoint) in list(&["spec", "gateway", "externalRgwEndpoints"]).iter().enumerate() {
        for key in ["ip", "hostname"] {
            add(Path::from(["spec", "gateway", "externalRgwEndpoints"]).index(place).key(key), endpoint.get(key));
        }
    }
    let advertised = ["spec", "hosting", "advertiseEndpoint", "dnsName"];
    add(advertised.into(), object.at(&advertised));
    for (place, name) in list(&["spec", "hosting", "dnsNames"]).iter().enumerate() {
        add(Path::from(["spec", "hosting", "dnsNames"]).index(place), Some(name));
    }
    if endpoints.is_empty() {
        return;
    }
    let public = review.cluster.and_then(|cluster| cluster.network(CephNetwork::Public));
    let Some((public, pools)) = public.and_then(|public| Some((public, review.world.pools(public)?))) else { return };
    for (path, address) in endpoints {
        if pools.first_sharing(&AddressSet::of([AddressRange::one(address)])).is_some() {
            let problem = format!(
                "`{address}` can be assigned by {} to any pod, and a gateway does not keep its address",
                public.nad.quoted()
            );
            findings.report(
                path,
                problem,
                "use the Service of the object store, or a load balancer at an address of its own",
            );
        }
    }
}
