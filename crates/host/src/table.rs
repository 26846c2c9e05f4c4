//! Plain text tables.

use std::time::Duration;

/// A table under a heading. A column of numbers stands to the right, any other to the left.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these column heads.
    #[must_use]
    pub fn new(heads: &[&str]) -> Self {
        Self { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The text, with a final line break.
    #[must_use]
    pub fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let shapes: Vec<_> = (0..columns).map(|column| self.shape(column)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let cells = row.iter().zip(&shapes).map(|(cell, &(width, is_number))| {
                if is_number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            text.extend([line.trim_end(), "\n"]);
        }
        text
    }

    /// How wide a column is, and whether it holds numbers.
    fn shape(&self, column: usize) -> (usize, bool) {
        let cells = || self.rows.iter().filter_map(|row| row.get(column));
        let is_number = cells().skip(1).all(|cell| cell.is_empty() || cell.starts_with(|c: char| c.is_ascii_digit()));
        (cells().map(String::len).max().unwrap_or_default(), is_number)
    }
}

/// A time with three significant digits, in microseconds or milliseconds.
#[must_use]
pub fn time(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 10_000.0 { format!("{} us", digits(micros)) } else { format!("{} ms", digits(micros / 1e3)) }
}

/// How many times `base` a time is.
#[must_use]
pub fn ratio(time: Duration, base: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() / base.as_secs_f64())
}

/// A count with its thousands apart.
#[must_use]
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn digits(number: f64) -> String {
    let decimals = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligns_text_to_the_left_and_numbers_to_the_right() {
        let mut table = Table::new(&["module", "bytes", "ratio"]);
        table.row(vec!["noop".to_owned(), count(7), "1.00".to_owned()]);
        table.row(vec!["a longer name".to_owned(), count(1_234_567), String::new()]);
        assert_eq!(
            table.text(),
            "\
module             bytes  ratio
noop                   7   1.00
a longer name  1,234,567
"
        );
    }

    #[test]
    fn writes_times_with_three_digits() {
        let micros = [1.234, 56.78, 987.6, 9_999.0, 10_000.0, 1_234_567.0];
        let texts = micros.map(|micros| time(Duration::from_secs_f64(micros / 1e6)));
        assert_eq!(texts, ["1.23 us", "56.8 us", "988 us", "9999 us", "10.0 ms", "1235 ms"]);
    }

    #[test]
    fn separates_thousands() {
        assert_eq!([0, 999, 1000, 28_718, 1_000_000].map(count), ["0", "999", "1,000", "28,718", "1,000,000"]);
    }

    #[test]
    fn writes_ratios_with_two_decimals() {
        assert_eq!(ratio(Duration::from_micros(151), Duration::from_micros(200)), "0.76");
    }
}
