//! JSON text out of answers, and the members of an argument out of JSON text.
//!
//! Not through serde's derives: those write a function for every pair of a type and a field, and the module is sent to a
//! browser.

use ceph_multus_core::json::{Arena, Map, Node, Shape, push_all, push_key, push_string, read};

/// What is written as JSON.
pub trait Json {
    /// Appends the value.
    fn write(&self, out: &mut String);

    /// Whether a member with this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// `value` as JSON text.
pub fn text(value: &dyn Json) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// Appends an object.
pub(crate) fn object(out: &mut String, members: &[(&str, &dyn Json)]) {
    let present = members.iter().filter(|(_, value)| !value.is_absent());
    push_all(out, ['{', '}'], present, |out, (name, value)| {
        push_key(out, name);
        value.write(out);
    });
}

/// Appends a list, whose elements `at` gives by their places.
fn list<'l>(out: &mut String, at: &dyn Fn(usize) -> Option<&'l dyn Json>) {
    push_all(out, ['[', ']'], (0..).map_while(at), |out, item| item.write(out));
}

/// What becomes of each of `items`. A plain loop: `collect` is several functions for every pair of types.
pub(crate) fn each<T, U>(items: &[T], of: impl Fn(&T) -> U) -> Vec<U> {
    let mut all = Vec::new();
    for item in items {
        all.push(of(item));
    }
    all
}

/// Writes a struct as an object: its fields under their own names, or under the given ones.
macro_rules! members {
    ($type:ty { $($field:ident $(as $name:literal)?),* $(,)? }) => {
        impl crate::json::Json for $type {
            fn write(&self, out: &mut String) {
                crate::json::object(out, &[$((members!(@name $field $($name)?), &self.$field)),*]);
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}
pub(crate) use members;

/// What is JSON text already.
#[derive(Debug)]
pub struct Written(pub String);

impl Json for Written {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

impl Json for String {
    fn write(&self, out: &mut String) {
        push_string(out, self);
    }
}

impl Json for &str {
    fn write(&self, out: &mut String) {
        push_string(out, self);
    }
}

impl Json for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Json for u64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Json for u32 {
    fn write(&self, out: &mut String) {
        u64::from(*self).write(out);
    }
}

impl Json for usize {
    fn write(&self, out: &mut String) {
        (*self as u64).write(out);
    }
}

/// A place on an axis: from 0 to 1, of at most six digits. The formatter of floats would bring tables of 20 kB.
impl Json for f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place is from 0 to 1")]
    fn write(&self, out: &mut String) {
        let millionths = (*self * 1e6).round() as u32;
        let text = format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        out.push_str(text.trim_end_matches('0').trim_end_matches('.'));
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut String) {
        list(out, &|place| Some(self.get(place)?));
    }
}

impl Json for [usize; 2] {
    fn write(&self, out: &mut String) {
        list(out, &|place| Some(self.get(place)?));
    }
}

/// The members of the object `text`, read into `arena`, which may have those of `names` and must have the first.
pub(crate) fn arguments<'a>(
    text: &'a str,
    arena: &'a Arena,
    shape: &'static Shape,
    names: &[&str],
) -> Result<Map<'a>, String> {
    let map = match read(text, arena, shape).map_err(|error| error.problem)? {
        Node::Map(map) => map,
        other => return Err(format!("must be an object, found {}", other.type_name())),
    };
    if let Some((unknown, _)) = map.iter().find(|(key, _)| !names.contains(key)) {
        let known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let known = if let [one, other] = known.as_slice() {
            format!("{one} or {other}")
        } else {
            format!("one of {}", known.join(", "))
        };
        return Err(format!("unknown field `{unknown}`, expected {known}"));
    }
    match names.first().filter(|name| map.get(name).is_none()) {
        Some(name) => Err(format!("missing field `{name}`")),
        None => Ok(map),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Example {
        some: Option<u32>,
        more_of: Vec<f64>,
        none: Option<String>,
        text: &'static str,
    }

    members!(Example { some, more_of as "moreOf", none, text });

    #[test]
    fn members_that_are_absent_are_left_out() {
        let example = Example { some: Some(7), more_of: vec![], none: None, text: "a\"b\n" };
        assert_eq!(text(&example), r#"{"some":7,"moreOf":[],"text":"a\"b\n"}"#);
        assert_eq!(text(&vec![[1_usize, 2]]), "[[1,2]]");
        assert_eq!(text(&None::<bool>), "null");
    }

    #[test]
    fn places_are_written_as_they_are_read() {
        for place in [0.0, 1.0, 0.5, 0.031_25, 0.390_625, 0.000_001, 0.999_999, 0.1, 0.3, 0.07] {
            let written = text(&place);
            assert_eq!(written.parse::<f64>(), Ok(place), "{written}");
            assert_eq!(written, place.to_string().replace("1e-6", "0.000001"));
        }
    }

    #[test]
    fn arguments_of_another_form_are_one_line() {
        let problem = |text| arguments(text, &Arena::new(), &Shape::Whole, &["a", "b", "c"]).unwrap_err();
        assert_eq!(problem("null"), "must be an object, found null");
        assert_eq!(problem("{}"), "missing field `a`");
        assert_eq!(problem(r#"{"a": 1, "d": 2}"#), "unknown field `d`, expected one of `a`, `b`, `c`");
    }
}
