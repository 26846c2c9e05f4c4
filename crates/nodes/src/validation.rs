//! The configuration of `rook multus validation run` (rook/rook: pkg/daemon/multus/config.go). The tool has no defaults for
//! what a file leaves out, takes networks in their short form alone, and reads keys by their exact names.

mod node_type;

use ceph_multus_core::facts::ceph_cluster::CephNetwork;
use ceph_multus_core::report::text::quoted as shown;
use ceph_multus_manifests::{ClusterPlan, Document, NetworkPlan, ReadError, SettingsText, plan, without_ceph_cluster};
use ceph_multus_upstream::NamespacedName;
use serde_json::Value;

use crate::site::Site;
use crate::value::{text, yaml};
use node_type::{Facts, NodeType};

/// What the file is for, as far as the input does not tell.
#[derive(Debug)]
pub struct Choice<'w> {
    /// The CephCluster, as `namespace/name`; without it the only one that has Multus networks.
    pub cluster: Option<&'w str>,
    /// The OSDs of the node that has most.
    pub osds_per_node: Option<u64>,
    /// The image of the web server and its clients.
    pub nginx_image: &'w str,
}

/// The file for one CephCluster, with what a run of it takes in comments.
///
/// # Errors
/// A line for each reason: what cannot be read, no CephCluster or several, numbers that nothing tells.
pub fn config(
    documents: &[Document],
    settings: &SettingsText,
    namespace: &str,
    choice: &Choice<'_>,
) -> Result<String, Vec<String>> {
    let lines = |errors: Vec<ReadError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    let plans = plan(documents, settings, namespace).map_err(lines)?;
    if let Some(problem) = without_ceph_cluster(documents).filter(|_| plans.is_empty()) {
        return Err(vec![problem]);
    }
    let plan = chosen(&plans, choice)?;
    let site = Site::read(documents, settings, namespace).map_err(lines)?;
    let settings: Value = serde_json::from_str(settings.json()).unwrap_or_default();
    let cluster = object(documents, &settings, namespace, &plan.cluster);
    let number = |key: &str| settings.get(key).and_then(Value::as_u64);
    let facts = Facts {
        cluster: &cluster,
        plan,
        site: &site,
        nodes: number("nodes"),
        osds: number("osds"),
        osds_per_node: choice.osds_per_node,
    };
    let types = facts.node_types()?;
    let operator = operator_elsewhere(documents, &settings, namespace, &plan.cluster.namespace);
    Ok(file(plan, &types, choice.nginx_image, operator.as_deref()))
}

fn chosen<'p>(plans: &'p [ClusterPlan], choice: &Choice<'_>) -> Result<&'p ClusterPlan, Vec<String>> {
    let mut fit = plans.iter().filter(|plan| {
        !plan.networks.is_empty() && choice.cluster.is_none_or(|wanted| wanted == plan.cluster.to_string())
    });
    match (fit.next(), fit.next(), choice.cluster) {
        (Some(plan), None, _) => Ok(plan),
        (Some(_), Some(_), _) => {
            let names: Vec<String> = plans.iter().map(|plan| plan.cluster.to_string()).collect();
            Err(vec![format!("several CephClusters; choose one with `--cluster`: {}", names.join(", "))])
        }
        (None, _, Some(wanted)) => Err(vec![format!("no CephCluster {} with Multus networks", shown(wanted))]),
        (None, ..) => Err(vec![String::from("no CephCluster with Multus networks")]),
    }
}

/// The CephCluster with every field: of the manifests, or of the inventory.
fn object(documents: &[Document], settings: &Value, namespace: &str, name: &NamespacedName) -> Value {
    let is_it = |value: &Value| {
        let called =
            NamespacedName { namespace: own_namespace(value, namespace), name: text(value, &["metadata", "name"]) };
        called == name.borrowed()
    };
    objects(documents, settings, "CephCluster").find(is_it).unwrap_or_default()
}

/// The namespace of Rook's operator, if it is known and not `wanted`.
fn operator_elsewhere(documents: &[Document], settings: &Value, namespace: &str, wanted: &str) -> Option<String> {
    let is_operator =
        |value: &Value| text(value, &["spec", "template", "metadata", "labels", "app"]) == "rook-ceph-operator";
    let operators = objects(documents, settings, "Deployment").filter(is_operator);
    let mut namespaces: Vec<String> = operators.map(|value| own_namespace(&value, namespace).to_owned()).collect();
    if namespaces.iter().any(|one| one == wanted) { None } else { namespaces.pop() }
}

/// The objects of a kind: of the manifests, then of the inventory.
fn objects(documents: &[Document], settings: &Value, kind: &'static str) -> impl Iterator<Item = Value> {
    let manifests = documents.iter().filter(move |one| one.kind() == kind);
    let manifests = manifests.map(|one| serde_json::from_str::<Value>(one.json()).unwrap_or_default());
    let inventory = crate::value::list(settings, &["inventory"]).iter().cloned();
    manifests.chain(inventory).filter(move |value| text(value, &["kind"]) == kind)
}

fn own_namespace<'v>(value: &'v Value, namespace: &'v str) -> &'v str {
    let own = text(value, &["metadata", "namespace"]);
    if own.is_empty() { namespace } else { own }
}

fn file(plan: &ClusterPlan, types: &[NodeType], image: &str, operator: Option<&str>) -> String {
    let of = |wanted: CephNetwork| plan.networks.iter().find(|network| network.networks.contains(&wanted));
    let [public, cluster] = CephNetwork::ALL.map(of);
    let name =
        |network: Option<&NetworkPlan>| yaml(&network.map(|network| network.nad.to_string()).unwrap_or_default());
    let mut out = format!(
        "# For `rook multus validation run --config FILE`, of Rook v1.14.9 and newer. CephCluster {}.\n",
        plan.cluster.shown()
    );
    for line in taken(types, public, cluster) {
        out.push_str(&format!("# {line}\n"));
    }
    if cluster.is_some() {
        out.push_str(&format!(
            "# If the policies are in protect mode, set `validationNamespaces` to [{}] for the run.\n",
            yaml(&plan.cluster.namespace)
        ));
    }
    // Every pod runs as this account, which must be in the namespace (rook/rook: pkg/daemon/multus/templates.go). The one of
    // the operator is where the operator is, the other one where a CephCluster is (deploy/examples/common.yaml).
    let account = match operator {
        Some(namespace) => {
            out.push_str(&format!("# The account `rook-ceph-system` is in {}, with the operator.\n", shown(namespace)));
            "rook-ceph-default"
        }
        None => "rook-ceph-system",
    };
    out.push_str(&format!(
        "namespace: {}\nserviceAccountName: \"{account}\"\npublicNetwork: {}\nclusterNetwork: {}\nresourceTimeout: \
         \"3m0s\"\nflakyThreshold: \"30s\"\nhostCheckOnly: false\nnginxImage: {}\nnodeTypes:\n",
        yaml(&plan.cluster.namespace),
        name(public),
        name(cluster),
        yaml(image),
    ));
    types.iter().for_each(|one| out.push_str(&one.yaml()));
    out
}

/// How many addresses a run takes at its peak, and whether they are free.
fn taken(types: &[NodeType], public: Option<&NetworkPlan>, cluster: Option<&NetworkPlan>) -> Vec<String> {
    let mut lines = Vec::new();
    let is_one = public.zip(cluster).is_some_and(|(one, other)| std::ptr::eq(one, other));
    let per_node: [fn(&NodeType) -> u64; 2] = [|one| one.osds.saturating_add(one.others), |one| one.osds];
    let mut sums: Vec<(&str, &NetworkPlan, Option<u64>, String)> = Vec::new();
    for ((name, network), each) in [("public", public), ("cluster", cluster)].into_iter().zip(per_node) {
        let Some(network) = network else { continue };
        let types: Vec<(&NodeType, u64)> =
            types.iter().map(|one| (one, each(one))).filter(|(_, each)| *each > 0).collect();
        let sum =
            types.iter().try_fold(1_u64, |sum, (one, each)| Some(sum.saturating_add(one.nodes?.saturating_mul(*each))));
        let needed = match sum {
            Some(sum) => {
                let terms = types.iter().map(|(one, each)| format!(" + {} x {each}", one.nodes.unwrap_or_default()));
                format!("1{} = {sum} addresses", terms.collect::<String>())
            }
            None => format!("1 address{}", types.iter().map(|(one, each)| of_type(one, *each)).collect::<String>()),
        };
        sums.push((name, network, sum, needed));
    }
    for (name, network, sum, needed) in &sums {
        lines.push(format!("At its peak, a run needs from the {name} network: {needed}."));
        // Of one NAD both sums are taken.
        let taken = if is_one {
            sums.iter().try_fold(0_u64, |all, (_, _, sum, _)| Some(all.saturating_add((*sum)?)))
        } else {
            *sum
        };
        let steady = u128::from(network.demand.steady.upper());
        if let (Some(taken), Some(addresses), true) = (taken, network.addresses(), !is_one || *name == "public") {
            let free = addresses.saturating_sub(steady);
            let verdict = if u128::from(taken) <= free {
                "enough"
            } else {
                "NOT enough: run it before you create the cluster, or lower the numbers"
            };
            lines.push(format!(
                "{} has {addresses}, of which Ceph needs {steady}: {free} are free for {taken}, {verdict}.",
                network.nad.shown()
            ));
        }
    }
    if sums.iter().any(|(_, _, sum, _)| sum.is_none()) {
        lines.push(String::from(
            "The number of nodes is not known: add the Node objects (`kubectl get nodes -o yaml`).",
        ));
    }
    lines
}

/// The addresses for the nodes of a type, to be added to others.
fn of_type(one: &NodeType, each: u64) -> String {
    match one.nodes {
        Some(nodes) => format!(" + {nodes} x {each} for {}", one.name),
        None => format!(" + {each} for each of the {}", one.name),
    }
}
