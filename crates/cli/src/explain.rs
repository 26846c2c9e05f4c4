//! `explain`: the pages of the rules.

use ceph_multus_core::rules::{self, caption};
use ceph_multus_core::suggest::did_you_mean;
use ceph_multus_core::text::quoted;

use crate::Answer;
use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::output::{BOLD, DIM, styled};

/// Shows one page, or all.
pub(crate) fn run(args: &ExplainArgs) -> Result<Answer, Failure> {
    let Some(id) = &args.rule else {
        let pages: Vec<String> = rules::pages().map(|(.., page)| render(page)).collect();
        return Ok(Answer::clean(pages.join("\n")));
    };
    match page(id) {
        Some(page) => Ok(Answer::clean(render(page))),
        None => {
            let hint = did_you_mean(id, rules::ALL.iter().map(|rule| rule.id));
            let hint = if hint.is_empty() { String::from("`explain --all` shows all rules") } else { hint };
            Err(Failure::from(format!("there is no rule {}; {hint}", quoted(id))))
        }
    }
}

/// The page of a rule as it is written.
pub(crate) fn page(id: &str) -> Option<&'static str> {
    rules::pages().find(|(rule, ..)| rule.id == id).map(|(.., page)| page)
}

/// A page for a terminal: headings stand out, examples are indented and say what becomes of them.
fn render(page: &str) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for line in page.lines() {
        let shown = if let Some(fence) = line.strip_prefix("```") {
            in_code = !in_code;
            let caption = if in_code { caption(fence) } else { None };
            match caption {
                Some(caption) => styled(DIM, caption),
                None => continue,
            }
        } else if in_code && !line.is_empty() {
            format!("    {line}")
        } else {
            match line.trim_start_matches('#') {
                heading if heading.len() < line.len() && !in_code => styled(BOLD, heading.trim_start()),
                _ => line.to_owned(),
            }
        };
        out.push_str(&shown);
        out.push('\n');
    }
    out
}
