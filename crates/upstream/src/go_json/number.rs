//! Floats as Go writes them: the fewest digits that are read as the same number, with an exponent below 1e-6 and from
//! 1e21 on.

/// The powers of ten that a 64-bit float holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Whole numbers below are exact as 64-bit floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends `value`, which is finite. The formatter of the standard library would do the same with tables of 20 kB; this
/// one is exact for numbers of up to 15 digits around 1, and close for others.
pub(super) fn push(out: &mut String, value: f64) {
    if value < 0.0 {
        out.push('-');
    }
    let (digits, exponent) = shortest(value.abs());
    let text = digits.to_string();
    let length = i64::try_from(text.len()).unwrap_or(0);
    // The place of the decimal point, counted from the first digit.
    let point = length + exponent;
    if digits != 0 && !(-5..=21).contains(&point) {
        let text = text.trim_end_matches('0');
        let (first, rest) = text.split_at_checked(1).unwrap_or((text, ""));
        out.push_str(first);
        if !rest.is_empty() {
            out.push('.');
            out.push_str(rest);
        }
        out.push_str(if point < 1 { "e-" } else { "e+" });
        out.push_str(&(point - 1).unsigned_abs().to_string());
    } else if exponent >= 0 {
        out.push_str(&text);
        out.extend((0..exponent).map(|_| '0'));
    } else {
        let (whole, fraction) =
            usize::try_from(point).ok().and_then(|point| text.split_at_checked(point)).unwrap_or(("", &text));
        out.push_str(if whole.is_empty() { "0" } else { whole });
        out.push('.');
        out.extend((point..0).map(|_| '0'));
        out.push_str(fraction);
    }
}

/// The fewest digits, and the power of ten to multiply them with.
fn shortest(size: f64) -> (u64, i64) {
    if size.fract() == 0.0 && size < 1e38 {
        return shortest_whole(size);
    }
    for (power, exponent) in POWERS.iter().zip(0..=22) {
        let digits = (size * power).round();
        if digits < EXACT && digits / power == size {
            return (whole(digits) as u64, -exponent);
        }
    }
    let (mut size, mut exponent) = (size, 0);
    while size >= 1e16 {
        (size, exponent) = (size / 10.0, exponent + 1);
    }
    while size < 1e15 {
        (size, exponent) = (size * 10.0, exponent - 1);
    }
    (whole(size.round()) as u64, exponent)
}

#[expect(clippy::cast_precision_loss, reason = "whether the digits are rounded to the number is the question")]
fn shortest_whole(size: f64) -> (u64, i64) {
    let text = whole(size).to_string();
    for kept in 1..text.len() {
        let (head, tail) = text.split_at_checked(kept).unwrap_or_default();
        let rounds_up = tail.as_bytes().first().is_some_and(|digit| *digit >= b'5');
        let digits = head.parse().unwrap_or(0) + u64::from(rounds_up);
        let places = u32::try_from(tail.len()).unwrap_or(0);
        if (u128::from(digits) * 10_u128.pow(places)) as f64 == size {
            return (digits, i64::from(places));
        }
    }
    (text.parse().unwrap_or(0), 0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is whole, positive and below 1e38"
)]
fn whole(digits: f64) -> u128 {
    digits as u128
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64) -> String {
        let mut out = String::new();
        push(&mut out, value);
        out
    }

    #[test]
    fn writes_the_fewest_digits() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (2.675, "2.675"),
            (100.0, "100"),
            (1500.25, "1500.25"),
            (0.001_234, "0.001234"),
            (123_456_789.012_345, "123456789.012345"),
            (9_223_372_036_854_775_808.0, "9223372036854776000"),
            (123_456_789_012_345_678.0, "123456789012345680"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (1e20, "100000000000000000000"),
            (1.5e20, "150000000000000000000"),
        ] {
            assert_eq!(written(value), text);
        }
    }

    #[test]
    fn very_large_and_very_small_numbers_have_an_exponent() {
        for (value, text) in [
            (1e21, "1e+21"),
            (1.25e22, "1.25e+22"),
            (1e23, "1e+23"),
            (3e37, "3e+37"),
            (-1e-7, "-1e-7"),
            (1e-6, "0.000001"),
            (1.5e-7, "1.5e-7"),
            (2.5e-10, "2.5e-10"),
        ] {
            assert_eq!(written(value), text);
        }
    }

    #[test]
    fn what_is_written_is_read_as_the_same_number() {
        let mut value = 1.0_f64;
        for step in 0..2000 {
            value = (value * 1.37 + f64::from(step) / 8.0) % 1e6;
            let short: f64 = format!("{value:.6}").parse().unwrap();
            assert_eq!(written(short).parse::<f64>().unwrap(), short);
            assert_eq!(written(short), format!("{short}"));
        }
    }

    #[test]
    fn numbers_beyond_the_table_are_close() {
        for value in [1.797e308, 2.225e-308, 0.1 + 0.2, 5e-324] {
            let read: f64 = written(value).parse().unwrap();
            assert!((read - value).abs() <= value * 1e-13, "{value} {read}");
        }
    }
}
