//! The names that Kubernetes takes for objects (`kubernetes/apimachinery: pkg/util/validation/validation.go`).

/// Whether Kubernetes takes `name` for a namespace: a DNS label of at most 63 characters.
pub fn is_namespace(name: &str) -> bool {
    name.len() <= 63 && is_label(name)
}

/// Whether Kubernetes takes `name` for an object: a DNS subdomain of at most 253 characters.
pub fn is_object_name(name: &str) -> bool {
    has_object_length(name) && name.split('.').all(is_label)
}

/// Whether `name` is short enough for that, alone or as a part.
pub fn has_object_length(name: &str) -> bool {
    name.len() <= 253
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
pub(crate) fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(inner) && !text.is_empty() && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_names_are_dns_subdomains() {
        for (name, is) in [
            ("10.0.0.0-8", true),
            ("fd00---64", true),
            ("---126", false),
            ("Public-10.0.0.0-8", false),
            ("a_b", false),
            ("a..b", false),
            ("a-.b", false),
            ("", false),
        ] {
            assert_eq!(is_object_name(name), is, "{name}");
        }
        assert!(is_object_name(&"a".repeat(253)) && !is_object_name(&"a".repeat(254)));
    }

    #[test]
    fn namespaces_are_dns_labels() {
        for (name, is) in [("rook-ceph", true), ("1", true), ("a.b", false), ("A", false), ("a-", false), ("", false)] {
            assert_eq!(is_namespace(name), is, "{name}");
        }
        assert!(is_namespace(&"a".repeat(63)) && !is_namespace(&"a".repeat(64)));
    }
}
