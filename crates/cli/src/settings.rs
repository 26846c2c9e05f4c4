//! `settings`: what the policy has to know of a cluster.

use ceph_multus_manifests::{Registration, registration, settings_from, to_yaml};

use crate::args::{Data, SettingsArgs};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{Answer, input};

/// Writes settings, or the resources that carry them.
pub(crate) fn run(args: &SettingsArgs) -> Result<Answer, Failure> {
    let base = input::settings(args.settings.as_deref())?;
    let documents = input::documents(&args.manifests, &mut Progress::new())?;
    let new = settings_from(&documents, &base, &args.manifests.namespace)?;
    if new.objects == 0 {
        return Err(Failure::from(String::from("no CephCluster, NetworkAttachmentDefinition or resource of Rook")));
    }
    let text = if args.manifest {
        registration(&Registration {
            module: &args.module,
            mode: &args.mode,
            policy_server: &args.policy_server,
            settings: &new.settings(),
        })
    } else {
        match args.output {
            Data::Yaml => to_yaml(&new.settings()),
            Data::Json => format!("{:#}\n", new.settings()),
        }
    };
    Ok(Answer::clean(text))
}
