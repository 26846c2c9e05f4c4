//! What of a document is kept.

/// Names the parts of a document that are read. A value whose type is not what the shape expects is kept as it is, so
/// that the reader sees `"eth0"` where it wanted an object and can say so.
#[derive(Debug)]
pub enum Shape {
    /// Everything below is kept.
    Whole,
    /// The value is kept as its JSON text.
    Raw,
    /// The named members of an object are kept, all others are dropped.
    Fields(&'static [(&'static str, Shape)]),
    /// Every element of an array has this shape.
    Each(&'static Shape),
}

impl Shape {
    /// The shape of the member `key`, `None` where it is not kept.
    pub(super) fn member(&self, key: &str) -> Option<&Shape> {
        match self {
            Shape::Fields(fields) => fields.iter().find(|(name, _)| *name == key).map(|(_, shape)| shape),
            _ => Some(&Shape::Whole),
        }
    }

    /// The shape of an element of an array.
    pub(super) fn element(&self) -> &Shape {
        match self {
            Shape::Each(shape) => shape,
            _ => &Shape::Whole,
        }
    }
}
