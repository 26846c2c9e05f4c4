//! Bonds of two or more links (`k8snetworkplumbingwg/bond-cni: bond/bond.go`).

use super::{CniProblemKind, Report};
use crate::text::quoted;
use ceph_multus_json::Node;

const MODES: &[&str] =
    &["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"];

const HASH_POLICIES: &[&str] = &["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"];

pub(super) fn bond(report: &mut Report<'_, '_>) {
    let plugin = report.plugin;
    let mode = plugin.text("mode");
    if mode.is_none() {
        report.push(CniProblemKind::BadMode, "mode", "must name the mode of the bond, such as `active-backup`");
    }
    report.one_of(CniProblemKind::BadMode, "mode", MODES);
    if plugin.text("miimon").is_none_or(|text| text.parse::<i64>().is_err()) {
        let found = plugin.text("miimon").map(|text| format!(", found {}", quoted(text))).unwrap_or_default();
        report.push(CniProblemKind::BadValue, "miimon", &format!("must be a number of milliseconds in quotes{found}"));
    }
    let links = plugin.list("links").unwrap_or_default();
    let names = links.iter().filter(|link| link.get("name").and_then(Node::as_text).is_some()).count();
    if names < links.len() || names < 2 {
        report.push(
            CniProblemKind::BadValue,
            "links",
            &format!("must list two or more links by name, found `{names}`"),
        );
    }
    report.between(CniProblemKind::BadValue, "failOverMac", 0, 2);
    report.between(CniProblemKind::BadValue, "allSlavesActive", 0, 1);
    report.between(CniProblemKind::BadValue, "tlbDynamicLb", 0, 1);
    if plugin.int("tlbDynamicLb").is_some() && !matches!(mode, Some("balance-tlb" | "balance-alb")) {
        let text = "needs the mode `balance-tlb` or `balance-alb`";
        report.push(CniProblemKind::Conflict, "tlbDynamicLb", text);
    }
    report.one_of(CniProblemKind::BadValue, "xmitHashPolicy", HASH_POLICIES);
    if plugin.ipam_type() == "bond" {
        report.push(CniProblemKind::IpamNotAllowed, ["ipam", "type"], "must not be `bond`");
    }
}

#[cfg(test)]
mod tests {
    use super::super::PluginContext;
    use super::super::tests::found;

    fn problems(members: &str) -> Vec<String> {
        found(&format!(r#"{{"type":"bond",{members}}}"#), &PluginContext::default())
    }

    const LINKS: &str = r#""miimon":"100","links":[{"name":"net1"},{"name":"net2"}]"#;

    #[test]
    fn takes_a_known_mode_two_links_and_a_monitor_interval() {
        assert_eq!(problems(&format!(r#""mode":"active-backup",{LINKS}"#)), [""; 0]);
        assert_eq!(problems(r#""mtu":1"#), ["bad-mode mode", "bad-value miimon", "bad-value links"]);
        assert_eq!(
            problems(r#""mode":"lacp","miimon":"fast","links":[{"name":"net1"},{}]"#),
            ["bad-mode mode", "bad-value miimon", "bad-value links"]
        );
    }

    #[test]
    fn load_balancing_options_need_a_load_balancing_mode() {
        assert_eq!(problems(&format!(r#""mode":"balance-alb","tlbDynamicLb":1,{LINKS}"#)), [""; 0]);
        assert_eq!(problems(&format!(r#""mode":"802.3ad","tlbDynamicLb":1,{LINKS}"#)), ["conflict tlbDynamicLb"]);
    }

    #[test]
    fn options_are_those_of_the_linux_driver() {
        assert_eq!(
            problems(&format!(
                r#""mode":"802.3ad","failOverMac":3,"allSlavesActive":2,"xmitHashPolicy":"l3","ipam":{{"type":"bond"}},{LINKS}"#
            )),
            [
                "bad-value failOverMac",
                "bad-value allSlavesActive",
                "bad-value xmitHashPolicy",
                "ipam-not-allowed ipam.type"
            ]
        );
    }
}
