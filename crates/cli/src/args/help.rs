//! The examples under the help of each command. They run as tests (`tests/cmd`).

pub(super) const ALL: &str = "\
Exit codes: 0 clean, 1 something is denied or differs, 2 wrong usage or something that cannot be read.

Examples:
  ceph-multus check examples/manifests
  ceph-multus settings examples/manifests
  ceph-multus plan examples/manifests
  ceph-multus explain network-too-small";

pub(super) const CHECK: &str = "\
All manifests are checked together with the inventory of the settings, in which a manifest replaces its copy. An object \
that stands in several directories, as overlays have it, makes each of them an inventory of its own. CephClusters are also \
read from values of the chart rook-ceph-cluster (HelmRelease, Argo CD Application, values files), and \
NetworkAttachmentDefinitions from SriovNetwork, SriovIBNetwork, OVSNetwork, SpiderMultusConfig and OpenShift's \
additionalNetworks. What git ignores is skipped.

A finding is ignored by a comment at its line, `# ceph-multus: ignore[RULE] reason`, by the annotation `ceph-multus/ignore: \
RULE,RULE` of its object, or by `.ceph-multus.yaml`.

Exit codes: 0 no errors, 1 errors, 2 wrong usage or something that cannot be read; everything else is checked even so.

Examples:
  ceph-multus check examples/manifests
  ceph-multus check --settings examples/settings.json examples/manifests
  kubectl kustomize overlays/prod | ceph-multus check -
  helm template rook-ceph-cluster | ceph-multus check --namespace rook-ceph -
  ceph-multus check --output sarif examples/manifests
  ceph-multus check --fix --dry-run examples/manifests";

pub(super) const SETTINGS: &str = "\
The inventory gets the objects that rules look up, each with the fields that they read. Pods, workloads, the \
NetworkAttachmentDefinitions of others and everything else are left out. The file of `--settings` keeps its other keys \
and its `previous`. Nothing is written, and the exit code is 1, where its inventory has objects that are not among the \
manifests: one kind that could not be read looks the same as one that is gone. `--prune` leaves them out.

Examples:
  ceph-multus settings examples/manifests
  ceph-multus settings --manifest --module registry://$IMAGE examples/manifests
  ceph-multus settings --previous crates/cli/tests/input/move/old crates/cli/tests/input/move/new
  ceph-multus settings --settings examples/policy.yaml --prune examples/manifests
  kubectl get cephclusters,net-attach-def -A -o yaml | ceph-multus settings -";

pub(super) const INSTALL: &str = "\
The policies have no inventory in this file: `ceph-multus-sync` fills it in from the cluster and keeps it as the cluster is, so \
that the file can be applied again, and lie in git. Read `kubectl get clusteradmissionpolicies` for what they have.

Examples:
  ceph-multus install --module registry://$IMAGE --sync-image $SYNC_IMAGE
  ceph-multus install --module registry://$IMAGE --sync-image $SYNC_IMAGE --sync deployment";

pub(super) const PLAN: &str = "\
Addresses are those that Whereabouts hands out: the range without its excludes, network and broadcast address. The \
numbers of daemons come from the manifests, and from `nodes` and `osds` of the settings where those say `all`. Exits with 1 if a network is too small.

Examples:
  ceph-multus plan examples/manifests
  ceph-multus plan --output json examples/manifests
  ceph-multus plan --live crates/cli/tests/input/incident
  ceph-multus plan --add-nodes 40 --add mds=2 --output markdown examples/manifests";

pub(super) const HOST_NETWORK: &str = "\
Since Rook v1.16 the nodes themselves must reach the public network. Each gets an interface of the kind that the pods have, \
an address that no pod gets, and a route to the pods. Addresses that nodes have in \
NodeNetworkConfigurationPolicies or NodeNetworkStates stay. Exits with 1 where `--check` finds a difference.

Examples:
  ceph-multus host-network --nodes worker-1,worker-2 crates/cli/tests/input/hosts/ceph.yaml
  ceph-multus host-network --for networkd --nodes worker-1 crates/cli/tests/input/hosts/ceph.yaml";

pub(super) const VALIDATION_CONFIG: &str = "\
The file has every field, since `rook multus validation run` has no defaults for what a file leaves out. The numbers are \
those of the worst case on one node. It is for Rook v1.14.12 and newer.

Examples:
  ceph-multus validation-config examples/manifests";

pub(super) const DIAGNOSE: &str = "\
Reads everything that `check`, `plan --live` and the pods of a dump tell, also in the folders of a must-gather: files that \
cannot be read are named and left out. Exits with 1 where something is wrong. A dump that has all of it:

  kubectl get cephclusters,net-attach-def,ippools,overlappingrangeipreservations,nodeslicepools,pods,nodes -A -o yaml

Examples:
  ceph-multus diagnose crates/cli/tests/input/incident
  ceph-multus diagnose --output json crates/cli/tests/input/incident";

pub(super) const EXPLAIN: &str = "\
Examples:
  ceph-multus explain
  ceph-multus explain network-too-small
  ceph-multus explain --all";

pub(super) const REQUEST: &str = "\
Examples:
  ceph-multus request examples/manifests/nad-public-net.yaml --operation CREATE
  ceph-multus request examples/manifests/nad-public-net.yaml --operation DELETE --as system:admin
  git show HEAD:nad.yaml | ceph-multus request nad.yaml --operation UPDATE --old -";

pub(super) const DIFF_SETTINGS: &str = "\
What rules read is compared, by what it means: neither the order of keys nor the spelling of a selector counts. Exits \
with 1 where something differs from `inventory` and is not as in `previous`.

Examples:
  ceph-multus diff-settings --settings examples/settings.json examples/manifests
  kubectl get cephclusters -A -o yaml | ceph-multus diff-settings -s examples/policy.yaml -";

pub(super) const COMPLETIONS: &str = "\
Load them with `source <(ceph-multus completions bash)`, or put them where the shell looks for such files.

Examples:
  ceph-multus completions bash";

pub(super) const MAN: &str = "\
Examples:
  ceph-multus man
  ceph-multus man target/tmp/man1";
