//! A NetworkAttachmentDefinition's CNI configuration.

use crate::cni::{CniConfig, CniProblem, CniProblemKind, Plugin, PluginContext, plugin_problems};
use crate::object::{Object, RESOURCE_NAME_ANNOTATION};

/// A NAD as the rules see it.
#[derive(Debug)]
pub struct Nad<'a> {
    /// The object itself.
    pub object: Object<'a>,
    /// `spec.config`, read; `None` where it is absent or empty, which are the same to Multus.
    pub config: Option<CniConfig<'a>>,
}

impl<'a> Nad<'a> {
    /// Reads a NAD.
    pub fn new(object: Object<'a>) -> Self {
        let text = object.text_at(&["spec", "config"]).filter(|text| !text.is_empty());
        Nad { config: text.map(|text| CniConfig::read(text, object.name)), object }
    }

    /// The plugins in their order, none where the configuration cannot be read.
    pub fn plugins(&self) -> Vec<Plugin<'_>> {
        self.config.as_ref().map(CniConfig::plugins).unwrap_or_default()
    }

    /// The plugin that makes the interface: the first.
    pub fn main_plugin(&self) -> Option<Plugin<'_>> {
        self.plugins().into_iter().next()
    }

    /// What is wrong with the configuration itself and with what each plugin demands of it, of the kinds in `kinds`.
    pub fn problems(&self, kinds: &[CniProblemKind]) -> Vec<CniProblem> {
        let Some(config) = &self.config else { return Vec::new() };
        let nad = format!("{}/{}", self.object.namespace, self.object.name);
        let device_injected = self.object.annotation(RESOURCE_NAME_ANNOTATION).is_some();
        let context = PluginContext { nad: &nad, device_injected };
        let mut problems = config.problems.clone();
        problems.extend(config.plugins().iter().flat_map(|plugin| plugin_problems(plugin, &context)));
        problems.retain(|problem| kinds.contains(&problem.kind));
        problems
    }
}

/// A path within the CNI configuration as a path of the NAD.
pub fn config_path(path: &str) -> String {
    if path.is_empty() { String::from("spec.config") } else { format!("spec.config.{path}") }
}
