//! The order of keys, of the inventory, and white space mean nothing.

use std::collections::HashMap;

use arbitrary::{Result, Unstructured};

use crate::answers;
use crate::document::Document;
use crate::edits::EDITED;
use crate::scenario::Scenario;

/// Evaluates `scenario` as it is and rearranged, and compares the answers. Says whether there is one.
///
/// # Errors
/// None in practice: where the entropy ends, zeroes follow.
pub fn means_nothing(scenario: &Scenario, u: &mut Unstructured<'_>) -> Result<bool> {
    let answer = answers::validate(scenario.payload().as_bytes());
    let mut shuffle = Shuffle { u, configs: HashMap::new() };
    let mut request = scenario.request.clone();
    shuffle.rearrange(&mut request)?;
    let mut settings = scenario.settings.clone();
    if let Some(Document::List(inventory)) = settings.get_mut("inventory") {
        permute(inventory, shuffle.u)?;
    }
    shuffle.rearrange(&mut settings)?;
    let spaces: [&'static str; 7] =
        [shuffle.space()?, "", shuffle.space()?, shuffle.space()?, "", shuffle.space()?, ""];
    let mut place = 0;
    let mut space = || {
        place += 1;
        spaces.get(place % spaces.len()).copied().unwrap_or_default()
    };
    let (request, settings) = (request.print(&mut space), settings.print(&mut space));
    let payload = if u.arbitrary()? {
        format!(r#" {{"settings":{settings},"uid":"x" ,"request":{request}}}"#)
    } else {
        format!("{{\n\"request\": {request},\n\"settings\": {settings}}}\n")
    };
    let rearranged = answers::validate(payload.as_bytes());
    assert_eq!(answer.is_some(), rearranged.is_some(), "of {}", scenario.payload());
    let evaluated = answer.is_some();
    let (one, other) = (answer.map(comparable), rearranged.map(comparable));
    assert!(one == other, "{one:?}\nis not\n{other:?}\nof {}\nas {payload}", scenario.payload());
    Ok(evaluated)
}

/// An answer without the order of its keys; of a changed object, what is changed: the rest is as it was sent.
fn comparable(mut answer: Document) -> Document {
    if let Some(object) = answer.get_mut("mutated_object") {
        let changed = EDITED.iter().filter_map(|path| object.at(path).cloned());
        *object = Document::List(changed.collect());
    }
    answer.sorted()
}

struct Shuffle<'u, 'a> {
    u: &'u mut Unstructured<'a>,
    /// One configuration is rearranged in one way, wherever it stands: an update that leaves it alone stays one.
    configs: HashMap<String, String>,
}

impl Shuffle<'_, '_> {
    fn space(&mut self) -> Result<&'static str> {
        self.u.choose(&["", " ", "\n", "\t\r\n  "]).copied()
    }

    fn rearrange(&mut self, document: &mut Document) -> Result<()> {
        match document {
            Document::Leaf(_) => {}
            Document::List(items) => {
                for item in items {
                    self.rearrange(item)?;
                }
            }
            Document::Map(members) => {
                for (key, value) in members.iter_mut() {
                    match value.as_text() {
                        Some(text) if *key == "\"config\"" => *value = Document::text(&self.config(text)?),
                        _ => self.rearrange(value)?,
                    }
                }
                if are_distinct(members) {
                    permute(members, self.u)?;
                }
            }
        }
        Ok(())
    }

    fn config(&mut self, text: String) -> Result<String> {
        if let Some(known) = self.configs.get(&text) {
            return Ok(known.clone());
        }
        // What nests too deep and numbers beyond all bounds are reported with their position.
        let is_read = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        let Some(mut config @ Document::Map(_)) = Document::parse(&text).filter(|_| is_read) else { return Ok(text) };
        self.rearrange(&mut config)?;
        let space = self.space()?;
        // Two that are spelt differently stay so.
        let rearranged = config.print(&mut || space) + &" ".repeat(self.configs.len());
        self.configs.insert(text, rearranged.clone());
        Ok(rearranged)
    }
}

/// Whether no two keys are the same to Go, which takes `Name` for `name`; of such the last counts.
fn are_distinct(members: &[(String, Document)]) -> bool {
    let fold = |key: &str| key.to_lowercase().replace('\u{17f}', "s").replace('\u{212a}', "k");
    let mut keys: Vec<String> = members.iter().map(|(key, _)| fold(key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len() == members.len()
}

fn permute<T>(items: &mut [T], u: &mut Unstructured<'_>) -> Result<()> {
    for place in (1..items.len()).rev() {
        items.swap(place, u.int_in_range(0..=place)?);
    }
    Ok(())
}
