//! The rules: one file and one page each, and their table.

use crate::facts::nad::{IpamSection, config_path};
use crate::facts::object::{DEFAULT_NETWORK_ANNOTATION, NETWORKS_ANNOTATION};
use crate::facts::pod::Pod;
use crate::report::finding::Findings;
use crate::report::text::quoted;
use crate::review::rule::Rule;
use crate::upstream::cni::CniProblem;
use crate::upstream::selection::NetworkSelection;
use crate::upstream::whereabouts::{IpamProblem, IpamProblemKind};

macro_rules! rules {
    (@warns $module:ident warn) => { &$module::RULE };
    ($($module:ident $(or $also:ident)?),* $(,)?) => {
        $(mod $module;)*

        /// Every rule, by id.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];

        /// The ids of all rules, as the settings name them. A table of its own: who only reads settings needs no rule.
        pub static IDS: &[&str] = &[$($module::RULE.id),*];

        /// The id of a rule, for code that speaks of one.
        pub mod id {
            #![allow(non_upper_case_globals, reason = "they are called what the files of the rules are called")]

            $(
                #[doc = concat!("That of `rules/", stringify!($module), ".rs`.")]
                pub const $module: &str = super::$module::RULE.id;
            )*
        }

        /// What each of them finds wrong, in a few words, in the order of the ids. Not in the module that ships, either.
        static SUMMARIES: &[&str] = &[$($module::SUMMARY),*];

        /// The rules that deny, and for some of what they find only warn: `Findings::caution`.
        pub static WARN_TOO: &[&Rule] = &[$($(rules!(@warns $module $also),)?)*];

        /// Every rule's page, by the name of its file. Not in the module that ships: nothing there refers to it.
        pub static PAGES: &[(&str, &str)] =
            &[$((stringify!($module), include_str!(concat!("rules/", stringify!($module), ".md")))),*];
    };
}

rules! {
    address_range_invalid,
    address_range_mismatch,
    address_range_misplaced,
    annotation_misplaced,
    annotation_unparsable or warn,
    attachment_missing,
    attachment_not_allowed or warn,
    attachment_pins_address or warn,
    attachment_repeated,
    attachment_unknown,
    ceph_network_copied or warn,
    chained_ipam,
    cluster_selector_implicit,
    cni_master_invalid or warn,
    cni_master_missing,
    cni_master_not_allowed,
    cni_mode_invalid,
    cni_type_missing,
    cni_type_unfit,
    cni_version_unsupported,
    csi_attachment_missing,
    csi_attachment_not_allowed,
    daemon_host_network,
    daemon_impersonated or warn,
    default_network_override or warn,
    default_route,
    device_not_requested,
    endpoint_assignable,
    exclude_invalid or warn,
    field_malformed,
    foreign_attachment,
    foreign_public_attachment,
    gateway_assignable,
    gateway_invalid or warn,
    host_network,
    host_network_attachment,
    host_network_conflict,
    interface_clash,
    interface_name_invalid,
    interface_type_not_allowed,
    inventory_drift,
    ip_family_mismatch or warn,
    ipam_config_invalid,
    ipam_misplaced,
    ipam_missing or warn,
    ipam_type_not_allowed,
    ipam_unknown_key,
    leader_timing_invalid or warn,
    master_conflict,
    monitor_window_invalid or warn,
    multi_cluster_service,
    nad_config_invalid,
    nad_config_missing,
    nad_in_use,
    nad_name_dotted,
    nad_refused_by_webhook,
    network_changed,
    network_name_invalid,
    network_option_set,
    network_too_small or warn,
    networks_overlap or warn,
    node_range_overlap,
    node_route_missing,
    node_slice_invalid or warn,
    odf_network_unsupported,
    operator_setting_unfit,
    overlap_check_disabled,
    plugin_config_invalid,
    pod_host_network,
    pool_collision or warn,
    provider_changed or warn,
    provider_unknown,
    range_bounds_ignored,
    range_changed,
    range_exhausted,
    range_host_bits,
    range_invalid,
    range_missing,
    range_not_storable,
    ranges_overlap,
    route_invalid or warn,
    selector_foreign_namespace or warn,
    selector_interface_clash,
    selector_key_dropped,
    selector_pins_address,
    selector_unknown_key or warn,
    selector_unknown_network or warn,
    selector_unparsable,
    selector_without_namespace,
    selectors_ignored,
    selectors_missing,
    selectors_overridden or warn,
    static_addresses,
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// What the rule of an id finds wrong, in a few words; empty if there is none.
pub fn summary(id: &str) -> &'static str {
    IDS.iter().zip(SUMMARIES).find(|(known, _)| **known == id).map(|(_, summary)| *summary).unwrap_or_default()
}

/// Every rule with the name of its file and its page.
pub fn pages() -> impl Iterator<Item = (&'static Rule, &'static str, &'static str)> {
    ALL.iter().zip(PAGES).map(|(rule, (file, page))| (*rule, *file, *page))
}

/// What stands over an example of a page, by what stands behind its fence: a reader sees no fences.
pub fn caption(fence: &str) -> Option<&'static str> {
    match fence.strip_prefix("yaml")?.trim() {
        "settings" => Some("With the settings:"),
        "old" => Some("What was there before:"),
        outcome if outcome.starts_with("accept") => Some("Accepted:"),
        outcome if outcome.starts_with("warn") => Some("Accepted with a warning:"),
        outcome if outcome.starts_with("mutate") => Some("Mutated:"),
        outcome if outcome.starts_with("reject") => Some("Rejected:"),
        _ => None,
    }
}

/// The keys to an annotation of a pod.
type AnnotationPath = [&'static str; 3];

/// The path of the annotation that names a pod's networks.
const NETWORKS_PATH: AnnotationPath = ["metadata", "annotations", NETWORKS_ANNOTATION];

/// The path of the annotation that replaces a pod's default network.
const DEFAULT_NETWORK_PATH: AnnotationPath = ["metadata", "annotations", DEFAULT_NETWORK_ANNOTATION];

/// Reports a problem of a CNI configuration, and counts those like it that were not kept.
fn report_cni(problem: &CniProblem, help: &str, findings: &mut Findings<'_>) {
    if problem.kind.is_unreadable() {
        findings.unreadable();
    }
    findings.report(config_path(&problem.path), &problem.text, help);
    findings.count(problem.more);
}

/// The same for a problem of the `ipam` of `section`.
fn report_ipam(section: &IpamSection<'_>, problem: &IpamProblem, help: &str, findings: &mut Findings<'_>) {
    if problem.kind == IpamProblemKind::ConfigJson {
        findings.unreadable();
    }
    findings.report(section.path_of(&problem.path), &problem.text, help);
    findings.count(problem.more);
}

/// What helps where Multus keeps the network that `selection` names from pods of `namespace`, and what to say of it.
fn isolation(selection: &NetworkSelection, namespace: &str) -> (String, String) {
    let [own, theirs] = [namespace, &selection.nad.namespace].map(quoted);
    let help = format!("use a NAD in {own}, or add {theirs} to Multus' `globalNamespaces` and to `namespaceIsolation`");
    (format!(", which pods of {own} may not use"), help)
}

/// The networks that a pod asks for in either annotation, whoever reads it, each list with the path of its annotation.
fn asked_for<'p>(pod: &'p Pod<'_>) -> impl Iterator<Item = (AnnotationPath, &'p NetworkSelection)> {
    let networks = pod.attachments().iter().chain(&pod.dynamic_networks).map(|network| (NETWORKS_PATH, network));
    networks.chain(pod.default_networks().iter().map(|network| (DEFAULT_NETWORK_PATH, network)))
}
