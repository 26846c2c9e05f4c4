//! "Did you mean": the known word that a misspelt one stands for.

/// The candidate nearest to `word` if it is near enough to be meant: case, `-` and `_` do not count, and one edit in
/// three characters may differ. Of several equally near ones the first by its text: they may come in any order.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = plain(word);
    let allowed = (word.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (candidate, plain(candidate)))
        // Lengths that are further apart need more edits than are allowed.
        .filter(|(_, letters)| letters.len().abs_diff(word.len()) <= allowed)
        .map(|(candidate, letters)| (distance(&word, &letters), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// ``did you mean `range`?`` as the help of a message, or nothing.
pub fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    meant_or(nearest(word, candidates), "")
}

/// ``did you mean `range`?`` where a word is meant, otherwise `help`.
pub fn meant_or(meant: Option<&str>, help: &str) -> String {
    meant.map_or_else(|| help.to_owned(), |word| format!("did you mean `{word}`?"))
}

/// The letters and digits that tell words apart; long words are no misspelling of anything.
fn plain(word: &str) -> Vec<u8> {
    word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).take(48).collect()
}

/// Levenshtein's distance in bytes.
fn distance(left: &[u8], right: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, a) in left.iter().enumerate() {
        let (mut diagonal, mut before) = (line, line + 1);
        for (cell, b) in row.iter_mut().skip(1).zip(right) {
            let above = *cell;
            before = (above + 1).min(before + 1).min(diagonal + usize::from(a != b));
            diagonal = above;
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        for (left, right, expected) in
            [("", "", 0), ("a", "", 1), ("", "ab", 2), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("ab", "ba", 2)]
        {
            assert_eq!(distance(left.as_bytes(), right.as_bytes()), expected, "{left} {right}");
        }
    }

    #[test]
    fn finds_the_word_that_is_meant() {
        let keys = ["range", "range_start", "range_end", "exclude"];
        assert_eq!(nearest("rangeStart", keys), Some("range_start"));
        assert_eq!(nearest("RANGE", keys), Some("range"));
        assert_eq!(nearest("exclude_range", keys), None);
        assert_eq!(nearest("master", keys), None);
        for names in [["net1", "net2"], ["net2", "net1"]] {
            assert_eq!(nearest("net", names), Some("net1"));
        }
    }
}
