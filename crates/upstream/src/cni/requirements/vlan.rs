//! VLAN trunks of bridges.

use super::{CniProblem, CniProblemKind, Report, Stage};
use crate::cni::fields::TRUNK_ENTRY;
use crate::go_json::get;
use ceph_multus_json::Node;

/// A list of single ids and of ranges: `{"id": 5}`, `{"minID": 10, "maxID": 20}`.
pub(super) fn trunk(report: &mut Report<'_, '_>, key: &'static str) {
    let path = report.plugin.path_of(key);
    for (place, entry) in report.plugin.list(key).unwrap_or_default().iter().enumerate() {
        let path = || path.clone().index(place);
        let problem = |kind, path, text| CniProblem::new(Stage::Plugin, kind, path, text);
        if entry.is_null() {
            let kind = CniProblemKind::Crash;
            let text = String::from("is null, which crashes the plugin");
            report.problems.push(&kind, || problem(kind, path(), text));
        } else if let Some((key, fault)) = fault(entry) {
            let kind = CniProblemKind::BadVlanTrunk;
            report.problems.push(&kind, || problem(kind, path().key(key), fault.text()));
        }
    }
}

/// What is wrong with an id.
enum Fault {
    /// There is no such VLAN.
    Outside(i64),
    /// This is the last of a range that begins behind it.
    BelowFirst(i64),
    /// It is only one end of a range; the other end.
    Alone(&'static str),
}

impl Fault {
    fn text(&self) -> String {
        match self {
            Fault::Outside(id) => format!("must be from 1 to 4094, found `{id}`"),
            Fault::BelowFirst(id) => format!("must not be below `minID`, found `{id}`"),
            Fault::Alone(other) => format!("must be set together with `{other}`"),
        }
    }
}

/// The first fault of an entry, with its key.
fn fault(entry: &Node<'_>) -> Option<(&'static str, Fault)> {
    let map = entry.as_map()?;
    let value = |name| get(map, TRUNK_ENTRY, name).and_then(Node::as_i64);
    let outside = |key, id: i64| (!(1..=4094).contains(&id)).then_some((key, Fault::Outside(id)));
    let pair = match (value("minID"), value("maxID")) {
        (Some(lowest), Some(highest)) => outside("minID", lowest)
            .or_else(|| outside("maxID", highest))
            .or_else(|| (highest < lowest).then_some(("maxID", Fault::BelowFirst(highest)))),
        (None, Some(_)) => Some(("minID", Fault::Alone("maxID"))),
        (Some(_), None) => Some(("maxID", Fault::Alone("minID"))),
        (None, None) => None,
    };
    pair.or_else(|| outside("id", value("id")?))
}

#[cfg(test)]
mod tests {
    use super::super::PluginContext;
    use super::super::tests::found;

    fn problems(trunk: &str) -> Vec<String> {
        found(&format!(r#"{{"type":"bridge","vlanTrunk":[{trunk}]}}"#), &PluginContext::default())
    }

    #[test]
    fn takes_single_ids_and_pairs() {
        for trunk in ["", r#"{"id":1}"#, r#"{"minID":1,"maxID":4094,"id":7}"#, r#"{"minID":5,"maxID":5}"#, "{}"] {
            assert_eq!(problems(trunk), [""; 0], "{trunk}");
        }
    }

    #[test]
    fn names_the_id_that_is_wrong() {
        for (trunk, path) in [
            (r#"{"id":0}"#, "id"),
            (r#"{"id":4095}"#, "id"),
            (r#"{"minID":0,"maxID":5}"#, "minID"),
            (r#"{"minID":5,"maxID":4095}"#, "maxID"),
            (r#"{"minID":5,"maxID":4}"#, "maxID"),
            (r#"{"minID":5}"#, "maxID"),
            (r#"{"maxID":5}"#, "minID"),
            (r#"{"minID":null,"maxID":5}"#, "minID"),
            (r#"{"id":5,"id":-1}"#, "id"),
        ] {
            assert_eq!(problems(trunk), [format!("bad-vlan-trunk vlanTrunk[0].{path}")], "{trunk}");
        }
        assert_eq!(problems(r#"{"id":5},{"id":0}"#), ["bad-vlan-trunk vlanTrunk[1].id"]);
        assert_eq!(problems("null"), ["crash vlanTrunk[0]"]);
    }
}
