//! What the admission webhook of the net-attach-def project rejects
//! (`k8snetworkplumbingwg/net-attach-def-admission-controller: pkg/webhook/webhook.go`). It looks neither at the network
//! name nor at the IPAM section.

use super::fields::PLUGIN_CONF;
use super::{CniProblems, WHOLE, libcni, normalize};
use crate::go_json::{Mismatches, Type, check, get};
use ceph_multus_json::{Arena, Map, Node, Path, read};

/// Why the webhook rejects a NAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookRejection {
    /// The name of the NAD: dots, capitals, a leading `0` or a trailing hyphen.
    BadNadName,
    /// The configuration is no JSON object.
    NotJson,
    /// No `type` where there has to be one, or the CNI library reads it neither as a chain nor as a plugin.
    Rejected,
    /// `plugins`, or an entry of it, has a type that ends the handler.
    Crash,
}

impl WebhookRejection {
    /// The name of the rejection in the conformance vectors.
    pub fn as_str(self) -> &'static str {
        match self {
            WebhookRejection::BadNadName => "bad-nad-name",
            WebhookRejection::NotJson => "config-not-json",
            WebhookRejection::Rejected => "config-refused",
            WebhookRejection::Crash => "crash",
        }
    }
}

/// Why the webhook rejects the NAD `nad_name` with this `spec.config`; `None` if it does not.
pub fn webhook_rejection(nad_name: &str, config: &str) -> Option<WebhookRejection> {
    if !is_nad_name(nad_name) {
        return Some(WebhookRejection::BadNadName);
    }
    if config.is_empty() {
        return None;
    }
    let arena = Arena::new();
    let Ok(root) = read(config, &arena, &WHOLE) else { return Some(WebhookRejection::NotJson) };
    // The handler writes the object again before the CNI library reads it.
    let root = match normalize::normalized(&root, &arena).unwrap_or(root) {
        Node::Map(root) => root,
        Node::Null => Map::default(),
        _ => return Some(WebhookRejection::NotJson),
    };
    match root.get("plugins") {
        None if root.get("type").is_none() => return Some(WebhookRejection::Rejected),
        None => {}
        Some(Node::List(plugins)) => {
            for plugin in *plugins {
                match plugin {
                    Node::Map(plugin) if plugin.get("type").is_some() => {}
                    Node::Map(_) => return Some(WebhookRejection::Rejected),
                    _ => return Some(WebhookRejection::Crash),
                }
            }
        }
        Some(_) => return Some(WebhookRejection::Crash),
    }
    (!reads_as_chain(&root) && !reads_as_plugin(&Node::Map(root))).then_some(WebhookRejection::Rejected)
}

/// The library takes an object with a name and without `plugins` for a chain whose plugins are in files.
fn reads_as_chain(root: &Map<'_>) -> bool {
    let mut problems = CniProblems::default();
    libcni::chain_version(root, &mut problems);
    libcni::check_chain_switches(root, &mut problems);
    let has_plugins = match root.get("plugins") {
        None => !libcni::only_inlined_plugins(root),
        Some(plugins) => {
            plugins.as_list().is_some_and(|plugins| !plugins.is_empty() && plugins.iter().all(reads_as_plugin))
        }
    };
    problems.is_empty() && has_plugins && root.get("name").is_some_and(|name| name.as_text().is_some())
}

fn reads_as_plugin(plugin: &Node<'_>) -> bool {
    let mut problems = Mismatches::default();
    check(plugin, &Type::Struct(PLUGIN_CONF), &Path::default(), &mut problems);
    let kind = plugin.as_map().and_then(|map| get(map, PLUGIN_CONF, "type")).and_then(Node::as_text);
    problems.is_empty() && kind.is_some_and(|kind| !kind.is_empty())
}

/// `[a-z-1-9]([-a-z0-9]*[a-z0-9])?`: by a slip of the pen the first class holds the hyphen and lacks the zero.
fn is_nad_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let first = name.bytes().next().is_some_and(|first| inner(first) && first != b'0');
    first && name.bytes().all(inner) && (name.len() == 1 || !name.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(config: &str) -> Option<&'static str> {
        webhook_rejection("net", config).map(WebhookRejection::as_str)
    }

    #[test]
    fn names_have_no_dots_and_no_leading_zero() {
        for (name, rejected) in [
            ("a", false),
            ("-", false),
            ("-a", false),
            ("1a", false),
            ("a0", false),
            ("0a", true),
            ("a-", true),
            ("a.b", true),
            ("A", true),
            ("", true),
        ] {
            assert_eq!(webhook_rejection(name, "").is_some(), rejected, "{name}");
        }
    }

    #[test]
    fn only_the_presence_of_a_type_is_checked_where_there_is_a_name() {
        assert_eq!(verdict(r#"{"type":5}"#), Some("config-refused"));
        assert_eq!(verdict(r#"{"name":"x","type":5}"#), None);
        assert_eq!(verdict(r#"{"name":"x","type":5,"loadOnlyInlinedPlugins":true}"#), Some("config-refused"));
        assert_eq!(verdict(r#"{"Type":"macvlan"}"#), Some("config-refused"));
        assert_eq!(verdict(r#"{"type":"macvlan","ipam":5}"#), Some("config-refused"));
    }

    #[test]
    fn a_chain_needs_a_name_here_although_multus_would_give_it_one() {
        assert_eq!(verdict(r#"{"plugins":[{"type":"macvlan"}]}"#), Some("config-refused"));
        assert_eq!(verdict(r#"{"name":"","plugins":[{"type":"macvlan"}]}"#), None);
        assert_eq!(verdict(r#"{"name":"x","plugins":[{"type":""}]}"#), Some("config-refused"));
        assert_eq!(verdict(r#"{"plugins":[{"type":"macvlan"}],"type":"macvlan"}"#), None);
    }

    #[test]
    fn wrong_types_of_plugins_end_the_handler() {
        assert_eq!(verdict(r#"{"name":"x","plugins":null}"#), Some("crash"));
        assert_eq!(verdict(r#"{"name":"x","plugins":["macvlan"]}"#), Some("crash"));
        assert_eq!(verdict(r#"{"name":"x","plugins":[{},5]}"#), Some("config-refused"));
    }

    #[test]
    fn null_is_an_object_without_a_type() {
        assert_eq!(verdict("null"), Some("config-refused"));
        assert_eq!(verdict("[]"), Some("config-not-json"));
        assert_eq!(verdict("{} x"), Some("config-not-json"));
    }
}
