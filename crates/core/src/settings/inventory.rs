//! The inventory: plain Kubernetes objects, as `kubectl get -o yaml` prints them.

use super::reader::Reader;
use crate::json::Node;
use crate::kind::Kind;
use crate::object::Object;
use crate::text::{quoted, shortened};

/// Reads `inventory`. Objects of kinds that no rule reads go to `ignored`, as `apiVersion/kind`, each once.
pub(super) fn read<'a>(reader: &mut Reader<'a>, ignored: &mut Vec<String>) -> Vec<Object<'a>> {
    let mut objects = Vec::new();
    match reader.value("inventory") {
        None => {}
        Some(Node::List(items)) => add_all(reader, "inventory", items, &mut objects, ignored),
        Some(list @ Node::Map(_)) if list.get("items").is_some() => {
            add(reader, "inventory", list, &mut objects, ignored);
        }
        Some(other) => reader.refuse_value("inventory", other, "use a list of Kubernetes objects"),
    }
    objects
}

fn add_all<'a>(
    reader: &mut Reader<'a>,
    path: &str,
    items: &'a [Node<'a>],
    objects: &mut Vec<Object<'a>>,
    ignored: &mut Vec<String>,
) {
    for (place, item) in items.iter().enumerate() {
        add(reader, &format!("{path}[{place}]"), item, objects, ignored);
    }
}

fn add<'a>(
    reader: &mut Reader<'a>,
    path: &str,
    node: &'a Node<'a>,
    objects: &mut Vec<Object<'a>>,
    ignored: &mut Vec<String>,
) {
    let text = |key| node.get(key).and_then(Node::as_text);
    let (Some(version), Some(kind)) = (text("apiVersion"), text("kind")) else {
        return reader.refuse(path, "not a Kubernetes object", "give it `apiVersion`, `kind` and `metadata`");
    };
    if let Some(items) = node.get("items").and_then(Node::as_list).filter(|_| kind.ends_with("List")) {
        return add_all(reader, &format!("{path}.items"), items, objects, ignored);
    }
    let Some(known) = Kind::of_api_version(version, kind) else {
        let name = format!("{}/{}", shortened(version, 64), shortened(kind, 64));
        if !ignored.contains(&name) {
            ignored.push(name);
        }
        return;
    };
    let object = Object::new(known, node, "", "");
    for (key, value) in [("name", object.name), ("namespace", object.namespace)] {
        if value.is_empty() {
            let help = format!("a {kind} of the inventory needs one");
            reader.refuse(&format!("{path}.metadata.{key}"), "absent", &help);
        }
    }
    if objects.iter().any(|earlier| earlier.is_same_as(&object)) {
        let name = format!("{} is there twice", quoted(&object.to_string()));
        reader.refuse(path, &name, "keep one");
    }
    objects.push(object);
}
