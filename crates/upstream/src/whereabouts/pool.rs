//! The names of the objects that hold reservations (`k8snetworkplumbingwg/whereabouts: pkg/storage/kubernetes/ipam.go`).

/// The name of the pool of `range`, a normalised CIDR: `[network-][node-]range` with hyphens for colons and slashes.
/// An empty `network_name` or `node_name` is left out. The result need not be a valid name: [`is_object_name`] tells.
pub fn pool_name(range: &str, network_name: &str, node_name: &str) -> String {
    let mut out = name_start(network_name) + &name_start(node_name);
    // The names in front are those of the user and stay as they are.
    out.extend(range.chars().map(|character| if matches!(character, ':' | '/') { '-' } else { character }));
    if range.ends_with(':') {
        out.push('0');
    }
    out
}

/// What the name of a pool starts with for a `network_name`, or for a node: the name and a hyphen; nothing if it is empty.
pub fn name_start(name: &str) -> String {
    let hyphen = if name.is_empty() { "" } else { "-" };
    [name, hyphen].concat()
}

/// Whether `name` is that of the pool of the slice `range` of a node, whatever the name of the node.
pub fn is_slice_name(name: &str, range: &str, network_name: &str) -> bool {
    let node = name.strip_prefix(&name_start(network_name));
    let node = node.and_then(|rest| rest.strip_suffix(&pool_name(range, "", "")));
    node.and_then(|node| node.strip_suffix('-')).is_some_and(|node| !node.is_empty())
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
    fn the_pool_of_a_slice_has_the_name_of_a_node() {
        for (name, network_name, is) in [
            ("node-10.0.0.0-26", "", true),
            ("net-node-1-10.0.0.0-26", "net", true),
            ("net-10.0.0.0-26", "net", false),
            ("10.0.0.0-26", "", false),
            ("-10.0.0.0-26", "", false),
            ("other-node-10.0.0.0-26", "net", false),
            ("net-node-10.0.0.64-26", "net", false),
            ("net-node-110.0.0.0-26", "net", false),
        ] {
            assert_eq!(is_slice_name(name, "10.0.0.0/26", network_name), is, "{name}");
        }
    }

    #[test]
    fn a_trailing_colon_gets_a_zero() {
        assert_eq!(pool_name("fd00::", "", ""), "fd00--0");
    }
}
