//! What a plain scalar means to Kubernetes: YAML 1.1 in its booleans and octal numbers
//! (kubernetes-sigs/yaml: goyaml.v2/resolve.go, yaml.go).

/// The value of a scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    /// `~`, `null` or nothing.
    Null,
    /// `true`, `yes`, `on`, ...
    Bool(bool),
    /// A number as JSON writes it.
    Number(String),
    /// Everything else.
    Text,
    /// A number that JSON does not have: `.inf`, `.nan`.
    NoNumber,
}

/// Resolves a scalar without quotes and without tag.
pub(super) fn resolve(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => return Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf"
        | "-.INF" => return Scalar::NoNumber,
        _ => {}
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Scalar::Text;
    }
    let plain = text.replace('_', "");
    integer(&plain).or_else(|| float(&plain)).unwrap_or(Scalar::Text)
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

/// A number with fraction or exponent, as Go writes it in JSON: `3.0` is `3`.
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
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    let size = number.abs();
    let is_common = size == 0.0 || (1e-6..1e21).contains(&size);
    Some(Scalar::Number(if is_common { format!("{number}") } else { format!("{number:e}") }))
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
            (".inf", Scalar::NoNumber),
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
}
