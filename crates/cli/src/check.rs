//! `check`: manifests judged.

mod github;
mod json;
mod sarif;
mod text;

use ceph_multus_manifests::{Document, Judged, Located, Report, Severity, check};

use crate::args::{CheckArgs, Format};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{Answer, CLEAN, DENIED, input};

/// Judges the manifests and tells what is found.
pub(crate) fn run(args: &CheckArgs) -> Result<Answer, Failure> {
    let mut progress = Progress::new();
    let settings = input::settings(args.settings.as_deref())?;
    let documents = input::documents(&args.manifests, &mut progress)?;
    let advance = |done, total| progress.advance("judging", done, total);
    let mut report = check(&documents, &settings, &args.manifests.namespace, advance)?;
    ceph_multus_nodes::check(&documents, &settings, &args.manifests.namespace, &mut report)?;
    drop(progress);
    if args.warnings_as_errors {
        let findings = report.objects.iter_mut().flat_map(|object| &mut object.findings);
        for finding in findings.filter(|finding| finding.severity == Severity::Warning) {
            finding.severity = Severity::Error;
        }
    }
    let findings = Findings { documents: &documents, report: &report };
    let text = match args.output {
        Format::Text => text::render(&findings),
        Format::Json => json::render(&findings),
        Format::Sarif => sarif::render(&findings),
        Format::Github => github::render(&findings),
    };
    Ok(Answer { text, code: if report.count(Severity::Error) > 0 { DENIED } else { CLEAN } })
}

/// What is to be told.
struct Findings<'f> {
    documents: &'f [Document],
    report: &'f Report,
}

impl<'f> Findings<'f> {
    /// Every finding with its object and document, in the order of the sources.
    fn iter(&self) -> impl Iterator<Item = (&'f Document, &'f Judged, &'f Located)> {
        let with_document = |judged: &'f Judged| Some((self.documents.get(judged.document)?, judged));
        let objects = self.report.objects.iter().filter_map(with_document);
        objects.flat_map(|(document, judged)| judged.findings.iter().map(move |finding| (document, judged, finding)))
    }
}

/// `what is wrong; what to do`
fn sentence(finding: &Located) -> String {
    if finding.help.is_empty() { finding.problem.clone() } else { format!("{}; {}", finding.problem, finding.help) }
}
