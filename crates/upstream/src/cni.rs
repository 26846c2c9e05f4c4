//! The CNI configuration in a NetworkAttachmentDefinition (NAD), as Multus and the CNI library resolve it.
//!
//! ```text
//! spec.config = ""                        ; a file on each node, found by the NAD's name
//!             / single / chain            ; one JSON object
//! single      = an object with a non-empty "type"; "plugins" is then ignored
//! chain       = an object with "plugins", a list of objects that each have a "type"
//! name        = ALNUM *( ALNUM / "_" / "." / "-" )     ; the NAD's name where it is missing or empty
//! cniVersion  = one of [`CNI_VERSIONS`]   ; 0.1.0 where it is missing; of "cniVersions" the highest known counts
//! ```
//!
//! Keys, repetitions, `null` and numbers are read as in [`crate::go_json`]. Where the name is missing, Multus writes the
//! object again with the name in it: keys are then sorted, and `5.0` has become `5` (`k8snetworkplumbingwg/
//! network-attachment-definition-client: pkg/utils/cniconfig.go`, `k8snetworkplumbingwg/multus-cni: pkg/types/conf.go`,
//! `containernetworking/cni: libcni/conf.go`).
//!
//! A fault does not end the reading: all are listed, in the order in which the programs meet them, and what is readable
//! stays usable.

use crate::go_json::{Trail, folded};
use crate::limits::{CONFIG_CALLS, CONFIG_MEMBERS, PROBLEMS_KEPT};
use ceph_multus_json::order::{by_key, equal_neighbours};
use ceph_multus_json::{Arena, Map, Node, Path, Shape, read};

mod fields;
mod libcni;
mod normalize;
mod ovn;
mod plugin;
mod problem;
mod requirements;
mod resolve;
mod segment;
mod webhook;

pub(crate) use fields::DNS;
use plugin::{Call, Way};
pub use plugin::{Plugin, is_alternative_name_alone, is_link_name};
pub use problem::CniProblems;
pub use problem::{CniProblem, CniProblemKind, Stage};
pub use requirements::{PluginContext, add_plugin_problems, plugin_problems};
pub(crate) use segment::whole;
pub use segment::{Rivalry, Segment, Segments};
pub use webhook::{WebhookRejection, webhook_rejection};

/// The CNI versions that plugins know. Results before 0.3.0 name no interface, so Multus writes no network status for
/// them (`containernetworking/cni: pkg/version/version.go`).
pub const CNI_VERSIONS: [&str; 7] = ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"];

static WHOLE: Shape = Shape::Whole;

/// Where the configuration of a NAD is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In `spec.config`.
    Spec,
    /// In a file on each node whose `name` is the NAD's.
    OnDisk,
}

/// The configuration of a NAD.
#[derive(Debug, Clone, PartialEq)]
pub struct CniConfig<'a> {
    /// Where it is; [`Source::OnDisk`] leaves everything else empty but the name to look for.
    pub source: Source,
    /// Whether it is a chain of plugins.
    pub chain: bool,
    /// The name of the network when a pod is attached.
    pub name: String,
    /// The name that programs read which take `spec.config` as it is written, where there is one: of a chain that of its
    /// first plugin, and in whatever case its key is (k8snetworkplumbingwg/whereabouts: pkg/config/config.go,
    /// `LoadIPAMConfiguration`).
    pub written_name: Option<String>,
    /// The CNI version when a pod is attached, empty if none is given.
    pub version: String,
    /// What the programs that resolve the configuration reject, in their order. The plugins' own demands are those of
    /// [`add_plugin_problems`].
    pub problems: Vec<CniProblem>,
    /// The ways to keys that stand more than once in their object. The last one counts.
    pub repeated_keys: Vec<Path>,
    /// How many more there are.
    pub more_repeated_keys: usize,
    /// The text that it is read from.
    pub text: &'a str,
    root: Node<'a>,
}

impl<'a> CniConfig<'a> {
    /// What Whereabouts' plugin and its node controller take for the name of node slices where no `network_name` says it.
    pub fn slice_names(&self) -> [&str; 2] {
        [&self.name, self.written_name.as_deref().unwrap_or(&self.name)]
    }

    /// Reads `spec.config` of the NAD `nad_name` into `arena`.
    pub fn read(config: &'a str, nad_name: &str, arena: &'a Arena) -> CniConfig<'a> {
        let mut resolved = CniConfig {
            source: if config.is_empty() { Source::OnDisk } else { Source::Spec },
            chain: false,
            name: nad_name.to_owned(),
            written_name: None,
            version: String::new(),
            problems: Vec::new(),
            repeated_keys: Vec::new(),
            more_repeated_keys: 0,
            text: config,
            root: Node::Null,
        };
        if config.is_empty() {
            return resolved;
        }
        let (kind, text) = match read(config, arena, &WHOLE) {
            Ok(root) if members(&root) > CONFIG_MEMBERS => {
                let text = format!("has an object of {} members, more than {CONFIG_MEMBERS}", members(&root));
                (CniProblemKind::TooLarge, text)
            }
            Ok(Node::Map(root)) if calls(&root) > CONFIG_CALLS => {
                let text = format!("has plugins that call each other more than {CONFIG_CALLS} deep");
                (CniProblemKind::TooLarge, text)
            }
            Ok(root @ Node::Map(_)) => {
                push_repeated_keys(&Trail::Start(&Path::default()), &root, &mut resolved);
                resolved.root = root;
                resolve::resolve(&mut resolved, arena);
                return resolved;
            }
            Ok(Node::Null) => {
                (CniProblemKind::Crash, String::from("is null, which crashes Multus; expected an object"))
            }
            Ok(other) => (CniProblemKind::NotJsonObject, format!("must be a JSON object, found {}", other.type_name())),
            Err(error) => (CniProblemKind::NotJsonObject, format!("is not JSON: {error}")),
        };
        resolved.problems.push(CniProblem::new(Stage::Multus, kind, Path::default(), text));
        resolved
    }

    /// The first thing that keeps a pod from being attached, before the plugins' own demands.
    pub fn error(&self) -> Option<&CniProblem> {
        self.problems.first()
    }

    /// The plugins in their order: all of a chain, or the one. Entries of a chain that are no objects are left out.
    pub fn plugins(&self) -> Vec<Plugin<'a>> {
        let Node::Map(root) = &self.root else { return Vec::new() };
        if !self.chain {
            return vec![Plugin::new(Way::Top, *root)];
        }
        let entries = resolve::plugin_list(root).and_then(Node::as_list).unwrap_or_default().iter().enumerate();
        entries.filter_map(|(place, entry)| Some(Plugin::new(Way::Chain(place), *entry.as_map()?))).collect()
    }

    /// The way to the first key that differs from another of its object in nothing but case: Go reads both into one field, of
    /// two objects the members of both.
    pub fn ambiguous_key(&self) -> Option<Path> {
        ambiguous_key(&Trail::Start(&Path::default()), &self.root)
    }

    /// The whole configuration, as Multus hands it on. [`Node::Null`] if there is none.
    pub fn root(&self) -> &Node<'a> {
        &self.root
    }
}

/// The members of the largest object in `node`.
fn members(node: &Node<'_>) -> usize {
    match node {
        Node::Map(map) => map.iter().map(|(_, value)| members(value)).max().unwrap_or_default().max(map.len()),
        Node::List(items) => items.iter().map(members).max().unwrap_or_default(),
        _ => 0,
    }
}

/// How deep plugins of `map` call each other. Each object is looked at once.
fn calls(map: &Map<'_>) -> usize {
    let called = Call::all(map).flat_map(|call| call.configs());
    called.map(|(_, map)| calls(&map) + 1).max().unwrap_or_default()
}

fn ambiguous_key(path: &Trail<'_>, node: &Node<'_>) -> Option<Path> {
    match node {
        Node::Map(map) => {
            let found = alike_keys(map).map(|key| Trail::Key(path, key).to_path());
            found.or_else(|| map.iter().find_map(|(key, value)| ambiguous_key(&Trail::Key(path, key), value)))
        }
        Node::List(items) => {
            items.iter().enumerate().find_map(|(place, item)| ambiguous_key(&Trail::Place(path, place), item))
        }
        _ => None,
    }
}

/// The first key, in their order, that differs from another in nothing but case.
fn alike_keys<'a>(map: &Map<'a>) -> Option<&'a str> {
    if map.is_plain() {
        return None;
    }
    let keys: Vec<String> = map.iter().map(|(key, _)| folded(key)).collect();
    let sorted = by_key(keys.iter().map(String::as_str));
    let key = |place| map.iter().nth(place).map(|(key, _)| key);
    let mut equal = equal_neighbours(&sorted).map(|(one, next)| (key(one.1), key(next.1)));
    equal.find(|(one, next)| one != next).and_then(|(_, next)| next)
}

fn push_repeated_keys(path: &Trail<'_>, node: &Node<'_>, out: &mut CniConfig<'_>) {
    match node {
        Node::Map(map) => {
            for key in map.repeated_keys() {
                if out.repeated_keys.len() < PROBLEMS_KEPT {
                    out.repeated_keys.push(Trail::Key(path, key).to_path());
                } else {
                    out.more_repeated_keys += 1;
                }
            }
            map.iter().for_each(|(key, value)| push_repeated_keys(&Trail::Key(path, key), value, out));
        }
        Node::List(items) => {
            for (place, item) in items.iter().enumerate() {
                push_repeated_keys(&Trail::Place(path, place), item, out);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(config: &str) -> (bool, String, String, Vec<String>, Option<String>) {
        let arena = Arena::new();
        let config = CniConfig::read(config, "net1", &arena);
        let plugins = config.plugins().iter().map(|p| format!("{}:{}:{}", p.path(), p.kind(), p.ipam_type())).collect();
        let error =
            config.error().map(|problem| format!("{} {} {}", problem.kind.as_str(), problem.path, problem.text));
        (config.chain, config.name.clone(), config.version.clone(), plugins, error)
    }

    #[test]
    fn an_empty_text_is_a_file_on_the_nodes() {
        let arena = Arena::new();
        let config = CniConfig::read("", "net1", &arena);
        assert_eq!((config.source, config.name.as_str(), config.plugins().len()), (Source::OnDisk, "net1", 0));
        assert_eq!(config.error(), None);
    }

    #[test]
    fn a_type_makes_it_a_single_plugin_whatever_else_there_is() {
        let read = outline(r#"{"type":"macvlan","ipam":{"type":"static"},"plugins":[{"type":"bridge"}]}"#);
        assert_eq!(read, (false, "net1".into(), String::new(), vec![":macvlan:static".into()], None));
    }

    #[test]
    fn a_chain_keeps_what_is_readable_behind_a_fault() {
        let read = outline(r#"{"cniVersion":"1.0.0","plugins":[{"type":"macvlan"},5,{"type":"tuning","ipam":[]}]}"#);
        assert!(read.0);
        assert_eq!(read.3, ["plugins[0]:macvlan:", "plugins[2]:tuning:"]);
        assert_eq!(read.4.as_deref(), Some("bad-field-type plugins[1] must be an object, found `5`"));
    }

    #[test]
    fn keys_that_go_takes_for_one_field_are_found_wherever_they_are() {
        let ambiguous = |config: &str| CniConfig::read(config, "n", &Arena::new()).ambiguous_key();
        for (config, expected) in [
            (r#"{"type":"a","TYPE":"b"}"#, "type"),
            (r#"{"type":"a","ipam":{"type":"static","addresses":[],"addresseſ":[]}}"#, "ipam.addresseſ"),
            (r#"{"plugins":[{"type":"a"},{"Master":"b","type":"c","master":"d"}]}"#, "plugins[1].master"),
            (r#"{"name":"n","type":"a","type":"b","tYpe":"c","x":1}"#, "tYpe"),
        ] {
            assert_eq!(ambiguous(config).map(|path| path.to_string()).as_deref(), Some(expected), "{config}");
        }
        // Of equal keys the last counts, whoever reads them.
        for config in [r#"{"type":"a","type":"b"}"#, r#"{"type":"a","x":{"type":"b","Typ":"c"}}"#, "{}", "[]", ""] {
            assert_eq!(ambiguous(config), None, "{config}");
        }
    }

    #[test]
    fn syntax_errors_have_a_position() {
        assert_eq!(
            outline("{\n  \"type\": \"macvlan\",\n}").4.as_deref(),
            Some("config-not-json-object  is not JSON: trailing comma at line 3 column 1")
        );
        assert_eq!(
            outline("{} {}").4.as_deref(),
            Some("config-not-json-object  is not JSON: trailing characters at line 1 column 4")
        );
        assert_eq!(outline("[]").4.as_deref(), Some("config-not-json-object  must be a JSON object, found a list"));
        assert_eq!(outline("null").4.as_deref(), Some("crash  is null, which crashes Multus; expected an object"));
    }
}
