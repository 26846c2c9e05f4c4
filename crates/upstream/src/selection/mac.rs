//! Hardware addresses as Go reads them (`golang/go: src/net/mac.go`).
//!
//! ```text
//! address = 2HEXDIG *( ":" 2HEXDIG ) / 2HEXDIG *( "-" 2HEXDIG ) / 4HEXDIG *( "." 4HEXDIG )    ; 6, 8 or 20 octets
//! ```

/// Whether `text` is a hardware address of 6, 8 or 20 octets.
pub fn is_hardware_address(text: &str) -> bool {
    let (separator, digits) = match text.find([':', '-', '.']).map(|place| (text.get(place..=place), place)) {
        Some((Some("."), 4)) => ('.', 4),
        Some((Some(":"), 2)) => (':', 2),
        Some((Some("-"), 2)) => ('-', 2),
        _ => return false,
    };
    let is_group = |group: &str| group.len() == digits && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let octets = text.split(separator).count() * digits / 2;
    matches!(octets, 6 | 8 | 20) && text.split(separator).all(is_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_6_8_and_20_octets_with_each_separator() {
        for octets in [6, 8, 20] {
            for (group, separator, groups) in [("a0", ":", octets), ("0F", "-", octets), ("00aF", ".", octets / 2)] {
                let text = vec![group; groups].join(separator);
                assert!(is_hardware_address(&text), "{text}");
            }
        }
    }

    #[test]
    fn rejects_other_lengths_separators_and_digits() {
        for text in [
            "",
            "c2:b0:57:49:47",
            "c2:b0:57:49:47:f1:00",
            "c2b0574947f1",
            "c2:b0:57:49:47-f1",
            "c2:b0:57:49:47:g1",
            "c2:b0:57:49:47:f",
            "c2:b0:57:49:47:f1:",
            "c2b05749.47f1",
            "c2b0:5749:47f1",
            "c2.b0.57.49.47.f1",
            " c2:b0:57:49:47:f1",
        ] {
            assert!(!is_hardware_address(text), "{text}");
        }
    }
}
