//! Who asks, as far as it matters: the name is all that a request says of them.

/// The service accounts under which operators write the workloads of Ceph: Rook's (rook/rook:
/// deploy/examples/common.yaml), and that of ceph-csi-operator (ceph/ceph-csi-operator: deploy/all-in-one/install.yaml).
const OPERATORS: [&str; 2] = ["rook-ceph-system", "ceph-csi-operator-controller-manager"];

/// The users under which Kubernetes' own controllers act, with or without service accounts of their own
/// (kubernetes/kubernetes: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go).
const CONTROLLERS: &str = "system:serviceaccount:kube-system:";
const CONTROLLER_MANAGER: &str = "system:kube-controller-manager";

/// Whether `user` is one of Kubernetes' controllers, which makes what another object says.
pub fn is_controller(user: &str) -> bool {
    user.starts_with(CONTROLLERS) || user == CONTROLLER_MANAGER
}

/// Whether `user` is an operator by the name of its service account, in whatever namespace, or one of Kubernetes'
/// controllers: nobody who could do better at once. Charts may call the account otherwise.
pub fn is_operator(user: &str) -> bool {
    let account = user.strip_prefix("system:serviceaccount:").and_then(|account| account.split_once(':'));
    is_controller(user) || account.is_some_and(|(_, name)| OPERATORS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_and_controllers_are_known_by_their_accounts() {
        for user in [
            "system:serviceaccount:rook-ceph:rook-ceph-system",
            "system:serviceaccount:openshift-storage:ceph-csi-operator-controller-manager",
            "system:serviceaccount:kube-system:deployment-controller",
            "system:kube-controller-manager",
        ] {
            assert!(is_operator(user), "{user}");
        }
        for user in ["", "alice", "rook-ceph-system", "system:serviceaccount:shop:web", "system:serviceaccount:x"] {
            assert!(!is_operator(user), "{user}");
        }
        assert!(!is_controller("system:serviceaccount:rook-ceph:rook-ceph-system"));
    }
}
