//! What an annotated module says of itself.

use std::error::Error;

use serde_json::Value;
use wasmparser::{Parser, Payload};

/// The custom section that kwctl writes and a policy server reads
/// (kubewarden/adm-controller: crates/policy-evaluator/src/constants.rs).
pub const SECTION: &str = "io.kubewarden.metadata";

/// The metadata of `module`, or `None` where nobody has annotated it. Of several sections the first counts, as for
/// policy-server (kubewarden/adm-controller: crates/policy-evaluator/src/policy_metadata.rs).
///
/// # Errors
/// Where the bytes are no module, or the section is no JSON.
pub fn embedded(module: &[u8]) -> Result<Option<Value>, Box<dyn Error>> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CustomSection(section) = payload?
            && section.name() == SECTION
        {
            return Ok(Some(serde_json::from_slice(section.data())?));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A module with these custom sections.
    fn module(sections: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = b"\0asm\x01\0\0\0".to_vec();
        for (name, content) in sections {
            let lengths = [name.len() + content.len() + 1, name.len()].map(|length| u8::try_from(length).unwrap());
            let [section, name_length] = lengths;
            bytes.extend([0, section, name_length]);
            bytes.extend(name.bytes().chain(content.bytes()));
        }
        bytes
    }

    #[test]
    fn reads_the_first_section_of_that_name() {
        let annotated = module(&[("name", "x"), (SECTION, r#"{"a":1}"#), (SECTION, r#"{"a":2}"#)]);
        assert_eq!(embedded(&annotated).unwrap(), Some(json!({"a": 1})));
    }

    #[test]
    fn finds_none_where_nobody_has_annotated() {
        assert_eq!(embedded(&module(&[("name", "x")])).unwrap(), None);
    }

    #[test]
    fn says_why_it_cannot_read() {
        let error = |bytes: &[u8]| embedded(bytes).unwrap_err().to_string();
        assert_eq!(error(&module(&[(SECTION, "{")])), "EOF while parsing an object at line 1 column 1");
        assert_eq!(error(b"\0asm"), "unexpected end-of-file (at offset 0x4)");
    }
}
