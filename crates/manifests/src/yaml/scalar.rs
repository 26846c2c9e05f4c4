//! What a plain scalar means to Kubernetes: YAML 1.1 in its booleans and octal numbers
//! (kubernetes-sigs/yaml: goyaml.v2/resolve.go, yaml.go).

use std::borrow::Cow;

use super::Value;

/// The value of a scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    /// `~`, `null` or nothing.
    Null,
    /// `true`, `yes`, `on`, ...
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    /// Everything else, also the numbers that JSON does not have: `.inf`, `.nan`.
    Text,
}

const NULL: &[&str] = &["", "~", "null", "Null", "NULL"];
const TRUE: &[&str] = &["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
const FALSE: &[&str] = &["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];

/// Resolves a scalar without quotes and without tag.
pub(super) fn resolve(text: &str) -> Scalar {
    // Lists to look through: a `match` compares each word with code of its own.
    if NULL.contains(&text) {
        return Scalar::Null;
    }
    if TRUE.contains(&text) || FALSE.contains(&text) {
        return Scalar::Bool(TRUE.contains(&text));
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Scalar::Text;
    }
    let plain = text.replace('_', "");
    integer(&plain).or_else(|| float(&plain)).unwrap_or(Scalar::Text)
}

/// What a plain scalar is as the value of a node.
pub(super) fn value_of(text: &str) -> Value {
    match resolve(text) {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Number(number) => Value::Number(number),
        Scalar::Text => Value::Text(text.to_owned(), false),
    }
}

/// What a plain scalar `text` is that was put in place of `was`: a string that stays one is no other value.
pub(crate) fn plain_or_text(text: &str, was: &Value) -> Value {
    match was {
        Value::Text(old, _) if old == text => Value::Text(text.to_owned(), false),
        _ => value_of(text),
    }
}

/// The key as JSON has it: kubectl makes `true` of `on`, and `8` of `010`.
pub(super) fn plain_key(text: &str) -> Cow<'_, str> {
    match resolve(text) {
        Scalar::Null => Cow::Borrowed("null"),
        Scalar::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
        Scalar::Number(number) => Cow::Owned(number),
        Scalar::Text => Cow::Borrowed(text),
    }
}

/// A whole number in base 2, 8, 10 or 16. Those beyond 64 bits are kept where their digits are JSON's.
fn integer(text: &str) -> Option<Scalar> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let based = [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8)]
        .into_iter()
        .find_map(|(prefix, base)| Some((lower.strip_prefix(prefix).filter(|rest| !rest.is_empty())?, base)));
    let (digits, base) = based.unwrap_or((digits, 10));
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    match u64::from_str_radix(digits, base) {
        Ok(0) => Some(Scalar::Number(String::from("0"))),
        Ok(number) => Some(Scalar::Number(format!("{sign}{number}"))),
        Err(_) if base == 10 => Some(Scalar::Number(format!("{sign}{digits}"))),
        Err(_) => None,
    }
}

/// A number with fraction or exponent, as Go writes it in JSON: `3.0` is `3`. From its digits: what makes a float of them
/// and digits again would be a tenth of the module in the browser. Digits beyond what a float holds stay.
fn float(text: &str) -> Option<Scalar> {
    let mantissa = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = mantissa.split_once(['e', 'E']).map_or((mantissa, None), |(m, e)| (m, Some(e)));
    let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && is_number(digits)
    });
    if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) || !exponent_fits {
        return None;
    }
    let mut all = whole.to_owned();
    all.push_str(fraction);
    let digits = all.trim_start_matches('0');
    // The place of the point, counted from the first digit that is not 0.
    let point = whole.len() as i64 - (all.len() - digits.len()) as i64;
    let point = point.saturating_add(exponent.map_or(0, |exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let size: Option<usize> = digits.parse().ok();
        let size = size.and_then(|size| i64::try_from(size).ok()).unwrap_or(i64::MAX);
        if exponent.starts_with('-') { -size } else { size }
    }));
    let digits = digits.trim_end_matches('0');
    let sign = if text.starts_with('-') { "-" } else { "" };
    if digits.is_empty() || (point, digits) < SMALLEST {
        return Some(Scalar::Number(format!("{sign}0")));
    }
    ((point, digits) < TOO_LARGE).then(|| Scalar::Number(format!("{sign}{}", written(digits, point))))
}

/// Floats below are 0: the place of the point, and the digits.
const SMALLEST: (i64, &str) = (-323, "24703282292062328");

/// Floats from here on are infinite.
const TOO_LARGE: (i64, &str) = (309, "1797693134862315808");

/// The number `0.digits` times ten to the power of `point`.
fn written(digits: &str, point: i64) -> String {
    let zeros = |many: i64| "0".repeat(usize::try_from(many).unwrap_or(0));
    let split = if (-5..=21).contains(&point) { point } else { 1 };
    let (whole, fraction) = digits.split_at_checked(usize::try_from(split).unwrap_or(0)).unwrap_or((digits, ""));
    let mut out = if whole.is_empty() { String::from("0") } else { whole.to_owned() };
    out.push_str(&zeros(split - whole.len() as i64));
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&zeros(-split));
        out.push_str(fraction);
    }
    if split != point {
        out.push_str(&format!("e{}", point - 1));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_kubectl_takes_them_for() {
        let number = |text: &str| Scalar::Number(text.to_owned());
        for (text, expected) in [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("on", Scalar::Bool(true)),
            ("No", Scalar::Bool(false)),
            ("nO", Scalar::Text),
            ("0", number("0")),
            ("-0", number("0")),
            ("3", number("3")),
            ("+3", number("3")),
            ("-12", number("-12")),
            ("0777", number("511")),
            ("0o17", number("15")),
            ("0x1F", number("31")),
            ("0b101", number("5")),
            ("08", number("8")),
            ("1_000", number("1000")),
            ("18446744073709551616", number("18446744073709551616")),
            ("1.50", number("1.5")),
            ("3.0", number("3")),
            ("1e3", number("1000")),
            ("1e30", number("1e30")),
            (".5", number("0.5")),
            ("5.", number("5")),
            (".inf", Scalar::Text),
            (".", Scalar::Text),
            ("-", Scalar::Text),
            ("1e", Scalar::Text),
            ("1.2.3", Scalar::Text),
            ("192.168.20.0/24", Scalar::Text),
            ("2026-05-18", Scalar::Text),
            ("0x", Scalar::Text),
            ("1:30", Scalar::Text),
            ("eth0", Scalar::Text),
        ] {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn floats_are_what_a_float_of_64_bits_is() {
        for text in [
            "1.50",
            "-1.50",
            "+1.5",
            "0.0",
            "-0.0",
            "-.0",
            "0e5",
            "-0e9",
            "1e3",
            "1E+3",
            "1e-3",
            "1.e2",
            "00.10",
            "1e20",
            "1e21",
            "123456789012345e6",
            "123456789012345e7",
            "0.000001",
            "0.00000099",
            "1e-6",
            "1e-7",
            "-12.5e-9",
            "1.25e22",
            "1e308",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1.8e308",
            "1e309",
            "-1e309",
            "1e-323",
            "2e-324",
            "1e-400",
            "-1e-400",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "0e99999999999999999999",
            "100.00",
            "1200e-2",
            "90.5",
            "1234567.1234567",
            "0.1",
            "0.3",
            "9.99999999999999e22",
            "5e-1",
            "10e-1",
            "300.",
            ".25",
            "000.000",
        ] {
            let number: f64 = text.parse().unwrap();
            let size = number.abs();
            let expected = match number {
                _ if size.is_infinite() => Scalar::Text,
                _ if size == 0.0 || (1e-6..1e21).contains(&size) => Scalar::Number(format!("{number}")),
                _ => Scalar::Number(format!("{number:e}")),
            };
            assert_eq!(resolve(text), expected, "{text}");
        }
        let written = |text: &str| resolve(text);
        let number = |text: &str| Scalar::Number(text.to_owned());
        assert_eq!(written("0.12345678901234567890"), number("0.1234567890123456789"));
        assert_eq!(written("1_000.5_0"), number("1000.5"));
    }
}
