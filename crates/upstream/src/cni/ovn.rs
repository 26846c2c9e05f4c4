//! Networks that OVN-Kubernetes makes of several NADs.

use super::{CniConfig, Plugin};
use ceph_multus_json::{Arena, Node};

/// The key that names the NAD itself: the only one in which those of one ClusterUserDefinedNetwork differ.
const NAD: &str = "netAttachDefName";

impl CniConfig<'_> {
    /// The name of the network of OVN-Kubernetes, whose controllers read `spec.config` themselves
    /// (ovn-kubernetes/ovn-kubernetes: go-controller/pkg/config/cni.go, `ParseNetConf`).
    pub fn ovn_name(&self) -> &str {
        self.written_name.as_deref().filter(|_| !self.chain).unwrap_or(&self.name)
    }

    /// Whether `other` is the same network of OVN-Kubernetes, which has one name, one switch and one allocation of addresses
    /// in all namespaces: a ClusterUserDefinedNetwork is a NAD in each of them, with the same configuration. One of the
    /// same name with another configuration is rejected there, or would be a network in place of the first
    /// (ovn-kubernetes/ovn-kubernetes: go-controller/pkg/networkmanager/nad_controller.go, `syncNAD`;
    /// go-controller/pkg/clustermanager/userdefinednetwork/template/net-attach-def-template.go).
    pub fn is_same_ovn_network(&self, other: &CniConfig<'_>) -> bool {
        let [own, theirs] = [self.plugins(), other.plugins()];
        let ([own], [theirs]) = (own.as_slice(), theirs.as_slice()) else { return false };
        let is_ovn = own.kind() == "ovn-k8s-cni-overlay" && self.ovn_name() == other.ovn_name();
        let arena = Arena::new();
        is_ovn && without_nad(own, &arena) == without_nad(theirs, &arena)
    }
}

/// The configuration without the name of the NAD.
fn without_nad<'a>(plugin: &Plugin<'a>, arena: &'a Arena) -> Node<'a> {
    let members = plugin.members().iter().filter(|(key, _)| *key != NAD);
    arena.map(&members.map(|(key, value)| (key, *value)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(one: &str, other: &str) -> bool {
        let arenas = [Arena::new(), Arena::new()];
        let [one, other] =
            [(one, &arenas[0]), (other, &arenas[1])].map(|(text, arena)| CniConfig::read(text, "n", arena));
        one.is_same_ovn_network(&other)
    }

    #[test]
    fn nads_that_differ_in_nothing_but_their_own_names_are_one_network() {
        let single = |more: &str| {
            format!(
                r#"{{"cniVersion":"1.1.0","name":"cluster_udn_a","type":"ovn-k8s-cni-overlay","topology":"localnet"{more}}}"#
            )
        };
        let own = single(r#","subnets":"10.0.0.0/24","netAttachDefName":"a/net""#);
        assert!(is_same(&own, &single(r#","netAttachDefName":"b/net","subnets":"10.0.0.0/24""#)));
        for other in [
            single(r#","netAttachDefName":"b/net","subnets":"10.0.0.0/25""#),
            single(r#","netAttachDefName":"b/net","subnets":"10.0.0.0/24","vlanID":5"#),
            single(r#","netAttachDefName":"b/net""#),
            own.replace("cluster_udn_a", "cluster_udn_b"),
            own.replace("ovn-k8s-cni-overlay", "macvlan"),
        ] {
            assert!(!is_same(&own, &other), "{other}");
        }
        let plain = own.replace("ovn-k8s-cni-overlay", "macvlan");
        assert!(!is_same(&plain, &plain));
        let chain =
            |name: &str| format!(r#"{{"cniVersion":"1.1.0","name":"{name}","plugins":[{own},{{"type":"tuning"}}]}}"#);
        assert!(!is_same(&chain("a"), &chain("a")), "rejected by OVN-Kubernetes");
        let list = |name: &str| format!(r#"{{"cniVersion":"1.1.0","name":"{name}","plugins":[{own}]}}"#);
        assert!(is_same(&list("a"), &list("a")));
        assert!(!is_same(&list("a"), &list("b")));
    }
}
