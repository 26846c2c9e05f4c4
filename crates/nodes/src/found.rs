//! What rules find.

use ceph_multus_core::Level;
use ceph_multus_core::json::Path;
use ceph_multus_core::report::limits::FINDING_TEXT;
use ceph_multus_core::report::text::cut;
use ceph_multus_manifests::Located;

use crate::live::Kind;

/// One thing that is wrong in one document.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// The place of the document.
    pub(crate) document: usize,
    /// The rule that says so.
    pub(crate) rule: &'static str,
    /// Its level.
    pub(crate) level: Level,
    /// The field.
    pub(crate) path: Path,
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) help: String,
    /// The sort of live finding that says the same, where one does.
    pub(crate) live: Option<Kind>,
}

impl Finding {
    /// Whether `found`, in the document at `document`, is this one.
    pub(crate) fn is(&self, document: usize, found: &Located) -> bool {
        let own = (self.document, self.rule, &self.path, &self.problem);
        own == (document, found.rule, &found.path, &found.problem)
    }
}

/// Collects what rules find.
#[derive(Debug, Default)]
pub(crate) struct Found {
    findings: Vec<Finding>,
    rule: Option<(&'static str, Level)>,
}

impl Found {
    /// Names the rule that reports from now on, and its level.
    pub(crate) fn enter(&mut self, rule: &'static str, level: Level) {
        self.rule = Some((rule, level));
    }

    /// Reports something in the document at `document`.
    pub(crate) fn report(
        &mut self,
        document: usize,
        path: impl Into<Path>,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(document, path.into(), [problem.into(), help.into()], None);
    }

    /// Reports something that a live finding of the sort `kind` also says.
    pub(crate) fn report_with(
        &mut self,
        kind: Kind,
        document: usize,
        path: impl Into<Path>,
        problem: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(document, path.into(), [problem.into(), help.into()], Some(kind));
    }

    fn add(&mut self, document: usize, path: Path, texts: [String; 2], live: Option<Kind>) {
        let Some((rule, level)) = self.rule else { return };
        let [problem, help] = texts.map(|text| cut(text, FINDING_TEXT));
        self.findings.push(Finding { document, rule, level, path, problem, help, live });
    }

    /// Adds what was found elsewhere.
    pub(crate) fn add_one(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Everything, by document, path and rule; what says the same at one place is one.
    pub(crate) fn sorted(mut self) -> Vec<Finding> {
        let key = |one: &Finding| (one.document, one.path.clone(), one.rule, one.problem.clone());
        self.findings.sort_by_cached_key(key);
        self.findings.dedup_by(|one, next| key(one) == key(next));
        self.findings
    }
}
