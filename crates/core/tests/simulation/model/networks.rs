//! NADs, and what selects them: selectors and networks annotations.

use std::fmt;

use serde_json::{Value, json};

/// A NAD, by its place in [`NADS`].
pub(crate) type Nad = usize;

/// The NADs that there may be, all in the CephCluster's namespace: two public ones, two cluster ones.
pub(crate) const NADS: [&str; 4] = ["public-a", "cluster-a", "public-b", "cluster-b"];

pub(crate) const PUBLIC_A: Nad = 0;
pub(crate) const CLUSTER_A: Nad = 1;
pub(crate) const PUBLIC_B: Nad = 2;
pub(crate) const CLUSTER_B: Nad = 3;

/// The namespace of the CephCluster, of its operator, and of the NADs.
pub(crate) const NAMESPACE: &str = "rook-ceph";

/// The networks annotation of Multus.
pub(crate) const NETWORKS: &str = "k8s.v1.cni.cncf.io/networks";

/// One NAD, and the name of the interface where one is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Selector {
    pub(crate) nad: Nad,
    pub(crate) interface: Option<&'static str>,
}

impl Selector {
    pub(crate) fn of(nad: Nad) -> Selector {
        Selector { nad, interface: None }
    }

    /// Reads a selector of a CephCluster.
    pub(crate) fn read(text: &str) -> Selector {
        let (nad, interface) = text.split_once('@').map_or((text, None), |(nad, interface)| (nad, Some(interface)));
        let name = nad.strip_prefix("rook-ceph/").unwrap_or(nad);
        Selector { nad: known_nad(name), interface: interface.map(known_interface) }
    }

    /// As the selector of a CephCluster, and as an element of the short form.
    pub(crate) fn text(self) -> String {
        let interface = self.interface.map(|name| format!("@{name}")).unwrap_or_default();
        format!("{NAMESPACE}/{}{interface}", NADS[self.nad])
    }
}

impl fmt::Debug for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// What a pod template says of networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Template {
    pub(crate) networks: Networks,
    pub(crate) host: bool,
}

/// The networks annotation of a pod or a template.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Networks {
    form: Form,
    elements: [Option<Selector>; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Absent,
    /// As Rook writes it since v1.12.4; empty text for no networks.
    Json,
    /// As Rook wrote it before.
    Short,
}

impl fmt::Debug for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.form, self.iter().collect::<Vec<_>>())
    }
}

impl Networks {
    pub(crate) const ABSENT: Networks = Networks { form: Form::Absent, elements: [None; 4] };

    pub(crate) fn of(selected: &[Selector]) -> Networks {
        let mut elements = [None; 4];
        for (element, selector) in elements.iter_mut().zip(selected) {
            *element = Some(*selector);
        }
        Networks { form: Form::Json, elements }
    }

    /// The same in the form of Rook before v1.12.4: short, in alphabetical order.
    pub(crate) fn short(self) -> Networks {
        let mut selected: Vec<Selector> = self.iter().collect();
        selected.sort_by_key(|selector| NADS[selector.nad]);
        let form = if self.form == Form::Absent { Form::Absent } else { Form::Short };
        Networks { form, ..Networks::of(&selected) }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Selector> + use<> {
        self.elements.into_iter().flatten()
    }

    pub(crate) fn has(&self, nad: Nad) -> bool {
        self.iter().any(|selector| selector.nad == nad)
    }

    /// The NADs, each once, in the order of [`NADS`].
    pub(crate) fn set(&self) -> [bool; 4] {
        std::array::from_fn(|nad| self.has(nad))
    }

    /// Whether Multus rejects it: two interfaces of one name.
    pub(crate) fn clash(&self) -> bool {
        let names: Vec<&str> = self.iter().filter_map(|selector| selector.interface).collect();
        names.iter().enumerate().any(|(place, name)| names[..place].contains(name))
    }

    /// The annotation's value; `None` where there is none.
    pub(crate) fn text(&self) -> Option<String> {
        let name = |selector: &Selector| NADS[selector.nad];
        match self.form {
            Form::Absent => None,
            Form::Short => Some(self.iter().map(Selector::text).collect::<Vec<_>>().join(", ")),
            Form::Json if self.iter().next().is_none() => Some(String::new()),
            Form::Json => {
                let element = |selector: Selector| match selector.interface {
                    None => json!({"name": name(&selector), "namespace": NAMESPACE}),
                    Some(interface) => {
                        json!({"name": name(&selector), "namespace": NAMESPACE, "interface": interface})
                    }
                };
                Some(Value::from_iter(self.iter().map(element)).to_string())
            }
        }
    }

    /// Reads an annotation that the policy wrote: JSON.
    pub(crate) fn read(value: &Value) -> Networks {
        let text = value.as_str().unwrap_or_else(|| panic!("an annotation that is no text: {value}"));
        let elements: Vec<Value> = serde_json::from_str(text).expect("the policy writes JSON");
        let selector = |element: &Value| Selector {
            nad: known_nad(element["name"].as_str().expect("a name")),
            interface: element["interface"].as_str().map(known_interface),
        };
        Networks::of(&elements.iter().map(selector).collect::<Vec<_>>())
    }
}

fn known_nad(name: &str) -> Nad {
    NADS.iter().position(|known| *known == name).unwrap_or_else(|| panic!("a NAD that nobody made: {name}"))
}

fn known_interface(name: &str) -> &'static str {
    let known = ["pub0", "clu0", "ceph0", "public", "cluster"];
    known.into_iter().find(|known| *known == name).unwrap_or_else(|| panic!("an interface that nobody named: {name}"))
}
