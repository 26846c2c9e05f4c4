//! What the policy answers natively to every fixture, as JSON: the tests of the package compare its own answers to it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use ceph_multus_web::answer::evaluate;
use ceph_multus_web::input::Input;
use ceph_multus_web::plan::{plan, settings_from};
use ceph_multus_web::report::Report;
use serde::Serialize;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let settings: Value = serde_json::from_str(&fs::read_to_string(root.join("examples/settings.json"))?)?;
    let mut answers = Vec::new();
    for path in files(&root.join("tests/fixtures/requests"), "json")?
        .into_iter()
        .chain(files(&root.join("examples/requests"), "json")?)
    {
        let text = fs::read_to_string(&path)?;
        let request: Value = serde_json::from_str(&text)?;
        for settings in [json!({}), settings.clone(), json!({"nodes": 0})] {
            let input = json!({"request": request, "settings": settings});
            let answered = match evaluate(&input.to_string()) {
                Ok(text) => Ok(serde_json::from_str::<Value>(&text)?),
                Err(problem) => Err(problem),
            };
            answers.push(answer(&path, "evaluate", input, answered)?);
        }
    }
    for path in files(&root.join("tests/fixtures/manifests"), "yaml")? {
        add_texts(&mut answers, &path, &json!({"manifests": fs::read_to_string(&path)?}))?;
    }
    for path in files(&root.join("tests/fixtures/issues"), "yaml")? {
        add_texts(&mut answers, &path, &issue(&path)?)?;
    }
    let all: Vec<String> = files(&root.join("examples/manifests"), "yaml")?
        .iter()
        .map(fs::read_to_string)
        .collect::<std::io::Result<_>>()?;
    let settings = "nodeRanges: [192.168.29.0/24]\nnodes: 3";
    add_texts(&mut answers, &root, &json!({"manifests": all.join("---\n"), "settings": settings}))?;
    add_texts(&mut answers, &root, &json!({"manifests": "a: [", "settings": "nodes: 0"}))?;
    println!("{}", Value::from(answers));
    Ok(())
}

/// The answers of every function that takes texts.
fn add_texts(answers: &mut Vec<Value>, path: &Path, input: &Value) -> Result<()> {
    let texts = Input::read(&input.to_string())?;
    answers.push(answer(path, "check", input.clone(), Ok(Report::of(&texts)))?);
    answers.push(answer(path, "plan", input.clone(), plan(&texts))?);
    answers.push(answer(path, "settingsFrom", input.clone(), settings_from(&texts))?);
    Ok(())
}

fn answer<T: Serialize>(
    path: &Path,
    function: &str,
    input: Value,
    answer: std::result::Result<T, String>,
) -> Result<Value> {
    let answer: Value = match answer {
        Ok(answer) => serde_json::to_value(answer)?,
        Err(error) => json!({"error": error}),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(json!({"name": format!("{function} of {name}"), "function": function, "input": input, "answer": answer}))
}

/// The texts of a public issue.
fn issue(path: &Path) -> Result<Value> {
    let documents = ceph_multus_manifests::read("issue", &fs::read_to_string(path)?)?;
    let issue: Value = serde_json::from_str(documents.first().ok_or("no document")?.json())?;
    let mut input = json!({});
    for key in ["manifests", "settings", "oldObjects"] {
        if let (Some(text), Some(members)) = (issue.get(key), input.as_object_mut()) {
            members.insert(key.to_owned(), text.clone());
        }
    }
    Ok(input)
}

/// The files below a folder with an ending, sorted.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(current)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
