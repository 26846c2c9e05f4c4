//! What follows from a value that cannot be read.

use crate::json::Path;
use crate::report::finding::Finding;
use crate::report::level::Level;

/// Leaves out of `findings` what rests on a value of which another finding, that weighs as much, says that it cannot be read.
/// A finding with an edit stays. Levels are final here: what a change makes of old faults comes before.
pub fn leave_out_consequences(findings: &mut Vec<Finding>) {
    let unreadable: Vec<(Path, Level)> =
        findings.iter().filter(|one| one.unreadable).map(|one| (one.path.clone(), one.level)).collect();
    let follows = |one: &Finding| {
        !one.unreadable
            && one.fix.is_none()
            && unreadable.iter().any(|(path, level)| one.level <= *level && one.rests_on(path))
    };
    let (left_out, kept): (Vec<Finding>, Vec<Finding>) = std::mem::take(findings).into_iter().partition(follows);
    *findings = kept;
    // What is only counted is still counted.
    for one in left_out.iter().filter(|one| one.more > 0) {
        if let Some(last) = findings.iter_mut().rfind(|last| last.level == one.level && last.fix.is_none()) {
            last.more += one.more;
        }
    }
}
