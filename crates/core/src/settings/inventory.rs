//! The inventory: plain Kubernetes objects, as `kubectl get -o yaml` prints them.

use std::fmt;

use super::SettingsProblem;
use super::reader::Reader;
use crate::json::Node;
use crate::kind::Kind;
use crate::object::{Object, identities};
use crate::text::{quoted, shortened};

/// Reads `inventory`. Objects of kinds that no rule reads go to `ignored`, as `apiVersion/kind`, each once.
pub(super) fn read<'a>(reader: &mut Reader<'a>, ignored: &mut Vec<String>) -> Vec<Object<'a>> {
    let mut inventory = Inventory { objects: Vec::new(), ignored };
    match reader.value("inventory") {
        None => {}
        Some(Node::List(items)) => inventory.add_all(reader, None, items),
        Some(list @ Node::Map(_)) => match list.get("items").and_then(Node::as_list) {
            Some(items) => inventory.add_all(reader, None, items),
            None => reader.refuse_value("inventory", list, HELP),
        },
        Some(other) => reader.refuse_value("inventory", other, HELP),
    }
    inventory.objects
}

/// The objects that are there twice: nobody could say which of the two holds.
pub(super) fn copies(inventory: &[Object<'_>]) -> Vec<SettingsProblem> {
    let sorted: Vec<&Object<'_>> = identities(inventory).iter().filter_map(|one| inventory.get(one.3)).collect();
    let repeated = sorted.iter().zip(sorted.iter().skip(1)).filter(|(one, next)| one.is_same_as(next));
    let problem = |object: &Object<'_>| SettingsProblem {
        path: String::from("inventory"),
        problem: format!("{} is there twice", quoted(&format!("{object}"))),
        help: String::from("keep one"),
    };
    repeated.map(|(object, _)| problem(object)).collect()
}

const HELP: &str = "use a list of Kubernetes objects";

struct Inventory<'a, 'i> {
    objects: Vec<Object<'a>>,
    ignored: &'i mut Vec<String>,
}

impl<'a> Inventory<'a, '_> {
    fn add_all(&mut self, reader: &mut Reader<'a>, list: Option<&Place<'_>>, items: &'a [Node<'a>]) {
        self.objects.reserve(items.len());
        for (index, item) in items.iter().enumerate() {
            self.add(reader, &Place { list, index }, item);
        }
    }

    fn add(&mut self, reader: &mut Reader<'a>, place: &Place<'_>, node: &'a Node<'a>) {
        let text = |key| node.get(key).and_then(Node::as_text);
        let (Some(version), Some(kind)) = (text("apiVersion"), text("kind")) else {
            let help = "give it `apiVersion`, `kind` and `metadata`";
            return reader.refuse(&format!("{place}"), "not a Kubernetes object", help);
        };
        let Some(known) = Kind::of_api_version(version, kind) else {
            return match node.get("items").and_then(Node::as_list) {
                Some(items) if kind.ends_with("List") => self.add_all(reader, Some(place), items),
                _ => self.ignore(version, kind),
            };
        };
        let object = Object::new(known, node, "", "");
        for (key, value) in [("name", object.name), ("namespace", object.namespace)] {
            if value.is_empty() {
                let help = format!("a {kind} of the inventory needs one");
                reader.refuse(&format!("{place}.metadata.{key}"), "absent", &help);
            }
        }
        self.objects.push(object);
    }

    fn ignore(&mut self, version: &str, kind: &str) {
        let name = format!("{}/{}", shortened(version, 64), shortened(kind, 64));
        if !self.ignored.contains(&name) {
            self.ignored.push(name);
        }
    }
}

/// Where an object of the inventory stands: `inventory[0].items[1]`.
struct Place<'p> {
    list: Option<&'p Place<'p>>,
    index: usize,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list {
            None => write!(f, "inventory[{}]", self.index),
            Some(list) => write!(f, "{list}.items[{}]", self.index),
        }
    }
}
