//! A NetworkAttachmentDefinition's CNI configuration.

use std::cell::OnceCell;

use crate::facts::object::{Object, RESOURCE_NAME_ANNOTATION};
use crate::json::{Arena, Path};
use crate::upstream::cni::{CniConfig, CniProblem, CniProblems, Plugin, PluginContext, Segment, add_plugin_problems};
use crate::upstream::whereabouts::{FaultyRoute, IpamProblem, IpamProblemKind, WHEREABOUTS, Whereabouts};

/// A NAD as the rules see it.
#[derive(Debug)]
pub struct Nad<'a> {
    /// The object itself.
    pub object: Object<'a>,
    /// `spec.config`.
    pub text: &'a str,
    /// The same, read; `None` where it is absent or empty, which are the same to Multus.
    pub config: Option<CniConfig<'a>>,
}

impl<'a> Nad<'a> {
    /// Reads a NAD into `arena`.
    pub fn new(object: Object<'a>, arena: &'a Arena) -> Self {
        let text = object.config(arena);
        let config = (!text.is_empty()).then(|| CniConfig::read(text, object.name, arena));
        Nad { object, text, config }
    }

    /// The plugins in their order, none where the configuration cannot be read.
    pub fn plugins(&self) -> Vec<Plugin<'_>> {
        self.config.as_ref().map(CniConfig::plugins).unwrap_or_default()
    }

    /// The segments that `plugin`, one of the configuration's own or one that these call, joins.
    pub fn segments_of(&self, plugin: &Plugin<'_>) -> Vec<Segment> {
        if plugin.is_empty() {
            return Vec::new();
        }
        let resource = self.object.annotation(RESOURCE_NAME_ANNOTATION).filter(|name| !name.is_empty());
        Segment::of(plugin, self.config.as_ref().map(CniConfig::ovn_name).unwrap_or_default(), resource)
    }

    /// What is wrong with the configuration itself and with what each plugin demands of it.
    pub fn problems(&self, plugins: &[Plugin<'_>]) -> Vec<CniProblem> {
        let Some(config) = &self.config else { return Vec::new() };
        let (namespace, name) = (self.object.namespace, self.object.name);
        let device_injected = self.object.annotation(RESOURCE_NAME_ANNOTATION).is_some();
        let context = PluginContext { namespace, name, config: config.text, device_injected };
        let mut problems = CniProblems::default();
        for problem in config.problems.iter().cloned() {
            problems.take(&{ problem.kind }, problem);
        }
        plugins.iter().for_each(|plugin| add_plugin_problems(plugin, &context, &mut problems));
        problems.into_items()
    }
}

/// IPAM plugins whose routes are those of their section, which reads as Whereabouts' own does as far as they go
/// (containernetworking/plugins: plugins/ipam/static/main.go, plugins/ipam/host-local/backend/allocator/config.go).
const WITH_ROUTES: [&str; 2] = ["static", "host-local"];

/// Plugins that set the routes of the interface with `pkg/ipam` of containernetworking/plugins, or as it does.
const ROUTING: [&str; 11] =
    ["macvlan", "ipvlan", "vlan", "bridge", "host-device", "tap", "dummy", "sriov", "ib-sriov", "ipoib", "ovs"];

/// A Whereabouts section and where it stands.
#[derive(Debug)]
pub struct IpamSection<'n> {
    plugin: Plugin<'n>,
    /// Whether its plugin is known to fail with a route that the kernel rejects.
    pub sets_routes: bool,
    /// What it says.
    pub whereabouts: Whereabouts<'n>,
    faulty_routes: OnceCell<Vec<FaultyRoute>>,
}

impl<'n> IpamSection<'n> {
    /// The sections of `plugins` whose IPAM plugin is Whereabouts.
    pub fn of(plugins: &[Plugin<'n>]) -> Vec<IpamSection<'n>> {
        let with = plugins.iter().filter(|plugin| plugin.ipam_type() == WHEREABOUTS);
        with.filter_map(IpamSection::new).collect()
    }

    /// The sections of `plugins` with another IPAM plugin that sets routes.
    pub fn with_routes(plugins: &[Plugin<'n>]) -> Vec<IpamSection<'n>> {
        let with = plugins.iter().filter(|plugin| WITH_ROUTES.contains(&plugin.ipam_type()));
        with.filter_map(IpamSection::new).collect()
    }

    fn new(plugin: &Plugin<'n>) -> Option<IpamSection<'n>> {
        Some(IpamSection {
            plugin: plugin.clone(),
            sets_routes: ROUTING.contains(&plugin.kind()),
            whereabouts: Whereabouts::read(plugin.ipam()?),
            faulty_routes: OnceCell::new(),
        })
    }

    /// The problems of these kinds.
    pub fn problems(&self, kinds: &'static [IpamProblemKind]) -> impl Iterator<Item = &IpamProblem> {
        self.whereabouts.problems.iter().filter(|problem| kinds.contains(&problem.kind))
    }

    /// The routes that the kernel rejects, looked for once.
    pub fn faulty_routes(&self) -> &[FaultyRoute] {
        self.faulty_routes.get_or_init(|| self.whereabouts.faulty_routes())
    }

    /// Its path in the NAD: `spec.config.ipam`.
    pub fn path(&self) -> Path {
        nad_path(&self.plugin, "ipam")
    }

    /// The path of a member in the NAD.
    pub fn path_of(&self, member: impl Into<Path>) -> Path {
        self.path().join(member)
    }
}

/// The path of the key `name` of `plugin` in the NAD.
pub fn nad_path(plugin: &Plugin<'_>, name: impl Into<Path>) -> Path {
    config_path(plugin.path_of(name))
}

/// A path within the CNI configuration as a path of the NAD.
pub fn config_path(path: impl Into<Path>) -> Path {
    Path::from(["spec", "config"]).join(path)
}
