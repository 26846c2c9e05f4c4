//! Ranges of Whereabouts with their bounds and holes, near each other.

use std::net::{Ipv4Addr, Ipv6Addr};

use arbitrary::{Arbitrary, Result, Unstructured};
use serde_json::{Value, json};

/// A range as texts, most of them well-formed.
#[derive(Debug, Clone)]
pub struct Window {
    /// `range`
    pub range: String,
    /// `range_start` and `range_end`
    pub bounds: [Option<String>; 2],
    /// `exclude`
    pub excludes: Vec<String>,
    /// `node_slice_size`
    pub slice: String,
    /// Whether the configuration has that.
    pub sliced: bool,
    /// Whether it stands in `ipRanges`.
    pub listed: bool,
}

impl<'a> Arbitrary<'a> for Window {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Window> {
        let block = Block { v6: u.ratio(1, 3)?, size: *u.choose(&[16, 64, 1024])? };
        let range = match u.int_in_range(0..=3)? {
            0 => format!("{}-{}", block.address(u)?, block.cidr(u)?),
            _ => block.cidr(u)?,
        };
        let mut bound = || Ok(if u.arbitrary()? { Some(block.address(u)?) } else { None });
        let bounds = [bound()?, bound()?];
        let mut excludes = Vec::new();
        for _ in 0..u.int_in_range(0..=6)? {
            excludes.push(if u.arbitrary()? { block.cidr(u)? } else { block.address(u)? });
        }
        let slice = format!("{}{}", u.choose(&["", "/"])?, u.int_in_range(-2..=70)?);
        Ok(Window { range, bounds, excludes, slice, sliced: u.ratio(1, 4)?, listed: u.arbitrary()? })
    }
}

impl Window {
    /// A CNI configuration with this range.
    pub fn config(&self) -> String {
        let [start, end] = &self.bounds;
        let mut ipam = json!({"range": self.range, "range_start": start, "range_end": end, "exclude": self.excludes});
        if self.listed {
            ipam = json!({"ipRanges": [ipam]});
        }
        if let Value::Object(members) = &mut ipam {
            members.insert("type".to_owned(), json!("whereabouts"));
            if self.sliced {
                members.insert("node_slice_size".to_owned(), json!(self.slice));
            }
        }
        json!({"cniVersion": "0.3.1", "type": "macvlan", "master": "eth1", "ipam": ipam}).to_string()
    }
}

/// Where the addresses of a window are.
struct Block {
    v6: bool,
    size: u32,
}

impl Block {
    fn cidr(&self, u: &mut Unstructured<'_>) -> Result<String> {
        let most = if self.v6 { 129 } else { 33 };
        let prefix = if u.ratio(3, 4)? { u.int_in_range(most - 10..=most)? } else { u.int_in_range(0..=most)? };
        Ok(format!("{}/{prefix}", self.address(u)?))
    }

    /// An address near the beginning of the block or just before it, now and then any text.
    fn address(&self, u: &mut Unstructured<'_>) -> Result<String> {
        if u.ratio(1, 24)? {
            return u.arbitrary();
        }
        let is_other = u.ratio(1, 24)?;
        let high: u32 = *u.choose(&[0x0a00_0000, 0x0a00_0000, 0x0a00_0000, 0, 0xffff_ff00])?;
        let value = high.wrapping_add(u.int_in_range(0..=self.size)?).wrapping_sub(u32::from(u.ratio(1, 24)?));
        Ok(if self.v6 == is_other {
            Ipv4Addr::from_bits(value).to_string()
        } else {
            let top = u128::from(*u.choose(&[0xfd00_u16, 0xfd00, 0xfd00, 0, 0xffff])?) << 112;
            Ipv6Addr::from_bits(top | u128::from(value)).to_string()
        })
    }
}
