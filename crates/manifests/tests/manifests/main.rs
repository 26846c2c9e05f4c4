//! Manifests of a whole cluster: checked, planned, turned into settings, and compared to them.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod generators;
mod kustomize;
mod plan;
mod releases;
mod settings;
mod variables;

use std::path::Path;

use ceph_multus_core::facts::kind::group_of;
use ceph_multus_core::json::Arena;
use ceph_multus_core::{Beside, Operation, Request, evaluate, evaluate_beside};
use ceph_multus_manifests::world::Parsed;
use ceph_multus_manifests::{
    Document, Gathering, Nads, OBJECT_REPEATED, Reading, Report, SettingsText, Severity, check, check_files, plan, read,
};

/// The name and the text of every file in a folder of this project.
fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    paths.sort();
    let text = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a text"))
    };
    paths.iter().map(text).collect()
}

/// The manifests of `examples/manifests`, as `change` leaves their text.
fn examples(change: impl Fn(&str) -> String) -> Vec<Document> {
    let texts = texts("examples/manifests");
    texts.iter().flat_map(|(name, text)| read(name, &change(text)).expect("a manifest")).collect()
}

fn settings(text: &str) -> SettingsText {
    SettingsText::read("settings.yaml", text).expect("settings")
}

fn checked(documents: &[Document], settings_text: &str) -> Report {
    check(documents, &settings(settings_text), "default", |_, _| {}).expect("a report")
}

/// The findings of a report, a line each.
fn lines(documents: &[Document], report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for object in &report.objects {
        let source = &documents[object.document].source().name;
        for found in &object.findings {
            let severity = format!("{:?}", found.severity);
            lines.push(format!("{severity} {source}:{} {}: {}", found.position, found.path_text(), found.problem));
        }
    }
    lines
}

#[test]
fn the_examples_are_right() {
    let documents = examples(str::to_owned);
    let report = checked(&documents, "nodeRanges: [192.168.29.0/24]");
    assert_eq!(lines(&documents, &report), [""; 0]);
    assert_eq!(report.objects.len(), 5);
}

#[test]
fn an_object_is_checked_in_the_world_of_all_of_them() {
    let documents = examples(|text| text.replace("192.168.21.0/24", "192.168.20.0/28"));
    assert_eq!(
        lines(&documents, &checked(&documents, "clusterSelector: implicit")),
        [
            "Error cephcluster.yaml:82:16 spec.network.selectors.cluster: `rook-ceph/cluster-net` and the public network `rook-ceph/public-net` both assign `192.168.20.1-192.168.20.14`",
        ]
    );
}

#[test]
fn what_the_policy_mutates_is_reported_and_shown() {
    let documents = examples(|text| text.replace("      cluster: rook-ceph/cluster-net\n", ""));
    let report = checked(&documents, "");
    assert_eq!(
        lines(&documents, &report),
        ["Note cephcluster.yaml:81:5 spec.network.selectors.cluster: `cluster` is not set and defaults to `public`"]
    );
    assert_eq!(report.count(Severity::Note), 1);
    let mutated = report.objects[0].mutated.as_ref().expect("a mutated object");
    assert!(
        mutated.contains(r#""selectors":{"public":"rook-ceph/public-net","cluster":"rook-ceph/public-net"}"#),
        "{mutated}"
    );
}

#[test]
fn two_documents_that_are_one_object_are_reported_with_both_places() {
    let mut documents = examples(str::to_owned);
    documents.extend(read("again.json", documents[3].json()).expect("a manifest"));
    assert_eq!(
        lines(&documents, &checked(&documents, "")),
        ["Error again.json:1:92 metadata.name: the same object as at nad-cluster-net.yaml:5:9"]
    );
    let errors = plan(&documents, &settings(""), "default").expect_err("an object that is set twice");
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["again.json:1:92: the same object as at nad-cluster-net.yaml:5:9; keep one"]
    );
}

#[test]
fn kinds_that_no_rule_reads_and_documents_that_are_no_objects_are_counted() {
    let documents = read("a.yaml", "a: 1\n---\nkind: ConfigMap\napiVersion: v1\n---\n[]\n").expect("yaml");
    let report = checked(&documents, "");
    assert_eq!((report.objects.len(), report.foreign), (0, 2));
    assert_eq!(report.unread.into_iter().collect::<Vec<_>>(), [("v1/ConfigMap".to_owned(), 1)]);
}

#[test]
fn problems_of_the_settings_are_reported_where_they_stand() {
    let text = "kind: ClusterAdmissionPolicy\napiVersion: policies.kubewarden.io/v1\nspec:\n  settings:\n    nodes: x\n    mutat: true\n";
    let errors = check(&[], &settings(text), "default", |_, _| {}).expect_err("wrong settings");
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "settings.yaml:6:12: `mutat`: unknown setting; did you mean `mutate`?",
            "settings.yaml:5:12: `nodes`: `x` is not a valid value; use a whole number from 1 to 100000",
        ]
    );
}

/// A NAD of `namespace`, and a CephCluster that selects it as its cluster network.
fn nad(namespace: &str, name: &str, range: &str) -> String {
    format!(
        "apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: {{name: {name}, namespace: {namespace}}}\n\
         spec: {{config: '{{\"type\": \"macvlan\", \"ipam\": {{\"type\": \"whereabouts\", \"range\": \"{range}\"}}}}'}}\n---\n"
    )
}

fn cluster(cluster_network: &str) -> String {
    format!(
        "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n  network: \
         {{provider: multus, selectors: {{public: public-net, cluster: {cluster_network}}}}}\n---\n"
    )
}

#[test]
fn an_answer_of_the_api_server_that_is_no_object_stops_the_reading() {
    let status = r#"{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "message": "nads is forbidden", "code": 403}"#;
    for text in [status.to_owned(), format!("{}---\n{status}\n", cluster("b"))] {
        let error = read("a.yaml", &text).expect_err("an error of kubectl");
        let place = error.position.expect("a place").line;
        assert_eq!(
            error.to_string(),
            format!(
                "a.yaml:{place}:1: an error of the API server in place of objects: `nads is forbidden`; ask for them once more"
            )
        );
    }
}

/// What can be read in a folder of the fixtures.
fn fixtures(folder: &str) -> Vec<Document> {
    let texts = texts(&format!("tests/fixtures/{folder}"));
    texts.iter().flat_map(|(name, text)| read(name, text).unwrap_or_default()).collect()
}

#[test]
fn objects_that_share_what_is_known_get_the_verdict_that_each_gets_alone() {
    let mut compared = 0;
    for folder in ["issues", "upstream", "manifests"] {
        let documents = fixtures(folder);
        let (arena, text) = (Arena::new(), settings("{}"));
        let parsed = Parsed::read(&documents, &text, &arena).expect("objects");
        let world = parsed.world("default").expect("an inventory");
        let shared = Beside::new(std::iter::empty(), &world.settings.inventory);
        for (index, object) in &world.objects {
            let document = &documents[*index];
            let request = Request {
                group: group_of(document.api_version()),
                kind: document.kind(),
                sub_resource: "",
                name: object.name,
                namespace: object.namespace,
                operation: Operation::Create,
                user: "",
                object: Some(object.node()),
                old_object: None,
            };
            let json = || Some(document.json());
            let alone = evaluate(&request, &world.settings, json).to_json();
            assert_eq!(evaluate_beside(&request, &world.settings, &shared, json).to_json(), alone, "{object}");
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

/// So many documents that they are read and checked in parts.
const MANY: usize = 1200;

#[test]
fn a_long_file_is_read_and_checked_like_a_short_one() {
    let nad = |place: usize| format!("---\n{}", nad(&format!("tenant-{place}"), "net", "192.168.20.0/33"));
    // As many others, of every sort, lie between the first NAD and its copy.
    let sorts = ["---\n# nothing\n", "---\na: [1\n", "---\nkind: Namespace\napiVersion: v1\n", "---\nb: {{ c }}\n"];
    let mut text = String::new();
    for place in 0..MANY {
        text += &nad(place);
        text += sorts[place % sorts.len()];
    }
    text += &nad(0);
    let reading = Reading::of("all.yaml", &text);
    // What cannot be read and what is empty has no number.
    let numbers: Vec<usize> = reading.documents.iter().map(Document::number).collect();
    assert_eq!(numbers, (1..=MANY + MANY / 4 + 1).collect::<Vec<_>>());
    let lines_of = |what: &str| -> Vec<usize> {
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(what));
        lines.map(|(place, _)| place + 1).collect()
    };
    let errors: Vec<usize> = reading.errors.iter().map(|error| error.position.expect("a place").line).collect();
    assert_eq!(errors.len(), MANY / 4);
    assert!(errors.is_sorted());
    let templates: Vec<usize> = reading.templates.iter().map(|template| template.position.line).collect();
    assert_eq!(templates, lines_of("{{ c }}"));
    let report = check_files(&reading.documents, &settings(""), "default", Nads::Ceph, |_, _| {}).expect("a report");
    let at = |rule: &str| -> Vec<usize> {
        let findings = report.objects.iter().flat_map(|object| &object.findings);
        findings.filter(|finding| finding.rule == rule).map(|finding| finding.position.line).collect()
    };
    assert_eq!(at("range-invalid"), lines_of("192.168.20.0/33"));
    assert_eq!(at(OBJECT_REPEATED), lines_of("name: net").last().copied().into_iter().collect::<Vec<_>>());
}

#[test]
fn a_long_list_is_read_like_a_short_one_whatever_its_elements_need() {
    let nad = |place: usize| {
        format!(
            "- apiVersion: k8s.cni.cncf.io/v1\n  kind: NetworkAttachmentDefinition\n  metadata: {{name: net, namespace: n{place}}}\n  spec:\n    config: '{{\"type\": \"x\"}}'\n"
        )
    };
    let sorts = [
        "- kind: Namespace\n  apiVersion: v1\n",
        "- {apiVersion: v1, kind: Pod, metadata: &m {name: a}, spec: *m}\n",
        "- kind: PodList\n  apiVersion: v1\n  items:\n  - kind: Pod\n    apiVersion: v1\n    spec: \"\\n\"\n  - {}\n",
        "-\n  # one\n  kind: Pod\n  apiVersion: v1\n  spec: !!str 1\n",
    ];
    let list = |elements: usize| {
        let mut text = String::from("# first\n---\napiVersion: v1\nitems:\n");
        for place in 0..elements {
            text += &nad(place);
            text += sorts[place % sorts.len()];
        }
        text + "kind: List\nmetadata: {}\n---\nkind: Pod\napiVersion: v1\n"
    };
    let said = |text: &str| -> Vec<(usize, usize, String)> {
        let documents = read("list.yaml", text).expect("objects");
        let said = |one: &Document| (one.number(), one.start().line, one.json().to_owned());
        documents.iter().map(said).collect()
    };
    let long = said(&list(MANY));
    assert_eq!(long.len(), MANY * 9 / 4 + 1);
    assert_eq!(
        long.last(),
        Some(&(2, list(MANY).lines().count() - 1, String::from(r#"{"kind":"Pod","apiVersion":"v1"}"#)))
    );
    let short = said(&list(8));
    assert_eq!(long[..18], short[..18]);
    let expected = [
        (
            1,
            5,
            r#"{"apiVersion":"k8s.cni.cncf.io/v1","kind":"NetworkAttachmentDefinition","metadata":{"name":"net","namespace":"n0"},"spec":{"config":"{\"type\": \"x\"}"}}"#,
        ),
        (1, 10, r#"{"kind":"Namespace","apiVersion":"v1"}"#),
    ];
    assert_eq!(short[..2], expected.map(|(number, line, json)| (number, line, json.to_owned())));
    // An alias of another element is read with the whole list, and so is what is wrong in one.
    let shared = list(MANY).replacen("spec: !!str 1", "spec: *m", 1).replacen("spec: *m", "spec: 1", 1);
    assert_eq!(said(&shared).len(), long.len());
    let twice = list(MANY).replacen("spec: !!str 1", "kind: Pod", 1);
    let error = read("list.yaml", &twice).expect_err("a key twice");
    assert_eq!(error.to_string(), "list.yaml:39:3: the key `kind` is set twice in one object; remove the duplicate");
    // What is wrong in an element is no matter of the others.
    let open = list(MANY).replacen("spec: !!str 1", "spec: [", 1);
    for (text, error) in [(twice, error.to_string()), (open, String::from("list.yaml:39:9: unclosed bracket '['"))] {
        let reading = Reading::of("list.yaml", &text);
        assert_eq!(reading.documents.len(), long.len() - 1);
        assert_eq!(reading.errors.iter().map(ToString::to_string).collect::<Vec<_>>(), [error]);
    }
}

#[test]
fn items_of_a_list_are_what_the_list_says_where_they_do_not() {
    let names = |name: &str, text: &str| -> Vec<String> {
        let documents = read(name, text).expect("objects");
        let shown = |one: &Document| format!("{} {} {} {}", one.api_version(), one.kind(), one.name(), one.json());
        documents.iter().map(shown).collect()
    };
    let json = r#"{"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "a"}}, {"apiVersion": "x/v1", "kind": "B"}, 3]}"#;
    assert_eq!(
        names("a.json", json),
        [
            r#"v1 Pod a {"metadata":{"name": "a"},"apiVersion":"v1","kind":"Pod"}"#,
            r#"x/v1 B  {"apiVersion": "x/v1", "kind": "B"}"#,
            "   3"
        ]
    );
    let yaml =
        "kind: PodList\napiVersion: v1\nitems:\n- metadata: {name: a}\n- metadata: {name: &b b, labels: {b: *b}}\n";
    let pods = [
        r#"v1 Pod a {"metadata":{"name":"a"},"apiVersion":"v1","kind":"Pod"}"#,
        r#"v1 Pod b {"metadata":{"name":"b","labels":{"b":"b"}},"apiVersion":"v1","kind":"Pod"}"#,
    ];
    assert_eq!(names("a.yaml", yaml), pods);
    let flow = "{kind: PodList, apiVersion: v1, items: [metadata: {name: a}, metadata: {name: b, labels: {b: b}}]}";
    assert_eq!(names("a.yaml", flow), pods);
    assert_eq!(
        names("a.yaml", "kind: List\napiVersion: v1\nitems:\n- metadata: {name: a}\n"),
        [r#"  a {"metadata":{"name":"a"}}"#]
    );
}

#[test]
fn an_item_keeps_its_kind_where_variables_are_replaced() {
    let list = "kind: CephClusterList\napiVersion: ceph.rook.io/v1\nitems:\n- metadata: {name: '${NAME:=c}'}\n";
    let mut gathering = Gathering::new(None, |_, _| false);
    gathering.add("a.yaml", list.to_owned());
    let documents = gathering.finish().documents;
    let shown: Vec<_> = documents.iter().map(|one| (one.kind(), one.json())).collect();
    let json = r#"{"metadata":{"name":"c"},"apiVersion":"ceph.rook.io/v1","kind":"CephCluster"}"#;
    assert_eq!(shown, [("CephCluster", json)]);
}
