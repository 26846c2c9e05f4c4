//! What the derive of TypeScript's types needs to be there. The crate that goes with it brings the bindings of all of
//! JavaScript's library, of which every closure stays in the module; here a value crosses its border as JSON text.

/// A type that has one in TypeScript.
pub trait Tsify {
    /// The value in JavaScript.
    type JsType;

    /// The declaration in TypeScript.
    const DECL: &'static str;

    /// How serde would write the value.
    const SERIALIZATION_CONFIG: SerializationConfig;
}

/// How serde would write a value.
#[derive(Debug, Clone, Copy)]
pub struct SerializationConfig {
    /// What is absent is `null`.
    pub missing_as_null: bool,
    /// A map is an object.
    pub hashmap_as_object: bool,
    /// Large numbers are of the type `bigint`.
    pub large_number_types_as_bigints: bool,
}
