//! Multus' namespace isolation: which namespaces a pod may take its networks from.

/// Whether a pod of `pod_namespace` may not take a network from `namespace`: it is another one, and none of
/// `global_namespaces`, which are in ascending order (`k8snetworkplumbingwg/multus-cni: pkg/k8sclient/k8sclient.go`).
pub fn is_isolated(namespace: &str, pod_namespace: &str, global_namespaces: &[&str]) -> bool {
    namespace != pod_namespace && global_namespaces.binary_search(&namespace).is_err()
}
