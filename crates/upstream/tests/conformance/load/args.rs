//! The arguments of the runtime, `CNI_ARGS` (`containernetworking/cni: pkg/types/args.go`).

use ceph_multus_upstream::address::{Address, Cidr};
use ceph_multus_upstream::whereabouts::{IpamProblemKind, StaticAddress};

use super::ErrorKind;

/// The arguments that Whereabouts looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CniArgs<'s> {
    ip: &'s str,
    gateway: &'s str,
}

impl<'s> CniArgs<'s> {
    /// Reads `KEY=value;..`; unknown keys need `IgnoreUnknown=1`.
    pub(super) fn parse(text: &'s str) -> Result<CniArgs<'s>, ErrorKind> {
        let mut args = CniArgs::default();
        let (mut ignores_unknown, mut has_unknown) = (false, false);
        for pair in text.split(';').filter(|_| !text.is_empty()) {
            let (key, value) = pair.split_once('=').ok_or("bad-cni-args")?;
            if value.contains('=') {
                return Err("bad-cni-args");
            }
            match key {
                "IP" => args.ip = value,
                "GATEWAY" => args.gateway = value,
                "K8S_POD_NAME" | "K8S_POD_NAMESPACE" | "K8S_POD_INFRA_CONTAINER_ID" => {}
                "IgnoreUnknown" => {
                    ignores_unknown = match value.to_ascii_lowercase().as_str() {
                        "1" | "true" => true,
                        "0" | "false" => false,
                        _ => return Err("bad-cni-args"),
                    }
                }
                _ => has_unknown = true,
            }
        }
        if has_unknown && !ignores_unknown { Err("bad-cni-args") } else { Ok(args) }
    }

    /// Adds the requested addresses, and gives every address of the network of a gateway that gateway.
    pub(super) fn apply(&self, addresses: &mut Vec<StaticAddress>) -> Result<(), ErrorKind> {
        for text in self.ip.split(',').filter(|_| !self.ip.is_empty()) {
            let address =
                Cidr::parse_sloppy(text.trim()).map_err(|_| IpamProblemKind::BadRangeOrRequestedCidr.as_str())?;
            addresses.push(StaticAddress { address, gateway: None });
        }
        for text in self.gateway.split(',').filter(|_| !self.gateway.is_empty()) {
            let gateway = Address::parse_sloppy(text.trim()).map_err(|_| IpamProblemKind::BadGateway.as_str())?;
            for address in addresses.iter_mut().filter(|address| address.address.contains(gateway)) {
                address.gateway = Some(gateway);
            }
        }
        Ok(())
    }
}
