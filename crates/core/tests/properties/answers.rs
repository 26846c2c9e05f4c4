//! Whatever comes in, the answer is well-formed and short.

use ceph_multus_invariants::{Document, Scenario, answers, hostile, samples};

use serde_json::{Map, Value, json};

use super::count;

#[test]
fn any_bytes_are_answered_with_an_error() {
    let evaluated = count(2000, 64, |u| {
        let bytes = u.bytes(u.len())?;
        answers::validate_settings(bytes);
        Ok(answers::validate(bytes).is_some())
    });
    assert_eq!(evaluated, 0, "no random bytes are a request");
}

#[test]
fn a_request_that_is_cut_or_has_a_wrong_byte_is_answered() {
    let answered = count(500, 64, |u| {
        let mut payload = u.arbitrary::<Scenario>()?.payload().into_bytes();
        let place = u.choose_index(payload.len())?;
        if u.arbitrary()? {
            payload.truncate(place);
        } else {
            payload[place] = u.arbitrary()?;
        }
        Ok(answers::validate(&payload).is_some())
    });
    assert!(answered > 25, "{answered}");
}

#[test]
fn a_damaged_request_is_answered() {
    let answered =
        count(1000, 512, |u| Ok(answers::validate(u.arbitrary::<Scenario>()?.payload().as_bytes()).is_some()));
    assert!(answered > 600, "{answered}");
}

#[test]
fn damaged_settings_are_answered() {
    let valid = count(500, 512, |u| {
        let mut settings = u.arbitrary::<Scenario>()?.settings;
        hostile::damage(&mut settings, 3, u)?;
        let text = settings.to_string();
        answers::validate_settings(text.as_bytes());
        Ok(ceph_multus_core::validate_settings(text.as_bytes()) == r#"{"valid":true}"#)
    });
    assert!((10..250).contains(&valid), "{valid} of 500 are valid all the same");
}

#[test]
fn every_fixture_is_answered_without_damage() {
    assert!(samples::REQUESTS.len() > 40, "{} requests", samples::REQUESTS.len());
    for request in samples::REQUESTS.iter() {
        for settings in [&*samples::SETTINGS, &Document::Map(Vec::new())] {
            let scenario = Scenario { request: request.clone(), settings: settings.clone() };
            assert!(answers::validate(scenario.payload().as_bytes()).is_some());
        }
    }
}

#[test]
fn two_hundred_problems_with_the_longest_names_get_a_short_answer() {
    for (character, problems, more) in
        [("\u{1f980}", 202, 174), ("\\", 202, 170), ("\"", 202, 170), ("n", 201, 169), ("\u{7f}", 202, 170)]
    {
        let long = character.repeat(500);
        let members = (0..200).map(|place| (format!("{place}{long}"), json!(long)));
        let capabilities: Map<String, Value> = members.collect();
        let ipam = json!({"type": "whereabouts", "range": "10.0.0.0/24"});
        let config = json!({"type": "macvlan", "capabilities": capabilities, "ipam": ipam});
        let nad = json!({
            "apiVersion": "k8s.cni.cncf.io/v1", "kind": "NetworkAttachmentDefinition",
            "metadata": {"name": long, "namespace": "rook-ceph"}, "spec": {"config": config.to_string()},
        });
        let kind = json!({"group": "k8s.cni.cncf.io", "kind": "NetworkAttachmentDefinition"});
        let request = json!({"kind": kind, "operation": "CREATE", "object": nad});
        let others = problems - 200;
        for (level, shown, end) in [("deny", problems, format!("\nand {more} more")), ("warn", others, String::new())] {
            let settings = json!({"rules": {"nad-config-invalid": level, "plugin-config-invalid": level}});
            let payload = json!({"request": request, "settings": settings}).to_string();
            let answer = answers::validate(payload.as_bytes()).expect("an answer");
            let message = answer.get("message").and_then(Document::as_text).expect("a message");
            let (head, rest) = message.split_once('\n').expect("problems");
            assert!(head.ends_with(&format!("...: {shown} problem{}:", if shown == 1 { "" } else { "s" })), "{head}");
            let lines = if level == "deny" { problems - more + 1 } else { others };
            assert_eq!(rest.lines().count(), lines, "{message}");
            assert!(message.ends_with(&end), "{message}");
        }
    }
}
