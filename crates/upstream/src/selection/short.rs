//! The short form: `[namespace/]name[@interface]`, separated by commas.

use super::interface::is_multus_interface_name;
use super::{Dialect, Elements, NetworkSelection, SelectionError, SelectionErrorKind};
use crate::NamespacedName;
use crate::object_name::is_label;
use crate::text::quoted;

/// Reads the short form, which has no `null`.
pub(super) fn parse(annotation: &str, dialect: Dialect) -> Result<Elements, SelectionError> {
    let mut selections = Vec::with_capacity(annotation.split(',').count());
    for (item, text) in annotation.split(',').enumerate() {
        selections.push(parse_item(text.trim(), item, dialect)?);
    }
    Ok(Elements { selections, null: None })
}

fn parse_item(text: &str, item: usize, dialect: Dialect) -> Result<NetworkSelection, SelectionError> {
    // A pod may have a quarter of a million commas.
    if text.is_empty() {
        return Ok(NetworkSelection::default());
    }
    let fail = |kind, message: String| Err(SelectionError::new(kind, Some(item), message));
    let repeated = |mark| format!("{} has more than one `{mark}`, expected [namespace/]name[@interface]", quoted(text));
    let (namespace, rest) = text.split_once('/').unwrap_or(("", text));
    if rest.contains('/') {
        return fail(SelectionErrorKind::TooManySlashes, repeated('/'));
    }
    let (name, interface) = rest.split_once('@').unwrap_or((rest, ""));
    if interface.contains('@') {
        return fail(SelectionErrorKind::TooManyAts, repeated('@'));
    }
    let (namespace, name, interface) = (namespace.trim(), name.trim(), interface.trim());
    let labels = [("namespace", namespace), ("name", name), ("interface name", interface)];
    let checked = if dialect == Dialect::Multus { 2 } else { 3 };
    for (part, value) in labels.into_iter().take(checked) {
        if !value.is_empty() && !is_label(value) {
            let message = format!(
                "{part} {} must consist of lower-case letters, digits and inner hyphens{}",
                quoted(value),
                if value.contains('.') { "; only the JSON form takes dots" } else { "" }
            );
            return fail(SelectionErrorKind::BadNameCharset, message);
        }
    }
    if !interface.is_empty() && !is_multus_interface_name(interface) && dialect == Dialect::Multus {
        let message = format!("interface name {} must have at most 15 bytes, no blank and no `/`", quoted(interface));
        return fail(SelectionErrorKind::BadInterfaceName, message);
    }
    Ok(NetworkSelection {
        nad: NamespacedName { namespace, name }.owned(),
        interface: (!interface.is_empty()).then(|| interface.to_owned()),
        ..NetworkSelection::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, dialect: Dialect) -> Result<Vec<(String, String, Option<String>)>, String> {
        let elements = parse(text, dialect).map_err(|error| error.to_string())?;
        Ok(elements.selections.into_iter().map(|s| (s.nad.namespace, s.nad.name, s.interface)).collect())
    }

    #[test]
    fn trims_every_part_and_keeps_empty_ones() {
        let expected = vec![
            ("ns".into(), "a".into(), Some("i".into())),
            (String::new(), String::new(), None),
            ("ns".into(), String::new(), None),
        ];
        assert_eq!(parts("\u{a0}ns / a @ i\t, ,ns/", Dialect::NadClient), Ok(expected));
    }

    #[test]
    fn an_at_sign_before_the_slash_belongs_to_the_namespace() {
        assert_eq!(
            parts("a@b/c", Dialect::Multus).unwrap_err(),
            "element 1: namespace `a@b` must consist of lower-case letters, digits and inner hyphens"
        );
    }

    #[test]
    fn says_where_dots_are_possible() {
        assert_eq!(
            parts("net1,public.net", Dialect::Multus).unwrap_err(),
            "element 2: name `public.net` must consist of lower-case letters, digits and inner hyphens; \
             only the JSON form takes dots"
        );
    }

    #[test]
    fn each_reader_has_its_own_interface_names() {
        assert_eq!(parts("a@Eth0.1", Dialect::Multus).unwrap()[0].2.as_deref(), Some("Eth0.1"));
        assert_eq!(
            parts("a@Eth0", Dialect::NadClient).unwrap_err(),
            "element 1: interface name `Eth0` must consist of lower-case letters, digits and inner hyphens"
        );
        assert_eq!(parts("a@0123456789abcdef", Dialect::NadClient).unwrap()[0].2.as_deref(), Some("0123456789abcdef"));
        assert_eq!(
            parts("a@0123456789abcdef", Dialect::Multus).unwrap_err(),
            "element 1: interface name `0123456789abcdef` must have at most 15 bytes, no blank and no `/`"
        );
    }
}
