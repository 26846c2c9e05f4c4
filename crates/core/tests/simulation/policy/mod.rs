//! The policy as the API server asks it, and what it answers. The same question has the same answer, so that it is asked
//! once for all runs.

mod request;
mod settings;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

pub(crate) use request::{Ask, Forgery, Maker, Place, Target, Way};
pub(crate) use settings::{Known, Moment};

use crate::model::{Networks, Spec};

/// `validate` of the policy: a payload in, an answer out.
pub(crate) type Validate<'v> = dyn Fn(&[u8]) -> Vec<u8> + Sync + 'v;

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Rejected(String),
    /// The networks of the pod, the CephCluster with its selectors, or nothing of interest, as it is stored.
    Stored(Changed),
}

/// What the policy changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Changed {
    Nothing,
    Networks(Networks),
    Cluster(Spec),
    /// Something that it never should.
    Else,
}

/// The policy with what it has answered so far, whoever asked.
pub(crate) struct Policy<'v> {
    validate: &'v Validate<'v>,
    answers: Mutex<HashMap<(Ask, Known), Answer>>,
    settings: Mutex<HashMap<Known, String>>,
}

impl<'v> Policy<'v> {
    pub(crate) fn new(validate: &'v Validate<'v>) -> Self {
        Policy { validate, answers: Mutex::default(), settings: Mutex::default() }
    }

    /// Puts a request to the policy under the settings `known`. Of the two registrations that a CephCluster and a NAD
    /// may meet the one that changes objects comes first.
    pub(crate) fn ask(&self, ask: Ask, known: Known) -> Answer {
        if let Some(answer) = lock(&self.answers).get(&(ask, known)) {
            return answer.clone();
        }
        let stored = self.ask_one(&ask, &ask.object(), known).and_then(|object| match object {
            _ if !ask.is_applied_by_people() => Ok(object),
            object => {
                let stored = object.unwrap_or_else(|| ask.object());
                self.ask_one(&ask, &stored, Known { mutate: false, ..known }).map(|_| Some(stored))
            }
        });
        let answer = match stored {
            Ok(object) => Answer::Stored(object.map_or(Changed::Nothing, |object| ask.difference(&object))),
            Err(message) => Answer::Rejected(message),
        };
        lock(&self.answers).insert((ask, known), answer.clone());
        answer
    }

    /// The changed object, where it was changed.
    ///
    /// # Errors
    /// The message of a rejection.
    fn ask_one(&self, ask: &Ask, object: &Value, known: Known) -> Result<Option<Value>, String> {
        let settings = lock(&self.settings).entry(known).or_insert_with(|| known.settings().to_string()).clone();
        let payload = format!(r#"{{"request":{},"settings":{settings}}}"#, ask.request(object));
        let answer = (self.validate)(payload.as_bytes());
        let mut answer: Value = serde_json::from_slice(&answer).expect("an answer in JSON");
        match answer["accepted"].as_bool() {
            Some(true) => Ok(Some(answer["mutated_object"].take()).filter(|object| !object.is_null())),
            _ => Err(answer["message"].as_str().unwrap_or("rejected without a message").to_owned()),
        }
    }
}

/// What another test asked before it failed is right all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
