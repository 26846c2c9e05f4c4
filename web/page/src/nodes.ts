import type { Report } from "ceph-multus-policy";

/** Kinds that no rule of the policy reads, and the rules about nodes and assigned addresses do, as `apiVersion/kind`. */
const KINDS = /^v1\/Node$|^nmstate\.io\/.*\/NodeNetwork(ConfigurationPolicy|State)$|^whereabouts\.cni\.cncf\.io\/.*\/(IPPool|OverlappingRangeIPReservation|NodeSlicePool)$/;

/** What Multus writes to a pod: its addresses. */
const STATUS = "k8s.v1.cni.cncf.io/network-status";

/** Whether the input has nodes or assigned addresses. */
export function concernsNodes(report: Report, manifests: string): boolean {
  return Object.keys(report.skippedKinds).some((kind) => KINDS.test(kind)) || manifests.includes(STATUS);
}
