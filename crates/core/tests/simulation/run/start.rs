//! What a cluster has as a run begins.

use crate::model::{Ground, Kind, NODES, Networks, Provider, Spec, Template, Version, Workload};

/// All that a cluster has; at the beginning of a run it exists where the CephCluster does.
pub(super) fn workloads(version: Version, spec: Option<&Spec>, ground: &Ground) -> Vec<Workload> {
    let placed = |kind, count: usize| (0..count).map(move |place| (kind, place % NODES));
    let kinds = placed(Kind::Mon, 3)
        .chain(placed(Kind::Mgr, 2))
        .chain(placed(Kind::Osd, 6))
        .chain(placed(Kind::Mds, 1))
        .chain(placed(Kind::Rgw, 1))
        .chain(placed(Kind::RbdMirror, 1))
        .chain(placed(Kind::Nfs, 1))
        .chain(placed(Kind::KeyRotation, 1))
        .chain(placed(version.csi_controller(), 1))
        .chain(placed(Kind::Holder, 1));
    kinds
        .map(|(kind, node)| {
            let empty = Template { networks: Networks::ABSENT, host: false };
            let Some(spec) = spec else { return Workload::new(kind, node, empty) };
            let template = version.template(kind, spec);
            let kept = matches!(kind, Kind::Holder | Kind::CtrlPlugin).then(|| spec.template(kind));
            let template = template.or(kept).unwrap_or(empty);
            let is_there = kind != Kind::Holder || version <= Version::V15 || spec.provider == Provider::Multus;
            let workload = Workload::new(kind, node, template);
            if is_there { workload.running(ground) } else { workload }
        })
        .collect()
}
