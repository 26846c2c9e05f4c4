//! How policies are registered that replace others.

use ceph_multus_manifests::{Modes, PolicyMode, SettingsText};

use crate::args::Mode;
use crate::failure::Failure;
use crate::output;

/// The modes and the policy server of new policies: what the command line says, or else what the policies that carry
/// `settings` have. Kubewarden does not let a policy go back to monitor mode.
///
/// # Errors
/// Where the policies have several policy servers, and the command line says nothing.
pub(crate) fn registered(
    mode: Option<Mode>,
    policy_server: Option<&str>,
    settings: &SettingsText,
) -> Result<(Modes, String), Failure> {
    let known = settings.registered();
    let policy_server = match (policy_server, known) {
        (Some(name), _) => name.to_owned(),
        (None, None) => String::from("default"),
        (None, Some(known)) => known.policy_server.clone().ok_or_else(|| {
            let source = settings.source();
            Failure::from(format!("{source}: the policies have several policy servers; set `--policy-server`"))
        })?,
    };
    let modes = match mode {
        Some(Mode::Monitor) => PolicyMode::Monitor.into(),
        Some(Mode::Protect) => PolicyMode::Protect.into(),
        None => known.map_or(PolicyMode::Monitor.into(), |known| known.modes.clone()),
    };
    note_monitored(settings.source(), &modes.unnamed());
    Ok((modes, policy_server))
}

/// Says which policies get a mode that nobody gave them.
fn note_monitored(source: &str, policies: &[&str]) {
    if !policies.is_empty() {
        let (are, their) = if policies.len() == 1 { ("is", "its") } else { ("are", "their") };
        let names = policies.join(" and ");
        output::note(&format!(
            "{names} {are} not in {source}, so {their} mode is `monitor`; export all three policies"
        ));
    }
}
