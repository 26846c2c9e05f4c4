//! `check`: manifests checked.

mod baseline;
mod config;
mod excerpt;
mod findings;
mod fix;
mod github;
mod gitlab;
mod ignores;
mod json;
mod junit;
mod notes;
mod places;
mod sarif;
mod text;
mod watch;

use ceph_multus_manifests::{Nads, Report, Severity, check_files};

use crate::args::{CheckArgs, Format, Manifests, MinLevel};
use crate::failure::Failure;
use crate::input::{Input, Texts};
use crate::progress::Progress;
use crate::{Answer, CLEAN, FOUND, UNUSABLE, input};

use config::Config;
use findings::Findings;
use places::Places;

/// Checks the manifests and tells what is found.
pub(crate) fn run(args: &CheckArgs) -> Result<Answer, Failure> {
    if args.watch {
        return watch::run(args);
    }
    let mut held = None;
    let answer = once(args, &mut held);
    // The process ends: what was read need not be given back piece by piece.
    std::mem::forget(held);
    answer
}

/// One check. What it read and found is left in `held`.
fn once(args: &CheckArgs, held: &mut Option<(Input, Report)>) -> Result<Answer, Failure> {
    if let Some(path) = &args.write_baseline {
        baseline::keep_others(path)?;
    }
    let config = Config::find(args.config.as_deref())?;
    let named = Manifests {
        paths: if args.manifests.paths.is_empty() { config.paths.clone() } else { args.manifests.paths.clone() },
        namespace: args.manifests.namespace.clone().or_else(|| config.namespace.clone()),
    };
    if args.fix && !args.dry_run && input::reads_stdin(&named) {
        let line = "`--fix` changes files, not standard input; name the files, or add `--dry-run` for a diff";
        return Err(Failure::from(String::from(line)));
    }
    if args.watch && input::reads_stdin(&named) {
        let line = "`--watch` checks files again, not standard input; name the files";
        return Err(Failure::from(String::from(line)));
    }
    if args.fix {
        return fix::run(args.dry_run, &|texts| left(args, &config, &named, texts));
    }
    let (input, mut report) = checked(args, &config, &named, &Texts::new())?;
    let documents = &input.manifests.documents;
    let places = Places::of(documents, config.directory.as_deref());
    let mut notes = Vec::from_iter(input.skipped());
    let ignored = ignores::apply(documents, &mut report, &config, &mut notes);
    let known = match &args.baseline {
        Some(path) => baseline::apply(&baseline::read(path)?, &places, documents, &mut report),
        None => 0,
    };
    if let Some(path) = &args.write_baseline {
        return baseline::write(path, &places, &input, &report);
    }
    let code = match (input.manifests.errors.is_empty(), report.count(Severity::Error)) {
        (false, _) => UNUSABLE,
        (true, 0) => CLEAN,
        (true, _) => FOUND,
    };
    let hidden = hide(args.min_level, &mut report);
    let findings = Findings {
        input: &input,
        report: &report,
        places,
        names_namespace: named.namespace.is_some(),
        ignored,
        known,
        hidden,
        notes,
    };
    let answer = match args.output {
        Format::Text => Answer::text(text::render(&findings), code),
        Format::Json => Answer::data(json::render(&findings), code),
        Format::Sarif => Answer::data(sarif::render(&findings), code),
        Format::Github => Answer::data(github::render(&findings), code),
        Format::Gitlab => Answer::data(gitlab::render(&findings), code),
        Format::Junit => Answer::data(junit::render(&findings), code),
    };
    *held = Some((input, report));
    Ok(answer)
}

/// What is read, and what is found in it and is neither ignored nor known.
fn left(args: &CheckArgs, config: &Config, named: &Manifests, texts: &Texts) -> Result<(Input, Report), Failure> {
    let (input, mut report) = checked(args, config, named, texts)?;
    let documents = &input.manifests.documents;
    ignores::apply(documents, &mut report, config, &mut Vec::new());
    if let Some(path) = &args.baseline {
        let places = Places::of(documents, config.directory.as_deref());
        baseline::apply(&baseline::read(path)?, &places, documents, &mut report);
    }
    Ok((input, report))
}

/// What is read, and all that is found in it.
fn checked(args: &CheckArgs, config: &Config, named: &Manifests, texts: &Texts) -> Result<(Input, Report), Failure> {
    let progress = Progress::new();
    let settings = config.settings(args.settings.as_deref())?;
    let input = input::gather_with(named, ceph_multus_nodes::reads, &progress, texts)?;
    // A program that reads the findings gets a whole document.
    let input = if args.output == Format::Text { input.with_objects()? } else { input.with_errors() };
    let documents = &input.manifests.documents;
    let nads = if args.all_nads { Nads::All } else { Nads::Ceph };
    let advance = |done, total| progress.advance("checking", done, total);
    let mut report = check_files(documents, &settings, named.namespace(), nads, advance)?;
    ceph_multus_nodes::check(documents, &settings, named.namespace(), &config.levels_of_nodes(), &mut report)?;
    if args.warnings_as_errors {
        let findings = report.objects.iter_mut().flat_map(|object| &mut object.findings);
        for finding in findings.filter(|finding| finding.severity == Severity::Warning) {
            finding.severity = Severity::Error;
        }
    }
    Ok((input, report))
}

/// Takes the findings below `min_level` out of the report, and says how many there were.
fn hide(min_level: MinLevel, report: &mut Report) -> usize {
    let least = match min_level {
        MinLevel::Note => Severity::Note,
        MinLevel::Warning => Severity::Warning,
        MinLevel::Error => Severity::Error,
    };
    let mut hidden = 0;
    for object in &mut report.objects {
        let before = object.findings.len();
        object.findings.retain(|finding| finding.severity >= least);
        hidden += before - object.findings.len();
    }
    hidden
}
