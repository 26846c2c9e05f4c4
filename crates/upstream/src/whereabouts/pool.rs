//! The names of the objects that hold reservations (`k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go`).

/// The name of the pool of `range`, a normalised CIDR: `[network-][node-]range` with hyphens for colons and slashes.
/// An empty `network_name` or `node_name` is left out. The result need not be a valid name: [`is_object_name`] tells.
pub fn pool_name(range: &str, network_name: &str, node_name: &str) -> String {
    let mut out = String::new();
    for part in [network_name, node_name].into_iter().filter(|part| !part.is_empty()) {
        out.push_str(part);
        out.push('-');
    }
    // The names in front are those of the user and stay as they are.
    out.extend(range.chars().map(|character| if matches!(character, ':' | '/') { '-' } else { character }));
    if range.ends_with(':') {
        out.push('0');
    }
    out
}

/// Whether Kubernetes takes `name` for an object: a DNS subdomain of at most 253 characters
/// (`kubernetes/apimachinery: pkg/util/validation/validation.go`).
pub fn is_object_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(inner) && !part.starts_with('-') && !part.ends_with('-');
    has_object_length(name) && name.split('.').all(is_part)
}

/// Whether `name` is short enough for that, alone or as a part.
pub fn has_object_length(name: &str) -> bool {
    name.len() <= 253
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_network_node_and_range() {
        assert_eq!(pool_name("10.0.0.0/8", "", ""), "10.0.0.0-8");
        assert_eq!(pool_name("10.0.0.0/8", "net", ""), "net-10.0.0.0-8");
        assert_eq!(pool_name("10.0.0.0/8", "", "node"), "node-10.0.0.0-8");
        assert_eq!(pool_name("fd00::/64", "a:b/c", "node"), "a:b/c-node-fd00---64");
    }

    #[test]
    fn a_trailing_colon_gets_a_zero() {
        assert_eq!(pool_name("fd00::", "", ""), "fd00--0");
    }

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
}
