//! Plugins that make a link on a host interface or a bridge.

use super::vlan::trunk;
use super::{CniProblemKind, PluginContext, Report};
use ceph_multus_json::Node;

pub(super) fn macvlan(report: &mut Report<'_, '_>) {
    report.one_of(CniProblemKind::BadMode, "mode", &["bridge", "private", "vepa", "passthru"]);
    report.mtu();
}

pub(super) fn ipvlan(report: &mut Report<'_, '_>) {
    report.one_of(CniProblemKind::BadMode, "mode", &["l2", "l3", "l3s"]);
    // An earlier plugin of the chain may have brought the addresses.
    if report.plugin.place() == 0 {
        report.require_ipam();
    }
}

pub(super) fn vlan(report: &mut Report<'_, '_>) {
    if report.plugin.text("master").is_none() {
        report.push(CniProblemKind::MasterRequired, "master", "must name the host interface that carries the VLAN");
    }
    report.between(CniProblemKind::BadVlanId, "vlanId", 0, 4094);
    report.mtu();
    report.require_ipam();
}

pub(super) fn bridge(report: &mut Report<'_, '_>) {
    report.between(CniProblemKind::BadVlanId, "vlan", 0, 4094);
    trunk(report, "vlanTrunk");
    if report.plugin.flag("hairpinMode") && report.plugin.flag("promiscMode") {
        report.push(CniProblemKind::Conflict, "promiscMode", "must not be true together with `hairpinMode`");
    }
    if report.plugin.flag("disableContainerInterface") && !report.plugin.ipam_type().is_empty() {
        let text = "must not be set together with `disableContainerInterface`";
        report.push(CniProblemKind::IpamNotAllowed, ["ipam", "type"], text);
    }
}

pub(super) fn ovs(report: &mut Report<'_, '_>, context: &PluginContext<'_>) {
    let plugin = report.plugin;
    let args = plugin.value("args").and_then(|args| args.get("cni")).and_then(Node::as_map);
    let has_port = args.is_some_and(|args| args.iter().any(|(key, _)| key.eq_ignore_ascii_case("ovnPort")));
    let has_device = plugin.text("deviceID").is_some() || context.device_injected;
    if plugin.text("bridge").is_none() && !has_device && !has_port {
        report.push(CniProblemKind::BridgeRequired, "bridge", "must name the Open vSwitch bridge");
    }
    report.between(CniProblemKind::BadVlanId, "vlan", 0, 4095);
    trunk(report, "trunk");
    report.between(CniProblemKind::BadValue, "ofport_request", 0, 65279);
}

#[cfg(test)]
mod tests {
    use super::super::PluginContext;
    use super::super::tests::found;

    fn problems(text: &str) -> Vec<String> {
        found(text, &PluginContext::default())
    }

    #[test]
    fn modes_are_lower_case_words_of_the_plugin() {
        for mode in ["", "bridge", "private", "vepa", "passthru"] {
            assert_eq!(problems(&format!(r#"{{"type":"macvlan","mode":"{mode}"}}"#)), [""; 0], "{mode}");
        }
        for mode in ["Bridge", "l2", "bridge "] {
            assert_eq!(problems(&format!(r#"{{"type":"macvlan","mode":"{mode}"}}"#)), ["bad-mode mode"], "{mode}");
        }
        for (mode, count) in [("", 0), ("l2", 0), ("l3", 0), ("l3s", 0), ("L2", 1), ("bridge", 1)] {
            let text = format!(r#"{{"type":"ipvlan","mode":"{mode}","ipam":{{"type":"static"}}}}"#);
            assert_eq!(problems(&text).len(), count, "{mode}");
        }
    }

    #[test]
    fn ipvlan_may_take_its_addresses_from_the_chain() {
        assert_eq!(problems(r#"{"plugins":[{"type":"macvlan"},{"type":"ipvlan"}]}"#), [""; 0]);
        assert_eq!(problems(r#"{"plugins":[{"type":"ipvlan"}]}"#), ["ipam-required plugins[0].ipam.type"]);
    }

    #[test]
    fn vlan_ids_end_at_4094() {
        for (id, count) in [(-1, 1), (0, 0), (4094, 0), (4095, 1)] {
            let text = format!(r#"{{"type":"vlan","master":"e","vlanId":{id},"ipam":{{"type":"static"}}}}"#);
            assert_eq!(problems(&text).len(), count, "{id}");
            assert_eq!(problems(&format!(r#"{{"type":"bridge","vlan":{id}}}"#)).len(), count, "{id}");
        }
    }

    #[test]
    fn a_bridge_has_switches_that_exclude_each_other() {
        assert_eq!(problems(r#"{"type":"bridge","hairpinMode":true,"promiscMode":true}"#), ["conflict promiscMode"]);
        assert_eq!(problems(r#"{"type":"bridge","hairpinMode":true,"promiscMode":false}"#), [""; 0]);
        assert_eq!(
            problems(r#"{"type":"bridge","disableContainerInterface":true,"ipam":{"type":"static"}}"#),
            ["ipam-not-allowed ipam.type"]
        );
        assert_eq!(problems(r#"{"type":"bridge","disableContainerInterface":true,"ipam":{}}"#), [""; 0]);
    }

    #[test]
    fn open_vswitch_needs_something_to_find_its_bridge_by() {
        assert_eq!(problems(r#"{"type":"ovs"}"#), ["bridge-required bridge"]);
        assert_eq!(problems(r#"{"type":"ovs","bridge":"br"}"#), [""; 0]);
        assert_eq!(problems(r#"{"type":"ovs","args":{"cni":{"OvnPort":"p"}}}"#), [""; 0]);
        let injected = PluginContext { device_injected: true, ..PluginContext::default() };
        assert_eq!(found(r#"{"type":"ovs"}"#, &injected), [""; 0]);
        assert_eq!(problems(r#"{"type":"ovs","bridge":"br","ofport_request":65280}"#), ["bad-value ofport_request"]);
        assert_eq!(problems(r#"{"type":"ovs","bridge":"br","vlan":-1}"#), ["bad-field-type vlan", "bad-vlan-id vlan"]);
    }
}
