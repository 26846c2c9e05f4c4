//! Networks annotations: of both forms, right ones and nearly right ones, with whatever Go takes in a JSON text.

use arbitrary::{Result, Unstructured};

const NAMES: &[&str] =
    &["cluster-net", "cluster-net", "public-net", "own", "a", "", "ns/x", "Rook", "-a", "a.b", "\u{e9}", "\u{212a}"];

const NAMESPACES: &[&str] = &["rook-ceph", "rook-ceph", "tenant", "", "default", "a_b"];

const INTERFACES: &[&str] = &["net1", "eth0.1", "0123456789abcde", "0123456789abcdef", "a b", "x:y", ""];

const BLANKS: &[&str] = &["", "", "", "", " ", "\n", "\t\r", "  ", "\u{a0}", "\u{b}", "\u{feff}"];

const NUMBERS: &[&str] = &[
    "0",
    "80",
    "-1",
    "-0",
    "1.5",
    "1e2",
    "1E400",
    "-1e999",
    "0.1e-999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "01",
    "1.",
    ".5",
    "+1",
    "NaN",
];

/// Texts, as they stand between quotes.
const TEXTS: &[&str] = &[
    "x",
    "",
    r"\ud800",
    r"\udc00a",
    r"\ud83e\udd80",
    r"\ud800\ud800\udc00",
    r"\uD83Dx",
    r#"\"\\\/\b\f\n\r\t"#,
    r"\u0000",
    r"\u12",
    r"\x",
    "\u{1f980}",
    "\n",
    "]}{[,:",
    "10.0.0.1",
];

const IPS: &[&str] = &[
    "10.0.0.1",
    "192.168.21.9/24",
    "fd00::1",
    "fd00::1/064",
    "::ffff:10.0.0.1/96",
    "10.0.0.01",
    "10.0.0.1/33",
    "/24",
    "x",
];

const HARDWARE: &[&str] = &[
    "02:00:00:00:00:01",
    "02-00-00-00-00-01",
    "0200.0000.0001",
    "24:8a:07:03:00:8d:ae:2e",
    "02:00-00:00:00:01",
    "2:0:0:0:0:1",
    "",
];

const UNKNOWN: &[&str] =
    &["x", "labels", "ipRequest", "name ", "nam", "ipam-claim-reference", "hostPort", "", "\\ud800", "\u{130}"];

/// An annotation.
///
/// # Errors
/// None in practice: where the entropy ends, zeroes follow.
pub fn annotation(u: &mut Unstructured<'_>) -> Result<String> {
    let mut out = String::new();
    if u.ratio(1, 5)? {
        for place in 0..u.int_in_range(1..=4)? {
            out.push_str(if place > 0 { "," } else { "" });
            short(&mut out, u)?;
        }
    } else {
        json(&mut out, u)?;
    }
    if u.ratio(1, 6)? {
        damage(&mut out, u)?;
    }
    Ok(out)
}

fn short(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    out.push_str(u.choose(BLANKS)?);
    if u.arbitrary()? {
        out.push_str(u.choose(NAMESPACES)?);
        out.push_str(u.choose(BLANKS)?);
        out.push('/');
    }
    out.push_str(u.choose(BLANKS)?);
    out.push_str(u.choose(NAMES)?);
    if u.ratio(1, 3)? {
        out.push_str(u.choose(&["@", " @ ", "@@"])?);
        out.push_str(u.choose(INTERFACES)?);
    }
    out.push_str(u.choose(BLANKS)?);
    Ok(())
}

fn json(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    blank(out, u)?;
    out.push('[');
    for place in 0..u.int_in_range(0..=3)? {
        out.push_str(if place > 0 { "," } else { "" });
        blank(out, u)?;
        if u.ratio(1, 40)? {
            value(out, u)?;
        } else {
            element(out, u)?;
        }
        blank(out, u)?;
    }
    out.push(']');
    blank(out, u)
}

fn element(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    out.push('{');
    for place in 0..u.int_in_range(1..=7)? {
        out.push_str(if place > 0 { "," } else { "" });
        member(out, u)?;
    }
    out.push('}');
    Ok(())
}

/// One of these, as they stand between quotes.
type Choice = &'static [&'static str];

fn member(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    let texts: &[(&str, Choice)] = &[
        ("name", NAMES),
        ("name", NAMES),
        ("namespace", NAMESPACES),
        ("namespace", NAMESPACES),
        ("interface", INTERFACES),
        ("interfaceRequest", INTERFACES),
        ("deviceID", TEXTS),
        ("mac", HARDWARE),
        ("infiniband-guid", HARDWARE),
    ];
    let others = ["ips", "ips", "default-route", "portMappings", "bandwidth", "cni-args", "x", "x"];
    let choice = u.choose_index(texts.len() + others.len())?;
    if let Some((name, values)) = texts.get(choice) {
        key(out, name, u)?;
        return usually(out, u, |out, u| string(out, u.choose(values)?, u));
    }
    match *u.choose(&others)? {
        "x" => {
            key(out, u.choose(UNKNOWN)?, u)?;
            value(out, u)
        }
        name @ ("ips" | "default-route") => {
            key(out, name, u)?;
            usually(out, u, |out, u| list(out, u, |out, u| usually(out, u, |out, u| string(out, u.choose(IPS)?, u))))
        }
        "portMappings" => {
            key(out, "portMappings", u)?;
            usually(out, u, |out, u| {
                list(out, u, |out, u| record(out, u, &["hostPort", "containerPort"], &["protocol", "hostIP"]))
            })
        }
        "bandwidth" => {
            key(out, "bandwidth", u)?;
            record(out, u, &["ingressRate", "egressBurst"], &[])
        }
        _ => {
            key(out, "cni-args", u)?;
            usually(out, u, |out, u| record(out, u, &[], &["ips", "mac", "cni"]))
        }
    }
}

/// What `usual` writes, and sometimes `null` or anything.
fn usually(
    out: &mut String,
    u: &mut Unstructured<'_>,
    usual: impl FnOnce(&mut String, &mut Unstructured<'_>) -> Result<()>,
) -> Result<()> {
    match u.int_in_range(0..=31)? {
        0 => value(out, u),
        1..=3 => {
            out.push_str("null");
            Ok(())
        }
        _ => usual(out, u),
    }
}

fn list(
    out: &mut String,
    u: &mut Unstructured<'_>,
    mut item: impl FnMut(&mut String, &mut Unstructured<'_>) -> Result<()>,
) -> Result<()> {
    out.push('[');
    for place in 0..u.int_in_range(0..=3)? {
        out.push_str(if place > 0 { "," } else { "" });
        item(out, u)?;
        blank(out, u)?;
    }
    out.push(']');
    Ok(())
}

fn record(out: &mut String, u: &mut Unstructured<'_>, numbers: &[&str], texts: &[&str]) -> Result<()> {
    out.push('{');
    for place in 0..u.int_in_range(0..=3)? {
        out.push_str(if place > 0 { "," } else { "" });
        match u.int_in_range(0..=2)? {
            0 if !numbers.is_empty() => {
                key(out, u.choose(numbers)?, u)?;
                usually(out, u, |out, _| {
                    out.push_str("80");
                    Ok(())
                })?;
            }
            1 if !texts.is_empty() => {
                key(out, u.choose(texts)?, u)?;
                usually(out, u, |out, u| string(out, u.choose(TEXTS)?, u))?;
            }
            _ => {
                key(out, u.choose(UNKNOWN)?, u)?;
                value(out, u)?;
            }
        }
    }
    out.push('}');
    Ok(())
}

/// Any value, a deep one too.
fn value(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    match u.int_in_range(0..=15)? {
        0 => out.push_str("null"),
        1 => out.push_str(u.choose(&["true", "false", "nul", "True"])?),
        2..=5 => out.push_str(u.choose(NUMBERS)?),
        6..=9 => string(out, u.choose(TEXTS)?, u)?,
        10 => out.push_str(&"1".repeat(*u.choose(&[20, 309, 400])?)),
        11 => list(out, u, value)?,
        12 | 13 => element(out, u)?,
        14 => {
            let depth = *u.choose(&[2, 100, 127, 128, 129, 200, 600])?;
            out.push_str(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        }
        _ => {
            let depth = *u.choose(&[2, 100, 127, 128, 129, 200])?;
            out.push_str(&format!("{}1{}", "{\"name\":".repeat(depth), "}".repeat(depth)));
        }
    }
    Ok(())
}

/// A key with its colon, also with letters of another case.
fn key(out: &mut String, name: &str, u: &mut Unstructured<'_>) -> Result<()> {
    let folds = u.ratio(1, 6)?;
    let mut spelt = String::new();
    for letter in name.chars() {
        spelt.push(match letter {
            's' if folds && u.arbitrary()? => '\u{17f}',
            'k' if folds && u.arbitrary()? => '\u{212a}',
            _ if folds && u.arbitrary()? => letter.to_ascii_uppercase(),
            _ => letter,
        });
    }
    blank(out, u)?;
    string(out, &spelt, u)?;
    blank(out, u)?;
    out.push(':');
    blank(out, u)
}

/// A string of `inside`, which may hold escapes; sometimes more letters are escaped.
fn string(out: &mut String, inside: &str, u: &mut Unstructured<'_>) -> Result<()> {
    let escapes = u.ratio(1, 5)?;
    out.push('"');
    for letter in inside.chars() {
        if escapes && !inside.contains('\\') && u32::from(letter) < 0x10000 && u.arbitrary()? {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out.push('"');
    Ok(())
}

/// White space of JSON, seldom any other.
fn blank(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    if u.ratio(1, 12)? {
        out.push_str(u.choose(&[" ", "\t", "\r\n", "   ", " ", "\n", "\u{a0}", "\u{feff}", "\u{c}"])?);
    }
    Ok(())
}

fn damage(out: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    let mut characters: Vec<char> = out.chars().collect();
    let place = u.choose_index(characters.len() + 1)?;
    match u.int_in_range(0..=2)? {
        0 if place < characters.len() => drop(characters.remove(place)),
        1 => characters.truncate(place),
        _ => characters.insert(place, *u.choose(&[',', '"', '}', ']', '{', '\\', '/', '@', ' ', '0', '\u{0}'])?),
    }
    *out = characters.into_iter().collect();
    Ok(())
}
