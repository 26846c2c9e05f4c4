//! What Kubewarden sends: a request and the settings
//! (kubewarden/adm-controller: crates/policy-evaluator/src/admission_request.rs).

use crate::facts::object::OBJECT;
use crate::json::{self, Arena, JsonError, Node, Shape};
use crate::report::limits::PATH_SHOWN;
use crate::report::text::shortened;
use crate::settings::SETTINGS;

/// What is kept of the payload of `validate`.
static PAYLOAD: Shape = Shape::Fields(&[("request", REQUEST), ("settings", Shape::Ref(&SETTINGS))]);

const REQUEST: Shape = Shape::Fields(&[
    ("kind", Shape::Whole),
    ("subResource", Shape::Whole),
    ("name", Shape::Whole),
    ("namespace", Shape::Whole),
    ("operation", Shape::Whole),
    ("userInfo", Shape::Fields(&[("username", Shape::Whole)])),
    ("object", Shape::Ref(&OBJECT)),
    ("oldObject", Shape::Ref(&OBJECT)),
]);

/// The text of the object under review, for edits on it.
static OBJECT_TEXT: Shape = Shape::Fields(&[("request", Shape::Fields(&[("object", Shape::Raw)]))]);

/// What happens to the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
    /// CONNECT, or a word that Kubernetes does not have: nothing to evaluate.
    Other,
}

/// The payload of `validate`, read.
#[derive(Debug, Clone, Copy)]
pub struct Payload<'a> {
    text: &'a str,
    arena: &'a Arena,
    node: Node<'a>,
}

/// The parts of an AdmissionRequest that the rules read. Everything may be absent.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The API group of the object.
    pub group: &'a str,
    /// The kind of the object.
    pub kind: &'a str,
    /// `status`, `scale`, ...; empty for the object itself.
    pub sub_resource: &'a str,
    /// The object's name; empty where the API server makes one.
    pub name: &'a str,
    /// The object's namespace.
    pub namespace: &'a str,
    /// What happens to it.
    pub operation: Operation,
    /// Who asks; empty where the request does not say.
    pub user: &'a str,
    /// The object as it is to be; absent on DELETE.
    pub object: Option<&'a Node<'a>>,
    /// The object as it is, on UPDATE and DELETE.
    pub old_object: Option<&'a Node<'a>>,
}

impl<'a> Payload<'a> {
    /// Reads the payload of `validate` into `arena`.
    ///
    /// # Errors
    /// One short line where it is not UTF-8, not JSON, or holds no request.
    pub fn read(bytes: &'a [u8], arena: &'a Arena) -> Result<Payload<'a>, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| String::from("the payload is not UTF-8"))?;
        let node = json::read(text, arena, &PAYLOAD).map_err(|error| unreadable(&error))?;
        match node.get("request") {
            Some(Node::Map(_)) => Ok(Payload { text, arena, node }),
            Some(other) => Err(format!("`request`: must be an AdmissionRequest, found {}", other.type_name())),
            None => Err(String::from("`request` is not set: the payload is not a validation request")),
        }
    }

    /// The settings.
    pub fn settings(&self) -> &'a Node<'a> {
        self.node.get("settings").unwrap_or(&Node::Null)
    }

    /// The request.
    pub fn request(&self) -> Request<'a> {
        let node = self.node.get("request").unwrap_or(&Node::Null);
        let text = |path: &[&str]| node.at(path).and_then(Node::as_text).unwrap_or_default();
        Request {
            group: text(&["kind", "group"]),
            kind: text(&["kind", "kind"]),
            sub_resource: text(&["subResource"]),
            name: text(&["name"]),
            namespace: text(&["namespace"]),
            operation: match text(&["operation"]) {
                "CREATE" => Operation::Create,
                "UPDATE" => Operation::Update,
                "DELETE" => Operation::Delete,
                _ => Operation::Other,
            },
            user: text(&["userInfo", "username"]),
            object: node.get("object").filter(|object| !object.is_null()),
            old_object: node.get("oldObject").filter(|object| !object.is_null()),
        }
    }

    /// The object under review as it was sent, to the byte.
    pub fn object_text(&self) -> Option<&'a str> {
        match json::read(self.text, self.arena, &OBJECT_TEXT).ok()?.at(&["request", "object"])? {
            Node::Raw(text) => Some(text),
            _ => None,
        }
    }
}

/// `the payload is not JSON: ...`, or the same about the field that was being read.
pub(crate) fn unreadable(error: &JsonError) -> String {
    if error.path.is_empty() {
        return format!("the payload is not JSON: {error}");
    }
    format!("`{}`: not JSON: {error}", shortened(&error.path.to_string(), PATH_SHOWN))
}
