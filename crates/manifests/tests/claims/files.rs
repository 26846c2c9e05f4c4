//! The files of `tests/fixtures/upstream`: a test for each entry of its table.
//!
//! `UPDATE=1 cargo test --workspace --test claims files` writes what is found; read the diff.

use std::fs;
use std::path::{Path, PathBuf};

use super::support::lines_with;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/upstream")
}

fn read(name: &str) -> String {
    let path = folder().join(format!("{name}.yaml"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An entry of the table: a name, the files of the manifests and of the settings, and below it what is found.
struct Entry {
    name: String,
    manifests: String,
    settings: Option<String>,
    expected: String,
}

fn table() -> Vec<Entry> {
    let text = fs::read_to_string(folder().join("expect.txt")).expect("the table");
    let mut entries: Vec<Entry> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(finding) = line.strip_prefix("  ") {
            let entry = entries.last_mut().expect("an entry before its findings");
            entry.expected.push_str(&format!("{finding}\n"));
        } else {
            let words: Vec<&str> = line.split(' ').collect();
            let (name, manifests) = (words[0].to_owned(), words[1].to_owned());
            let settings = words.get(2).map(|name| (*name).to_owned());
            entries.push(Entry { name, manifests, settings, expected: String::new() });
        }
    }
    entries
}

fn found(entry: &Entry) -> String {
    let settings = entry.settings.as_deref().map(read).unwrap_or_default();
    lines_with(&read(&entry.manifests), &settings).iter().map(|line| format!("{line}\n")).collect()
}

fn check(name: &str) {
    let entries = table();
    let entry = entries.iter().find(|entry| entry.name == name).expect("an entry of the table");
    assert_eq!(found(entry), entry.expected);
}

macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn every_entry_of_the_table_is_a_test() {
            let names: Vec<String> = table().into_iter().map(|entry| entry.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

tests! {
    an_ipv6_public_network_is_nothing_to_talk_about,
    an_ipv6_cluster_network_is_nothing_to_talk_about,
    a_dual_stack_network_is_nothing_to_talk_about,
    a_mgr_on_the_host_is_at_most_a_warning,
    csi_controllers_of_two_clusters_need_both_public_networks,
    two_clusters_on_one_nad_are_added_up,
    a_storagecluster_on_the_host_beside_multus_is_rejected,
    selectors_that_odf_cannot_read_are_warnings,
    an_arbiter_without_a_storage_nic_is_fine,
    csi_addons_needs_no_network,
    gateways_of_an_external_cluster_take_addresses,
    selectors_of_an_external_cluster_act,
    two_nads_of_one_pool_are_one_warning,
    two_dual_stack_nads_of_the_same_pools_are_one_warning,
    a_cidr_is_no_network,
    an_interface_is_no_network,
    kube_ovn_assigns_addresses_as_ipam,
    kube_ovn_assigns_addresses_itself,
    a_route_with_host_bits_is_rejected,
    a_route_by_a_gateway_out_of_reach_is_rejected,
    a_range_whose_host_bits_hide_its_beginning_shows_it,
    a_route_to_the_network_itself_is_fine,
    two_nads_of_one_small_pool_are_added_up,
    two_windows_of_one_small_pool_are_added_up,
    one_nad_for_both_networks_counts_each_osd_twice,
    one_nad_for_both_networks_counts_each_osd_once_where_pods_are_mutated,
    selectors_under_network_are_reported_without_a_provider,
    daemons_request_the_devices_of_their_sriov_network,
    daemons_request_the_devices_by_their_name,
    networks_in_rook_config_override_are_reported,
    networks_in_ceph_config_are_reported,
    an_enforced_host_network_beside_multus_is_reported,
    whereabouts_of_the_node_s_own_file_stays_as_it_was,
    a_public_network_without_namespace_is_one_finding,
    several_mistakes_are_reported_at_once,
    one_dhcp_nad_is_one_error,
}

#[test]
fn every_file_is_in_the_table() {
    let entries = table();
    let named =
        |name: &str| entries.iter().any(|entry| entry.manifests == name || entry.settings.as_deref() == Some(name));
    for file in fs::read_dir(folder()).expect("the folder") {
        let path = file.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(name == "expect" || named(&name), "{name}");
    }
    if std::env::var_os("UPDATE").is_some() {
        let mut text = String::from(HEAD);
        for entry in &entries {
            let settings = entry.settings.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            text.push_str(&format!("{} {}{settings}\n", entry.name, entry.manifests));
            found(entry).lines().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        fs::write(folder().join("expect.txt"), text).expect("the table can be written");
    }
}

const HEAD: &str =
    "# A name, the file of the manifests, that of the settings if there is one; below it all that is found.\n";
