//! How Go's `encoding/json` reads an object into a struct.
//!
//! * A key belongs to the field of exactly its name, otherwise to the first whose name differs only in case; Unicode's
//!   simple folding counts, so `K` may be the Kelvin sign and `s` the long s (`golang/go: src/encoding/json/fold.go`).
//! * Unknown keys are ignored. Of repeated keys the last counts, and all must have the right type. (Of repeated objects
//!   and lists Go merges the members, as [`Held`] does; for [`get`] the last alone counts.)
//! * `null` leaves a field unset; for a scalar that an earlier key has set, it changes nothing.
//! * A whole number is written without fraction, exponent and quotes, and fits 64 bits.
//! * An address is a text that `net.ParseIP` takes, or empty for none; a CIDR is a text that `net.ParseCIDR` takes.

use crate::address::{Address, Cidr};
use crate::kept::{Counted, Kept};
use crate::limits::CONFIG_KEY_CHARS;
use crate::text::quoted;
use ceph_multus_json::{Map, Node, Number, Path};

mod held;
mod number;
mod write;
mod written;

pub use held::{Held, is_too_deep};
pub use write::{push_text, sorted_members};

/// The fields of a struct in the order of their declaration.
pub type Fields = &'static [(&'static str, Type)];

/// The Go type of a field.
#[derive(Debug)]
pub enum Type {
    /// `string`
    Text,
    /// `int`
    Int,
    /// `uint` and its kin of this many bits.
    Unsigned(u32),
    /// `bool`
    Bool,
    /// `net.IP`
    Address,
    /// `types.IPNet` of the CNI library: `null` is no CIDR either.
    Cidr,
    /// A slice.
    List(&'static Type),
    /// A struct.
    Struct(Fields),
    /// A map with keys of any name.
    Map(&'static Type),
    /// `interface{}`
    Any,
}

/// A value that Go does not read into the field that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The way to the value from where the reading started: `ipRanges[0].range`.
    pub path: Path,
    /// What the field takes: `a whole number`.
    pub expected: &'static str,
    /// The value in backticks where it is a text or a number, with its type where it is a text; its type otherwise.
    pub found: String,
    /// Whether the value is of the right type, and too large.
    pub is_too_large: bool,
    /// Values after it, below the same first key, that are only counted.
    pub more: usize,
}

/// Values that Go does not read, by the first key of the way to them.
pub type Mismatches = Kept<String, Mismatch>;

impl Counted for Mismatch {
    fn more(&mut self) -> &mut usize {
        &mut self.more
    }
}

/// Appends to `problems` every value below `node` that is not of its type. `path` is the way to `node`.
pub fn check(node: &Node<'_>, expected: &Type, path: &Path, problems: &mut Mismatches) {
    check_at(node, expected, &Trail::Start(path), problems);
}

/// Like [`check`] for the struct `fields`, which is read from `map`.
pub fn check_members(map: &Map<'_>, fields: Fields, path: &Path, problems: &mut Mismatches) {
    check_map(map, fields, &Trail::Start(path), problems);
}

/// The way to a value, put together only where it is needed.
pub(crate) enum Trail<'p> {
    /// The way to where the reading started.
    Start(&'p Path),
    /// A member of what is at the way.
    Key(&'p Trail<'p>, &'p str),
    /// An element of what is at the way.
    Place(&'p Trail<'p>, usize),
}

impl Trail<'_> {
    /// The way as a path of its own, its keys cut short: a key of a megabyte with a thousand faults below would be a gigabyte
    /// of paths.
    pub(crate) fn to_path(&self) -> Path {
        match self {
            Trail::Start(path) => (*path).clone(),
            Trail::Key(parent, key) => parent.to_path().key(key.chars().take(CONFIG_KEY_CHARS).collect::<String>()),
            Trail::Place(parent, place) => parent.to_path().index(*place),
        }
    }

    /// The first key behind the start; empty at the start itself.
    fn first_key(&self) -> &str {
        match self {
            Trail::Start(_) => "",
            Trail::Key(Trail::Start(_), key) => key,
            Trail::Key(parent, _) | Trail::Place(parent, _) => parent.first_key(),
        }
    }

    /// A value at the way that is not as expected.
    fn mismatch(&self, expected: &'static str, found: String) -> Mismatch {
        Mismatch { path: self.to_path(), expected, found, is_too_large: false, more: 0 }
    }

    /// A value at the way that is not of `kind`; `is_whole` if it is a whole number.
    fn misfit(&self, kind: &Type, is_whole: bool, found: String) -> Mismatch {
        let smaller = kind.holds().filter(|_| is_whole);
        Mismatch { is_too_large: smaller.is_some(), ..self.mismatch(smaller.unwrap_or(kind.name()), found) }
    }
}

fn check_at(node: &Node<'_>, expected: &Type, path: &Trail<'_>, problems: &mut Mismatches) {
    let fits = match (expected, node) {
        (Type::Cidr, Node::Text(text)) => Cidr::parse(text).is_ok(),
        (Type::Cidr, _) => false,
        (Type::Any, _) | (_, Node::Null) | (Type::Text, Node::Text(_)) | (Type::Bool, Node::Bool(_)) => true,
        (Type::Int | Type::Unsigned(_), Node::Number(Number::Float(value))) => is_minus_zero(expected, *value),
        (Type::Int, node) => node.as_i64().is_some(),
        (Type::Unsigned(bits), node) => node.as_u64().is_some_and(|value| value.checked_shr(*bits).unwrap_or(0) == 0),
        (Type::Address, Node::Text(text)) => text.is_empty() || Address::parse(text).is_ok(),
        (Type::List(element), Node::List(items)) => {
            for (place, item) in items.iter().enumerate() {
                check_at(item, element, &Trail::Place(path, place), problems);
            }
            true
        }
        (Type::Struct(fields), Node::Map(map)) => {
            check_map(map, fields, path, problems);
            true
        }
        (Type::Map(element), Node::Map(map)) => {
            for (key, value) in map.iter() {
                check_at(value, element, &Trail::Key(path, key), problems);
            }
            true
        }
        _ => false,
    };
    if !fits {
        problems.push(path.first_key(), || path.misfit(expected, is_large(node), shown(node)));
    }
}

fn check_map(map: &Map<'_>, fields: Fields, path: &Trail<'_>, problems: &mut Mismatches) {
    for (key, value) in map.iter() {
        if let Some((name, field)) = resolve(fields, key) {
            check_at(value, field, &Trail::Key(path, name), problems);
        }
    }
}

/// The value that Go has in the field `name` after reading `map`; `None` where it is unset. A value of a wrong type is
/// returned too: [`check`] reports it.
pub fn get<'a>(map: &Map<'a>, fields: Fields, name: &str) -> Option<&'a Node<'a>> {
    let mut found = None;
    // Only a key that may be meant is looked up: it may still belong to another field that is spelt exactly so.
    for (key, value) in map.iter().filter(|(key, _)| *key == name || same_but_for_case(name, key)) {
        match resolve(fields, key) {
            Some((field, kind)) if *field == name => match (value, kind) {
                (Node::Null, Type::List(_) | Type::Map(_) | Type::Address | Type::Any) => found = None,
                (Node::Null, _) => {}
                _ => found = Some(value),
            },
            _ => {}
        }
    }
    found
}

/// The field that Go reads `key` into.
pub fn resolve(fields: Fields, key: &str) -> Option<&'static (&'static str, Type)> {
    fields
        .iter()
        .find(|(name, _)| *name == key)
        .or_else(|| fields.iter().find(|(name, _)| same_but_for_case(name, key)))
}

/// Whether two keys are equal but for case, as Go folds it. `name` is ASCII.
pub fn same_but_for_case(name: &str, key: &str) -> bool {
    // The two letters that are not ASCII take more bytes than those that they are to Go.
    if key.len() <= name.len() {
        return name.eq_ignore_ascii_case(key);
    }
    !key.is_ascii() && name.to_ascii_lowercase() == folded(key)
}

/// `key` as Go compares it: two that are equal then are one field.
pub fn folded(key: &str) -> String {
    let fold = |character: char| match character {
        '\u{212a}' => 'k',
        '\u{17f}' => 's',
        _ => character.to_ascii_lowercase(),
    };
    key.chars().map(fold).collect()
}

impl Type {
    /// What it takes of whole numbers, where that is not all.
    fn holds(&self) -> Option<&'static str> {
        match self {
            Type::Int => Some("a whole number that Go's `int` holds"),
            Type::Unsigned(32) => Some("a whole number that Go's `uint32` holds"),
            Type::Unsigned(64) => Some("a whole number that Go's `uint64` holds"),
            _ => None,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Type::Text => "a string",
            Type::Int => "a whole number",
            Type::Unsigned(_) => "a whole number that is not negative",
            Type::Bool => "true or false",
            Type::Address => "an IP address",
            Type::Cidr => "a CIDR",
            Type::List(Type::Text) => "a list of strings",
            Type::List(Type::Address) => "a list of IP addresses",
            Type::List(Type::Struct(_)) => "a list of objects",
            Type::List(_) => "a list",
            Type::Struct(_) | Type::Map(_) => "an object",
            Type::Any => "any value",
        }
    }
}

/// Whether a value is a whole number that may be too large.
fn is_large(node: &Node<'_>) -> bool {
    match node {
        Node::Number(Number::Unsigned(_)) => true,
        Node::Number(Number::Float(value)) => number::is_large(*value),
        _ => false,
    }
}

/// `-0` is read as a float, and is a whole number to Go unless that is to be unsigned.
fn is_minus_zero(expected: &Type, value: f64) -> bool {
    matches!(expected, Type::Int) && value == 0.0 && value.is_sign_negative()
}

/// A text as a message shows it, which is not the number or the `true` that it contains.
fn string(text: &str) -> String {
    format!("the string {}", quoted(text))
}

/// What a value is, for a message: short, whatever it has.
pub(crate) fn shown(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) => string(text),
        Node::Bool(value) => quoted(if *value { "true" } else { "false" }),
        Node::Number(Number::Float(value)) if number::is_large(*value) => String::from("a number of more than 64 bits"),
        Node::Number(number) => quoted(&number::text(*number)),
        _ => node.type_name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ceph_multus_json::{Arena, Shape, read};

    static FIELDS: Fields = &[
        ("name", Type::Text),
        ("mtu", Type::Int),
        ("ips", Type::List(&Type::Text)),
        ("gateway", Type::Text),
        ("Gateway", Type::Address),
        ("dst", Type::Cidr),
        ("queue", Type::Unsigned(32)),
        ("port", Type::Unsigned(64)),
        ("caps", Type::Map(&Type::Bool)),
        ("inner", Type::Struct(&[("task", Type::Bool)])),
    ];
    static STRUCT: Type = Type::Struct(FIELDS);

    fn problems(text: &str) -> Vec<(String, &'static str, String)> {
        let mut problems = Mismatches::default();
        check(&read(text, &Arena::new(), &Shape::Whole).unwrap(), &STRUCT, &Path::default(), &mut problems);
        let problems = problems.into_items().into_iter();
        problems.map(|problem| (problem.path.to_string(), problem.expected, problem.found)).collect()
    }

    fn value(text: &str, name: &str) -> Option<String> {
        let arena = Arena::new();
        let node = read(text, &arena, &Shape::Whole).unwrap();
        get(node.as_map().unwrap(), FIELDS, name).map(|value| shown(value))
    }

    #[test]
    fn a_key_may_differ_in_case_and_an_exact_one_wins_its_own_field() {
        assert_eq!(value(r#"{"NAME":"a"}"#, "name").as_deref(), Some("the string `a`"));
        assert_eq!(value(r#"{"Gateway":"a"}"#, "gateway"), None);
        assert_eq!(value(r#"{"GATEWAY":"a"}"#, "gateway").as_deref(), Some("the string `a`"));
        assert_eq!(value(r#"{"GATEWAY":"a"}"#, "Gateway"), None);
    }

    #[test]
    fn folds_the_kelvin_sign_and_the_long_s_and_no_other_letter() {
        assert!(same_but_for_case("task", "ta\u{17f}\u{212a}"));
        assert!(!same_but_for_case("mtu", "mt\u{fc}"));
        assert!(!same_but_for_case("name", "name\u{17f}"));
    }

    #[test]
    fn the_last_of_repeated_keys_counts_and_null_clears_only_lists() {
        assert_eq!(value(r#"{"name":"a","Name":"b"}"#, "name").as_deref(), Some("the string `b`"));
        assert_eq!(value(r#"{"name":"a","name":null}"#, "name").as_deref(), Some("the string `a`"));
        assert_eq!(value(r#"{"ips":["a"],"ips":null}"#, "ips"), None);
    }

    #[test]
    fn reports_every_value_of_a_wrong_type_with_its_path() {
        assert_eq!(
            problems(r#"{"name":5,"MTU":"9000","ips":["a",1],"inner":{"task":"on"},"caps":{"x":1},"other":[]}"#),
            [
                ("name".into(), "a string", "`5`".into()),
                ("mtu".into(), "a whole number", "the string `9000`".into()),
                ("ips[1]".into(), "a string", "`1`".into()),
                ("inner.task".into(), "true or false", "the string `on`".into()),
                ("caps.x".into(), "true or false", "`1`".into()),
            ]
        );
    }

    #[test]
    fn whole_numbers_have_no_fraction_no_exponent_and_64_bits() {
        for text in ["5.0", "5e0", "\"5\"", "9223372036854775808", "-9223372036854775809", "true"] {
            assert_eq!(problems(&format!(r#"{{"mtu":{text}}}"#)).len(), 1, "{text}");
        }
        for text in ["0", "-0", "-1", "9223372036854775807", "-9223372036854775808", "null"] {
            assert_eq!(problems(&format!(r#"{{"mtu":{text}}}"#)), [], "{text}");
        }
    }

    #[test]
    fn a_number_that_is_too_large_is_no_matter_of_its_type() {
        for (key, value, expected) in [
            ("mtu", "9223372036854775808", "a whole number that Go's `int` holds"),
            ("mtu", "99999999999999999999", "a whole number that Go's `int` holds"),
            ("mtu", "-99999999999999999999", "a whole number that Go's `int` holds"),
            ("mtu", "1.5", "a whole number"),
            ("queue", "4294967296", "a whole number that Go's `uint32` holds"),
            ("port", "18446744073709551616", "a whole number that Go's `uint64` holds"),
            ("port", "-1", "a whole number that is not negative"),
            ("name", "99999999999999999999", "a string"),
        ] {
            assert_eq!(problems(&format!(r#"{{"{key}":{value}}}"#))[0].1, expected, "{value}");
        }
        for value in ["99999999999999999999", "-9223372036854775809", "1e30"] {
            assert_eq!(problems(&format!(r#"{{"mtu":{value}}}"#))[0].2, "a number of more than 64 bits", "{value}");
        }
    }

    #[test]
    fn unsigned_numbers_have_their_own_bounds() {
        for (text, found) in [("4294967295", 0), ("4294967296", 1), ("-1", 1), ("18446744073709551615", 1)] {
            assert_eq!(problems(&format!(r#"{{"queue":{text}}}"#)).len(), found, "{text}");
            let big = usize::from(text == "-1");
            assert_eq!(problems(&format!(r#"{{"port":{text}}}"#)).len(), big, "{text}");
        }
    }

    #[test]
    fn an_address_may_be_empty_and_a_cidr_may_not() {
        assert_eq!(problems(r#"{"Gateway":"","dst":"10.0.0.0/8"}"#), []);
        assert_eq!(problems(r#"{"Gateway":null}"#), []);
        assert_eq!(problems(r#"{"Gateway":"10.0.0.01"}"#)[0].1, "an IP address");
        assert_eq!(problems(r#"{"dst":null}"#)[0].2, "null");
        assert_eq!(problems(r#"{"dst":""}"#)[0].2, "the string ``");
    }
}
