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
    /// All members of an object are kept, the named ones in their own shape.
    Open(&'static [(&'static str, Shape)]),
    /// All members of an object are kept, each as its JSON text.
    Members,
    /// Kept in the shape of another static: shapes may be recursive.
    Ref(&'static Shape),
    /// Every element of an array has this shape.
    Each(&'static Shape),
}

impl Shape {
    /// The shape of the member `key`, `None` where it is not kept.
    pub(super) fn member(&self, key: &str) -> Option<&Shape> {
        match self {
            Shape::Fields(fields) => named(fields, key),
            Shape::Open(fields) => named(fields, key).or(Some(&Shape::Whole)),
            Shape::Members => Some(&Shape::Raw),
            _ => Some(&Shape::Whole),
        }
    }

    /// The shape that this one refers to, or itself.
    pub(super) fn resolved(&self) -> &Shape {
        match self {
            Shape::Ref(shape) => shape,
            shape => shape,
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

fn named(fields: &'static [(&'static str, Shape)], key: &str) -> Option<&'static Shape> {
    fields.iter().find(|(name, _)| *name == key).map(|(_, shape)| shape)
}
