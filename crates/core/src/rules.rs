//! The rules: one file and one page each, and their table.

use crate::edit::path_text;
use crate::object::NETWORKS_ANNOTATION;
use crate::rule::Rule;

macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every rule, by id.
        pub static ALL: &[&Rule] = &[$(&$module::RULE),*];

        /// Every rule's page, by the name of its file. Not in the module that ships: nothing there refers to it.
        pub static PAGES: &[(&str, &str)] =
            &[$((stringify!($module), include_str!(concat!("rules/", stringify!($module), ".md")))),*];
    };
}

rules! {
    annotation_misplaced,
    annotation_unparsable,
    attachment_missing,
    attachment_not_allowed,
    attachment_pins_address,
    attachment_repeated,
    chained_ipam,
    cluster_selector_implicit,
    cni_master_invalid,
    cni_master_missing,
    cni_master_not_allowed,
    cni_mode_invalid,
    cni_type_missing,
    cni_type_unfit,
    cni_version_unsupported,
    csi_attachment_missing,
    csi_attachment_not_allowed,
    daemon_host_network,
    field_malformed,
    host_network,
    host_network_attachment,
    host_network_conflict,
    interface_type_not_allowed,
    ipam_missing,
    ipam_type_not_allowed,
    nad_config_invalid,
    nad_config_missing,
    nad_name_dotted,
    network_name_invalid,
    odf_network_unsupported,
    plugin_config_invalid,
    pod_host_network,
    provider_unknown,
    selector_pins_address,
    selector_unknown_key,
    selector_unparsable,
    selector_without_namespace,
    selectors_ignored,
    selectors_missing,
    selectors_overridden,
}

/// The rule of an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

/// The member that attaches a pod to networks.
const NETWORKS_PATH: &[&str] = &["metadata", "annotations", NETWORKS_ANNOTATION];

/// The path of an annotation, as findings write it.
fn annotation_path(key: &str) -> String {
    path_text(["metadata", "annotations", key].into_iter())
}
