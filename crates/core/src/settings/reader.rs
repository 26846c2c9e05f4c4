//! Reads typed values out of the settings and keeps every problem.

use super::SettingsProblem;
use crate::json::order::sorted;
use crate::json::{Map, Node, Number, Path};
use crate::report::limits::PROBLEMS_KEPT;
use crate::report::suggest::did_you_mean;
use crate::report::text::{either, quoted};
use crate::upstream::NamespacedName;
use crate::upstream::address::Cidr;
use crate::upstream::object_name::{is_namespace, is_object_name};
use crate::upstream::selection::NetworkSelection;

const A_CIDR: &str = "use a CIDR, such as `192.168.29.0/24`";

/// The settings object and the problems found so far.
pub(super) struct Reader<'a> {
    node: &'a Node<'a>,
    problems: Vec<SettingsProblem>,
    is_flooded: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(node: &'a Node<'a>) -> Self {
        let mut reader = Reader { node, problems: Vec::new(), is_flooded: false };
        if !matches!(node, Node::Map(_) | Node::Null) {
            reader.reject(
                "settings",
                &format!("must be an object, found {}", node.type_name()),
                "use `{}` for the defaults",
            );
        }
        for key in node.as_map().map(Map::repeated_keys).unwrap_or_default() {
            reader.reject(Path::default().key(key.to_owned()), "is set twice", "remove the duplicate");
        }
        reader
    }

    /// The settings, unless there were problems.
    pub(super) fn finish<T>(self, settings: T) -> Result<T, Vec<SettingsProblem>> {
        if self.problems.is_empty() { Ok(settings) } else { Err(self.problems) }
    }

    /// Whether there are more problems than anybody looks at one by one: the rest is counted, not explained.
    pub(super) fn is_flooded(&self) -> bool {
        self.is_flooded
    }

    /// What `word` may stand for among `known`.
    pub(super) fn meant<'k>(&self, word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
        if self.is_flooded() { String::new() } else { did_you_mean(word, known) }
    }

    pub(super) fn reject(&mut self, path: impl Into<Path>, problem: &str, help: &str) {
        if !self.is_counted() {
            let [problem, help] = [problem, help].map(String::from);
            self.problems.push(SettingsProblem { path: path.into(), problem, help, more: 0 });
            self.is_flooded = self.problems.len() >= PROBLEMS_KEPT;
        }
    }

    /// Whether one more problem is only counted, which is done here: nothing of it has to be put into words then.
    pub(super) fn is_counted(&mut self) -> bool {
        let last = self.problems.last_mut().filter(|_| self.is_flooded);
        last.map(|last| last.more += 1).is_some()
    }

    /// Rejects `value`, showing it.
    pub(super) fn reject_value(&mut self, path: impl Into<Path>, value: &Node<'_>, help: &str) {
        if self.is_counted() {
            return;
        }
        let shown = match value {
            Node::Text(text) if is_like_another(text) => format!("the string {}", quoted(text)),
            Node::Text(text) => quoted(text),
            Node::Bool(value) => format!("`{value}`"),
            Node::Number(Number::Unsigned(value)) => format!("`{value}`"),
            Node::Number(Number::Negative(value)) => format!("`{value}`"),
            other => other.type_name().to_owned(),
        };
        let problem = format!("{shown} is not a valid value");
        self.reject(path, &problem, help);
    }

    pub(super) fn reject_unknown_keys(&mut self, known: &[&'static str]) {
        for (key, _) in self.node.as_map().into_iter().flat_map(|map| map.iter()) {
            if !known.contains(&key) {
                let help = self.meant(key, known.iter().copied());
                self.reject(Path::default().key(key.to_owned()), "unknown setting", &help);
            }
        }
    }

    /// Whether `key` is there and not `null`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The value of `key`; `null` counts as absent, as a form leaves it.
    pub(super) fn value(&self, key: &str) -> Option<&'a Node<'a>> {
        self.node.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        if value.as_bool().is_none() {
            self.reject_value(key, value, "use `true` or `false`");
        }
        value.as_bool()
    }

    pub(super) fn integer(&mut self, key: &'static str, least: u64, most: u64) -> Option<u64> {
        let value = self.value(key)?;
        let number = value.as_u64().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.reject_value(key, value, &format!("use a whole number from {least} to {most}"));
        }
        number
    }

    pub(super) fn choice(&mut self, key: &'static str, choices: &[&'static str]) -> Option<&'a str> {
        let value = self.value(key)?;
        let chosen = value.as_text().filter(|text| choices.contains(text));
        if chosen.is_none() {
            self.reject_value(key, value, &format!("use {}", either(choices)));
        }
        chosen
    }

    /// A list of names.
    pub(super) fn names(&mut self, key: &'static str) -> Option<Vec<&'a str>> {
        self.texts(key, "use a list of names", "use a name", is_not_blank)
    }

    /// A list of namespaces. Some go into the selectors of webhooks, and the API server rejects a webhook with `a*` there
    /// (kubernetes/apimachinery: pkg/apis/meta/v1/validation/validation.go).
    pub(super) fn namespaces(&mut self, key: &'static str) -> Option<Vec<&'a str>> {
        self.texts(key, "use a list of names", "use the name of a namespace", is_namespace)
    }

    /// A list of texts of which each `is_good`; what to use in its place, and in the place of an element.
    fn texts(
        &mut self,
        key: &'static str,
        list: &str,
        element: &str,
        is_good: fn(&str) -> bool,
    ) -> Option<Vec<&'a str>> {
        let value = self.value(key)?;
        let Some(items) = value.as_list() else {
            self.reject_value(key, value, list);
            return None;
        };
        let mut names = Vec::new();
        for (place, item) in items.iter().enumerate() {
            match item.as_text().filter(|text| is_good(text)) {
                Some(name) => names.push(name),
                None if self.is_counted() => {}
                None => self.reject_value(Path::from(key).index(place), item, element),
            }
        }
        Some(names)
    }

    /// A list of networks without host bits.
    pub(super) fn cidrs(&mut self, key: &'static str) -> Vec<Cidr> {
        let mut cidrs = Vec::new();
        let texts = self.texts(key, "use a list of CIDRs", A_CIDR, is_not_blank).unwrap_or_default();
        for (place, text) in texts.into_iter().enumerate() {
            let path = || Path::from(key).index(place);
            match Cidr::parse(text) {
                Ok(cidr) if !cidr.has_host_bits() => cidrs.push(cidr),
                _ if self.is_counted() => {}
                Ok(cidr) => self.reject(path(), &format!("{} has host bits", quoted(text)), &format!("use `{cidr}`")),
                Err(_) => self.reject(path(), &format!("{} is not a CIDR", quoted(text)), A_CIDR),
            }
        }
        cidrs
    }

    /// `false`, or the namespaces that are reachable from everywhere, in ascending order.
    pub(super) fn isolation(&mut self, key: &'static str) -> Option<Vec<&'a str>> {
        match self.value(key)? {
            Node::Bool(false) => None,
            Node::List(_) => self.namespaces(key).map(sorted),
            other => {
                let help = "use `false`, or the list of namespaces in Multus' `globalNamespaces`";
                self.reject_value(key, other, help);
                None
            }
        }
    }

    /// `namespace/name`, both as Kubernetes takes them: no NAD has another name.
    pub(super) fn nad_name(&mut self, key: &'static str) -> Option<NetworkSelection> {
        let value = self.value(key)?;
        let text = value.as_text().unwrap_or_default();
        let parts = text.split_once('/').filter(|(namespace, name)| is_namespace(namespace) && is_object_name(name));
        let Some((namespace, name)) = parts else {
            // Selectors and annotations may have one.
            let has_interface = text.contains('@');
            let help = if has_interface { "use `namespace/name` without an interface" } else { "use `namespace/name`" };
            self.reject_value(key, value, help);
            return None;
        };
        let nad = NamespacedName { namespace, name }.owned();
        Some(NetworkSelection { nad, namespace_explicit: true, ..NetworkSelection::default() })
    }

    /// The members of the object at `key`, of which none may stand twice.
    pub(super) fn members(&mut self, key: &'static str) -> Vec<(&'a str, &'a Node<'a>)> {
        match self.value(key) {
            None => Vec::new(),
            Some(Node::Map(map)) => {
                for repeated in map.repeated_keys() {
                    self.reject(Path::from(key).key(repeated.to_owned()), "is set twice", "remove the duplicate");
                }
                map.iter().collect()
            }
            Some(other) => {
                self.reject_value(key, other, "use an object");
                Vec::new()
            }
        }
    }
}

fn is_not_blank(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Whether a string looks like a value without quotes, so that a message must say that it has them.
fn is_like_another(text: &str) -> bool {
    matches!(text, "true" | "false" | "null") || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
