//! The words for what a NAD hides, for how long it keeps a lock, and for a link that it takes.

use super::Harm;
use crate::facts::nad::config_path;
use crate::report::finding::Findings;
use crate::report::level::Level;
use crate::upstream::cni::{Rivalry, Segment};
use crate::world::ceph_networks::SelectedNad;
use crate::world::footprint::{Hiding, Wait, WaitTime};

/// What is wrong with what hides interfaces or addresses, and what helps.
pub(super) fn hidden(hiding: Hiding) -> (&'static str, &'static str) {
    match hiding {
        Hiding::Result => ("is in place of what the plugin before returns, so it may copy a Ceph network", "remove it"),
        Hiding::Detour => {
            ("is a path, which may lead to the device of a Ceph network", "use the address of the device")
        }
        Hiding::File => {
            ("may lead to a file of a pod, so it may copy a Ceph network", "remove it, or use one below `/etc/`")
        }
        Hiding::Socket => (
            "may lead to a socket of a pod, so it may copy a Ceph network",
            "remove it, or use one below `/run/cni/` or `/run/openvswitch/`",
        ),
        Hiding::Programs => (
            "is not a directory of CNI plugins, and any program in it runs as root on the node",
            "remove it, or use `/opt/cni/bin`",
        ),
        Hiding::Log => (
            "is not a file of logs, and text of the NAD in it may be a command to the node",
            "remove it, or use one below `/var/log/`",
        ),
        Hiding::Ipam => ("is no IPAM plugin, so it may take the interface of a Ceph network", "use an IPAM plugin"),
        Hiding::Link => ("makes up an interface, which may be that of a Ceph network", "remove it"),
        Hiding::Name => {
            ("takes an interface by the name that a pod asks for, which may be that of a Ceph network", "set `master`")
        }
        Hiding::Merged => ("is merged with other keys by flannel, so it may copy a Ceph network", "remove it"),
        Hiding::Address => ("has an `Address`, which may be that of a Ceph network", "use `address`"),
    }
}

/// Reports that all allocations of Whereabouts wait for those of a NAD.
pub(super) fn delay(wait: &Wait, network: &SelectedNad<'_>, findings: &mut Findings<'_>) {
    let title = network.title();
    let problem = match wait.time {
        WaitTime::Allocation(seconds) => {
            format!("keeps the lock of Whereabouts for {seconds} s at every allocation, also from {title}")
        }
        WaitTime::Lease(seconds) => {
            format!("keeps the lock of Whereabouts for {seconds} s if a node fails, also from {title}")
        }
        WaitTime::Ranges(ranges) => {
            format!("{ranges} ranges keep the lock of Whereabouts for 10 s at every allocation, also from {title}")
        }
        WaitTime::Excludes(excludes) => {
            format!("{excludes} excludes keep the lock of Whereabouts at every allocation, also from {title}")
        }
        WaitTime::Endless => format!("makes Whereabouts search without end, with its lock, also from {title}"),
    };
    let level = if wait.is_long() { Level::Deny } else { Level::Warn };
    let help = match wait.time {
        WaitTime::Ranges(_) => "use at most 14 ranges",
        WaitTime::Excludes(_) => "exclude networks in place of addresses",
        _ => "remove it",
    };
    findings.about(network.selection).report_at_most(level, &wait.path, problem, help);
}

/// What is wrong with taking a link from the network `title`.
pub(super) fn rival(segment: &Segment, rivalry: Rivalry, title: &str) -> Harm {
    const OTHER_LINK: &str = "use another host interface";
    let (level, does, how, help) = match rivalry {
        Rivalry::Moves => (Level::Deny, "moves", " into a pod, away from", OTHER_LINK),
        Rivalry::IsAlone => (Level::Deny, "takes", " for one pod by `passthru`, away from", OTHER_LINK),
        Rivalry::Readdresses => {
            (Level::Deny, "removes the addresses of nodes from", ", the segment of", "remove `forceAddress`")
        }
        Rivalry::ChangesMode => {
            let help = "use another host interface, or the same `mode`";
            (Level::Deny, "changes the mode of all ipvlans on", ", the interface of", help)
        }
        Rivalry::IsAloneBelow => (Level::Warn, "gives one pod", " by `passthru`, the parent of", OTHER_LINK),
        Rivalry::MayMove => (Level::Warn, "moves", " into a pod, which may be that of", "use a device resource"),
        Rivalry::TakesVlan => (Level::Warn, "takes", " for one pod, away from", "use another host interface or VLAN"),
        Rivalry::OtherKind => {
            let help = "use another host interface, or the same plugin";
            (Level::Warn, "macvlan and ipvlan cannot share", ", the interface of", help)
        }
    };
    let problem = format!("{does} {segment}{how} {title}");
    Harm::new(level, config_path(segment.path()), problem, help)
}
