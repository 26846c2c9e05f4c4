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
    let mut more = [0; Level::ALL.len()];
    findings.retain(|one| {
        let follows = follows(one);
        if follows {
            Level::ALL
                .iter()
                .zip(&mut more)
                .filter(|(level, _)| **level == one.level)
                .for_each(|(_, more)| *more += one.more);
        }
        !follows
    });
    for (level, more) in Level::ALL.into_iter().zip(more) {
        if let Some(last) = findings.iter_mut().rfind(|one| one.level == level && one.fix.is_none()) {
            last.more += more;
        }
    }
}
