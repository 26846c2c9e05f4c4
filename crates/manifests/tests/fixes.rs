//! Fixes: whatever a manifest looks like, one resolves its finding, touches nothing else, and is done once.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use arbitrary::Unstructured;
use ceph_multus_manifests::{Fix, Nads, Reading, Report, SettingsText, check_files, fixed};

fn checked(text: &str, name: &str) -> (Report, Option<String>) {
    checked_with("", text, name)
}

fn checked_with(settings: &str, text: &str, name: &str) -> (Report, Option<String>) {
    let reading = Reading::of(name, text);
    assert_eq!(reading.errors, [], "{text}");
    let settings = SettingsText::read("settings", settings).expect("settings");
    let report = check_files(&reading.documents, &settings, "default", Nads::Ceph, |_, _| {}).expect("a report");
    let fixed = fixed(&reading.documents, &report).pop().map(|source| source.after);
    (report, fixed)
}

/// The rules of the findings that can be fixed.
fn fixable(report: &Report) -> Vec<&'static str> {
    let findings = report.objects.iter().flat_map(|object| &object.findings);
    findings.filter(|finding| finding.fix.is_some()).map(|finding| finding.rule).collect()
}

/// A CephCluster with one or two selectors, of which some are misspelt, in one of many ways to write it.
struct Cluster {
    text: String,
    name: &'static str,
    /// Whether it has two selectors: those that are meant to be one cannot be fixed.
    has_two: bool,
}

fn cluster(random: &mut Unstructured<'_>) -> arbitrary::Result<Cluster> {
    let key = *random.choose(&["public", "\"public\"", "publik", "pubilc"])?;
    let second = *random.choose(&[None, Some("cluster"), Some("clutser"), Some("pubic"), Some("'publc'")])?;
    let keys: Vec<&str> = std::iter::once(key).chain(second).collect();
    let value = *random.choose(&["rook-ceph/a", "'rook-ceph/a'", "\"rook-ceph/a\""])?;
    let comment = *random.choose(&["", " # a comment: {", "  # ceph-multus"])?;
    let before = *random.choose(&["", "# head\n", "---\n", "%YAML 1.1\n---\n"])?;
    let end = *random.choose(&["\n", "\r\n"])?;
    let indent = " ".repeat(random.int_in_range(1..=5)?);
    let has_two = keys.len() == 2;
    let quoted = |key: &&str| format!("\"{}\":\"rook-ceph/a\" ", key.trim_matches(['"', '\'']));
    let json = format!(
        "{{\"apiVersion\": \"ceph.rook.io/v1\", \"kind\": \"CephCluster\",\n\t\"metadata\": {{\"name\": \"c\", \"namespace\": \"rook-ceph\"}},\n\
         \"spec\": {{\"network\": {{\"provider\": \"multus\", \"selectors\": {{{}}}}}}}}}\n",
        keys.iter().map(quoted).collect::<Vec<_>>().join(",")
    );
    let flow = keys.iter().map(|key| format!("{key}: {value}")).collect::<Vec<_>>().join(", ");
    let block = keys.iter().map(|key| format!("{indent}{indent}{indent}{key}: {value}{comment}\n")).collect::<String>();
    let network = match random.int_in_range(0..=3)? {
        0 => return Ok(Cluster { text: json, name: "a.json", has_two }),
        1 => format!("{indent}network: {{provider: multus, selectors: {{ {flow} }} }}{comment}\n"),
        2 => format!(
            "{indent}network:\n{indent}{indent}provider: multus{comment}\n{indent}{indent}selectors: {{{flow}}}\n"
        ),
        _ => {
            format!("{indent}network:\n{indent}{indent}selectors:{comment}\n{block}{indent}{indent}provider: multus\n")
        }
    };
    let text = format!(
        "{before}apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n{network}"
    );
    Ok(Cluster { text: text.replace('\n', end), name: "a.yaml", has_two })
}

#[test]
fn a_fix_resolves_its_finding_touches_nothing_else_and_is_done_once() {
    arbtest::arbtest(|random| {
        let Cluster { mut text, name, has_two } = cluster(random)?;
        for round in 0.. {
            let (report, after) = checked(&text, name);
            let before = fixable(&report);
            let Some(after) = after else {
                assert!(before.is_empty() && (round > 0 || has_two), "{before:?} of {text}");
                break;
            };
            assert!(round < 3, "{text}");
            let (report, _) = checked(&after, name);
            assert!(before.iter().all(|rule| !fixable(&report).contains(rule)), "{text}\n{after}");
            // One key has other letters, or one member is new; of two keys both may have.
            let start = text.bytes().zip(after.bytes()).take_while(|(one, next)| one == next).count();
            let end = text.bytes().rev().zip(after.bytes().rev()).take_while(|(one, next)| one == next).count();
            let end = end.min(text.len() - start).min(after.len() - start);
            let part = |text: &str| text.get(start..text.len() - end).expect("a part").to_owned();
            let (gone, new) = (part(&text), part(&after));
            let most = if has_two { 60 } else { 3 };
            assert!(gone.len() <= most && new.len() <= 60, "`{gone}` becomes `{new}`: {text}");
            text = after;
        }
        Ok(())
    })
    .budget_ms(2_000);
}

#[test]
fn of_two_answers_about_one_key_neither_is_written() {
    let warn = "rules: {selector-unknown-key: warn}";
    for (settings, selectors, fixes) in [
        ("", "publc: rook-ceph/a, pubic: rook-ceph/b", 0),
        ("", "publc: rook-ceph/a, clutser: rook-ceph/b", 2),
        ("", "public: rook-ceph/a, clutser: rook-ceph/b", 1),
        // The policy accepts this one, and leaves `cluster` to it.
        (warn, "public: rook-ceph/a, clutser: rook-ceph/b", 1),
    ] {
        let text = format!(
            "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\n\
             spec: {{network: {{provider: multus, selectors: {{{selectors}}}}}}}\n"
        );
        let (report, after) = checked_with(settings, &text, "a.yaml");
        assert_eq!(fixable(&report).len(), fixes, "{selectors}");
        let fixed = text.replace("publc", "public").replace("clutser", "cluster");
        assert_eq!(after, (fixes > 0).then_some(fixed), "{selectors}");
    }
}

#[test]
fn only_what_is_written_counts_as_fixed() {
    let text = "apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {name: c, namespace: rook-ceph}\n\
                spec: {network: {provider: multus, selectors: {public: rook-ceph/a, clutser: rook-ceph/b}}}\n";
    let reading = Reading::of("a.yaml", text);
    let (mut report, _) = checked(text, "a.yaml");
    let findings = &mut report.objects.first_mut().expect("an object").findings;
    let path = ["spec", "network", "selectors", "clutser"].map(String::from).to_vec();
    let mut second = findings.first().expect("a finding").clone();
    second.fix = Some(Fix::Rename { path, to: String::from("public") });
    findings.push(second);
    let fixed = fixed(&reading.documents, &report);
    let counts: Vec<_> = fixed.iter().map(|source| source.findings).collect();
    assert_eq!(counts, [1], "{}", fixed.first().expect("a source").after);
}

/// Two CephClusters in one document, with these selectors.
fn two(one: &str, other: &str) -> String {
    let element = |name: &str, network: &str| {
        format!(
            "- apiVersion: ceph.rook.io/v1\n  kind: CephCluster\n  metadata: {{name: {name}, namespace: ns-{name}}}\n  \
             spec:\n    network:\n      provider: multus\n      {network}\n"
        )
    };
    format!("apiVersion: v1\nkind: List\nitems:\n{}{}", element("a", one), element("b", other))
}

#[test]
fn what_aliases_and_merge_keys_repeat_is_left() {
    let second = "selectors: {public: ns-b/pub, cluster: ns-b/clu}";
    for (one, other) in [
        ("selectors: &s {public: pub, cluster: clu}", "selectors: *s"),
        ("selectors: &s\n        public: pub\n        cluster: clu", "selectors: *s"),
        ("selectors: &s {public: pub}", "selectors: *s"),
        ("selectors: &s {publc: pub, cluster: clu}", "selectors: *s"),
        ("selectors: {public: &n pub, cluster: &m clu}", "selectors: {public: *n, cluster: *m}"),
        ("selectors: {&k publc: ns-a/pub, cluster: ns-a/clu}", "selectors: {*k : ns-b/pub, cluster: ns-b/clu}"),
        ("selectors: {&publc publc: ns-a/pub, cluster: ns-a/clu}", "selectors: {*publc: ns-b/pub, cluster: ns-b/clu}"),
        ("selectors: &s {public: pub, cluster: clu}", "selectors: {<<: *s}"),
        ("selectors: &s {public: pub, cluster: clu}", "selectors:\n        <<: *s\n        cluster: ns-b/clu"),
        ("selectors: &s {public: ns-a/pub}", "selectors: {<<: *s}"),
        ("selectors: &s\n        public: ns-a/pub", "selectors:\n        <<: *s"),
        ("selectors: {public: &n ns-a/pub}", "selectors: {public: *n}"),
        // What is wrong with another object may be that it has no such alias.
        ("selectors: &s {public: pub, cluster: clu}", "selectors: *t"),
    ] {
        let text = two(one, other);
        let reading = Reading::of("a.yaml", &text);
        let settings = SettingsText::read("settings", "").expect("settings");
        let report = check_files(&reading.documents, &settings, "default", Nads::Ceph, |_, _| {}).expect("a report");
        assert!(!fixable(&report).is_empty(), "{text}");
        assert_eq!(fixed(&reading.documents, &report), [], "{text}");
    }
    // An anchor that nothing names is only a name.
    let (_, after) = checked(&two("selectors: &s {public: pub, cluster: clu}", second), "a.yaml");
    assert_eq!(after, Some(two("selectors: &s {public: ns-a/pub, cluster: ns-a/clu}", second)));
    // What the object has itself beside a merge key is its own.
    let anchored = "selectors: &s {public: ns-a/pub, cluster: ns-a/clu}";
    let (_, after) = checked(&two(anchored, "selectors: {<<: *s, cluster: clu}"), "a.yaml");
    assert_eq!(after, Some(two(anchored, "selectors: {<<: *s, cluster: ns-b/clu}")));
}
