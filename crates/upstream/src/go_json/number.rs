//! Numbers as a message shows them.

use ceph_multus_json::Number;

/// What a 64-bit float holds of any number: as many digits are shown.
const DIGITS: f64 = 1e15;

/// The most decimal places that are shown.
const PLACES: u32 = 20;

/// Whether a float may be shown with other digits than were written, and is beyond what Go's `int` holds.
pub(super) fn is_large(value: f64) -> bool {
    value.abs() >= 9_223_372_036_854_775_808.0
}

/// A whole number of 64 bits as it is, of any other that is not large fifteen digits. By hand: the formatter of the standard library has
/// tables of 20 kB to show them all.
pub(super) fn text(number: Number) -> String {
    match number {
        Number::Unsigned(value) => format!("{value}"),
        Number::Negative(value) => format!("{value}"),
        Number::Float(value) => float(value),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is shown digit by digit is positive, and not large"
)]
fn float(value: f64) -> String {
    let size = value.abs();
    let (mut power, mut places) = (1.0, 0);
    while places < PLACES && size * power * 10.0 < DIGITS {
        (power, places) = (power * 10.0, places + 1);
    }
    let (digits, power) = ((size * power).round() as u128, 10_u128.pow(places));
    let text = format!("{}.{:0width$}", digits / power, digits % power, width = places as usize);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}{text}", if value < 0.0 { "-" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_with_fifteen_digits() {
        for (value, shown) in [
            (0.0, "0"),
            (-0.0, "0"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.3"),
            (2.675, "2.675"),
            (100.0, "100"),
            (0.001_234, "0.001234"),
            (1e-6, "0.000001"),
            (123_456_789.012_345, "123456789.012345"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (1.5e18, "1500000000000000000"),
            (1e-30, "0"),
        ] {
            assert_eq!(text(Number::Float(value)), shown);
        }
    }

    #[test]
    fn a_whole_number_of_64_bits_has_all_its_digits() {
        assert_eq!(text(Number::Unsigned(u64::MAX)), "18446744073709551615");
        assert_eq!(text(Number::Negative(i64::MIN)), "-9223372036854775808");
    }
}
