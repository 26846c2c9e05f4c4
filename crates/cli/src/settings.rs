//! `settings`: what the policy needs to know about a cluster.

use ceph_multus_core::report::limits::FINDINGS_SHOWN;
use ceph_multus_core::report::text::{counted, quoted};
use ceph_multus_manifests::limits::SERVER_BYTES;
use ceph_multus_manifests::{NewSettings, Previous, Registration, registration, settings_from, to_yaml};

use crate::args::{Data, SettingsArgs};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::registered::registered;
use crate::{Answer, CLEAN, FOUND, input, output, unapplied};
use ceph_multus_nodes::NodeRanges;
use serde_json::Value;

/// The policies of an installation, each of which has the settings.
const POLICIES: usize = 3;

/// Writes settings, or the resources that carry them.
pub(crate) fn run(args: &SettingsArgs) -> Result<Answer, Failure> {
    let namespace = args.manifests.namespace();
    let base = input::settings(args.settings.as_deref())?;
    let old = args.previous.as_deref().map(|path| input::inventory(path, namespace)).transpose()?;
    let documents = input::documents(&args.manifests, &Progress::new())?;
    let previous = match &old {
        Some(old) => Previous::Of(old),
        None if args.prune => Previous::Dropped,
        None => Previous::Kept,
    };
    let mut new = settings_from(&documents, &base, previous, namespace)?;
    if new.objects == 0 {
        return Err(Failure::from(String::from(
            "no CephCluster, NetworkAttachmentDefinition or Rook resource among the manifests",
        )));
    }
    unapplied::reject(&documents, &new.placeholders)?;
    let NodeRanges { ranges, missing } = ceph_multus_nodes::node_ranges(&documents, &base, namespace)?;
    if let Some(json) = ceph_multus_nodes::with_node_ranges(&new.json, &ranges) {
        new.json = json;
        output::note("`nodeRanges` is set from the addresses of nodes in the input");
    }
    if let [first, others @ ..] = missing.as_slice() {
        output::note(&match others.len() {
            0 => format!("`nodeRanges` lacks {first}, the address of a node in the input; add it"),
            more => format!("`nodeRanges` lacks {first} and {more} more, addresses of nodes in the input; add them"),
        });
    }
    note_what_is_left_out(args, &new);
    if !new.dropped.is_empty() && !args.prune {
        output::complain(&Failure(losses(args, &new)));
        return Ok(Answer::data(String::new(), FOUND));
    }
    reject_too_large(&new.settings(), if args.module.is_some() { POLICIES } else { 1 })?;
    let text = match &args.module {
        Some(module) => {
            let (modes, policy_server) = registered(args.mode, args.policy_server.as_deref(), &base)?;
            let policy_server = &policy_server;
            registration(&Registration { module, modes, policy_server, settings: &new.settings() })?
        }
        None => match args.output {
            Data::Yaml => to_yaml(&new.settings()),
            Data::Json => format!("{:#}\n", new.settings()),
        },
    };
    Ok(Answer::data(text, CLEAN))
}

/// Rejects settings that no policy server takes in so many policies, with the object that has most of them.
fn reject_too_large(settings: &Value, policies: usize) -> Result<(), Failure> {
    let bytes = policies * settings.to_string().len();
    if bytes <= SERVER_BYTES {
        return Ok(());
    }
    let lists = ["inventory", "previous"].into_iter().filter_map(|key| settings.get(key)?.as_array());
    let sizes = lists.flatten().map(|object| (object.to_string().len(), object));
    let largest = sizes.max_by_key(|(size, _)| *size).map(|(size, object)| {
        let text = |path: &str| object.pointer(path).and_then(Value::as_str).unwrap_or_default();
        let [kind, namespace, name] = ["/kind", "/metadata/namespace", "/metadata/name"].map(text);
        let name = quoted(&format!("{namespace}/{name}"));
        format!("; the largest object is {kind} {name} with {size} bytes; leave out objects that are not Ceph's")
    });
    let what = if policies == 1 { "the settings" } else { "the settings of the three policies" };
    let largest = largest.unwrap_or_default();
    let problem =
        format!("{what} have {bytes} bytes, and the ConfigMap of a policy server takes {SERVER_BYTES}{largest}");
    Err(Failure::from(problem))
}

/// What the inventory would lose. Nothing is written: the reader of a pipe sees no exit code.
fn losses(args: &SettingsArgs, new: &NewSettings) -> Vec<String> {
    let settings = args.settings.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let shown = new.dropped.iter().take(FINDINGS_SHOWN);
    let mut lines: Vec<String> =
        shown.map(|object| format!("{object}: in the inventory of {settings} but not in the manifests")).collect();
    if new.dropped.len() > lines.len() {
        lines.push(format!("and {} more", new.dropped.len() - lines.len()));
    }
    let objects = counted(new.dropped.len(), "object");
    lines.push(format!("nothing is written because {objects} would be removed; add the manifests, or use `--prune`"));
    lines
}

fn note_what_is_left_out(args: &SettingsArgs, new: &NewSettings) {
    if new.foreign_nads > 0 {
        let nads = counted(new.foreign_nads, "NetworkAttachmentDefinition");
        output::note(&format!("{nads} skipped: not selected by a CephCluster and not in a namespace of Ceph"));
    }
    if let Some(old) = &args.previous
        && new.previous == 0
    {
        output::note(&format!("`previous` is not written because nothing in {} differs", old.display()));
    }
}
