//! The examples under the help of each command. They run as tests (`tests/cmd`).

pub(super) const ALL: &str = "\
Exit codes: 0 success, 1 errors or differences found, 2 wrong usage, unreadable input or output that cannot be written.

Examples:
  ceph-multus check examples/manifests
  ceph-multus settings examples/manifests
  ceph-multus plan examples/manifests
  ceph-multus explain network-too-small";

pub(super) const CHECK: &str = "\
All manifests are checked together, as one cluster. They replace the same objects in the inventory of the settings. If an \
object is in several directories, as in overlays, each directory is checked as its own cluster. CephClusters are also read \
from values of the chart rook-ceph-cluster (HelmRelease, Argo CD Application, values files), and \
NetworkAttachmentDefinitions from SriovNetwork, SriovIBNetwork, OVSNetwork, SpiderMultusConfig and OpenShift's \
additionalNetworks. Hidden files, files that git ignores and links to directories are skipped.

To ignore a finding, add the comment `# ceph-multus: ignore[RULE] reason` at its line, add the annotation \
`ceph-multus/ignore: RULE,RULE` to its object, or use `.ceph-multus.yaml`.

Exit codes: 0 no errors, 1 errors, 2 wrong usage or unreadable input; the rest is checked anyway.

Examples:
  ceph-multus check examples/manifests
  ceph-multus check --settings examples/settings.json examples/manifests
  kubectl kustomize overlays/prod | ceph-multus check -
  helm template rook-ceph-cluster | ceph-multus check --namespace rook-ceph -
  ceph-multus check --output sarif examples/manifests
  ceph-multus check --fix --dry-run examples/manifests";

pub(super) const SETTINGS: &str = "\
The inventory gets the objects that rules look up, each with the fields that they read. Pods, workloads, \
NetworkAttachmentDefinitions that are not Ceph's and all other objects are skipped. The file of `--settings` keeps its other \
keys and its `previous`; if it contains policies, they keep their modes and their policy server. If its inventory has objects that are not in the manifests, nothing is written and the exit code is \
1, because a kind that could not be read looks the same as objects that were deleted. `--prune` removes them.

Examples:
  ceph-multus settings examples/manifests
  ceph-multus settings --manifest --module registry://$IMAGE examples/manifests
  ceph-multus settings --previous crates/cli/tests/input/move/old crates/cli/tests/input/move/new
  ceph-multus settings --settings examples/policy.yaml --prune examples/manifests
  kubectl get cephclusters,net-attach-def -A -o yaml | ceph-multus settings -";

pub(super) const INSTALL: &str = "\
The policies have no inventory in this output: `ceph-multus-sync` reads it from the cluster and keeps it up to date. So you can \
keep the output in git, and apply it again at any time. `kubectl get clusteradmissionpolicies -o yaml` shows the inventory.

An option that is not set has its default, unless `--settings` names an exported installation, whose values are kept. \
docs/src/upgrade.md shows the export.

Examples:
  ceph-multus install --module registry://$IMAGE --sync-image $SYNC_IMAGE
  ceph-multus install --module registry://$IMAGE --sync-image $SYNC_IMAGE --sync deployment";

pub(super) const PLAN: &str = "\
Addresses are those that Whereabouts can assign: the range without excludes, network and broadcast address. The numbers of \
daemons come from the manifests, and from `nodes` and `osds` of the settings if the manifests say `all`. If several networks \
take addresses of one NAD or of one Whereabouts pool, they are added up.

Exit codes: 0 no network is known to be too small, 1 a network is too small, 2 wrong usage or unreadable input. Nothing is \
known of a network whose NetworkAttachmentDefinition is not in the input.

Examples:
  ceph-multus plan examples/manifests
  ceph-multus plan --output json examples/manifests
  ceph-multus plan --live crates/cli/tests/input/incident
  ceph-multus plan --add-nodes 40 --add mds=2 --output markdown examples/manifests";

pub(super) const HOST_NETWORK: &str = "\
Since Rook v1.16 the nodes themselves must reach the public network. Each node gets an interface of the same kind as the pods, \
an address that Whereabouts does not assign, and a route to the pods. Nodes keep the addresses that they have in \
NodeNetworkConfigurationPolicies or NodeNetworkStates.

Exit codes: 0 success, 1 `--check` found a difference, 2 wrong usage or unreadable input.

Examples:
  ceph-multus host-network --nodes worker-1,worker-2 crates/cli/tests/input/hosts/ceph.yaml
  ceph-multus host-network --for networkd --nodes worker-1 crates/cli/tests/input/hosts/ceph.yaml";

pub(super) const VALIDATION_CONFIG: &str = "\
The output has every field, because `rook multus validation run` has no defaults for missing ones. The numbers are the worst \
case on one node. Requires Rook v1.14.9 or newer, and for `kubectl rook-ceph multus` its plugin v0.9.6 or newer.

Examples:
  ceph-multus validation-config examples/manifests";

pub(super) const DIAGNOSE: &str = "\
Combines the findings of `check` and `plan --live` with the state of the pods in a dump, or in the directories of a \
must-gather. Files and directories in them that cannot be read are listed and skipped. These commands write all that `diagnose` \
reads; kinds that the cluster does not have are only errors of kubectl:

  for kind in cephclusters net-attach-def ippools.whereabouts.cni.cncf.io \\
      nodeslicepools overlappingrangeipreservations nncp nns nodes pods events; do
    echo ---; kubectl get \"$kind\" -A -o yaml
  done > dump.yaml

Exit codes: 0 no problems found, 1 problems found, 2 wrong usage or unreadable input. If a file on the command line cannot \
be read, the rest is read anyway.

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
Compares the fields that rules read, by their meaning: the order of keys and the spelling of a selector do not count.

Exit codes: 0 no differences, 1 an object differs from `inventory` and from `previous`, 2 wrong usage or unreadable input.

Examples:
  ceph-multus diff-settings --settings examples/settings.json examples/manifests
  kubectl get cephclusters -A -o yaml | ceph-multus diff-settings -s examples/policy.yaml -";

pub(super) const COMPLETIONS: &str = "\
Load them with `source <(ceph-multus completions bash)`, or write them to a file where your shell looks for completions.

Examples:
  ceph-multus completions bash";

pub(super) const MAN: &str = "\
Examples:
  ceph-multus man
  ceph-multus man target/tmp/man1";
