//! What is wrong with an IPAM section.

use crate::kept::{Counted, Kept};
use ceph_multus_json::Path;

/// One fault of an IPAM section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpamProblem {
    /// What kind of fault it is.
    pub kind: IpamProblemKind,
    /// The way to the value in the section: `ipRanges[0].range`.
    pub path: Path,
    /// What is wrong, to follow the path in a message.
    pub text: String,
    /// Faults of its kind after it that are only counted.
    pub more: usize,
}

/// Faults of an IPAM section, by kind.
pub(super) type IpamProblems = Kept<IpamProblemKind, IpamProblem>;

impl Counted for IpamProblem {
    fn more(&mut self) -> &mut usize {
        &mut self.more
    }
}

/// The kinds of [`IpamProblem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IpamProblemKind {
    /// No JSON, or a value of the wrong type.
    ConfigJson,
    /// What stands before the `-` of a range is no address.
    BadRangeStartIp,
    /// What stands behind the `-` of a range is no CIDR.
    BadRangeCidr,
    /// The first address of a range is not in its network.
    RangeStartOutsideCidr,
    /// A range without `-`, or a requested address, is no CIDR.
    BadRangeOrRequestedCidr,
    /// `gateway` is no address.
    BadGateway,
    /// A static address is no CIDR.
    BadStaticAddress,
    /// A bound that is no address. Whereabouts drops it and uses the whole range.
    UnreadableBound,
    /// A key whose value Whereabouts does not use because of another key.
    WithoutEffect,
    /// An entry of `exclude` is neither an address nor a CIDR: every allocation fails.
    BadExclude,
}

impl IpamProblem {
    pub(super) fn new(kind: IpamProblemKind, path: impl Into<Path>, text: impl Into<String>) -> IpamProblem {
        IpamProblem { kind, path: path.into(), text: text.into(), more: 0 }
    }
}

impl IpamProblemKind {
    /// The name of the kind, that of the conformance vectors where they have one.
    pub fn as_str(self) -> &'static str {
        match self {
            IpamProblemKind::ConfigJson => "config-json",
            IpamProblemKind::BadRangeStartIp => "bad-range-start-ip",
            IpamProblemKind::BadRangeCidr => "bad-range-cidr",
            IpamProblemKind::RangeStartOutsideCidr => "range-start-outside-cidr",
            IpamProblemKind::BadRangeOrRequestedCidr => "bad-range-or-requested-cidr",
            IpamProblemKind::BadGateway => "bad-gateway",
            IpamProblemKind::BadStaticAddress => "bad-static-address",
            IpamProblemKind::UnreadableBound => "unreadable-bound",
            IpamProblemKind::WithoutEffect => "without-effect",
            IpamProblemKind::BadExclude => "bad-exclude",
        }
    }
}
