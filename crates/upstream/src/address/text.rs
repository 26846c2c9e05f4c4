//! The text of addresses. The parser and the printer of the standard library do the same in four times the code.

use super::{Address, Family};

/// Reads an address: the family in which it is written, and the value in network byte order.
pub(super) fn parse(text: &str) -> Option<(Family, u128)> {
    let text = text.as_bytes();
    match v4(text) {
        Some(value) => Some((Family::V4, value.into())),
        None => Some((Family::V6, v6(text)?)),
    }
}

/// Four decimal numbers without leading zeros.
fn v4(text: &[u8]) -> Option<u32> {
    let (mut value, mut dots) = (0, 0);
    let mut octet: Option<u32> = None;
    for byte in text {
        match (byte, octet) {
            (b'0'..=b'9', Some(0)) => return None,
            (b'0'..=b'9', known) => octet = Some(10 * known.unwrap_or(0) + u32::from(byte - b'0')),
            (b'.', Some(known)) if dots < 3 => (value, dots, octet) = (value << 8 | known, dots + 1, None),
            _ => return None,
        }
        if octet > Some(255) {
            return None;
        }
    }
    octet.filter(|_| dots == 3).map(|octet| value << 8 | octet)
}

/// Eight groups, or `::` in place of at least one.
fn v6(text: &[u8]) -> Option<u128> {
    let Some(gap) = text.windows(2).position(|pair| pair == b"::") else {
        return groups(text, true).filter(|(_, count)| *count == 8).map(|(value, _)| value);
    };
    let (head, before) = groups(text.get(..gap)?, false)?;
    let (tail, behind) = groups(text.get(gap + 2..)?, true)?;
    (before + behind < 8).then(|| head.checked_shl(16 * (8 - before)).unwrap_or(0) | tail)
}

/// Groups of up to four hexadecimal digits, and how many there are. At the end of an address an IPv4 one is two groups.
fn groups(text: &[u8], is_end: bool) -> Option<(u128, u32)> {
    let (mut value, mut count) = (0, 0);
    if text.is_empty() {
        return Some((value, count));
    }
    let mut parts = text.split(|byte| *byte == b':').peekable();
    while let Some(part) = parts.next() {
        match number(part, 16, 4) {
            Some(group) => (value, count) = (value << 16 | u128::from(group), count + 1),
            None if is_end && parts.peek().is_none() => {
                (value, count) = (value << 32 | u128::from(v4(part)?), count + 2);
            }
            None => return None,
        }
        if count > 8 {
            return None;
        }
    }
    Some((value, count))
}

/// A number of one to `most` digits.
fn number(text: &[u8], radix: u32, most: usize) -> Option<u32> {
    if text.is_empty() || text.len() > most {
        return None;
    }
    text.iter().try_fold(0, |value, byte| Some(value * radix + char::from(*byte).to_digit(radix)?))
}

/// The address as it is printed.
pub(super) fn text(address: Address) -> String {
    let mut out = String::new();
    match (address.family(), u32::try_from(address.value())) {
        (Family::V4, Ok(value)) => push_v4(&mut out, value),
        _ => push_v6(&mut out, address.value()),
    }
    out
}

fn push_v4(out: &mut String, value: u32) {
    for (place, octet) in value.to_be_bytes().into_iter().enumerate() {
        out.push_str(if place == 0 { "" } else { "." });
        out.push_str(&format!("{octet}"));
    }
}

fn push_v6(out: &mut String, value: u128) {
    let group = |place: u32| (value >> (112 - 16 * place)) as u32 & 0xffff;
    let (mut run, mut longest, mut behind) = (0, 1, 0);
    for place in 0..8 {
        run = if group(place) == 0 { run + 1 } else { 0 };
        if run > longest {
            (longest, behind) = (run, place + 1);
        }
    }
    for place in 0..8 {
        if place < behind && place + longest >= behind {
            out.push_str(if place + longest == behind { "::" } else { "" });
        } else {
            out.push_str(if place == 0 || place == behind { "" } else { ":" });
            out.push_str(&format!("{:x}", group(place)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    use super::*;

    /// What the standard library reads, and prints again.
    fn standard(text: &str) -> Option<String> {
        text.parse::<IpAddr>().ok().map(|address| address.to_canonical().to_string())
    }

    fn ours(read: &str) -> Option<String> {
        parse(read).map(|(family, value)| text(Address::new(family, value)))
    }

    /// Numbers that look random and are the same with every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % bound
        }
    }

    #[test]
    fn prints_every_pattern_of_zero_groups_as_the_standard_library_does() {
        for pattern in 0..256_u32 {
            for group in [1, 0x20, 0x300, 0xffff_u128] {
                let value = (0..8).fold(0, |value, bit| value << 16 | if pattern >> bit & 1 == 1 { group } else { 0 });
                let printed = Ipv6Addr::from_bits(value).to_canonical().to_string();
                assert_eq!(text(Address::new(Family::V6, value)), printed);
                assert_eq!(ours(&printed), Some(printed));
            }
        }
        for value in [0, 1, 0x0a00_0001, 0xff64_6364, u32::MAX] {
            assert_eq!(
                ours(&Ipv4Addr::from_bits(value).to_string()),
                standard(&Ipv4Addr::from_bits(value).to_string())
            );
        }
    }

    #[test]
    fn reads_what_the_standard_library_reads_and_nothing_else() {
        let words =
            ["0", "1", "9", "10", "255", "256", "00", "a", "F", "ffff", "g", ".", ".", ":", ":", "::", "1.2.3.4"];
        let mut random = Random(7);
        let mut read = 0;
        for _ in 0..400_000 {
            let length = 1 + random.below(17);
            let text: String = (0..length).map(|_| words[random.below(words.len())]).collect();
            assert_eq!(ours(&text), standard(&text), "{text}");
            read += usize::from(standard(&text).is_some());
        }
        assert!(read > 2_000, "{read}");
    }

    #[test]
    fn reads_addresses_with_one_wrong_byte_as_the_standard_library_does() {
        let addresses =
            ["192.168.29.10", "fd00:1:22:333:4444::5", "1:2:3:4:5:6:7:8", "::ffff:10.0.0.1", "1:2:3:4:5:6:1.2.3.4"];
        let mut random = Random(3);
        for _ in 0..200_000 {
            let mut bytes = addresses[random.below(addresses.len())].as_bytes().to_vec();
            let place = random.below(bytes.len());
            let other = b"0129afFg:./+- %"[random.below(15)];
            match random.below(3) {
                0 => bytes[place] = other,
                1 => bytes.insert(place, other),
                _ => drop(bytes.remove(place)),
            }
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(ours(&text), standard(&text), "{text}");
        }
    }
}
