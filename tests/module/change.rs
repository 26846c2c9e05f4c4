//! The requests of `tests/fixtures/change`, a test for each line of its table.

use std::fs;
use std::path::Path;

use ceph_multus_host::Answer;
use serde_json::{Value, json};

use super::support::{create, policy, request};

const TABLE: &str = include_str!("../fixtures/change/expect.tsv");

fn lines() -> impl Iterator<Item = [&'static str; 5]> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("five columns: {line}")))
}

/// The object or the settings of a column; `-` stands for none.
fn read(name: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/change/{name}.yaml"));
    (name != "-").then(|| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    })
}

fn check(name: &str) {
    let [_, expected, object, settings, old] = lines().find(|line| line[0] == name).expect("a line of the table");
    let object = read(object).expect("an object");
    let asked = match read(old) {
        Some(old) => request("UPDATE", &object, &old),
        None => create(&object),
    };
    let answer = policy().evaluate(&asked, &read(settings).unwrap_or_else(|| json!({})));
    let Answer { allowed, message, patch, failure, .. } = answer.clone();
    assert_eq!((allowed, message, failure), (true, None, None));
    if expected == "same" {
        assert_eq!(patch, None);
    } else {
        let mut wanted = object.clone();
        wanted["spec"]["network"]["selectors"]["cluster"] = json!(expected);
        assert_eq!(answer.patched(&object).expect("the patch applies"), wanted);
    }
}

macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn every_line_of_the_table_is_a_test() {
            let names: Vec<&str> = lines().map(|[name, ..]| name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

tests! {
    an_osd_of_before_the_change_comes_back,
    an_osd_of_after_the_change_starts_with_old_settings,
    a_canary_probes_a_network_that_old_settings_do_not_know,
    a_running_public_only_cluster_gets_encryption,
    a_running_public_only_cluster_gets_encryption_and_is_known,
    a_running_public_only_cluster_gets_address_ranges,
    a_running_public_only_cluster_gets_address_ranges_and_is_known,
    a_new_cluster_takes_the_network_without_the_interface,
    a_value_that_the_policy_wrote_stays_as_git_writes_it,
    a_value_that_the_policy_wrote_stays_as_git_writes_it_and_is_known,
    a_cephcluster_that_odf_writes_is_left_to_odf,
    a_storagecluster_takes_the_network,
}
