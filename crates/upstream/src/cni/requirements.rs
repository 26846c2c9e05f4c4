//! What each plugin demands of its own configuration.
//!
//! | plugin | `ipam` | demands |
//! |---|---|---|
//! | macvlan | optional | `mode`: bridge, private, vepa, passthru or empty; `mtu` not negative |
//! | ipvlan | required, unless chained | `mode`: l2, l3, l3s or empty |
//! | vlan | required | `master`; `vlanId` 0 to 4094; `mtu` not negative |
//! | bridge | optional | `vlan` 0 to 4094; `vlanTrunk`; not both hairpin and promiscuous mode; no `ipam` without interface |
//! | ptp, dummy | required | |
//! | host-device | optional | a device, or a device plugin that injects one |
//! | tap, loopback | optional | |
//! | sriov, ib-sriov | optional, ib-sriov without dhcp | a device id, or a device plugin that injects one; VLAN keys; link state |
//! | ovs | optional | a bridge, a device id or an OVN port; `trunk` |
//! | bond | not bond | `mode`, `miimon`, two `links`, options of the Linux driver |
//! | ovn-k8s-cni-overlay | none | `topology`, `netAttachDefName` of the NAD itself |
//!
//! Sources are named at the keys in `fields`. Of an unknown plugin nothing is demanded.

use super::{CniProblem, CniProblemKind, CniProblems, Plugin, Stage};
use crate::go_json::{Mismatches, check_members};
use crate::text::{either, quoted};
use ceph_multus_json::Path;

mod bond;
mod device;
mod layer2;
mod ovn;
mod vlan;

/// What a plugin's demands depend on besides its configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PluginContext<'s> {
    /// The namespace of the NAD.
    pub namespace: &'s str,
    /// Its name.
    pub name: &'s str,
    /// The text of the whole configuration.
    pub config: &'s str,
    /// Whether the NAD names a resource whose device Multus puts into the configuration
    /// (`k8s.v1.cni.cncf.io/resourceName`).
    pub device_injected: bool,
}

/// Everything that the plugin rejects, see [`add_plugin_problems`].
pub fn plugin_problems(plugin: &Plugin<'_>, context: &PluginContext<'_>) -> Vec<CniProblem> {
    let mut problems = CniProblems::default();
    add_plugin_problems(plugin, context, &mut problems);
    problems.into_items()
}

/// Adds everything that the plugin rejects in its own configuration, with paths from the top of the whole configuration.
/// Not among it is what only a node can tell, such as whether `master` exists.
pub fn add_plugin_problems(plugin: &Plugin<'_>, context: &PluginContext<'_>, problems: &mut CniProblems) {
    if plugin.members().is_empty() {
        return;
    }
    let mut mismatches = Mismatches::default();
    check_members(&plugin.members(), plugin.fields(), &plugin.path(), &mut mismatches);
    for mismatch in mismatches.into_items() {
        let problem = CniProblem::of_type(Stage::Plugin, mismatch, context.config);
        problems.take(&{ problem.kind }, problem);
    }
    let mut report = Report { plugin, problems };
    match plugin.kind() {
        "macvlan" => layer2::macvlan(&mut report),
        "ipvlan" => layer2::ipvlan(&mut report),
        "vlan" => layer2::vlan(&mut report),
        "bridge" => layer2::bridge(&mut report),
        "ptp" | "dummy" => report.require_ipam(),
        "host-device" => device::host_device(&mut report, context),
        "sriov" => device::sriov(&mut report, context),
        "ib-sriov" => device::ib_sriov(&mut report, context),
        "ovs" => layer2::ovs(&mut report, context),
        "bond" => bond::bond(&mut report),
        "ovn-k8s-cni-overlay" => ovn::ovn(&mut report, context),
        _ => {}
    }
}

/// The problems of one plugin as they are found.
struct Report<'p, 'c> {
    plugin: &'p Plugin<'c>,
    problems: &'p mut CniProblems,
}

impl Report<'_, '_> {
    fn push(&mut self, kind: CniProblemKind, key: impl Into<Path>, text: &str) {
        self.push_with(kind, key, &|| text.to_owned());
    }

    /// The same with a text that is not made where there is enough of the kind.
    fn push_with(&mut self, kind: CniProblemKind, key: impl Into<Path>, text: &dyn Fn() -> String) {
        let plugin = self.plugin;
        self.problems.push(&kind, || CniProblem::new(Stage::Plugin, kind, plugin.path_of(key), text()));
    }

    /// A text that the plugin knows, or none.
    fn one_of(&mut self, kind: CniProblemKind, key: &'static str, known: &[&str]) {
        if let Some(text) = self.plugin.text(key).filter(|text| !known.contains(text)) {
            self.push_with(kind, key, &|| format!("must be {}, found {}", either(known), quoted(text)));
        }
    }

    /// A number in these bounds, or none.
    fn between(&mut self, kind: CniProblemKind, key: &'static str, lowest: i64, highest: i64) {
        if let Some(value) = self.plugin.int(key).filter(|value| !(lowest..=highest).contains(value)) {
            self.push_with(kind, key, &|| format!("must be from {lowest} to {highest}, found `{value}`"));
        }
    }

    fn mtu(&mut self) {
        if let Some(value) = self.plugin.int("mtu").filter(|value| *value < 0) {
            self.push_with(CniProblemKind::BadMtu, "mtu", &|| format!("must not be negative, found `{value}`"));
        }
    }

    fn require_ipam(&mut self) {
        if self.plugin.ipam_type().is_empty() {
            let kind = self.plugin.kind();
            self.push_with(CniProblemKind::IpamRequired, ["ipam", "type"], &|| {
                format!("must be set, because {kind} needs addresses")
            });
        }
    }

    /// Whether `ipam` has any key.
    fn has_ipam(&self) -> bool {
        let ipam = self.plugin.ipam().and_then(|ipam| ipam.as_map());
        ipam.is_some_and(|ipam| !ipam.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cni::CniConfig;
    use ceph_multus_json::Arena;

    /// Kind and path of every problem of the last plugin.
    pub(super) fn found(config: &str, context: &PluginContext<'_>) -> Vec<String> {
        let arena = Arena::new();
        let config = CniConfig::read(config, "net", &arena);
        let plugin = config.plugins().pop().unwrap();
        let problems = plugin_problems(&plugin, context);
        problems.iter().map(|problem| format!("{} {}", problem.kind.as_str(), problem.path)).collect()
    }

    #[test]
    fn all_problems_of_a_plugin_are_listed() {
        let text = r#"{"type":"vlan","vlanId":"5","mtu":-1,"ipam":{}}"#;
        assert_eq!(
            found(text, &PluginContext::default()),
            ["bad-field-type vlanId", "master-required master", "bad-mtu mtu", "ipam-required ipam.type"]
        );
    }

    #[test]
    fn paths_start_at_the_top_of_a_chain() {
        let text = r#"{"plugins":[{"type":"tuning"},{"type":"macvlan","mode":"Bridge"}]}"#;
        let arena = Arena::new();
        let config = CniConfig::read(text, "net", &arena);
        let problems = plugin_problems(&config.plugins()[1], &PluginContext::default());
        assert_eq!(problems[0].path.to_string(), "plugins[1].mode");
        assert_eq!(problems[0].text, "must be `bridge`, `private`, `vepa` or `passthru`, found `Bridge`");
    }

    #[test]
    fn nothing_is_demanded_of_an_unknown_plugin() {
        assert_eq!(found(r#"{"type":"my-cni","mtu":"x","mode":5}"#, &PluginContext::default()), [""; 0]);
    }

    #[test]
    fn point_to_point_and_dummy_links_need_addresses() {
        for kind in ["ptp", "dummy", "vlan", "ipvlan"] {
            let text = format!(r#"{{"type":"{kind}","master":"eth0","ipam":{{"range":"10.0.0.0/24"}}}}"#);
            assert_eq!(found(&text, &PluginContext::default()), ["ipam-required ipam.type"], "{kind}");
        }
        for kind in ["macvlan", "bridge", "tap", "loopback"] {
            assert_eq!(found(&format!(r#"{{"type":"{kind}"}}"#), &PluginContext::default()), [""; 0], "{kind}");
        }
    }
}
