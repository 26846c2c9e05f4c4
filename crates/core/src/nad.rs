//! A NetworkAttachmentDefinition's CNI configuration.

use crate::object::Object;

/// A NAD as the rules see it.
#[derive(Debug)]
pub struct Nad<'a> {
    /// The object itself.
    pub object: Object<'a>,
    /// `spec.config`, the CNI configuration as JSON text; absent and empty are the same to Multus.
    pub config: Option<&'a str>,
}

impl<'a> Nad<'a> {
    /// Reads a NAD.
    pub fn new(object: Object<'a>) -> Self {
        Nad { config: object.text_at(&["spec", "config"]).filter(|text| !text.is_empty()), object }
    }
}
