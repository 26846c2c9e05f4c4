//! Who asks, as far as it matters: the name is all that a request says of them.

/// The service accounts under which operators write the workloads of Ceph: Rook's (rook/rook:
/// deploy/examples/common.yaml), those of ceph-csi-operator (ceph/ceph-csi-operator: deploy/all-in-one/install.yaml, and its
/// chart; rook/rook: deploy/examples/csi-operator.yaml), and that of OpenShift Data Foundation
/// (red-hat-storage/ocs-operator: config/manager/manager.yaml).
const OPERATORS: [&str; 5] = [
    "rook-ceph-system",
    "ceph-csi-operator-controller-manager",
    "ceph-csi-controller-manager",
    "ceph-csi-operator",
    "ocs-operator",
];

/// The users under which Kubernetes' own controllers act, with or without service accounts of their own
/// (kubernetes/kubernetes: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go).
const CONTROLLERS: &str = "system:serviceaccount:kube-system:";
const CONTROLLER_MANAGER: &str = "system:kube-controller-manager";

/// Whether `user` is one of Kubernetes' controllers, which makes what another object says.
pub fn is_controller(user: &str) -> bool {
    user.starts_with(CONTROLLERS) || user == CONTROLLER_MANAGER
}

/// The namespace of an operator: that of `user`, where its service account is called like one. Charts may call the account
/// otherwise, and anybody may call one so in a namespace of their own.
pub fn operator_namespace(user: &str) -> Option<&str> {
    let (namespace, name) = user.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    OPERATORS.contains(&name).then_some(namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_controllers_are_known_by_their_accounts() {
        for (user, namespace) in [
            ("system:serviceaccount:rook-ceph:rook-ceph-system", Some("rook-ceph")),
            ("system:serviceaccount:storage:ceph-csi-operator-controller-manager", Some("storage")),
            ("system:serviceaccount:rook-ceph:ceph-csi-controller-manager", Some("rook-ceph")),
            ("system:serviceaccount:csi:ceph-csi-operator", Some("csi")),
            ("system:serviceaccount:openshift-storage:ocs-operator", Some("openshift-storage")),
            ("system:serviceaccount:shop:web", None),
            ("system:serviceaccount:rook-ceph-system", None),
            ("rook-ceph-system", None),
            ("", None),
        ] {
            assert_eq!(operator_namespace(user), namespace, "{user}");
            assert!(!is_controller(user), "{user}");
        }
        for user in ["system:serviceaccount:kube-system:deployment-controller", "system:kube-controller-manager"] {
            assert!(is_controller(user), "{user}");
            assert_eq!(operator_namespace(user), None, "{user}");
        }
    }
}
