//! What the policy's settings hold: the CephCluster and its NADs as they were at one moment, or at two.

use serde_json::{Value, json};

use crate::model::{NADS, Nad, Provider, Selector, Spec, nad_object};

/// The objects of one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Moment {
    pub(crate) spec: Option<Spec>,
    pub(crate) nads: [bool; NADS.len()],
}

impl Moment {
    fn objects(&self, with_nads: bool) -> Vec<Value> {
        let nads = (0..NADS.len()).filter(|nad| with_nads && self.nads[*nad]).map(nad_object);
        self.spec.iter().map(Spec::object).chain(nads).collect()
    }
}

/// What the settings hold, and how the policy is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Known {
    /// `inventory`; `None` where the settings have none.
    pub(crate) inventory: Option<Moment>,
    /// `previous`.
    pub(crate) previous: Option<Moment>,
    /// Whether the NADs are there beside the CephCluster.
    pub(crate) with_nads: bool,
    /// `mutate`.
    pub(crate) mutate: bool,
}

impl Known {
    /// The specs that the settings know, the newest first.
    pub(crate) fn specs(&self) -> impl Iterator<Item = Spec> + use<> {
        self.inventory.into_iter().chain(self.previous).filter_map(|moment| moment.spec)
    }

    /// The cluster networks that are public at no moment that the settings know: nobody but an OSD belongs there.
    pub(crate) fn cluster_only(&self) -> impl Iterator<Item = Nad> + use<> {
        let selected = |selector: fn(&Spec) -> Option<Selector>| {
            let multus = self.specs().filter(|spec| spec.provider == Provider::Multus);
            multus.filter_map(move |spec| selector(&spec)).map(|selector| selector.nad).collect::<Vec<Nad>>()
        };
        let (public, cluster) = (selected(|spec| spec.public), selected(|spec| spec.cluster));
        (0..NADS.len()).filter(move |nad| cluster.contains(nad) && !public.contains(nad))
    }

    /// As JSON.
    pub(crate) fn settings(&self) -> Value {
        let mut settings = json!({"mutate": self.mutate});
        for (key, moment) in [("inventory", self.inventory), ("previous", self.previous)] {
            if let Some(moment) = moment {
                settings[key] = Value::from(moment.objects(self.with_nads));
            }
        }
        settings
    }
}
