//! What Go holds after it has read JSON text into a struct: one key may stand there several times, and what a later one
//! says is read into what the earlier one left (`golang/go: src/encoding/json/decode.go`).
//!
//! | value | read again |
//! |---|---|
//! | string, number | is replaced; `null` changes nothing |
//! | struct, behind a pointer | each member is read into the old one; `null` is no struct |
//! | map | members are added, those of the same key are replaced; `null` is no map |
//! | slice | element for element into the old ones, also into those that a shorter list in between has cut off; `[]` and `null` forget them |

use std::borrow::Cow;

use super::{Fields, Mismatches, Trail, Type, resolve, string};
use crate::address::{Address, Cidr};
use crate::text::quoted;
use ceph_multus_json::{self as json, Layer, Path};

/// How deep Go reads (`golang/go: src/encoding/json/scanner.go`).
const DEPTH: usize = 10_000;

/// A value of Go.
#[derive(Debug, Default)]
pub enum Held<'a> {
    /// Nothing was read: an empty string, a zero, no list.
    #[default]
    Unset,
    /// A string, an address, a CIDR.
    Text(Cow<'a, str>),
    /// An `int`.
    Int(i64),
    /// Any other value, as its JSON text.
    Raw(&'a str),
    /// A slice.
    List {
        /// The elements that it has, and after them those that a longer list has left behind.
        items: Vec<Held<'a>>,
        /// The number of elements that it has.
        length: usize,
    },
    /// A struct.
    Struct {
        /// What it consists of.
        fields: Fields,
        /// The values of the fields, in their order.
        values: Vec<Held<'a>>,
        /// The keys that are no field.
        ignored: Vec<Cow<'a, str>>,
    },
    /// A map: the keys with their JSON text, in the order in which they were read; of equal ones the last counts.
    Map(Vec<(Cow<'a, str>, &'a str)>),
}

static UNSET: Held<'static> = Held::Unset;

/// Whether `text`, which is JSON, nests deeper than Go reads.
pub fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    json::tokens(text).any(|token| {
        match token {
            "[" | "{" => depth = depth.saturating_add(1),
            "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEPTH
    })
}

impl<'a> Held<'a> {
    /// What Go holds after it has read `text`, which is JSON, into a value of type `kind`. Appends to `problems` every
    /// value that is not of its type.
    pub fn of(text: &'a str, kind: &Type, problems: &mut Mismatches) -> Held<'a> {
        let mut held = Held::Unset;
        held.read(text, kind, &Trail::Start(&Path::default()), problems);
        held
    }

    /// The field `name` of a struct; `Unset` where there is none.
    pub fn get(&self, name: &str) -> &Held<'a> {
        let Held::Struct { fields, values, .. } = self else { return &UNSET };
        let found = fields.iter().zip(values).find(|((field, _), _)| *field == name);
        found.map_or(&UNSET, |(_, value)| value)
    }

    /// The text of a string, empty where there is none.
    pub fn text(&self) -> &str {
        match self {
            Held::Text(text) => text,
            _ => "",
        }
    }

    /// The elements of a slice; `None` where it is unset.
    pub fn list(&self) -> Option<&[Held<'a>]> {
        match self {
            Held::List { items, length } => items.get(..*length),
            _ => None,
        }
    }

    /// The keys of the text that are no field of the struct.
    pub fn ignored(&self) -> &[Cow<'a, str>] {
        match self {
            Held::Struct { ignored, .. } => ignored,
            _ => &[],
        }
    }

    fn read(&mut self, text: &'a str, kind: &Type, path: &Trail<'_>, problems: &mut Mismatches) {
        let layer = json::layer(text).unwrap_or(Layer::Null);
        match (kind, layer) {
            (Type::Any, Layer::Null) => *self = Held::Unset,
            (Type::Any, _) => match json::tokens(text).find(|token| is_number(token) && !json::fits_float(token)) {
                None => *self = Held::Raw(text),
                Some(number) => {
                    let expected = "a number that a 64-bit float holds";
                    problems.push(path.first_key(), || path.mismatch(expected, quoted(number)));
                }
            },
            (Type::List(_) | Type::Map(_) | Type::Struct(_) | Type::Address, Layer::Null) => *self = Held::Unset,
            (Type::Text | Type::Int | Type::Unsigned(_) | Type::Bool, Layer::Null) => {}
            (_, layer) => {
                if !self.take(text, layer, kind, path, problems) {
                    problems.push(path.first_key(), || path.misfit(kind, is_whole(text), found(text)));
                }
            }
        }
    }

    /// Takes a value that is not `null`, unless it is of another type.
    fn take(
        &mut self,
        text: &'a str,
        layer: Layer<'a>,
        kind: &Type,
        path: &Trail<'_>,
        problems: &mut Mismatches,
    ) -> bool {
        match (kind, layer) {
            (Type::Text, Layer::Text(text)) => *self = Held::Text(text),
            (Type::Address, Layer::Text(text)) if text.is_empty() || Address::parse(&text).is_ok() => {
                *self = Held::Text(text);
            }
            (Type::Cidr, Layer::Text(text)) if Cidr::parse(&text).is_ok() => *self = Held::Text(text),
            (Type::Bool, Layer::Bool(_)) => *self = Held::Raw(text),
            (Type::Int, Layer::Number(number)) => match number.parse() {
                Ok(number) => *self = Held::Int(number),
                Err(_) => return false,
            },
            (Type::Unsigned(bits), Layer::Number(number)) => match number.parse::<u64>() {
                Ok(value) if value.checked_shr(*bits).unwrap_or(0) == 0 => *self = Held::Raw(text),
                _ => return false,
            },
            (Type::List(element), Layer::List(texts)) => self.take_list(texts, element, path, problems),
            (Type::Struct(fields), Layer::Map(members)) => self.take_struct(members, fields, path, problems),
            (Type::Map(element), Layer::Map(members)) => {
                for (key, text) in &members {
                    Held::Unset.read(text, element, &Trail::Key(path, key), problems);
                }
                match self {
                    Held::Map(held) => held.extend(members),
                    _ => *self = Held::Map(members),
                }
            }
            _ => return false,
        }
        true
    }

    fn take_list(&mut self, texts: Vec<&'a str>, element: &Type, path: &Trail<'_>, problems: &mut Mismatches) {
        if texts.is_empty() || !matches!(self, Held::List { .. }) {
            *self = Held::List { items: Vec::new(), length: 0 };
        }
        let Held::List { items, length } = self else { return };
        *length = texts.len();
        if items.len() < texts.len() {
            items.resize_with(texts.len(), Held::default);
        }
        for (place, (item, text)) in items.iter_mut().zip(texts).enumerate() {
            item.read(text, element, &Trail::Place(path, place), problems);
        }
    }

    fn take_struct(
        &mut self,
        members: Vec<(Cow<'a, str>, &'a str)>,
        fields: Fields,
        path: &Trail<'_>,
        problems: &mut Mismatches,
    ) {
        if !matches!(self, Held::Struct { .. }) {
            let values = fields.iter().map(|_| Held::Unset).collect();
            *self = Held::Struct { fields, values, ignored: Vec::new() };
        }
        let Held::Struct { values, ignored, .. } = self else { return };
        for (key, text) in members {
            let field = resolve(fields, &key);
            match fields.iter().zip(values.iter_mut()).find(|((name, _), _)| field.is_some_and(|(own, _)| own == name))
            {
                Some(((name, kind), value)) => value.read(text, kind, &Trail::Key(path, name), problems),
                None => ignored.push(key),
            }
        }
    }
}

/// Whether a value is a number of digits alone.
fn is_whole(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a token is a number.
fn is_number(token: &str) -> bool {
    token.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// A value as a message shows it: itself where it is short, its type otherwise.
fn found(text: &str) -> String {
    match json::layer(text) {
        Ok(Layer::Bool(_) | Layer::Number(_)) => quoted(text),
        Ok(Layer::Text(text)) => string(&text),
        _ => String::from(json::Node::Raw(text).type_name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INNER: Fields = &[("a", Type::Int), ("b", Type::Text)];

    static STRUCT: Type = Type::Struct(&[
        ("name", Type::Text),
        ("mtu", Type::Int),
        ("ips", Type::List(&Type::Text)),
        ("gateways", Type::List(&Type::Address)),
        ("ports", Type::List(&Type::Struct(INNER))),
        ("inner", Type::Struct(INNER)),
        ("args", Type::Map(&Type::Any)),
        ("queue", Type::Unsigned(8)),
        ("dst", Type::Cidr),
        ("on", Type::Bool),
    ]);

    /// What is held of `name`, in a short form.
    fn held(text: &str, name: &str) -> String {
        let mut problems = Mismatches::default();
        let held = Held::of(text, &STRUCT, &mut problems);
        assert_eq!(problems.into_items(), []);
        shown(held.get(name))
    }

    fn shown(held: &Held<'_>) -> String {
        match held {
            Held::Unset => "-".to_owned(),
            Held::Text(text) => format!("{text:?}"),
            Held::Int(number) => number.to_string(),
            Held::Raw(text) => (*text).to_owned(),
            Held::List { .. } => held.list().unwrap().iter().map(shown).collect::<Vec<_>>().join(" "),
            Held::Struct { values, .. } => format!("({})", values.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Held::Map(members) => format!("{members:?}"),
        }
    }

    fn problems(text: &str) -> Vec<(String, &'static str, String)> {
        let mut problems = Mismatches::default();
        Held::of(text, &STRUCT, &mut problems);
        let problems = problems.into_items().into_iter();
        problems.map(|problem| (problem.path.to_string(), problem.expected, problem.found)).collect()
    }

    #[test]
    fn a_string_and_a_number_are_replaced_and_null_changes_nothing() {
        assert_eq!(held(r#"{"name":"a","NAME":"b","name":null}"#, "name"), "\"b\"");
        assert_eq!(held(r#"{"mtu":1,"mtu":-0,"mtu":null}"#, "mtu"), "0");
    }

    #[test]
    fn a_list_is_read_into_the_old_elements() {
        assert_eq!(held(r#"{"ips":["a","b"],"ips":[null]}"#, "ips"), "\"a\"");
        assert_eq!(held(r#"{"ips":["a","b","c"],"ips":["x"],"ips":["y",null]}"#, "ips"), "\"y\" \"b\"");
        assert_eq!(held(r#"{"ips":["a","b"],"ips":[],"ips":[null,null]}"#, "ips"), "- -");
        assert_eq!(held(r#"{"ips":["a"],"ips":null,"ips":[null]}"#, "ips"), "-");
        assert_eq!(held(r#"{"ips":["a"],"ips":null}"#, "ips"), "-");
        assert_eq!(held(r#"{"gateways":["10.0.0.1",""],"gateways":[null,null]}"#, "gateways"), "- -");
    }

    #[test]
    fn a_struct_keeps_what_the_later_one_does_not_name() {
        assert_eq!(held(r#"{"inner":{"a":1,"b":"x"},"inner":{"a":2}}"#, "inner"), "(2 \"x\")");
        assert_eq!(held(r#"{"inner":{"a":1},"inner":null,"inner":{"b":"x"}}"#, "inner"), "(- \"x\")");
        assert_eq!(
            held(r#"{"ports":[{"a":1},{"a":2}],"ports":[{"b":"x"}],"ports":[null,{"b":"y"}]}"#, "ports"),
            "- (2 \"y\")"
        );
    }

    #[test]
    fn a_map_gathers_its_members() {
        assert_eq!(held(r#"{"args":{"a":1},"args":{"a":{"b":2}}}"#, "args"), r#"[("a", "1"), ("a", "{\"b\":2}")]"#);
        assert_eq!(held(r#"{"args":{"a":1},"args":null}"#, "args"), "-");
    }

    #[test]
    fn every_value_must_be_of_its_type_also_one_that_a_later_one_replaces() {
        let text = r#"{"name":5,"name":"a","ips":["a",{}],"inner":{"a":1.0},"inner":{"b":[]},"args":[],"queue":256,
            "dst":null,"on":"x","gateways":["10.0.0.1/8"],"args":{"x":[{"y":1e999}]},"other":1e999}"#;
        assert_eq!(
            problems(text),
            [
                ("name".into(), "a string", "`5`".into()),
                ("ips[1]".into(), "a string", "an object".into()),
                ("inner.a".into(), "a whole number", "`1.0`".into()),
                ("inner.b".into(), "a string", "a list".into()),
                ("args".into(), "an object", "a list".into()),
                ("queue".into(), "a whole number that is not negative", "`256`".into()),
                ("dst".into(), "a CIDR", "null".into()),
                ("on".into(), "true or false", "the string `x`".into()),
                ("gateways[0]".into(), "an IP address", "the string `10.0.0.1/8`".into()),
                ("args.x".into(), "a number that a 64-bit float holds", "`1e999`".into()),
            ]
        );
    }

    #[test]
    fn go_reads_ten_thousand_levels() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_too_deep(&nested(10_000)) && is_too_deep(&nested(10_001)));
        assert!(!is_too_deep(&format!("\"{}\"", "[".repeat(20_000))));
    }
}
