//! The folders of the core, and the modules of each crate, use each other in one direction.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From the lowest to the highest, as ARCHITECTURE.md draws them.
const ORDER: [&str; 7] = ["report", "facts", "settings", "world", "review", "rules", "engine"];

/// The modules of a crate, each with the others that it uses.
type Uses = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_folder_of_the_core_uses_a_higher_one() {
    let drawn = fs::read_to_string(root().join("../../ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(drawn.contains(&format!("core:   {}", ORDER.join(" < "))), "ARCHITECTURE.md draws another order");
    let uses = uses(&root().join("src"));
    let mut wrong = Vec::new();
    for (place, folder) in ORDER.iter().enumerate() {
        let higher = ORDER.iter().skip(place + 1).filter(|other| uses[*folder].contains(**other));
        wrong.extend(higher.map(|higher| format!("{folder} uses {higher}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_modules_of_a_crate_use_each_other_in_a_circle() {
    let (mut wrong, mut modules) = (Vec::new(), 0);
    let crates = fs::read_dir(root().join("..")).expect("the crates");
    let crates = crates.map(|package| package.expect("an entry").path());
    for package in crates.chain(["web", "web/hosts"].map(|folder| root().join("../..").join(folder))) {
        let uses = uses(&package.join("src"));
        modules += uses.len();
        let name = package.file_name().expect("a name").display();
        wrong.extend(circles(&uses).map(|circle| format!("{name}: {circle}")));
    }
    assert!(modules > 120, "{modules} modules");
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_circle_is_found() {
    assert_eq!(named("use crate::{a, b::{c, d}, e};\nlet f = crate::g::h(crate::i);"), ["a", "b", "e", "g", "i"]);
    let used = |names: &[&str]| names.iter().map(|name| String::from(*name)).collect();
    let mut uses = Uses::from([("a".into(), used(&["b"])), ("b".into(), used(&["c"])), ("c".into(), used(&[]))]);
    assert_eq!(circles(&uses).count(), 0);
    uses.insert("c".into(), used(&["a"]));
    assert_eq!(circles(&uses).collect::<Vec<_>>(), ["a uses b", "b uses c", "c uses a"]);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The modules at the top of the crate with the sources `folder`: each is a file, the folder of its name, or both.
fn uses(folder: &Path) -> Uses {
    let mut files = Vec::new();
    sources(folder, &mut files);
    let mut uses = Uses::new();
    for file in files {
        let place: Vec<_> = file.strip_prefix(folder).expect("a place below it").components().collect();
        let module = Path::new(&place[0]).file_stem().and_then(|name| name.to_str()).expect("a plain name");
        // The root puts the others together, and programs stand beside the library.
        if ["lib", "main", "bin"].contains(&module) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().lines();
        let code: Vec<_> = code.filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n").replace(&"super::".repeat(place.len()), "crate::");
        uses.entry(module.to_owned()).or_default().extend(named(&code).into_iter().map(str::to_owned));
    }
    let modules: Vec<String> = uses.keys().cloned().collect();
    for (module, used) in &mut uses {
        used.retain(|used| used != module && modules.contains(used));
    }
    uses
}

/// The sources below `folder`, those of unit tests left out.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

/// What `code` names behind `crate::`: one module, or several in braces.
fn named<'c>(code: &'c str) -> Vec<&'c str> {
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            names.push(rest);
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (place, one) in group.char_indices() {
            match one {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    names.push(&group[start..place]);
                    start = place + 1;
                    if one == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    }
    let word = |text: &'c str| text.trim_start().split(|one: char| !one.is_alphanumeric() && one != '_').next();
    names.into_iter().filter_map(word).collect()
}

/// Every use that a way of further uses leads back from.
fn circles(uses: &Uses) -> impl Iterator<Item = String> {
    let pairs = uses.iter().flat_map(|(module, used)| used.iter().map(move |used| (module, used)));
    let circular = pairs.filter(|(module, used)| reached(uses, used).contains(module));
    circular.map(|(module, used)| format!("{module} uses {used}"))
}

/// The modules that `module` uses, and those that these use, and so on.
fn reached<'u>(uses: &'u Uses, module: &'u String) -> BTreeSet<&'u String> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![module]);
    while let Some(module) = next.pop() {
        next.extend(uses[module].iter().filter(|used| reached.insert(*used)));
    }
    reached
}
