//! Numbers that stand for texts: fast to compare, and the same in every version.

/// FNV-1a of `bytes`, 64 bits. Two texts may have the same.
pub fn fnv_1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of the algorithm's authors (draft-eastlake-fnv: Appendix C).
    #[test]
    fn a_hash_is_that_of_the_algorithm() {
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            assert_eq!(fnv_1a(text.bytes()), hash, "{text}");
        }
    }
}
