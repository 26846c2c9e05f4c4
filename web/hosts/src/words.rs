//! The words that the bars and the table have in common.

use ceph_multus_nodes::Lead;
use ceph_multus_upstream::address::Cidr;

/// An address with the prefix that it is written with.
pub(crate) fn written(cidr: &Cidr) -> String {
    format!("{}/{}", cidr.address(), cidr.prefix())
}

/// `192.168.20.0/24 through public-shim`
pub(crate) fn way(lead: &Lead) -> String {
    match lead {
        Lead::Pods(interface, cidr) => format!("{cidr} through {interface}"),
        Lead::Elsewhere(interface, cidr) => format!("{cidr} through {interface}, which does not reach pods"),
        Lead::Nowhere => String::from("no route"),
    }
}

/// `a`, `a and b`, `a, b and 3 more`.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
    }
}
