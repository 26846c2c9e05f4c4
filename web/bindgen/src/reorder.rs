//! A module with its functions in another order, and without names: what it does is the same.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef,
};

use crate::likeness;

/// `module` with alike functions as neighbours.
pub(crate) fn alike(module: &[u8]) -> Result<Vec<u8>, String> {
    let reorder = Reorder::of(module).map_err(|error| error.to_string())?;
    let (mut reorder, mut made) = (reorder, Module::new());
    reorder.parse_core_module(&mut made, Parser::new(0), module).map_err(|error| error.to_string())?;
    Ok(made.finish())
}

/// The new order.
struct Reorder {
    /// The functions of the module, without those that it imports, in their new order.
    order: Vec<usize>,
    /// The new number of each function by its old one; an import keeps its.
    numbers: BTreeMap<u32, u32>,
}

impl Reorder {
    fn of(module: &[u8]) -> Result<Reorder, wasmparser::BinaryReaderError> {
        let (mut imported, mut bodies) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                _ => {}
            }
        }
        let order = likeness::order(&bodies);
        let number = |place: usize| imported + u32::try_from(place).unwrap_or_default();
        let numbers = order.iter().enumerate().map(|(new, old)| (number(*old), number(new))).collect();
        Ok(Reorder { order, numbers })
    }

    /// `items` in the new order.
    fn sorted<T>(&self, items: impl IntoIterator<Item = wasmparser::Result<T>>) -> wasmparser::Result<Vec<T>> {
        let mut items: Vec<Option<T>> =
            items.into_iter().map(|item| item.map(Some)).collect::<wasmparser::Result<_>>()?;
        Ok(self.order.iter().filter_map(|old| items.get_mut(*old)?.take()).collect())
    }
}

impl Reencode for Reorder {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok(self.numbers.get(&function).copied().unwrap_or(function))
    }

    /// Names and the like, of which no browser reads anything.
    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for kind in self.sorted(section)? {
            functions.function(self.type_index(kind)?);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies: Vec<FunctionBody<'_>> = self.sorted(section)?;
        bodies.into_iter().try_for_each(|body| self.parse_function_body(code, body))
    }
}
