//! Whatever comes in, the answer is well-formed and short.

use ceph_multus_invariants::{Document, Scenario, answers, hostile, samples};

use super::count;

#[test]
fn any_bytes_are_answered() {
    count(2000, 64, |u| {
        let bytes = u.bytes(u.len())?;
        answers::validate_settings(bytes);
        Ok(answers::validate(bytes).is_some())
    });
}

#[test]
fn a_request_that_is_cut_or_has_a_wrong_byte_is_answered() {
    let answered = count(800, 64, |u| {
        let mut payload = u.arbitrary::<Scenario>()?.payload().into_bytes();
        let place = u.choose_index(payload.len())?;
        if u.arbitrary()? {
            payload.truncate(place);
        } else {
            payload[place] = u.arbitrary()?;
        }
        Ok(answers::validate(&payload).is_some())
    });
    assert!(answered > 50, "{answered}");
}

#[test]
fn a_damaged_request_is_answered() {
    let answered =
        count(2500, 512, |u| Ok(answers::validate(u.arbitrary::<Scenario>()?.payload().as_bytes()).is_some()));
    assert!(answered > 1500, "{answered}");
}

#[test]
fn damaged_settings_are_answered() {
    count(800, 512, |u| {
        let mut settings = u.arbitrary::<Scenario>()?.settings;
        hostile::damage(&mut settings, 3, u)?;
        answers::validate_settings(settings.to_string().as_bytes());
        Ok(true)
    });
}

#[test]
fn every_fixture_is_answered_without_damage() {
    for request in samples::REQUESTS.iter() {
        for settings in [&*samples::SETTINGS, &Document::Map(Vec::new())] {
            let scenario = Scenario { request: request.clone(), settings: settings.clone() };
            assert!(answers::validate(scenario.payload().as_bytes()).is_some());
        }
    }
}
