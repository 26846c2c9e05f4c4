//! Collections that are being written.

/// A collection whose end is not yet there.
pub(super) struct Open {
    pub(super) is_map: bool,
    /// How many members or elements it has.
    pub(super) count: usize,
    /// Where its keys begin.
    pub(super) keys: usize,
    /// In a mapping: a key stands there, and its value does not.
    pub(super) has_key: bool,
    /// The key whose value comes next, of those that matter here.
    pub(super) key: Option<Key>,
    pub(super) role: Role,
}

/// What a collection is.
pub(super) enum Role {
    /// The object itself.
    Object,
    /// `metadata` of one.
    Metadata,
    /// Anything else.
    Other,
}

/// A key of an object, or of its `metadata`.
pub(super) enum Key {
    ApiVersion,
    Kind,
    Metadata,
    Items,
    Name,
    GenerateName,
    Namespace,
}

impl Key {
    /// What `key` is in a mapping of this role.
    pub(super) fn of(role: &Role, key: &str) -> Option<Key> {
        match (role, key) {
            (Role::Object, "apiVersion") => Some(Key::ApiVersion),
            (Role::Object, "kind") => Some(Key::Kind),
            (Role::Object, "metadata") => Some(Key::Metadata),
            (Role::Object, "items") => Some(Key::Items),
            (Role::Metadata, "name") => Some(Key::Name),
            (Role::Metadata, "generateName") => Some(Key::GenerateName),
            (Role::Metadata, "namespace") => Some(Key::Namespace),
            _ => None,
        }
    }
}
