//! Fixes: whatever a manifest looks like, one resolves its finding, touches nothing else, and is done once.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use arbitrary::Unstructured;
use ceph_multus_manifests::{Nads, Reading, Report, SettingsText, check_files, fixed};

fn checked(text: &str, name: &str) -> (Report, Option<String>) {
    let reading = Reading::of(name, text);
    assert_eq!(reading.errors, [], "{text}");
    let settings = SettingsText::read("settings", "").expect("settings");
    let report = check_files(&reading.documents, &settings, "default", Nads::Ceph, |_, _| {}).expect("a report");
    let fixed = fixed(&reading.documents, &report).pop().map(|source| source.after);
    (report, fixed)
}

/// The rules of the findings that can be fixed.
fn fixable(report: &Report) -> Vec<&'static str> {
    let findings = report.objects.iter().flat_map(|object| &object.findings);
    findings.filter(|finding| finding.fix.is_some()).map(|finding| finding.rule).collect()
}

/// A CephCluster with a misspelt selector, or with `public` alone, in one of many ways to write it.
fn cluster(random: &mut Unstructured<'_>) -> arbitrary::Result<(String, &'static str)> {
    let key = *random.choose(&["public", "\"public\"", "publik", "pubilc"])?;
    let value = *random.choose(&["rook-ceph/a", "'rook-ceph/a'", "\"rook-ceph/a\""])?;
    let comment = *random.choose(&["", " # a comment: {", "  # ceph-multus"])?;
    let before = *random.choose(&["", "# head\n", "---\n", "%YAML 1.1\n---\n"])?;
    let end = *random.choose(&["\n", "\r\n"])?;
    let indent = " ".repeat(random.int_in_range(1..=5)?);
    let json = format!(
        "{{\"apiVersion\": \"ceph.rook.io/v1\", \"kind\": \"CephCluster\",\n\t\"metadata\": {{\"name\": \"c\", \"namespace\": \"rook-ceph\"}},\n\
         \"spec\": {{\"network\": {{\"provider\": \"multus\", \"selectors\": {{\"{}\":\"rook-ceph/a\" }}}}}}}}\n",
        key.trim_matches('"')
    );
    let network = match random.int_in_range(0..=3)? {
        0 => return Ok((json, "a.json")),
        1 => format!("{indent}network: {{provider: multus, selectors: {{ {key}: {value} }} }}{comment}\n"),
        2 => format!(
            "{indent}network:\n{indent}{indent}provider: multus{comment}\n{indent}{indent}selectors: {{{key}: {value}}}\n"
        ),
        _ => format!(
            "{indent}network:\n{indent}{indent}selectors:{comment}\n{indent}{indent}{indent}{key}: {value}{comment}\n{indent}{indent}provider: multus\n"
        ),
    };
    let text = format!(
        "{before}apiVersion: ceph.rook.io/v1\nkind: CephCluster\nmetadata: {{name: c, namespace: rook-ceph}}\nspec:\n{network}"
    );
    Ok((text.replace('\n', end), "a.yaml"))
}

#[test]
fn a_fix_resolves_its_finding_touches_nothing_else_and_is_done_once() {
    arbtest::arbtest(|random| {
        let (mut text, name) = cluster(random)?;
        for round in 0.. {
            let (report, after) = checked(&text, name);
            let before = fixable(&report);
            let Some(after) = after else {
                assert!(before.is_empty() && round > 0, "{before:?} of {text}");
                break;
            };
            assert!(round < 3, "{text}");
            let (report, _) = checked(&after, name);
            assert!(before.iter().all(|rule| !fixable(&report).contains(rule)), "{text}\n{after}");
            // One key has other letters, or one member is new.
            let start = text.bytes().zip(after.bytes()).take_while(|(one, next)| one == next).count();
            let end = text.bytes().rev().zip(after.bytes().rev()).take_while(|(one, next)| one == next).count();
            let end = end.min(text.len() - start).min(after.len() - start);
            let part = |text: &str| text.get(start..text.len() - end).expect("a part").to_owned();
            let (gone, new) = (part(&text), part(&after));
            assert!(gone.len() <= 3 && new.len() <= 60, "`{gone}` becomes `{new}`: {text}");
            text = after;
        }
        Ok(())
    })
    .budget_ms(2_000);
}
