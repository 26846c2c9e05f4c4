//! `settings`: what the policy has to know of a cluster.

use ceph_multus_core::text::counted;
use ceph_multus_manifests::{NewSettings, PolicyMode, Registration, registration, settings_from, to_yaml};

use crate::args::{Data, Mode, SettingsArgs};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{Answer, input, output};

/// Writes settings, or the resources that carry them.
pub(crate) fn run(args: &SettingsArgs) -> Result<Answer, Failure> {
    let namespace = &args.manifests.namespace;
    let base = input::settings(args.settings.as_deref())?;
    let old = args.previous.as_deref().map(|path| input::inventory(path, namespace)).transpose()?;
    let documents = input::documents(&args.manifests, &mut Progress::new())?;
    let mut new = settings_from(&documents, &base, old.as_ref(), namespace)?;
    if new.objects == 0 {
        return Err(Failure::from(String::from("no CephCluster, NetworkAttachmentDefinition or resource of Rook")));
    }
    let ranges = ceph_multus_nodes::node_ranges(&documents, &base, namespace)?;
    if let Some(json) = ceph_multus_nodes::with_node_ranges(&new.json, &ranges) {
        new.json = json;
        output::note("`nodeRanges` is made of the addresses in NodeNetworkConfigurationPolicies");
    }
    note_what_is_left_out(args, &new);
    let text = match &args.module {
        Some(module) => registration(&Registration {
            module,
            mode: match args.mode {
                Mode::Monitor => PolicyMode::Monitor,
                Mode::Protect => PolicyMode::Protect,
            },
            policy_server: &args.policy_server,
            settings: &new.settings(),
        })?,
        None => match args.output {
            Data::Yaml => to_yaml(&new.settings()),
            Data::Json => format!("{:#}\n", new.settings()),
        },
    };
    Ok(Answer::clean(text))
}

fn note_what_is_left_out(args: &SettingsArgs, new: &NewSettings) {
    if new.foreign_nads > 0 {
        let nads = counted(new.foreign_nads, "NetworkAttachmentDefinition");
        output::note(&format!("{nads} left out: neither selected by a CephCluster nor in a namespace of Ceph"));
    }
    if let Some(old) = &args.previous
        && new.previous == 0
    {
        output::note(&format!("no `previous`: in {} nothing differs", old.display()));
    }
}
