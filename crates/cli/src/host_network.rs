//! `host-network`: what the nodes need on the public networks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ceph_multus_core::report::text::{counted, quoted, visible};
use ceph_multus_nodes::host_network::{NodeFile, Tool, Wish, compare, files, is_stream, is_written, stream};
use ceph_multus_upstream::address::Cidr;

use crate::args::{HostNetworkArgs, HostTool};
use crate::failure::Failure;
use crate::output::{GREEN, RED, shown, styled};
use crate::progress::Progress;
use crate::unapplied::reject_placeholders;
use crate::{Answer, CLEAN, FOUND, input};

/// Writes the files, or compares those that are there.
pub(crate) fn run(args: &HostNetworkArgs) -> Result<Answer, Failure> {
    let settings = input::settings(args.settings.as_deref())?;
    let documents = input::documents(&args.manifests, &Progress::new())?;
    let node_ranges = ranges(&args.node_range)?;
    let wish = Wish { node_ranges: &node_ranges, nodes: &args.nodes };
    let tool = match args.tool {
        HostTool::Nmstate => Tool::Nmstate,
        HostTool::Networkd => Tool::Networkd,
        HostTool::Networkmanager => Tool::NetworkManager,
        HostTool::Iproute2 => Tool::Iproute2,
        HostTool::Talos => Tool::Talos,
    };
    let files = files(&documents, &settings, args.manifests.namespace(), tool, &wish).map_err(Failure)?;
    files.iter().try_for_each(|file| reject_placeholders(&documents, &file.text))?;
    if let Some(path) = &args.check {
        return check(&files, path, tool);
    }
    match &args.directory {
        Some(folder) => write(&files, folder),
        None => Ok(Answer::data(stream(&files, tool), CLEAN)),
    }
}

fn ranges(texts: &[String]) -> Result<Vec<Cidr>, Failure> {
    let range = |text: &String| {
        Cidr::parse(text).map_err(|error| format!("--node-range: {} has {error}; give a CIDR", quoted(text)))
    };
    let (good, bad): (Vec<_>, Vec<_>) = texts.iter().map(range).partition(Result::is_ok);
    let bad: Vec<String> = bad.into_iter().filter_map(Result::err).collect();
    if bad.is_empty() { Ok(good.into_iter().flatten().collect()) } else { Err(Failure(bad)) }
}

fn check(files: &[NodeFile], path: &Path, tool: Tool) -> Result<Answer, Failure> {
    let differences = if path.is_dir() {
        compare(files, &folder(files, path, tool)?, tool)
    } else {
        let text = input::text(path)?;
        match alone(files, path, &text) {
            Some(file) => {
                compare(std::slice::from_ref(file), &stream(&[NodeFile { text, ..file.clone() }], tool), tool)
            }
            None => compare(files, &text, tool),
        }
    };
    let differences = differences.map_err(Failure::from)?;
    if differences.is_empty() {
        return Ok(Answer::clean(format!("{}\n", styled(GREEN, "no differences"))));
    }
    let mut text = String::new();
    for one in &differences {
        let file = if one.file.is_empty() { path.display().to_string() } else { one.file.clone() };
        // Keys and names of the file are in it, too.
        text.push_str(&format!("{}\n", visible(&format!("{file}: {}", one.problem))));
    }
    text.push_str(&format!("{}\n", styled(RED, counted(differences.len(), "difference"))));
    Ok(Answer::text(text, FOUND))
}

/// The file that `path` is, if it is one of those that `--directory` writes.
fn alone<'f>(files: &'f [NodeFile], path: &Path, text: &str) -> Option<&'f NodeFile> {
    files.iter().find(|file| path.ends_with(file.name())).filter(|_| !is_stream(text))
}

/// What a folder has of the files, as `--directory` writes them.
fn folder(files: &[NodeFile], path: &Path, tool: Tool) -> Result<String, Failure> {
    let mut there = Vec::new();
    for file in files {
        let place = place(path, file);
        if place.is_file() {
            there.push(NodeFile { text: input::text(&place)?, ..file.clone() });
        }
    }
    there.extend(left(files, path));
    Ok(stream(&there, tool))
}

/// What a folder has besides `files` that was written for nodes or interfaces which are gone.
fn left(files: &[NodeFile], folder: &Path) -> Vec<NodeFile> {
    let kind = |file: &NodeFile| {
        let path = Path::new(&file.path);
        (path.parent().unwrap_or(Path::new("")).to_owned(), path.extension().map(ToOwned::to_owned))
    };
    let kinds: BTreeSet<_> = files.iter().map(kind).collect();
    let mut left = Vec::new();
    for node in names(folder) {
        for (parent, ending) in &kinds {
            for name in names(&folder.join(&node).join(parent)) {
                let path = parent.join(&name);
                let file = NodeFile { node: node.clone(), path: path.display().to_string(), text: String::new() };
                if path.extension() != ending.as_deref() || files.iter().any(|known| known.name() == file.name()) {
                    continue;
                }
                // Another's file, whatever it holds, is no matter of this check.
                let text = std::fs::read_to_string(place(folder, &file)).ok().filter(|text| is_written(text));
                left.extend(text.map(|text| NodeFile { text, ..file }));
            }
        }
    }
    left
}

/// The names in a folder, sorted; none if there is no such folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn place(folder: &Path, file: &NodeFile) -> PathBuf {
    folder.join(&file.node).join(&file.path)
}

fn write(files: &[NodeFile], folder: &Path) -> Result<Answer, Failure> {
    let mut text = String::new();
    for file in files {
        let place = place(folder, file);
        let above = place.parent().unwrap_or(folder);
        std::fs::create_dir_all(above).map_err(|error| Failure::of(above, error))?;
        std::fs::write(&place, &file.text).map_err(|error| Failure::of(&place, error))?;
        text.push_str(&format!("{}\n", shown(&place)));
    }
    Ok(Answer::clean(text))
}
