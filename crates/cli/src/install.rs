//! `install`: everything that is applied once.

use ceph_multus_manifests::install::{Install, SyncMode, install};
use serde_json::Value;

use crate::args::{InstallArgs, SyncKind};
use crate::failure::Failure;
use crate::registered::registered;
use crate::{Answer, CLEAN, input};

/// When a CronJob looks.
const SCHEDULE: &str = "*/5 * * * *";

/// Writes the manifests.
pub(crate) fn run(args: &InstallArgs) -> Result<Answer, Failure> {
    let settings = input::settings(args.settings.as_deref())?;
    let (modes, policy_server) = registered(args.mode, args.policy_server.as_deref(), &settings)?;
    let settings: Value = serde_json::from_str(settings.json()).unwrap_or_default();
    let text = install(&Install {
        module: &args.module,
        modes,
        policy_server: &policy_server,
        settings: &settings,
        ceph_namespaces: &args.ceph_namespaces,
        namespace: &args.namespace,
        image: &args.sync_image,
        image_pull_secrets: &args.image_pull_secrets,
        sync: match args.sync {
            SyncKind::Cronjob => SyncMode::CronJob(SCHEDULE),
            SyncKind::Deployment => SyncMode::Deployment,
        },
    })?;
    Ok(Answer::data(text, CLEAN))
}
