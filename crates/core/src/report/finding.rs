//! What a rule found, and how bad it is.

use std::cmp::Ordering;
use std::fmt;

use crate::json::Path;
use crate::json::order::sorted;
use crate::report::edit::Edit;
use crate::report::level::{ChosenLevels, Level};
use crate::report::limits::{FINDING_TEXT, PROBLEMS_KEPT};
use crate::report::text::{cut, shortened};
use crate::upstream::NamespacedName;
use crate::upstream::selection::NetworkSelection;

/// One thing that is wrong, at one place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The id of the rule that says so.
    pub rule: &'static str,
    /// The weight, settings applied.
    pub level: Level,
    /// Where: `spec.network.selectors.public`, also into embedded JSON (`spec.config.ipam.range`).
    pub path: Path,
    /// What is wrong there.
    pub problem: String,
    /// What to do about it.
    pub help: String,
    /// The edit that would fix it, if the policy knows one.
    pub fix: Option<Edit>,
    /// What is still to be said once the edit is made: the problem, and what to do about it.
    pub remark: Option<[&'static str; 2]>,
    /// The NAD that it is about, where it is about one beside the object itself: what a pod must not join, what is copied.
    pub about: Option<NamespacedName>,
    /// Whether nothing can be read at its path: what other rules find there follows from it.
    pub unreadable: bool,
    /// The value elsewhere that it rests on, such as one that is missing.
    pub basis: Option<Path>,
    /// Findings of its level after it that are only counted.
    pub more: usize,
}

impl Finding {
    /// What is still to be said once the edit is made: a warning, whatever the finding itself weighs.
    pub fn remaining(&self) -> Option<Finding> {
        let [problem, help] = self.remark?.map(str::to_owned);
        let (rule, path) = (self.rule, self.path.clone());
        Some(Finding {
            rule,
            level: Level::Warn,
            path,
            problem,
            help,
            fix: None,
            remark: None,
            about: self.about.clone(),
            unreadable: false,
            basis: None,
            more: 0,
        })
    }

    /// The path as messages write it, in one line and not too long.
    pub fn path_text(&self) -> String {
        shortened(&self.path.to_string(), FINDING_TEXT)
    }

    /// Whether it is about a value that cannot be read, or about what is in it or missing in it.
    pub fn rests_on(&self, unreadable: &Path) -> bool {
        let is_basis = |basis: &Path| basis.starts_with(unreadable) || unreadable.starts_with(basis);
        self.path.starts_with(unreadable) || self.basis.as_ref().is_some_and(is_basis)
    }

    /// Where findings stand among others: by path, then rule, then what is wrong.
    fn key(&self) -> (&Path, &str, &str) {
        (&self.path, self.rule, &self.problem)
    }
}

/// Findings that say the same at the same place are one.
impl PartialEq for Finding {
    fn eq(&self, other: &Finding) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Finding {}

impl PartialOrd for Finding {
    fn partial_cmp(&self, other: &Finding) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Finding {
    fn cmp(&self, other: &Finding) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path_text(), self.problem)?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        write!(f, " [{}]", self.rule)
    }
}

/// Collects what rules find; it knows which rule is at work and what the settings make of it.
pub struct Findings<'s> {
    found: Vec<Finding>,
    levels: &'s ChosenLevels,
    rule: Option<(&'static str, Level)>,
    most: Level,
    about: Option<NamespacedName>,
    next_is_unreadable: bool,
    basis: Option<Path>,
    counts: [Count; Level::ALL.len()],
}

/// Room for one finding, which is worth putting into words.
#[must_use = "it is there to be filled"]
pub struct Room<'f, 's> {
    findings: &'f mut Findings<'s>,
    most: Level,
}

impl Room<'_, '_> {
    /// Reports it, at the level that there was room at.
    pub fn report(self, path: impl Into<Path>, problem: impl Into<String>, help: impl Into<String>) {
        self.findings.report_at_most(self.most, path, problem, help);
    }
}

/// How many findings of one level there are, those with an edit aside.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    kept: usize,
    is_full: bool,
    more: usize,
}

impl<'s> Findings<'s> {
    /// An empty collection; `levels` are the levels that the settings give to rules.
    pub fn new(levels: &'s ChosenLevels) -> Self {
        Findings {
            found: Vec::new(),
            levels,
            rule: None,
            most: Level::Deny,
            about: None,
            next_is_unreadable: false,
            basis: None,
            counts: Default::default(),
        }
    }

    /// A collection in which no rule weighs more than `most`, unless the settings say so.
    pub fn at_most(most: Level, levels: &'s ChosenLevels) -> Self {
        Findings { most, ..Findings::new(levels) }
    }

    /// Names the rule that reports from now on, and its default level. False for one that is allowed by default, and that the
    /// settings do not choose: it need not run.
    pub fn enter(&mut self, rule: &'static str, default: Level) -> bool {
        self.rule = Some((rule, default));
        default != Level::Allow || self.levels.of(rule).is_some()
    }

    /// Says which NAD the next finding is about.
    pub fn about(&mut self, nad: &NetworkSelection) -> &mut Self {
        self.about = Some(nad.nad.clone());
        self
    }

    /// Says that nothing can be read at the path of the next finding. What other rules find there or below, and weighs no
    /// more, is left out.
    pub fn unreadable(&mut self) -> &mut Self {
        self.next_is_unreadable = true;
        self
    }

    /// Says which value, elsewhere or below, the next finding rests on: it is left out where that cannot be read.
    pub fn resting_on(&mut self, value: impl Into<Path>) -> &mut Self {
        self.basis = Some(value.into());
        self
    }

    /// Reports at the rule's level.
    pub fn report(&mut self, path: impl Into<Path>, problem: impl Into<String>, help: impl Into<String>) {
        self.report_at_most(Level::Deny, path, problem, help);
    }

    /// Reports as a warning where the rule's default is to deny: for the conditions of a rule that rest on something
    /// that only the cluster knows. A level in the settings wins.
    pub fn caution(&mut self, path: impl Into<Path>, problem: impl Into<String>, help: impl Into<String>) {
        self.report_at_most(Level::Warn, path, problem, help);
    }

    /// Reports at the rule's level, but at no higher one than `most`. A level in the settings wins.
    pub fn report_at_most(
        &mut self,
        most: Level,
        path: impl Into<Path>,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(most, path.into(), problem.into(), help.into(), None, None);
    }

    /// Reports, with the edit that fixes it.
    pub fn report_with_edit(&mut self, edit: Edit, problem: impl Into<String>, help: impl Into<String>) {
        self.report_with_edit_and_remark(edit, problem.into(), help.into(), None);
    }

    /// Reports, with the edit that fixes it and a problem that remains, with its help.
    pub fn report_with_edit_and_remark(
        &mut self,
        edit: Edit,
        problem: String,
        help: String,
        remark: Option<[&'static str; 2]>,
    ) {
        self.add(Level::Deny, edit.path.clone(), problem, help, Some(edit), remark);
    }

    fn add(
        &mut self,
        most: Level,
        path: Path,
        problem: String,
        help: String,
        fix: Option<Edit>,
        remark: Option<[&'static str; 2]>,
    ) {
        let about = self.about.take();
        let unreadable = std::mem::take(&mut self.next_is_unreadable);
        let basis = self.basis.take();
        let Some((rule, level)) = self.rule_at(most) else { return };
        if self.has_room(level) || fix.is_some() {
            let [problem, help] = [problem, help].map(|text| cut(text, FINDING_TEXT));
            self.adopt(Finding { rule, level, path, problem, help, fix, remark, about, unreadable, basis, more: 0 });
        } else {
            self.count_at(level).more += 1;
        }
    }

    /// Room for one more finding at the rule's level. Where there are enough of them it is counted here, and is no more
    /// work: a request has room for half a million.
    pub fn room(&mut self) -> Option<Room<'_, 's>> {
        self.room_at_most(Level::Deny)
    }

    /// Room for one more that [`Findings::caution`] would report.
    pub fn caution_room(&mut self) -> Option<Room<'_, 's>> {
        self.room_at_most(Level::Warn)
    }

    /// Room for one more that [`Findings::report_at_most`] would report.
    pub fn room_at_most(&mut self, most: Level) -> Option<Room<'_, 's>> {
        let (_, level) = self.rule_at(most)?;
        if self.has_room(level) {
            return Some(Room { findings: self, most });
        }
        self.count_at(level).more += 1;
        None
    }

    /// Whether the rule of this id, which comes before the present one, rejects the object.
    pub fn has_rejected(&self, rule: &str) -> bool {
        self.found.iter().any(|finding| finding.rule == rule && finding.level == Level::Deny)
    }

    /// Counts `number` findings at the rule's level that nobody put into words.
    pub fn count(&mut self, number: usize) {
        if let Some((_, level)) = self.rule_at(Level::Deny) {
            self.count_at(level).more += number;
        }
    }

    /// Whether the rule of this id, whose level is deny by default, may reject the object.
    pub fn would_reject(&self, rule: &str) -> bool {
        self.levels.of(rule).unwrap_or(self.most) == Level::Deny
    }

    /// The rule at work with the level of its next finding; `None` where the settings allow what it finds. Most rules find
    /// nothing, so only here the settings are asked.
    fn rule_at(&self, most: Level) -> Option<(&'static str, Level)> {
        let (rule, default) = self.rule?;
        let level = self.levels.of(rule).unwrap_or(default.min(most).min(self.most));
        (level != Level::Allow).then_some((rule, level))
    }

    fn count_at(&mut self, level: Level) -> &mut Count {
        let [allow, warn, deny] = &mut self.counts;
        match level {
            Level::Allow => allow,
            Level::Warn => warn,
            Level::Deny => deny,
        }
    }

    /// Whether one more finding of this level is kept. Those that say the same count once.
    fn has_room(&mut self, level: Level) -> bool {
        let count = *self.count_at(level);
        if count.kept >= 2 * PROBLEMS_KEPT && !count.is_full {
            self.found = sorted(std::mem::take(&mut self.found));
            self.found.dedup();
            for level in Level::ALL {
                let kept = self.found.iter().filter(|one| one.level == level && one.fix.is_none()).count();
                let count = self.count_at(level);
                (count.kept, count.is_full) = (kept, count.is_full || kept >= PROBLEMS_KEPT);
            }
        }
        !self.count_at(level).is_full
    }

    /// Takes over a finding as it is, and counts it: its path is one of the object under review.
    pub fn adopt(&mut self, mut finding: Finding) {
        let has_room = self.has_room(finding.level);
        let count = self.count_at(finding.level);
        count.more += std::mem::take(&mut finding.more);
        if finding.fix.is_some() {
            self.found.push(finding);
        } else if has_room {
            count.kept += 1;
            self.found.push(finding);
        } else {
            count.more += 1;
        }
    }

    /// What is kept of everything found, by path and rule, without repetitions. The last of a level that has no edit
    /// counts the rest.
    pub fn sorted(self) -> Vec<Finding> {
        let mut found = sorted(self.found);
        found.dedup();
        for (level, count) in Level::ALL.into_iter().zip(self.counts) {
            if let Some(last) = found.iter_mut().rfind(|one| one.level == level && one.fix.is_none()) {
                last.more = count.more;
            }
        }
        found
    }
}
