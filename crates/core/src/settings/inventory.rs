//! The inventory, and the one before the last change: plain Kubernetes objects, as `kubectl get -o yaml` prints them.

use super::SettingsProblem;
use super::reader::Reader;
use crate::facts::kind::Kind;
use crate::facts::object::{Object, identities};
use crate::json::order::sorted;
use crate::json::{Node, Path};
use crate::report::limits::{PROBLEMS_KEPT, VALUE_SHOWN};
use crate::report::text::{quoted, shortened};

/// Reads the objects of the setting `key`. `apiVersion/kind` of those that no rule reads go to `ignored`, each once,
/// sorted.
pub(super) fn read<'a>(reader: &mut Reader<'a>, key: &'static str, ignored: &mut Vec<String>) -> Vec<Object<'a>> {
    let mut inventory = Inventory { key, objects: Vec::new(), ignored };
    match reader.value(key) {
        None => {}
        Some(Node::List(items)) => inventory.add_all(reader, None, items),
        Some(list @ Node::Map(_)) => match list.get("items").and_then(Node::as_list) {
            Some(items) => inventory.add_all(reader, None, items),
            None => reader.reject_value(key, list, HELP),
        },
        Some(other) => reader.reject_value(key, other, HELP),
    }
    *inventory.ignored = sorted(std::mem::take(inventory.ignored));
    inventory.ignored.dedup();
    inventory.objects
}

/// The objects that are twice in the setting `key`: nobody could say which of the two holds. Of a CephCluster whose
/// networks change again before the first change is done, `previous` has every version.
pub(super) fn copies(key: &'static str, inventory: &[Object<'_>]) -> Vec<SettingsProblem> {
    let sorted: Vec<&Object<'_>> = identities(inventory).iter().filter_map(|one| inventory.get(one.3)).collect();
    let repeated = sorted.iter().zip(sorted.iter().skip(1)).filter(|(one, next)| {
        let is_version = one.kind == Kind::CephCluster && key == "previous";
        one.is_same_as(next) && !is_version
    });
    let problem = |object: &Object<'_>| SettingsProblem {
        path: Path::from(key),
        problem: format!("{} is listed twice", quoted(&format!("{object}"))),
        help: String::from("remove the duplicate"),
        more: 0,
    };
    let mut repeated = repeated.map(|(object, _)| object);
    let mut problems: Vec<SettingsProblem> =
        repeated.by_ref().take(PROBLEMS_KEPT).map(|object| problem(object)).collect();
    if let Some(last) = problems.last_mut() {
        last.more = repeated.count();
    }
    problems
}

const HELP: &str = "use a list of Kubernetes objects";

struct Inventory<'a, 'i> {
    key: &'static str,
    objects: Vec<Object<'a>>,
    ignored: &'i mut Vec<String>,
}

impl<'a> Inventory<'a, '_> {
    fn add_all(&mut self, reader: &mut Reader<'a>, list: Option<&Place<'_>>, items: &'a [Node<'a>]) {
        self.objects.reserve(items.len());
        for (index, item) in items.iter().enumerate() {
            self.add(reader, &Place { key: self.key, list, index }, item);
        }
    }

    fn add(&mut self, reader: &mut Reader<'a>, place: &Place<'_>, node: &'a Node<'a>) {
        let text = |key| node.get(key).and_then(Node::as_text);
        let (Some(version), Some(kind)) = (text("apiVersion"), text("kind")) else {
            if !reader.is_counted() {
                let help = "set `apiVersion`, `kind` and `metadata`";
                reader.reject(place.path(), "not a Kubernetes object", help);
            }
            return;
        };
        let Some(known) = Kind::of_api_version(version, kind) else {
            return match node.get("items").and_then(Node::as_list) {
                Some(items) if kind.ends_with("List") => self.add_all(reader, Some(place), items),
                _ => self.ignored.push(format!("{}/{}", shortened(version, VALUE_SHOWN), shortened(kind, VALUE_SHOWN))),
            };
        };
        let object = Object::new(known, node, "", "");
        for (key, value) in [("name", object.name), ("namespace", object.namespace)] {
            if value.is_empty() && !(key == "namespace" && known.is_cluster_scoped()) && !reader.is_counted() {
                let help = format!("a {kind} of `{}` needs one", self.key);
                reader.reject(place.path().join(["metadata", key]), "absent", &help);
            }
        }
        self.objects.push(object);
    }
}

/// Where an object of the inventory stands: `inventory[0].items[1]`.
struct Place<'p> {
    key: &'static str,
    list: Option<&'p Place<'p>>,
    index: usize,
}

impl Place<'_> {
    fn path(&self) -> Path {
        match self.list {
            None => Path::from(self.key).index(self.index),
            Some(list) => list.path().key("items").index(self.index),
        }
    }
}
