//! Secondary networks of OVN-Kubernetes, which allocates their addresses itself
//! (`ovn-kubernetes/ovn-kubernetes: docs/features/multiple-networks/multi-homing.md`).

use super::{CniProblemKind, PluginContext, Report};
use crate::text::quoted;

pub(super) fn ovn(report: &mut Report<'_, '_>, context: &PluginContext<'_>) {
    let plugin = report.plugin;
    if plugin.text("topology").is_none() {
        let text = "must be `layer2`, `localnet` or `layer3`";
        report.push(CniProblemKind::BadValue, "topology", text);
    }
    report.one_of(CniProblemKind::BadValue, "topology", &["layer2", "localnet", "layer3"]);
    let reference = plugin.text("netAttachDefName").unwrap_or_default();
    if reference.split_once('/') != Some((context.namespace, context.name)) {
        let own = quoted(&format!("{}/{}", context.namespace, context.name));
        let text = format!("must be the object itself, {own}, found {}", quoted(reference));
        report.push(CniProblemKind::BadValue, "netAttachDefName", &text);
    }
    if plugin.int("vlanID").is_some() && plugin.text("topology") != Some("localnet") {
        report.push(CniProblemKind::Conflict, "vlanID", "needs the topology `localnet`");
    }
    if report.has_ipam() {
        report.push(CniProblemKind::IpamNotAllowed, "ipam", "must not be set, because OVN allocates the addresses");
    }
}

#[cfg(test)]
mod tests {
    use super::super::PluginContext;
    use super::super::tests::found;

    #[test]
    fn names_itself_and_has_no_address_management() {
        let context = PluginContext { namespace: "ns", name: "net", ..PluginContext::default() };
        let kind = r#""type":"ovn-k8s-cni-overlay""#;
        let good = format!(r#"{{{kind},"topology":"localnet","netAttachDefName":"ns/net","vlanID":5}}"#);
        assert_eq!(found(&good, &context), [""; 0]);
        let bad = format!(
            r#"{{{kind},"topology":"l2","netAttachDefName":"net","vlanID":5,"ipam":{{"type":"whereabouts"}}}}"#
        );
        assert_eq!(
            found(&bad, &context),
            ["bad-value topology", "bad-value netAttachDefName", "conflict vlanID", "ipam-not-allowed ipam"]
        );
    }
}
