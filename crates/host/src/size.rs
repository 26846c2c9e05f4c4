//! What is in a module, by section and by function.

use std::collections::BTreeMap;
use std::error::Error;

use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The parts of a module, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sizes {
    /// The whole file.
    pub total: usize,
    /// Each section, in the order of the file; custom ones by their name.
    pub sections: Vec<(String, usize)>,
    /// Each function's body, the largest first; by its demangled name, or its index where there is none.
    pub functions: Vec<(String, usize)>,
}

impl Sizes {
    /// Reads a module.
    ///
    /// # Errors
    /// Where it is none.
    pub fn of(module: &[u8]) -> Result<Self, Box<dyn Error>> {
        let mut sizes = Self { total: module.len(), ..Self::default() };
        let mut names = BTreeMap::new();
        let mut bodies = Vec::new();
        let mut imported = 0;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section() {
                sizes.sections.push((section_name(id, &payload), range.len()));
            }
            match payload {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        for part in section {
                            if let Name::Function(functions) = part? {
                                for naming in functions {
                                    let naming = naming?;
                                    names.insert(naming.index, format!("{:#}", demangle(naming.name)));
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        sizes.functions = (imported..)
            .zip(bodies)
            .map(|(index, size)| (names.remove(&index).unwrap_or_else(|| format!("function {index}")), size))
            .collect();
        sizes
            .functions
            .sort_by(|(left_name, left), (right_name, right)| right.cmp(left).then(left_name.cmp(right_name)));
        Ok(sizes)
    }

    /// The functions' bodies summed up by crate, the largest first.
    #[must_use]
    pub fn crates(&self) -> Vec<(&str, usize)> {
        let mut sums = BTreeMap::new();
        for (name, size) in &self.functions {
            *sums.entry(crate_of(name)).or_insert(0) += size;
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        sums
    }
}

/// The crate that a demangled name starts with: `<&alloc::vec::Vec<T> as serde::Serialize>::serialize` is of `alloc`.
fn crate_of(name: &str) -> &str {
    let start = name.trim_start_matches(|c: char| "<&*[(".contains(c) || c.is_whitespace());
    let start = start.strip_prefix("mut ").or_else(|| start.strip_prefix("dyn ")).unwrap_or(start);
    match start.split_once("::") {
        Some((first, _)) if first.chars().all(|c| c.is_alphanumeric() || c == '_') => first,
        _ => "other",
    }
}

fn section_name(id: u8, payload: &Payload<'_>) -> String {
    match payload {
        Payload::CustomSection(section) => format!("custom `{}`", section.name()),
        _ => NAMES.get(usize::from(id)).map_or_else(|| format!("section {id}"), |name| (*name).to_owned()),
    }
}

/// The sections by their id (webassembly.github.io/spec/core/binary/modules.html).
const NAMES: [&str; 13] = [
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "data count",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// An imported function and three of its own, the last without a name.
    fn module() -> Vec<u8> {
        let text = r#"(module
            (import "m" "f" (func $imported))
            (func $_ZN4core3fmt5write17h0123456789abcdefE (drop (i32.const 1)) (drop (i32.const 2)))
            (func $memcpy)
            (func (drop (i32.const 3))))"#;
        wat::parse_str(text).unwrap()
    }

    #[test]
    fn lists_sections_with_their_sizes() {
        let sizes = Sizes::of(&module()).unwrap();
        assert_eq!(sizes.total, module().len());
        let sections: Vec<_> = sizes.sections.iter().map(|(name, size)| (name.as_str(), *size)).collect();
        assert_eq!(sections, [("type", 4), ("import", 7), ("function", 4), ("code", 19), ("custom `name`", 66)]);
    }

    #[test]
    fn lists_functions_by_size_under_their_demangled_names() {
        let sizes = Sizes::of(&module()).unwrap();
        let functions: Vec<_> = sizes.functions.iter().map(|(name, size)| (name.as_str(), *size)).collect();
        assert_eq!(functions, [("core::fmt::write", 8), ("function 3", 5), ("memcpy", 2)]);
        assert_eq!(sizes.crates(), [("core", 8), ("other", 7)]);
    }

    #[test]
    fn rejects_what_is_no_module() {
        assert!(Sizes::of(b"\0asm\x02\0\0\0").is_err());
    }

    #[test]
    fn finds_the_crate_in_a_name() {
        assert_eq!(crate_of("core::fmt::write"), "core");
        assert_eq!(crate_of("<&mut alloc::vec::Vec<T> as core::fmt::Write>::write_str"), "alloc");
        assert_eq!(crate_of("<dyn core::any::Any>::is"), "core");
        assert_eq!(crate_of("memcpy"), "other");
    }
}
