//! Which addresses the nodes get.

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::host_network::{Tool, Wish, files};
use serde_json::{Value, json};

use crate::support::documents;

/// A CephCluster in `namespace` with its public network, whose pods are on `master`.
pub(crate) fn ceph(namespace: &str, master: &str, ipam: &Value) -> String {
    let mut config = json!({"cniVersion": "0.3.1", "type": "macvlan", "master": master, "ipam": ipam});
    config["ipam"]["type"] = json!("whereabouts");
    let nad = json!({
        "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
        "metadata": {"name": "public-net", "namespace": namespace}, "spec": {"config": config.to_string()},
    });
    let cluster = json!({
        "apiVersion": "ceph.rook.io/v1", "kind": "CephCluster", "metadata": {"name": "ceph", "namespace": namespace},
        "spec": {"network": {"provider": "multus", "selectors": {"public": "public-net"}}},
    });
    format!("{nad}\n{cluster}\n")
}

/// The script of each of `nodes`, without its first line.
pub(crate) fn scripts(text: &str, nodes: &[&str], settings: &str) -> Result<Vec<String>, Vec<String>> {
    let nodes: Vec<String> = nodes.iter().map(|name| (*name).to_owned()).collect();
    let settings = SettingsText::read("settings.yaml", settings).expect("settings");
    let wish = Wish { node_ranges: &[], nodes: &nodes };
    let files = files(&documents(text), &settings, "default", Tool::Iproute2, &wish)?;
    Ok(files.into_iter().map(|file| file.text).collect())
}

/// The lines of each script that set an address.
fn given(text: &str, nodes: &[&str], settings: &str) -> Result<Vec<String>, Vec<String>> {
    let scripts = scripts(text, nodes, settings)?;
    let lines = scripts.iter().flat_map(|script| script.lines()).filter_map(|line| line.strip_prefix("ip addr add "));
    Ok(lines.map(str::to_owned).collect())
}

/// An address of 10.0.0.0/8 on the link would cut the node off from everything else in it.
#[test]
fn what_pods_reach_through_a_gateway_is_no_range_of_the_nodes() {
    let not_known = "`rook-ceph/public-net`: the IPv4 addresses of the nodes are not known; set `--node-range`";
    let of = |ipam: Value, settings: &str| given(&ceph("rook-ceph", "eth1", &ipam), &["w1", "w2"], settings);
    let whole = json!({"range": "192.168.20.0/24", "routes": [{"dst": "10.0.0.0/8", "gw": "192.168.20.1"}]});
    assert_eq!(of(whole.clone(), "{}"), Err(vec![not_known.to_owned()]));
    let stand_in = json!({"range": "192.168.20.0/24", "gateway": "192.168.20.1", "routes": [{"dst": "10.0.0.0/8"}]});
    assert_eq!(of(stand_in, "{}"), Err(vec![not_known.to_owned()]));
    // The part that is kept from pods, and of that not the gateway.
    let mut ipam = whole.clone();
    ipam["exclude"] = json!(["192.168.20.240/28"]);
    ipam["routes"][0]["gw"] = json!("192.168.20.241");
    assert_eq!(
        of(ipam.clone(), "{}"),
        Ok(vec!["192.168.20.242/28 dev public-shim".to_owned(), "192.168.20.243/28 dev public-shim".to_owned()])
    );
    // A route on the link is still one to the nodes.
    ipam["routes"] = json!([{"dst": "10.0.0.0/8", "gw": "192.168.20.1"}, {"dst": "192.168.252.0/22"}]);
    let on_link = ["192.168.252.1/22 dev public-shim".to_owned(), "192.168.252.2/22 dev public-shim".to_owned()];
    assert_eq!(of(ipam, "{}"), Ok(on_link.to_vec()));
    // The settings know better.
    let of_settings = ["10.9.0.1/24 dev public-shim".to_owned(), "10.9.0.2/24 dev public-shim".to_owned()];
    assert_eq!(of(whole, "nodeRanges: [10.9.0.0/24]"), Ok(of_settings.to_vec()));
}
