//! Numbers as they are written, which the tree of a text does not keep.

use ceph_multus_json::{Arena, Layer, Node, Path, Shape, layer, read};

use super::{Mismatch, same_but_for_case, shown};
use crate::limits::WRITTEN_BYTES;
use crate::text::quoted;

impl Mismatch {
    /// The mismatch in `text`, which the path leads through: a number is shown as it is written there. In a long text nothing is
    /// looked for, because each of its faults would take the time of all of it.
    pub(crate) fn in_text(self, text: &str) -> Mismatch {
        if text.len() > WRITTEN_BYTES {
            return self;
        }
        let written = at(text, &self.path).filter(|written| {
            // Of a repeated key another value may be meant.
            let arena = Arena::new();
            let value = read(written, &arena, &Shape::Whole);
            value.is_ok_and(|value| matches!(value, Node::Number(_)) && shown(&value) == self.found)
        });
        Mismatch { found: written.map_or(self.found, quoted), ..self }
    }
}

/// The value at `path`, whose keys are names of fields.
fn at<'t>(text: &'t str, path: &Path) -> Option<&'t str> {
    path.steps().iter().try_fold(text, |text, step| match layer(text).ok()? {
        Layer::Map(members) => {
            let is_key = |own: &str| step.as_key().is_some_and(|key| key == own || same_but_for_case(key, own));
            members.into_iter().rev().find(|(own, _)| is_key(own)).map(|(_, value)| value)
        }
        Layer::List(items) => items.get(step.as_index()?).copied(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_it_is_written() {
        let found = |text: &str, found: &str| {
            let path = Path::from(["plugins"]).index(1).key("mtu");
            Mismatch { path, expected: "", found: found.into(), is_too_large: false, more: 0 }.in_text(text).found
        };
        for (value, shown) in
            [("5.0", "`5`"), ("1e3", "`1000`"), ("99999999999999999999", "a number of more than 64 bits"), ("7", "`7`")]
        {
            assert_eq!(found(&format!(r#"{{"plugins":[{{}}, {{"MTU": {value} }}]}}"#), shown), format!("`{value}`"));
        }
        let long = format!(r#"{{"plugins":[{{}},{{"mtu":5.0}}],"x":"{}"}}"#, "x".repeat(WRITTEN_BYTES));
        assert_eq!(found(&long, "`5`"), "`5`");
        for text in [r#"{"plugins":[{},{"mtu":"7"}]}"#, r#"{"plugins":[{"mtu":7}]}"#, r#"{"plugins":[{},{"mtu":8}]}"#] {
            assert_eq!(found(text, "`7`"), "`7`", "{text}");
        }
    }
}
