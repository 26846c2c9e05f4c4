//! Multus' namespace isolation: which namespaces a pod may take its networks from.

use super::NetworkSelection;

/// The namespaces that are reachable from everywhere, from `globalNamespaces` of the configuration of Multus: a list
/// separated by commas. Without a value it is `default` alone; a value replaces that (`k8snetworkplumbingwg/multus-cni:
/// pkg/types/conf.go`).
pub fn global_namespaces(text: &str) -> Vec<String> {
    if text.is_empty() {
        return vec![String::from("default")];
    }
    text.split(',').map(|namespace| namespace.trim().to_owned()).collect()
}

/// The first namespace that a pod of `pod_namespace` may not take a network from, if there is one.
pub fn refused_namespace<'s>(
    selections: &'s [NetworkSelection],
    pod_namespace: &str,
    global_namespaces: &[String],
) -> Option<&'s str> {
    let namespaces = selections.iter().map(|selection| selection.namespace.as_str());
    namespaces
        .into_iter()
        .find(|namespace| *namespace != pod_namespace && !global_namespaces.iter().any(|global| global == namespace))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::{Dialect, parse};

    #[test]
    fn an_unset_list_is_default_alone_and_a_set_one_replaces_it() {
        assert_eq!(global_namespaces(""), ["default"]);
        assert_eq!(global_namespaces(" foo,bar ,"), ["foo", "bar", ""]);
    }

    #[test]
    fn names_the_first_namespace_that_is_neither_the_pods_nor_global() {
        let selections = parse("own/a,default/b,x/c,y/d", "own", Dialect::Multus).unwrap();
        assert_eq!(refused_namespace(&selections, "own", &global_namespaces("")), Some("x"));
        assert_eq!(refused_namespace(&selections, "own", &global_namespaces("x,y")), Some("default"));
        assert_eq!(refused_namespace(&selections, "own", &global_namespaces("x,default,y")), None);
    }
}
