//! Names and namespaces in which something is put in later.

use ceph_multus_core::Kind;
use ceph_multus_core::facts::object::Object;
use ceph_multus_core::json::Path;
use ceph_multus_core::report::limits::VALUE_SHOWN;
use ceph_multus_core::report::text::shortened;
use ceph_multus_upstream::NamespacedName;

use super::{first, first_in};
use crate::checked::Placeholder;
use crate::document::Document;

/// The name and the namespace of the `document` at `place`, as far as something is put in there later.
pub(crate) fn in_names(place: usize, document: &Document) -> Vec<Placeholder> {
    let placeholder = |(key, text): (&'static str, &str)| {
        let path = Path::from(["metadata", key]);
        let text = shortened(first_in(document, text)?, VALUE_SHOWN);
        Some(Placeholder { document: place, path: path.to_string(), position: document.locate(&path), text })
    };
    [("name", document.name()), ("namespace", document.namespace())].into_iter().filter_map(placeholder).collect()
}

/// The NADs of which it is not known yet what they are called, by namespace and name.
pub(crate) struct UnknownNads<'o>(Vec<(&'o str, &'o str)>);

impl<'o> UnknownNads<'o> {
    /// Those among `objects`.
    pub(crate) fn among<'a: 'o>(objects: &[(usize, Object<'a>)]) -> UnknownNads<'o> {
        let nads = objects.iter().filter(|(_, object)| object.kind == Kind::NetworkAttachmentDefinition);
        let names = nads.map(|(_, object)| (object.namespace, object.name));
        UnknownNads(names.filter(|(namespace, name)| first(namespace).or_else(|| first(name)).is_some()).collect())
    }

    /// Whether one of them may be `nad` in the end.
    pub(crate) fn may_have(&self, nad: &NamespacedName) -> bool {
        let may_be = |text: &str, wanted: &str| text == wanted || first(text).is_some();
        self.0.iter().any(|(namespace, name)| may_be(namespace, &nad.namespace) && may_be(name, &nad.name))
    }
}
