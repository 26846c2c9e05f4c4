//! `install`: everything that is applied once.

use ceph_multus_manifests::install::{Install, install};
use serde_json::Value;

use crate::args::InstallArgs;
use crate::failure::Failure;
use crate::registered::{ceph_namespaces, registered};
use crate::sync::Sync;
use crate::{Answer, CLEAN, input};

/// Writes the manifests.
pub(crate) fn run(args: &InstallArgs) -> Result<Answer, Failure> {
    let settings = input::settings_without_inventory(args.settings.as_deref())?;
    let ceph_namespaces = ceph_namespaces(&args.ceph_namespaces, &settings)?;
    let (modes, policy_server) = registered(args.mode, args.policy_server.as_deref(), &settings)?;
    let sync = Sync::new(args, &settings)?;
    let settings: Value = serde_json::from_str(settings.json()).unwrap_or_default();
    let text = install(&Install {
        module: &args.module,
        modes,
        policy_server: &policy_server,
        settings: &settings,
        ceph_namespaces: &ceph_namespaces,
        namespace: &sync.namespace,
        image: &args.sync_image,
        image_pull_secrets: &sync.image_pull_secrets,
        sync: sync.mode(),
    })?;
    Ok(Answer::data(text, CLEAN))
}
