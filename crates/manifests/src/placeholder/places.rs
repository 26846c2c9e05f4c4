//! Where the placeholders of a text are, found in one pass over it.

use std::ops::Range;

/// How a text begins that SOPS has encrypted.
pub(crate) const ENCRYPTED: &str = "ENC[";

/// How placeholders begin and end, except for variables.
const MARKS: [(&str, &str); 2] = [("{{", "}}"), (ENCRYPTED, "]")];

/// What Ceph itself puts in its configuration (ceph/ceph: src/common/config.cc, `expand_meta`).
const METAVARIABLES: [&str; 9] = ["cctid", "cluster", "home", "host", "id", "name", "num", "pid", "type"];

/// The bytes of each placeholder in a text, in order; `$$` stands for a dollar sign.
pub(super) struct Places<'t> {
    text: &'t str,
    start: usize,
    marks: [(Ahead<'t>, Ahead<'t>); 2],
    dollar: Ahead<'t>,
    brace: Ahead<'t>,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let ahead = |what| Ahead::new(text, what);
        let marks = MARKS.map(|(open, close)| (ahead(open), ahead(close)));
        Self { text, start: 0, marks, dollar: ahead("$"), brace: ahead("}") }
    }

    /// The first variable, if it begins before `bound`.
    fn variable(&mut self, bound: usize) -> Option<Range<usize>> {
        let mut from = self.start;
        loop {
            let start = self.dollar.from(from).filter(|start| *start < bound)?;
            from = start + 1;
            if let Some(end) = self.variable_at(start) {
                return Some(start..end);
            }
        }
    }

    /// The end of the `${VAR}` or `${#VAR}`, with all that stands between the braces, or `$VAR` whose dollar sign is at `start`.
    fn variable_at(&mut self, start: usize) -> Option<usize> {
        let (before, after) = (self.text.get(..start)?, self.text.get(start + 1..)?);
        let name = after.strip_prefix("{#").or_else(|| after.strip_prefix('{')).unwrap_or(after);
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if before.ends_with('$') || !name.starts_with(|first: char| is_part(first) && !first.is_ascii_digit()) {
            return None;
        }
        if name.len() < after.len() {
            return Some(self.brace.from(start)? + 1);
        }
        let length = name.find(|letter| !is_part(letter)).unwrap_or(name.len());
        (!METAVARIABLES.contains(&name.get(..length)?)).then_some(start + 1 + length)
    }
}

impl Iterator for Places<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let from = self.start;
        let marked = self.marks.iter_mut().filter_map(|(open, close)| {
            let start = open.from(from)?;
            Some(start..close.from(start + open.what.len())? + close.what.len())
        });
        let marked = marked.min_by_key(|place| place.start);
        let found = self.variable(marked.as_ref().map_or(usize::MAX, |place| place.start)).or(marked)?;
        self.start = found.end;
        Some(found)
    }
}

/// Where `what` is next in a text. As long as that place lies ahead it is not looked for again, so that all the looking goes
/// over the text once.
struct Ahead<'t> {
    text: &'t str,
    what: &'static str,
    place: Option<usize>,
}

impl<'t> Ahead<'t> {
    fn new(text: &'t str, what: &'static str) -> Self {
        Self { text, what, place: text.find(what) }
    }

    /// The first place that is not before `start`, which is never less than before.
    fn from(&mut self, start: usize) -> Option<usize> {
        if self.place? < start {
            self.place = self.text.get(start..)?.find(self.what).map(|place| start + place);
        }
        self.place
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn all(text: &str) -> Vec<&str> {
        Places::of(text).filter_map(|place| text.get(place)).collect()
    }

    #[test]
    fn placeholders_are_found_in_order() {
        assert_eq!(all("a ${VAR} b"), ["${VAR}"]);
        assert_eq!(all("{{ .Values.x }}${B}"), ["{{ .Values.x }}", "${B}"]);
        assert_eq!(all("ENC[AES256_GCM,data:5g==]/net"), ["ENC[AES256_GCM,data:5g==]"]);
        assert_eq!(all("a-$VAR_1/24 ${B}"), ["$VAR_1", "${B}"]);
        assert_eq!(all("${#VAR}.1 ${VAR#1} $#VAR"), ["${#VAR}", "${VAR#1}"]);
        assert_eq!(all("$$A {{ b }} $C"), ["{{ b }}", "$C"]);
        assert_eq!(all("${a:={{ b }}} {{ $C }} $$ ENC[$D]"), ["${a:={{ b }", "{{ $C }}", "ENC[$D]"]);
        for text in [
            "$$VAR",
            "$${VAR}",
            "${",
            "${1}",
            "{a}",
            "${}",
            "${#}",
            "${#1}",
            "$${#VAR}",
            "$(VAR)",
            "$1",
            "a$",
            "${VAR",
            "ceph/$cluster-$name.log",
        ] {
            assert_eq!(all(text), [""; 0], "{text}");
        }
    }

    /// Looking at the rest of the text for each of them takes minutes.
    #[test]
    fn many_placeholders_take_time_in_proportion() {
        let start = Instant::now();
        for part in ["{{a}} ", "${A:=1} ", "${A ", "ENC[${A}", "${a{{}", "$A {{", "{{}} $", "]ENC["] {
            let count = Places::of(&part.repeat(300_000)).count();
            assert!(count <= 600_000, "{part}: {count}");
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    }
}
