//! What is wrong with a CNI configuration.

use crate::go_json::Mismatch;
use crate::kept::{Counted, Kept};
use ceph_multus_json::Path;

/// One fault of a CNI configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CniProblem {
    /// The program that rejects it.
    pub stage: Stage,
    /// What kind of fault it is.
    pub kind: CniProblemKind,
    /// The way to the value in the configuration: `plugins[0].ipam.type`; empty for the configuration itself.
    pub path: Path,
    /// What is wrong, to follow the path in a message: ``must be a string, found `5` ``.
    pub text: String,
    /// Faults of its kind after it that are only counted.
    pub more: usize,
}

/// Faults of a CNI configuration, by kind.
pub type CniProblems = Kept<CniProblemKind, CniProblem>;

impl Counted for CniProblem {
    fn more(&mut self) -> &mut usize {
        &mut self.more
    }
}

/// The program that meets a fault, in the order of their turns when a pod is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Multus, when it reads the NAD.
    Multus,
    /// The CNI library, before it runs the plugins.
    CniAdd,
    /// The plugin itself.
    Plugin,
}

/// The kinds of [`CniProblem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CniProblemKind {
    /// Not one JSON object.
    NotJsonObject,
    /// An object with more members than this policy reads; the programs have no such limit.
    TooLarge,
    /// A value that makes Multus end with a fault of its own instead of an error.
    Crash,
    /// A value of the wrong type.
    BadFieldType,
    /// A whole number that is too large for the field, which to the programs is the same.
    BadFieldSize,
    /// Neither `type` nor `plugins`.
    NoTypeAndNoPlugins,
    /// A plugin of a chain without `type`.
    PluginWithoutType,
    /// A network name that is missing or has characters that the CNI library rejects.
    BadNetworkName,
    /// An entry of `cniVersions` that is no version.
    BadCniVersion,
    /// A `mode` that the plugin does not know.
    BadMode,
    /// A negative `mtu`.
    BadMtu,
    /// A VLAN id outside 0 to 4094.
    BadVlanId,
    /// A trunk without ids, with half a pair, or with ids outside 1 to 4094.
    BadVlanTrunk,
    /// A value outside those that the plugin knows.
    BadValue,
    /// No `master` where the plugin has no default for it.
    MasterRequired,
    /// No `ipam.type` where the plugin does not work without.
    IpamRequired,
    /// An `ipam` section or type that the plugin rejects.
    IpamNotAllowed,
    /// No device, and nothing that injects one.
    DeviceRequired,
    /// No bridge, and nothing that names one.
    BridgeRequired,
    /// Keys that exclude each other, or one without the other that it needs.
    Conflict,
}

impl CniProblem {
    pub(super) fn new(
        stage: Stage,
        kind: CniProblemKind,
        path: impl Into<Path>,
        text: impl Into<String>,
    ) -> CniProblem {
        CniProblem { stage, kind, path: path.into(), text: text.into(), more: 0 }
    }

    /// A value of the wrong type in `config`, the text of the whole configuration.
    pub(super) fn of_type(stage: Stage, mismatch: Mismatch, config: &str) -> CniProblem {
        let mismatch = mismatch.in_text(config);
        let text = format!("must be {}, found {}", mismatch.expected, mismatch.found);
        let kind = if mismatch.is_too_large { CniProblemKind::BadFieldSize } else { CniProblemKind::BadFieldType };
        let problem = CniProblem::new(stage, kind, mismatch.path, text);
        CniProblem { more: mismatch.more, ..problem }
    }
}

impl CniProblemKind {
    /// Whether nothing is read at the path of such a problem, and below.
    pub fn is_unreadable(self) -> bool {
        let is_of_field = matches!(self, CniProblemKind::BadFieldType | CniProblemKind::BadFieldSize);
        is_of_field || matches!(self, CniProblemKind::NotJsonObject | CniProblemKind::TooLarge)
    }

    /// The name of the kind, for the first seven and the VLAN kinds that of the conformance vectors.
    pub fn as_str(self) -> &'static str {
        match self {
            CniProblemKind::NotJsonObject => "config-not-json-object",
            CniProblemKind::TooLarge => "too-large",
            CniProblemKind::Crash => "crash",
            CniProblemKind::BadFieldType | CniProblemKind::BadFieldSize => "bad-field-type",
            CniProblemKind::NoTypeAndNoPlugins => "no-type-and-no-plugins",
            CniProblemKind::PluginWithoutType => "conflist-plugin-without-type",
            CniProblemKind::BadNetworkName => "bad-network-name",
            CniProblemKind::BadCniVersion => "bad-cni-version",
            CniProblemKind::BadMode => "bad-mode",
            CniProblemKind::BadMtu => "bad-mtu",
            CniProblemKind::BadVlanId => "bad-vlan-id",
            CniProblemKind::BadVlanTrunk => "bad-vlan-trunk",
            CniProblemKind::BadValue => "bad-value",
            CniProblemKind::MasterRequired => "master-required",
            CniProblemKind::IpamRequired => "ipam-required",
            CniProblemKind::IpamNotAllowed => "ipam-not-allowed",
            CniProblemKind::DeviceRequired => "device-required",
            CniProblemKind::BridgeRequired => "bridge-required",
            CniProblemKind::Conflict => "conflict",
        }
    }
}
