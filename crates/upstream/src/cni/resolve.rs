//! Multus' part: what it makes of `spec.config` before it calls the CNI library.

use super::fields::{NET_CONF_LIST, PLUGIN_CONF};
use super::{CniConfig, CniProblem, CniProblemKind, CniProblems, Stage, libcni, normalize};
use crate::go_json::{Fields, Mismatches, Type, check, get};
use ceph_multus_json::{Arena, Map, Node, Path};

/// Fills `config` from its root, an object. `config.name` is the name of the NAD.
pub(super) fn resolve<'a>(config: &mut CniConfig<'a>, arena: &'a Arena) {
    let named = config.root.get("name").is_some_and(|name| name.as_text() != Some(""));
    config.written_name = written_name(&config.root).map(str::to_owned);
    if !named {
        normalize(&mut config.root, arena);
    }
    let Node::Map(root) = &config.root else { return };
    let mut problems = CniProblems::default();
    take_all(&mut problems, mismatches(config, PLUGIN_CONF));
    let is_single = text_of(root, "type").is_some();
    if !is_single {
        let more = mismatches(config, NET_CONF_LIST);
        let more = more.into_iter().filter(|problem| !problem.path.is_empty() && is_chain_key(&problem.path));
        take_all(&mut problems, more.chain(first_plugin(root)));
    }
    config.chain = !is_single && plugin_list(root).is_some();
    config.version = text_of(root, "cniVersion").unwrap_or_default().to_owned();
    if config.chain {
        if named {
            config.name = root.get("name").and_then(Node::as_text).unwrap_or_default().to_owned();
        }
        config.version = libcni::chain_version(root, &mut problems);
        libcni::check_chain(root, &mut problems);
    } else if named {
        config.name = text_of(root, "name").unwrap_or_default().to_owned();
    }
    if !libcni::is_network_name(&config.name) {
        problems.push(&CniProblemKind::BadNetworkName, || libcni::bad_network_name(&config.name));
    }
    config.problems = problems.into_items();
    if config.chain {
        // The CNI library writes every plugin of a chain again.
        normalize(&mut config.root, arena);
    }
}

/// See [`CniConfig::written_name`].
fn written_name<'a>(root: &Node<'a>) -> Option<&'a str> {
    let root = root.as_map()?;
    let is_single = text_of(root, "type").is_some();
    let first = || plugin_list(root)?.as_list()?.first()?.as_map();
    text_of(if is_single { root } else { first()? }, "name")
}

/// The value of `plugins` as Multus finds it.
pub(super) fn plugin_list<'a>(root: &Map<'a>) -> Option<&'a Node<'a>> {
    get(root, NET_CONF_LIST, "plugins")
}

fn normalize<'a>(root: &mut Node<'a>, arena: &'a Arena) {
    if let Some(normalized) = normalize::normalized(root, arena) {
        *root = normalized;
    }
}

fn text_of<'a>(root: &Map<'a>, name: &str) -> Option<&'a str> {
    get(root, PLUGIN_CONF, name).and_then(Node::as_text).filter(|text| !text.is_empty())
}

fn mismatches(config: &CniConfig<'_>, fields: Fields) -> Vec<CniProblem> {
    let mut found = Mismatches::default();
    check(&config.root, &Type::Struct(fields), &Path::default(), &mut found);
    let problem = |mismatch| CniProblem::of_type(Stage::Multus, mismatch, config.text);
    found.into_items().into_iter().map(problem).collect()
}

fn take_all(problems: &mut CniProblems, more: impl IntoIterator<Item = CniProblem>) {
    for problem in more {
        problems.take(&{ problem.kind }, problem);
    }
}

/// Whether the path starts with a key that only chains have.
fn is_chain_key(path: &Path) -> bool {
    ["plugins", "disableCheck", "disableGC"].iter().any(|key| path.is_below(key))
}

/// What Multus demands of a chain: a first plugin with a type.
fn first_plugin(root: &Map<'_>) -> Option<CniProblem> {
    let problem = |kind, path: Path, text: &str| Some(CniProblem::new(Stage::Multus, kind, path, text));
    let Some(plugins) = plugin_list(root) else {
        let text = "needs `type`, or `plugins` for a chain";
        return problem(CniProblemKind::NoTypeAndNoPlugins, Path::default(), text);
    };
    match plugins.as_list()?.first() {
        None => problem(
            CniProblemKind::Crash,
            Path::from("plugins"),
            "is empty, which crashes Multus; expected a list of plugins",
        ),
        Some(Node::Null) => problem(
            CniProblemKind::Crash,
            Path::from("plugins").index(0),
            "is null, which crashes Multus; expected a plugin",
        ),
        Some(Node::Map(first)) if text_of(first, "type").is_none() => {
            problem(CniProblemKind::PluginWithoutType, Path::from("plugins").index(0), "needs `type`")
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<(Stage, &'static str, String)> {
        let arena = Arena::new();
        let config = CniConfig::read(text, "net1", &arena);
        config
            .problems
            .into_iter()
            .map(|problem| (problem.stage, problem.kind.as_str(), problem.path.to_string()))
            .collect()
    }

    #[test]
    fn a_missing_or_empty_name_is_the_nads_and_null_is_none() {
        assert_eq!(CniConfig::read(r#"{"type":"a"}"#, "net1", &Arena::new()).name, "net1");
        assert_eq!(CniConfig::read(r#"{"name":"","type":"a"}"#, "net1", &Arena::new()).name, "net1");
        assert_eq!(CniConfig::read(r#"{"NAME":"x","type":"a"}"#, "net1", &Arena::new()).name, "net1");
        assert_eq!(CniConfig::read(r#"{"name":null,"type":"a"}"#, "net1", &Arena::new()).name, "");
        assert_eq!(errors(r#"{"name":null,"type":"a"}"#), [(Stage::CniAdd, "bad-network-name", "name".into())]);
    }

    #[test]
    fn without_a_name_the_keys_are_sorted_before_one_wins() {
        assert_eq!(CniConfig::read(r#"{"type":"b","TYPE":"a"}"#, "n", &Arena::new()).plugins()[0].kind(), "b");
        assert_eq!(
            CniConfig::read(r#"{"name":"x","type":"b","TYPE":"a"}"#, "n", &Arena::new()).plugins()[0].kind(),
            "a"
        );
    }

    #[test]
    fn numbers_that_multus_writes_again_lose_an_empty_fraction() {
        let mtu = |text: &str| CniConfig::read(text, "n", &Arena::new()).plugins()[0].int("mtu");
        assert_eq!(mtu(r#"{"type":"macvlan","mtu":1500.0}"#), Some(1500));
        assert_eq!(mtu(r#"{"name":"x","type":"macvlan","mtu":1500.0}"#), None);
        assert_eq!(mtu(r#"{"name":"x","plugins":[{"type":"macvlan","mtu":1500.0}]}"#), Some(1500));
    }

    #[test]
    fn every_wrong_type_is_listed_once() {
        assert_eq!(
            errors(
                r#"{"cniVersion":1,"dns":{"search":"x"},"disableCheck":"true","plugins":[{"type":"a","ipam":"b"}]}"#
            ),
            [
                (Stage::Multus, "bad-field-type", "cniVersion".into()),
                (Stage::Multus, "bad-field-type", "dns.search".into()),
                (Stage::Multus, "bad-field-type", "disableCheck".into()),
                (Stage::Multus, "bad-field-type", "plugins[0].ipam".into()),
                (Stage::CniAdd, "bad-field-type", "cniVersion".into()),
            ]
        );
    }

    #[test]
    fn a_chain_needs_a_first_plugin_with_a_type() {
        assert_eq!(errors("{}"), [(Stage::Multus, "no-type-and-no-plugins", String::new())]);
        assert_eq!(errors(r#"{"plugins":null}"#), [(Stage::Multus, "no-type-and-no-plugins", String::new())]);
        assert_eq!(errors(r#"{"plugins":[]}"#), [(Stage::Multus, "crash", "plugins".into())]);
        assert_eq!(errors(r#"{"plugins":[null]}"#)[0], (Stage::Multus, "crash", "plugins[0]".into()));
        assert_eq!(
            errors(r#"{"plugins":[{"master":"a"},{}]}"#),
            [
                (Stage::Multus, "conflist-plugin-without-type", "plugins[0]".into()),
                (Stage::CniAdd, "conflist-plugin-without-type", "plugins[1]".into()),
            ]
        );
    }
}
