//! Workloads of Ceph pods.

use serde_json::{Value, json};

use super::support::{NETWORKS, PUBLIC, deployment, fixture, verdict, words, world};

#[test]
fn a_workload_is_evaluated_through_its_template_and_never_changed() {
    let reported = |networks: &str| verdict(&deployment("rook-ceph-mds", &json!(networks)), &world(&[]));
    let path = format!("spec.template.metadata.annotations[{NETWORKS}]");
    assert_eq!(
        words(&reported("rook-ceph/public-net,rook-ceph/cluster-net")),
        [format!(
            "deny `{path}`: only OSDs may be attached to the cluster network `rook-ceph/cluster-net`; \
         remove `rook-ceph/cluster-net` [attachment-not-allowed]"
        )]
    );
    assert_eq!(words(&reported("")), [""; 0]);
    assert_eq!(words(&reported("rook-ceph/public-net,rook-ceph/public-net")), [""; 0]);
    assert_eq!(words(&verdict(&deployment("nginx", &json!("a,,b")), &world(&[]))), [""; 0]);
    let mut cron = fixture("cronjob-osd-key-rotation");
    cron["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["annotations"][NETWORKS] = json!("a/b/c");
    let reported = words(&verdict(&cron, &world(&[])));
    let problem = "element 1: `a/b/c` has more than one `/`, expected [namespace/]name[@interface]; use `namespace/name`, or a JSON \
                   list of networks [annotation-unparsable]";
    assert_eq!(
        reported,
        [format!("deny `spec.jobTemplate.spec.template.metadata.annotations[{NETWORKS}]`: {problem}")]
    );
}

#[test]
fn an_annotation_on_the_workload_is_excused_where_rook_or_a_deployment_put_it() {
    let misplaced = |edit: &dyn Fn(&mut Value)| {
        let mut workload = deployment("rook-ceph-tools", &Value::Null);
        workload["metadata"]["annotations"] = json!({NETWORKS: PUBLIC});
        edit(&mut workload);
        words(&verdict(&workload, &world(&[]))).len()
    };
    assert_eq!(misplaced(&|_| {}), 1);
    let created_by = |name: &'static str| {
        move |workload: &mut Value| workload["metadata"]["labels"] = json!({"app.kubernetes.io/created-by": name})
    };
    assert_eq!(misplaced(&created_by("rook-ceph-operator")), 0);
    assert_eq!(misplaced(&created_by("helm")), 1);
    assert_eq!(misplaced(&|workload| workload["kind"] = json!("ReplicaSet")), 0);
    assert_eq!(misplaced(&|workload| workload["kind"] = json!("StatefulSet")), 1);
    let of_core = |workload: &mut Value| {
        workload["apiVersion"] = json!("v1");
        workload["kind"] = json!("ReplicationController");
    };
    assert_eq!(misplaced(&of_core), 1);
    assert_eq!(misplaced(&|workload| workload["metadata"]["labels"] = json!({"rook_cluster": "rook-ceph"})), 0);
    let same = json!({NETWORKS: PUBLIC});
    assert_eq!(misplaced(&|workload| workload["spec"]["template"]["metadata"]["annotations"] = same.clone()), 0);
}
