//! Plugins that move a device of the host into the pod.

use super::{CniProblemKind, PluginContext, Report};
use crate::go_json::{Fields, Type, get};
use crate::text::quoted;
use ceph_multus_json::Node;

static RUNTIME_DEVICE: Fields = &[("deviceID", Type::Text)];

const LINK_STATES: &[&str] = &["auto", "enable", "disable"];

const SWITCH: &[&str] = &["on", "off"];

pub(super) fn host_device(report: &mut Report<'_, '_>, context: &PluginContext<'_>) {
    let plugin = report.plugin;
    let runtime = plugin.value("runtimeConfig").and_then(Node::as_map);
    let runtime_device = runtime.and_then(|runtime| get(runtime, RUNTIME_DEVICE, "deviceID")).and_then(Node::as_text);
    let named = ["device", "hwaddr", "kernelpath", "pciBusID"].iter().any(|key| plugin.text(key).is_some());
    if !named && !context.device_injected && runtime_device.is_none_or(str::is_empty) {
        let text = "must name the device, as may `hwaddr`, `kernelpath`, `pciBusID` or a device plugin";
        report.push(CniProblemKind::DeviceRequired, "device", text);
    }
}

pub(super) fn sriov(report: &mut Report<'_, '_>, context: &PluginContext<'_>) {
    device_id(report, context);
    report.one_of(CniProblemKind::BadValue, "link_state", LINK_STATES);
    report.one_of(CniProblemKind::BadValue, "spoofchk", SWITCH);
    report.one_of(CniProblemKind::BadValue, "trust", SWITCH);
    report.between(CniProblemKind::BadVlanId, "vlan", 0, 4094);
    report.between(CniProblemKind::BadValue, "vlanQoS", 0, 7);
    let plugin = report.plugin;
    let (vlan, qos) = (plugin.int("vlan"), plugin.int("vlanQoS"));
    let protocol = plugin.value("vlanProto").and_then(Node::as_text);
    if let Some(text) =
        protocol.filter(|text| !["802.1q", "802.1ad"].iter().any(|known| text.eq_ignore_ascii_case(known)))
    {
        let text = format!("must be `802.1q` or `802.1ad`, found {}", quoted(text));
        report.push(CniProblemKind::BadValue, "vlanProto", &text);
    }
    for (key, present) in [("vlanQoS", qos.is_some()), ("vlanProto", protocol.is_some())] {
        if vlan.is_none() && present {
            report.push(CniProblemKind::Conflict, key, "needs `vlan`");
        }
    }
    if vlan == Some(0) && qos.is_some_and(|qos| qos != 0) {
        report.push(CniProblemKind::Conflict, "vlanQoS", "needs a `vlan` other than 0");
    }
    if vlan == Some(0) && protocol.is_some_and(|text| text.eq_ignore_ascii_case("802.1ad")) {
        report.push(CniProblemKind::Conflict, "vlanProto", "needs a `vlan` other than 0 for `802.1ad`");
    }
}

pub(super) fn ib_sriov(report: &mut Report<'_, '_>, context: &PluginContext<'_>) {
    device_id(report, context);
    report.one_of(CniProblemKind::BadValue, "link_state", LINK_STATES);
    if report.plugin.ipam_type() == "dhcp" {
        report.push(CniProblemKind::IpamNotAllowed, ["ipam", "type"], "must not be `dhcp` for ib-sriov");
    }
}

fn device_id(report: &mut Report<'_, '_>, context: &PluginContext<'_>) {
    if report.plugin.text("deviceID").is_none() && !context.device_injected {
        let text = "is missing, and no annotation k8s.v1.cni.cncf.io/resourceName on the \
                    NetworkAttachmentDefinition injects one";
        report.push(CniProblemKind::DeviceRequired, "deviceID", text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::PluginContext;
    use super::super::tests::found;

    fn sriov(members: &str) -> Vec<String> {
        let context = PluginContext { device_injected: true, ..PluginContext::default() };
        found(&format!(r#"{{"type":"sriov"{members}}}"#), &context)
    }

    #[test]
    fn a_device_is_named_or_injected() {
        let (without, with) =
            (PluginContext::default(), PluginContext { device_injected: true, ..PluginContext::default() });
        for (kind, key) in [("host-device", "device"), ("sriov", "deviceID"), ("ib-sriov", "deviceID")] {
            let bare = format!(r#"{{"type":"{kind}"}}"#);
            assert_eq!(found(&bare, &without), [format!("device-required {key}")]);
            assert_eq!(found(&bare, &with), [""; 0]);
            assert_eq!(found(&format!(r#"{{"type":"{kind}","{key}":"x"}}"#), &without), [""; 0]);
        }
        for member in
            [r#""hwaddr":"a""#, r#""kernelPath":"a""#, r#""pciBusID":"a""#, r#""runtimeConfig":{"deviceID":"a"}"#]
        {
            assert_eq!(found(&format!(r#"{{"type":"host-device",{member}}}"#), &without), [""; 0], "{member}");
        }
    }

    #[test]
    fn vlan_options_need_a_vlan() {
        assert_eq!(sriov(r#","vlanQoS":0"#), ["conflict vlanQoS"]);
        assert_eq!(sriov(r#","vlanProto":"802.1Q""#), ["conflict vlanProto"]);
        assert_eq!(sriov(r#","vlan":0,"vlanQoS":0,"vlanProto":"802.1Q""#), [""; 0]);
        assert_eq!(sriov(r#","vlan":0,"vlanQoS":3,"vlanProto":"802.1AD""#), ["conflict vlanQoS", "conflict vlanProto"]);
        assert_eq!(sriov(r#","vlan":5,"vlanQoS":7,"vlanProto":"802.1ad""#), [""; 0]);
        assert_eq!(
            sriov(r#","vlan":4095,"vlanQoS":8,"vlanProto":"q""#),
            ["bad-vlan-id vlan", "bad-value vlanQoS", "bad-value vlanProto"]
        );
    }

    #[test]
    fn switches_and_link_states_are_words() {
        assert_eq!(sriov(r#","spoofchk":"off","trust":"on","link_state":"auto""#), [""; 0]);
        assert_eq!(
            sriov(r#","spoofchk":"no","trust":"ON","link_state":"up""#),
            ["bad-value link_state", "bad-value spoofchk", "bad-value trust"]
        );
    }

    #[test]
    fn infiniband_takes_no_dhcp() {
        let text = r#"{"type":"ib-sriov","deviceID":"x","ipam":{"type":"dhcp"}}"#;
        assert_eq!(found(text, &PluginContext::default()), ["ipam-not-allowed ipam.type"]);
    }
}
