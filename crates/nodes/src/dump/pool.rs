//! Whereabouts' objects (k8snetworkplumbingwg/whereabouts: pkg/api/whereabouts.cni.cncf.io/v1alpha1,
//! pkg/storage/kubernetes/ipam.go).

use ceph_multus_upstream::address::{Address, Cidr, Family};
use serde_json::Value;

use crate::value::{at, list, text};

/// An IPPool.
#[derive(Debug)]
pub(crate) struct PoolObject {
    /// The place of its document.
    pub(crate) document: usize,
    /// Its namespace.
    pub(crate) namespace: String,
    /// Its name.
    pub(crate) name: String,
    /// `spec.range` as it is written.
    pub(crate) text: String,
    /// The same, read; `None` where Whereabouts cannot.
    pub(crate) range: Option<Cidr>,
    /// What is reserved.
    pub(crate) leases: Vec<Lease>,
}

/// A reservation of a pool.
#[derive(Debug)]
pub(crate) struct Lease {
    /// Its key: the distance from the address in `spec.range`.
    pub(crate) key: String,
    /// The address; `None` for a key that stands for none.
    pub(crate) address: Option<Address>,
    /// Whether the key is a number as Whereabouts reads it; others vanish with the next change.
    pub(crate) is_number: bool,
    /// Whose it is: `namespace/pod`.
    pub(crate) podref: String,
    /// The interface in the pod; empty before Whereabouts v0.8.
    pub(crate) interface: String,
}

/// An OverlappingRangeIPReservation.
#[derive(Debug)]
pub(crate) struct Reservation {
    /// The place of its document.
    pub(crate) document: usize,
    /// Its name.
    pub(crate) name: String,
    /// Whose it is.
    pub(crate) podref: String,
}

/// A NodeSlicePool.
#[derive(Debug)]
pub(crate) struct SlicePool {
    /// The place of its document.
    pub(crate) document: usize,
    /// Its name.
    pub(crate) name: String,
    /// `spec.range`
    pub(crate) range: String,
    /// `spec.sliceSize`
    pub(crate) size: String,
    /// The slices, each with its node; the name is empty for a free one.
    pub(crate) slices: Vec<(String, String)>,
}

impl PoolObject {
    /// Reads an IPPool.
    pub(crate) fn read(document: usize, object: &Value) -> PoolObject {
        let range = text(object, &["spec", "range"]);
        let cidr = Cidr::parse(range).ok();
        let leases = at(object, &["spec", "allocations"]).and_then(Value::as_object).into_iter().flatten();
        let mut leases: Vec<Lease> = leases
            .map(|(key, value)| Lease {
                key: key.clone(),
                address: cidr.and_then(|cidr| address(&cidr, key)),
                is_number: key.parse::<i64>().is_ok(),
                podref: text(value, &["podref"]).to_owned(),
                interface: text(value, &["ifname"]).to_owned(),
            })
            .collect();
        leases.sort_by(|one, next| (one.address, &one.key).cmp(&(next.address, &next.key)));
        PoolObject {
            document,
            namespace: text(object, &["metadata", "namespace"]).to_owned(),
            name: text(object, &["metadata", "name"]).to_owned(),
            text: range.to_owned(),
            range: cidr,
            leases,
        }
    }

    /// Whether an address is in its range.
    pub(crate) fn contains(&self, address: Address) -> bool {
        self.range.is_some_and(|range| range.contains(address))
    }
}

/// The address of a key: that of the range as it is written, host bits and all, and the key more.
pub(crate) fn address(range: &Cidr, key: &str) -> Option<Address> {
    let offset = key.parse::<i64>().ok().and_then(|offset| u128::try_from(offset).ok())?;
    let base = range.address();
    let value = base.value().checked_add(offset)?;
    let is_nil = base.family() == Family::V4 && (offset >= u128::from(u32::MAX) || value > u128::from(u32::MAX));
    (!is_nil).then(|| Address::new(base.family(), value))
}

impl Reservation {
    /// Reads a reservation.
    pub(crate) fn read(document: usize, object: &Value) -> Reservation {
        Reservation {
            document,
            name: text(object, &["metadata", "name"]).to_owned(),
            podref: text(object, &["spec", "podref"]).to_owned(),
        }
    }
}

impl SlicePool {
    /// Reads a NodeSlicePool.
    pub(crate) fn read(document: usize, object: &Value) -> SlicePool {
        let slice = |one: &Value| (text(one, &["nodeName"]).to_owned(), text(one, &["sliceRange"]).to_owned());
        SlicePool {
            document,
            name: text(object, &["metadata", "name"]).to_owned(),
            range: text(object, &["spec", "range"]).to_owned(),
            size: text(object, &["spec", "sliceSize"]).to_owned(),
            slices: list(object, &["status", "allocations"]).iter().map(slice).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_counts_from_the_address_that_the_range_is_written_with() {
        for (range, key, expected) in [
            ("192.168.20.0/24", "1", Some("192.168.20.1")),
            ("192.168.20.0/24", "0", Some("192.168.20.0")),
            ("192.168.20.0/24", "255", Some("192.168.20.255")),
            ("192.168.20.0/24", "256", Some("192.168.21.0")),
            ("192.168.20.37/24", "10", Some("192.168.20.47")),
            ("192.168.20.64/26", "10", Some("192.168.20.74")),
            ("10.0.0.0/8", "65537", Some("10.1.0.1")),
            ("10.0.0.0/8", "4294967295", None),
            ("fd00:20::/64", "65536", Some("fd00:20::1:0")),
            ("192.168.20.0/24", "x", None),
            ("192.168.20.0/24", "9223372036854775808", None),
        ] {
            let found = address(&Cidr::parse(range).unwrap(), key).map(|address| address.to_string());
            assert_eq!(found.as_deref(), expected, "{range} {key}");
        }
    }
}
