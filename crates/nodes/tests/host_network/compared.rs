//! What has been changed since the files were written is found, and nothing else.

use ceph_multus_manifests::SettingsText;
use ceph_multus_nodes::host_network::{NodeFile, Tool, Wish, compare, files, stream};
use serde_json::{Value, json};

use crate::support::documents;
use crate::support::inventories::inventories;
use crate::{TOOLS, is_for_talos, plugins, written};

/// The places of the digits that mean something: not those of comments.
fn digits(text: &str) -> Vec<usize> {
    let (mut places, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        if !line.starts_with('#') || line.starts_with("# ==> ") {
            let own = line.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit());
            places.extend(own.map(|(place, _)| start + place));
        }
        start += line.len();
    }
    places
}

#[test]
fn a_changed_digit_in_any_file_is_found() {
    let mut random = fastrand::Rng::with_seed(20);
    for inventory in inventories() {
        for plugin in plugins() {
            for tool in TOOLS {
                let Ok(right) = written(&inventory.text(&plugin), tool) else {
                    assert!(tool == Tool::Talos && !is_for_talos(&plugin), "{plugin}");
                    continue;
                };
                let text = stream(&right, tool);
                assert_eq!(compare(&right, &text, tool), Ok(Vec::new()), "{text}");
                let digits = digits(&text);
                for _ in 0..12 {
                    let place = digits[random.usize(..digits.len())];
                    let mut changed = text.clone().into_bytes();
                    changed[place] = b'0' + (changed[place] - b'0' + random.u8(1..10)) % 10;
                    let changed = String::from_utf8(changed).expect("text");
                    let found = compare(&right, &changed, tool).expect("differences");
                    assert!(!found.is_empty(), "{tool:?} at {place}:\n{changed}");
                }
            }
        }
    }
}

#[test]
fn comments_blank_lines_and_the_status_do_not_count() {
    let text = inventories()[0].text(&plugins()[0]);
    let right = written(&text, Tool::Networkd).expect("files");
    let own = stream(&right, Tool::Networkd);
    let kept: String = own
        .lines()
        .filter(|line| !line.starts_with('#') || line.starts_with("# ==> "))
        .map(|line| format!("{line}\n\n# ours\n"))
        .collect();
    assert_eq!(compare(&right, &kept, Tool::Networkd), Ok(Vec::new()));
    for tool in TOOLS {
        let right = written(&text, tool).expect("files");
        let reworded =
            stream(&right, tool).replace("the same kind and mode as the pods' interfaces on eth1", "the kind of eth9");
        assert_eq!(compare(&right, &reworded, tool), Ok(Vec::new()), "{tool:?}");
    }
    let missing = own.replacen("Scope=link\n", "", 1);
    let found: Vec<String> =
        compare(&right, &missing, Tool::Networkd).expect("differences").into_iter().map(|one| one.problem).collect();
    assert_eq!(found, ["`Scope=link` is missing in `[Route]`"]);
    let right = written(&text, Tool::Nmstate).expect("policies");
    let mut there = String::new();
    for document in documents(&stream(&right, Tool::Nmstate)) {
        let mut value: Value = serde_json::from_str(document.json()).expect("an object");
        value["status"] = json!({"conditions": []});
        value["metadata"]["uid"] = json!("1");
        there.push_str(&format!("{value}\n"));
    }
    assert_eq!(compare(&right, &there, Tool::Nmstate), Ok(Vec::new()));
}

#[test]
fn a_text_without_the_name_of_a_file_belongs_to_none() {
    let right = written(&inventories()[0].text(&plugins()[0]), Tool::Iproute2).expect("files");
    let right = &right[..1];
    let found = compare(right, &right[0].text, Tool::Iproute2).expect("differences");
    let found: Vec<(&str, &str)> = found.iter().map(|one| (one.file.as_str(), one.problem.as_str())).collect();
    assert_eq!(
        found,
        [
            ("worker-1/public-shim.sh", "the file is missing"),
            ("", "what is above the first line `# ==> NODE/FILE <==` belongs to no file"),
        ]
    );
    let other = stream(&[NodeFile { node: String::from("worker-9"), ..right[0].clone() }], Tool::Iproute2);
    let both = format!("{}\n{other}", stream(right, Tool::Iproute2));
    let found = compare(right, &both, Tool::Iproute2).expect("differences");
    let found: Vec<(&str, &str)> = found.iter().map(|one| (one.file.as_str(), one.problem.as_str())).collect();
    assert_eq!(found, [("worker-9/public-shim.sh", "no node needs this file")]);
}

#[test]
fn addresses_that_nodes_have_stay() {
    let text = inventories()[0].text(&plugins()[0]);
    let first = stream(&written(&text, Tool::Nmstate).expect("policies"), Tool::Nmstate);
    let names: Vec<String> = ["worker-0", "worker-1", "worker-2", "worker-3"].map(String::from).to_vec();
    let mut all = documents(&text);
    all.extend(documents(&first));
    let wish = Wish { node_ranges: &[], nodes: &names };
    let again = files(&all, &SettingsText::default(), "default", Tool::Iproute2, &wish).expect("files");
    let address = |file: &NodeFile| {
        let line = file.text.lines().find(|line| line.starts_with("ip addr add")).expect("an address").to_owned();
        format!("{}: {line}", file.node)
    };
    assert_eq!(
        again.iter().map(address).collect::<Vec<_>>(),
        [
            "worker-0: ip addr add 192.168.20.132/25 dev public-shim",
            "worker-1: ip addr add 192.168.20.129/25 dev public-shim",
            "worker-2: ip addr add 192.168.20.130/25 dev public-shim",
            "worker-3: ip addr add 192.168.20.131/25 dev public-shim",
        ]
    );
}
