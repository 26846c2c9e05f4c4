//! The folders of the core use each other in one direction.

use std::fs;
use std::path::Path;

/// From the lowest to the highest, as ARCHITECTURE.md draws them.
const ORDER: [&str; 7] = ["report", "facts", "settings", "world", "review", "rules", "engine"];

#[test]
fn no_folder_of_the_core_uses_a_higher_one() {
    let drawn = fs::read_to_string(root().join("../../ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(drawn.contains(&format!("core:   {}", ORDER.join(" < "))), "ARCHITECTURE.md draws another order");
    let mut wrong = Vec::new();
    for (place, folder) in ORDER.iter().enumerate() {
        let mut files = vec![root().join(format!("src/{folder}.rs"))];
        sources(&root().join("src").join(folder), &mut files);
        assert!(files.len() > 1, "{folder} has files");
        for file in files {
            let text = fs::read_to_string(&file).expect("a source");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            for line in code {
                let higher = ORDER.iter().skip(place + 1).find(|other| line.contains(&format!("crate::{other}::")));
                wrong.extend(higher.map(|higher| format!("{}: {higher}", file.display())));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sources below `folder`, those of unit tests left out.
fn sources(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}
