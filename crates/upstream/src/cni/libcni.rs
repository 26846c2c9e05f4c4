//! The CNI library's part: the version, the plugins and the network name of what Multus hands to it
//! (`containernetworking/cni: libcni/conf.go`, `pkg/utils/utils.go`, `pkg/version/plugin.go`). It finds the keys of a chain
//! by their exact names.

use super::fields::PLUGIN_CONF;
use super::{CNI_VERSIONS, CniProblem, CniProblemKind, CniProblems, Stage};
use crate::go_json::{get, shown};
use crate::text::quoted;
use ceph_multus_json::{Map, Node, Path};

const ONLY_INLINED: &str = "loadOnlyInlinedPlugins";

/// Whether the library attaches a pod to a network of this name.
pub(super) fn is_network_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    name.bytes().all(inner) && name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
}

/// What is wrong with a name that is no network name.
pub(super) fn bad_network_name(name: &str) -> CniProblem {
    let text = if name.is_empty() {
        String::from("must be a string")
    } else {
        format!(
            "must consist of letters, digits, `_`, `.`, `-` and start with a letter or digit, found {}",
            quoted(name)
        )
    };
    problem(CniProblemKind::BadNetworkName, "name", text)
}

/// The version that the library picks for a chain: the highest of `cniVersions` and `cniVersion` that it knows.
pub(super) fn chain_version(root: &Map<'_>, problems: &mut CniProblems) -> String {
    let written = match root.get("cniVersion") {
        None => "",
        Some(Node::Text(version)) => version,
        Some(other) => {
            problems.push(&CniProblemKind::BadFieldType, || wrong_type("cniVersion", "a string", other));
            ""
        }
    };
    let candidates = match root.get("cniVersions") {
        None => return written.to_owned(),
        Some(Node::List(candidates)) => candidates,
        Some(other) => {
            problems.push(&CniProblemKind::BadFieldType, || wrong_type("cniVersions", "a list of strings", other));
            return written.to_owned();
        }
    };
    for (place, candidate) in candidates.iter().enumerate() {
        let path = || Path::from("cniVersions").index(place);
        match candidate.as_text() {
            None => {
                problems.push(&CniProblemKind::BadFieldType, || wrong_type(path(), "a string", candidate));
            }
            Some(text) if parse_version(text).is_none() => problems.push(&CniProblemKind::BadCniVersion, || {
                let text = format!("must be a version such as `1.0.0`, found {}", quoted(text));
                problem(CniProblemKind::BadCniVersion, path(), text)
            }),
            Some(_) => {}
        }
    }
    if parse_version(written).is_none() {
        let text = format!("must be a version such as `1.0.0`, found {}", quoted(written));
        problems.take(&CniProblemKind::BadCniVersion, problem(CniProblemKind::BadCniVersion, "cniVersion", text));
    }
    let mut best: Option<([i64; 3], &str)> = None;
    let written_candidate = (!written.is_empty()).then_some(written);
    for version in candidates.iter().filter_map(Node::as_text).chain(written_candidate) {
        let known = parse_version(version).filter(|numbers| *numbers <= highest());
        if let Some(numbers) = known.filter(|numbers| best.is_none_or(|(best, _)| *numbers >= best)) {
            best = Some((numbers, version));
        }
    }
    best.map_or(written, |(_, version)| version).to_owned()
}

/// The switches of a chain: the library takes them as text too.
pub(super) fn check_chain_switches(root: &Map<'_>, problems: &mut CniProblems) {
    for key in ["disableCheck", "disableGC", ONLY_INLINED] {
        match root.get(key) {
            None | Some(Node::Bool(_)) => {}
            Some(Node::Text(text)) if ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)) => {}
            Some(other) => problems.push(&CniProblemKind::BadFieldType, || wrong_type(key, "true or false", other)),
        }
    }
}

/// Whether a chain says that no plugins are to be looked for in files.
pub(super) fn only_inlined_plugins(root: &Map<'_>) -> bool {
    match root.get(ONLY_INLINED) {
        Some(Node::Bool(value)) => *value,
        Some(Node::Text(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// What the library demands of a chain besides its version and its network name.
pub(super) fn check_chain(root: &Map<'_>, problems: &mut CniProblems) {
    check_chain_switches(root, problems);
    let Some(plugins) = root.get("plugins") else {
        let text = "needs `plugins` in exactly this spelling";
        let kind = CniProblemKind::NoTypeAndNoPlugins;
        return problems.push(&kind, || problem(kind, Path::default(), String::from(text)));
    };
    for (place, plugin) in plugins.as_list().unwrap_or_default().iter().enumerate().skip(1) {
        let kind = plugin.as_map().and_then(|map| get(map, PLUGIN_CONF, "type"));
        let is_untyped = kind.is_none_or(|kind| kind.as_text() == Some(""));
        if is_untyped && matches!(plugin, Node::Map(_) | Node::Null) {
            let kind = CniProblemKind::PluginWithoutType;
            problems.push(&kind, || problem(kind, Path::from("plugins").index(place), String::from("needs `type`")));
        }
    }
}

fn highest() -> [i64; 3] {
    CNI_VERSIONS.last().copied().and_then(parse_version).unwrap_or_default()
}

/// One to three numbers; missing ones are 0, and no text at all is 0.1.0.
fn parse_version(text: &str) -> Option<[i64; 3]> {
    if text.is_empty() {
        return Some([0, 1, 0]);
    }
    let mut parts = text.split('.');
    let major = parts.next()?.parse().ok()?;
    let mut number = || parts.next().map_or(Some(0), |part| part.parse().ok());
    let numbers = [major, number()?, number()?];
    parts.next().is_none().then_some(numbers)
}

fn wrong_type(path: impl Into<Path>, expected: &str, found: &Node<'_>) -> CniProblem {
    // In the words that Multus' own reading gets, so that a value which neither takes is one fault.
    let text = format!("must be {expected}, found {}", shown(found));
    problem(CniProblemKind::BadFieldType, path, text)
}

fn problem(kind: CniProblemKind, path: impl Into<Path>, text: String) -> CniProblem {
    CniProblem::new(Stage::CniAdd, kind, path, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cni::CniConfig;
    use ceph_multus_json::Arena;

    fn version(members: &str) -> (String, Vec<(&'static str, String)>) {
        let config = format!(r#"{{"name":"x","plugins":[{{"type":"a"}}]{members}}}"#);
        let arena = Arena::new();
        let config = CniConfig::read(&config, "n", &arena);
        let problems =
            config.problems.iter().map(|problem| (problem.kind.as_str(), problem.path.to_string())).collect();
        (config.version, problems)
    }

    #[test]
    fn picks_the_highest_version_that_it_knows() {
        assert_eq!(version(r#","cniVersions":["1.0.0","0.3.1","2.0.0","0.4.0"]"#).0, "1.0.0");
        assert_eq!(version(r#","cniVersions":["0.3.1"],"cniVersion":"1.1.0""#).0, "1.1.0");
        assert_eq!(version(r#","cniVersions":["0.3.1"],"cniVersion":"1.2.0""#).0, "0.3.1");
        assert_eq!(version(r#","cniVersions":["9.0.0"],"cniVersion":"1.2.0""#).0, "1.2.0");
        assert_eq!(version(r#","cniVersions":[],"cniVersion":"0.2.0""#).0, "0.2.0");
        assert_eq!(version("").0, "");
    }

    #[test]
    fn only_a_chain_reads_the_list_of_versions() {
        assert_eq!(CniConfig::read(r#"{"type":"a","cniVersions":["1.0.0"]}"#, "n", &Arena::new()).version, "");
    }

    #[test]
    fn names_versions_that_are_none() {
        assert_eq!(
            version(r#","cniVersions":["1.0","x",5]"#),
            (
                String::from("1.0"),
                vec![("bad-cni-version", "cniVersions[1]".into()), ("bad-field-type", "cniVersions[2]".into())]
            )
        );
        assert_eq!(version(r#","cniVersions":[],"cniVersion":"x""#).1, [("bad-cni-version", "cniVersion".into())]);
        assert_eq!(version(r#","cniVersion":"x""#).1, []);
        assert_eq!(version(r#","cniVersions":"1.0.0""#).1, [("bad-field-type", "cniVersions".into())]);
        assert_eq!(version(r#","cniVersion":null"#).1, [("bad-field-type", "cniVersion".into())]);
    }

    #[test]
    fn network_names_start_with_a_letter_or_digit() {
        for (name, is) in [
            ("a", true),
            ("0", true),
            ("A_b.c-d", true),
            ("-a", false),
            (".a", false),
            ("a/b", false),
            ("a b", false),
            ("", false),
            ("\u{e9}", false),
        ] {
            assert_eq!(is_network_name(name), is, "{name}");
        }
    }

    #[test]
    fn the_keys_of_a_chain_have_exact_names() {
        let arena = Arena::new();
        let config = CniConfig::read(r#"{"name":"x","Plugins":[{"type":"a"}]}"#, "n", &arena);
        assert_eq!(
            config.error().map(|p| (p.stage, p.kind)),
            Some((Stage::CniAdd, CniProblemKind::NoTypeAndNoPlugins))
        );
        let arena = Arena::new();
        let config =
            CniConfig::read(r#"{"name":"x","plugins":[{"type":"a"}],"loadOnlyInlinedPlugins":"TRUE"}"#, "n", &arena);
        assert_eq!(config.error(), None);
        let arena = Arena::new();
        let config =
            CniConfig::read(r#"{"name":"x","plugins":[{"type":"a"}],"loadOnlyInlinedPlugins":"yes"}"#, "n", &arena);
        assert_eq!(config.error().map(|p| p.path.to_string()).as_deref(), Some("loadOnlyInlinedPlugins"));
    }
}
