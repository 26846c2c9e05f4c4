//! What only the JSON form of a selection has room for.

use crate::address::Address;

/// The members of a selection beyond `name`, `namespace` and `interface`.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// The requested addresses, with or without prefix length.
    pub ips: Vec<String>,
    /// The requested hardware address.
    pub mac: Option<String>,
    /// The requested InfiniBand GUID.
    pub infiniband_guid: Option<String>,
    /// The gateways of the pod's default routes. Multus tells a list without gateways from no list. `None` in the list
    /// is an empty text, which Multus takes for an IPv6 gateway.
    pub default_route: Option<Vec<Option<Address>>>,
    /// `portMappings` as JSON text, in the form in which Rook would write it.
    pub port_mappings: Option<String>,
    /// `bandwidth` as JSON text, in the form in which Rook would write it.
    pub bandwidth: Option<String>,
    /// `cni-args` as JSON text: its keys as Rook would write them, below them the order of the keys and the numbers as
    /// they are written.
    pub cni_args: Option<String>,
    /// `deviceID`; only Multus reads it.
    pub device_id: Option<String>,
    /// `ipam-claim-reference`; only the NAD client library reads it.
    pub ipam_claim_reference: Option<String>,
    /// `interfaceRequest`; only Multus reads it.
    pub interface_request: Option<String>,
    /// Keys that this reader ignores, as they are written.
    pub ignored_keys: Vec<String>,
    /// The text of the element.
    pub json: String,
}

impl Members {
    /// None of them.
    pub const NONE: Members = Members {
        ips: Vec::new(),
        mac: None,
        infiniband_guid: None,
        default_route: None,
        port_mappings: None,
        bandwidth: None,
        cni_args: None,
        device_id: None,
        ipam_claim_reference: None,
        interface_request: None,
        ignored_keys: Vec::new(),
        json: String::new(),
    };
}
